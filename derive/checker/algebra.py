"""A typed free noncommutative algebra over Q: when are two matrix terms equal?

A matrix term is a sum of words over matrix symbols, each with its shape. Two terms are equal when
distributivity and associativity bring them to the same sum of words; an equation that is known (a
definition, an induction hypothesis) replaces a word by a term. Nothing else is used: no inverse, no
transpose, no commutation. Rows are added to every row of a batch through 1ₙ, the n×1 column of ones.

>>> algebra = Algebra({"A": ("n", "d"), "B": ("n", "d"), "C": ("d", 3)})
>>> left, right = ["mul", ["add", "A", "B"], "C"], ["add", ["mul", "B", "C"], ["mul", "A", "C"]]
>>> algebra.expand(left) == algebra.expand(right)
True
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from derive.checker.errors import Rejected
from derive.checker.reading import MAX_DIMENSION, array, fields, same, show, whole

Dimension = str | int
Shape = tuple[Dimension, Dimension]
Letter = str | tuple[str, Dimension]  # a symbol, or ("ones", n): the column 1ₙ
Word = tuple[Letter, ...]
Words = dict[Word, int | Fraction]
Matrix = tuple[Shape, Words]  # a term in normal form: its words with their coefficients, none of them 0
Rule = tuple[Word, Words]  # the word is to be replaced by the sum
Reasons = Mapping[str, Sequence[Rule]]

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}(\[(0|1|i|i\+1|L)\])?", re.ASCII)
MAX_DEPTH = 60
MAX_WORK = 100_000
LARGEST = 1 << 4_096


def name(data: Any, where: str) -> str:
    """A name, perhaps with an index: ``W_1``, ``P[i+1]``."""
    if type(data) is not str or not NAME.fullmatch(data):
        raise Rejected(where, "a name such as W_1 or P[i+1], of at most 40 letters", show(data))
    return data


def dimension(data: Any, where: str) -> Dimension:
    """A dimension: a name (any positive whole number) or a positive whole number."""
    return name(data, where) if type(data) is str else whole(data, where, 1, MAX_DIMENSION)


def shape(data: Any, where: str) -> Shape:
    rows, columns = array(data, where, 2)
    return dimension(rows, where), dimension(columns, where)


class Algebra:
    """Normal forms over symbols of given shapes, with a bound on all the work that is done in it.

    ``where`` is the place in the certificate that errors name.
    """

    def __init__(self, shapes: Mapping[str, Shape], where: str = "statement") -> None:
        self.shapes = shapes
        self.letters: dict[str, Matrix] = {}  # the symbols that were read, as words
        self.where = where
        self.work = 0

    def spend(self, amount: int) -> None:
        self.work += amount
        if self.work > MAX_WORK:
            raise Rejected(self.where, f"at most {MAX_WORK} units of work", "more")

    def expand(self, term: Any, depth: int = 0) -> Matrix:
        """The sum of words of a term in JSON; refuses what is no term and shapes that do not fit."""
        if type(term) is str:
            if term not in self.letters:
                if term not in self.shapes:
                    raise Rejected(self.where, "a symbol whose shape is stated", show(term))
                self.letters[term] = self.shapes[term], {(term,): 1}
            return self.letters[term]
        if type(term) is not list or not term or depth > MAX_DEPTH:
            raise Rejected(self.where, f"a matrix term, at most {MAX_DEPTH} deep", show(term))
        head, *args = term
        if args and head in ("add", "mul"):
            join = self.add if head == "add" else self.multiply
            known, total = self.letters, self.expand(args[0], depth + 1)
            for arg in args[1:]:
                part = known.get(arg) if type(arg) is str else None
                total = join(total, part or self.expand(arg, depth + 1))
            return total
        if head in ("ones", "identity") and len(args) == 1:
            size = dimension(args[0], self.where)
            one: Word = (("ones", size),) if head == "ones" else ()
            return (size, 1 if head == "ones" else size), {one: 1}
        if head == "scale" and len(args) == 2:
            sides, words = self.expand(args[1], depth + 1)
            return self.multiply(((sides[0], sides[0]), {(): self.coefficient(args[0])}), (sides, words))
        raise Rejected(self.where, "add, mul, scale, ones or identity with its arguments", show(head))

    def coefficient(self, data: Any) -> Fraction:
        numbers = [data, 1] if type(data) is not list else data[1:] if data[:1] == ["rational"] else []
        if len(numbers) != 2 or any(type(n) is not int or abs(n) > LARGEST for n in numbers):
            raise Rejected(self.where, 'an integer or ["rational", p, q] of moderate length', show(data))
        if numbers[1] < 1:
            raise Rejected(self.where, "a positive denominator", show(numbers[1]))
        return Fraction(*numbers)

    def add(self, left: Matrix, right: Matrix) -> Matrix:
        if left[0] != right[0]:
            raise Rejected(self.where, f"a summand of shape {text(left[0])}", text(right[0]))
        self.spend(len(left[1]) + len(right[1]))
        if left[1].keys().isdisjoint(right[1]):  # the common case, and nothing to collect
            return left[0], {**left[1], **right[1]}
        words = dict(left[1])
        for word, q in right[1].items():
            self.include(words, word, q)
        return left[0], words

    def multiply(self, left: Matrix, right: Matrix) -> Matrix:
        (rows, inner), (outer, columns) = left[0], right[0]
        if inner != outer:
            raise Rejected(self.where, f"a right factor with {inner} rows", text(right[0]))
        if len(left[1]) == 1 == len(right[1]):  # the common case, and nothing to collect
            ((u, p),), ((v, q),) = left[1].items(), right[1].items()
            if p == 1 == q:
                self.spend(1 + len(u) + len(v))
                return (rows, columns), {u + v: 1}
        words: Words = {}
        for u, p in left[1].items():
            for v, q in right[1].items():
                self.include(words, u + v, p * q)
        return (rows, columns), words

    def include(self, words: Words, word: Word, q: int | Fraction) -> None:
        """Adds q·word to the words."""
        self.spend(1 + len(word))
        if q == 1 and word not in words:
            words[word] = 1
            return
        total: int | Fraction = q + words.get(word, 0)
        if not -LARGEST <= total <= LARGEST or total.denominator > LARGEST:
            raise Rejected(self.where, "coefficients of moderate length", "longer ones")
        if total:
            words[word] = total
        else:
            words.pop(word, None)

    def rewrite(self, words: Words, rules: Sequence[Rule]) -> Words:
        """The words with each left side of a rule replaced by its right side until none is left."""
        first = {left[0] for left, _ in rules}
        if all(map(first.isdisjoint, words)):
            self.spend(len(words))
            return words
        done: Words = {}
        waiting = list(words.items())
        while waiting:
            word, q = waiting.pop()
            self.spend(1 + len(word) * len(rules))
            for left, right in () if first.isdisjoint(word) else rules:
                if left[0] in word and (at := find(word, left)) >= 0:
                    u, v = word[:at], word[at + len(left) :]
                    self.spend(2 * len(right))
                    waiting += [(u + middle + v, q * p) for middle, p in right.items()]
                    break
            else:
                self.include(done, word, q)
        return done

    def rule(self, left: Any, right: Any) -> Rule:
        """An equation as a rule: its left side, which is one word, and its right side; both of one shape."""
        (shape, word), (sides, words) = self.expand(left), self.expand(right)
        if shape != sides or list(word.values()) != [1] or () in word:
            raise Rejected(self.where, "an equation from a word to a term of its shape", "another")
        return next(iter(word)), words

    def chain(self, lines: Any, ends: Sequence[Any], reasons: Reasons, where: str) -> int:
        """Checks ``ends[0] = ... = ends[1]`` line by line; returns the number of equalities.

        Each line is a term that equals the one above it by normal form and by the reasons it names.
        """
        read = [fields(line, ("term", "by"), where) for line in array(lines, where)]
        if not read or not same([read[0][0], read[-1][0]], list(ends)):
            raise Rejected(where, "a chain from the left to the right side of what is claimed", "another")
        above: Matrix | None = None
        for k, (term, by) in enumerate(read):
            self.where = f"{where}[{k}]"
            below = self.expand(term)
            self.follows(above or below, below, self.known(by, reasons))
            above = below
        return len(read) - 1

    def known(self, by: Any, reasons: Reasons) -> list[Rule]:
        """The rules of the reasons that a line names."""
        for reason in array(by, self.where):
            if type(reason) is not str or reason not in reasons:
                raise Rejected(self.where, f"reasons among {', '.join(reasons) or 'none'}", show(reason))
        return [rule for reason in by for rule in reasons[reason]]

    def follows(self, above: Matrix, below: Matrix, rules: Sequence[Rule]) -> None:
        """Refuses two lines that do not come to the same words by the rules."""
        (shape, before), (sides, after) = above, below
        if rules:
            before = self.rewrite(before, rules)
            if before != after:  # else the line below is the one above with the rules applied
                after = self.rewrite(after, rules)
        if shape != sides or before != after:
            raise Rejected(self.where, f"a term equal to {text(before)}", text(after))


def find(word: Word, part: Word) -> int:
    """Where ``part`` begins in ``word``; -1 where it does not occur."""
    size = len(part)
    if size == 1:
        return word.index(part[0]) if part[0] in word else -1
    for at in range(len(word) - size + 1):
        if word[at : at + size] == part:
            return at
    return -1


def text(matrix: Words | Shape) -> str:
    """A shape or a sum of words, short, for an error message."""
    if isinstance(matrix, tuple):
        return f"{matrix[0]}×{matrix[1]}"
    spelled = []
    for word, q in list(matrix.items())[:8]:
        factor = show(q.numerator) if q.denominator == 1 else f"{show(q.numerator)}/{show(q.denominator)}"
        letters = [letter if isinstance(letter, str) else f"1[{letter[1]}]" for letter in word[:12]]
        spelled.append(" ".join(letters if q == 1 and letters else [factor, *letters]))
    return " + ".join(spelled)[:200] or "0"
