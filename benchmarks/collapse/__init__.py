"""That L affine layers are one: how long the proof takes, beside SymPy in two spellings."""
