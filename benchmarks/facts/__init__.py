"""The facts engine on formulas that packages ship: how much is decided, how fast, and is anything wrong."""
