r"""Theorems that pages cite by name: about matrices and networks of any shape, each with its certificate.

>>> found = named("collapse/step")
>>> found.latex.partition(" = ")[0]
'(X W_{1} + \\mathbf{1}_{n} b_{1}) W_{2} + \\mathbf{1}_{n} b_{2}'

A kind of theorem is a module of this package with a table ``THEOREMS`` from names to makers.
"""

from derive.theorems.library import named, names
from derive.theorems.theorem import NamedTheorem

__all__ = ["NamedTheorem", "named", "names"]
