"""The nouns of Derive: terms, the formula grammar, activations, statements and their status."""
