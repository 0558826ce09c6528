"""Proving: a differential field, branches, balls, and the certificate that comes of it."""
