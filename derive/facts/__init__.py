"""Facts about functions beyond their derivative, one file a kind; each fact is a claim with its evidence."""
