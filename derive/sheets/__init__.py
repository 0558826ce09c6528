"""Facts as they are printed: rows of words and formulas, data, and pages that compare functions."""
