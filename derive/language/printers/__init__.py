"""Printers: a formula as a program, in SymPy, NumPy, PyTorch, JAX and C.

First the formula is brought into a form that computes well (`derive.language.printers.sound`), then one
pass writes it down for a target, which is a row of spellings (`derive.language.printers.targets`).

>>> from derive.language.grammar import parse
>>> written(parse("log(1 + exp(x))"), TARGETS["numpy"])
'np.logaddexp(0, x)'
>>> written(parse("x/(1 + exp(-x))"), TARGETS["torch"])
'x*torch.sigmoid(x)'
>>> written(parse("x/3 + x**2"), TARGETS["c"])
'x/3.0 + x*x'
"""

from derive.language.printers.program import Routine, program
from derive.language.printers.sound import closed, hazards, sound
from derive.language.printers.targets import TARGETS
from derive.language.printers.writing import Target, UnprintableError, written

__all__ = [
    "TARGETS", "Routine", "Target", "UnprintableError", "closed", "hazards", "program", "sound", "written",
]  # fmt: skip
