"""The signs of a quadratic polynomial on an interval, from its discriminant, its vertex and both ends.

>>> square_minus_two = [Fraction(-2), Fraction(0), Fraction(1)]
>>> signs_of(square_minus_two, None, None), signs_of(square_minus_two, Fraction(0), Fraction(1))
((True, True, True), (True, False, False))
"""

from __future__ import annotations

from fractions import Fraction

End = Fraction | None  # None is an infinite end
Signs = tuple[bool, bool, bool]  # negative, zero, positive


def signs_of(p: list[Fraction], lo: End, hi: End, closed: tuple[bool, bool] = (False, False)) -> Signs:
    """Whether c + b v + a v² is negative, zero, and positive somewhere on an interval with inner points."""
    c, b, a = p
    if a < 0:
        positive, zero, negative = signs_of([-c, -b, -a], lo, hi, closed)
        return negative, zero, positive
    discriminant, vertex = b * b - 4 * a * c, -b / (2 * a)
    inside = (lo is None or vertex > lo) and (hi is None or vertex < hi)
    ends = [None if end is None else c + end * (b + end * a) for end in (lo, hi)]
    at_end = any(value == 0 and taken for value, taken in zip(ends, closed, strict=True))
    if discriminant <= 0:
        return False, discriminant == 0 and (inside or at_end), True
    above = any(value is None or value > 0 for value in ends)
    below = any(value is not None and value < 0 for value in ends) or inside
    return below, (above and below) or at_end, above
