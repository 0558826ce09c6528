r"""What breaks the collapse, and what tanh and the sigmoid are to each other: consequences of equations.

An activation is not linear, so it enters as the matrix of its values: F for φ(X A + 1 a), entry by entry.

>>> THEOREMS["breaking/affine"]().latex.count("F")
2
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from derive.proof.words import identity as unit
from derive.proof.words import ones, product
from derive.theorems.theorem import Maker, NamedTheorem
from derive.theorems.words import Line, Shapes, consequence, identity, matrices

DISTRIBUTES = "The product distributes over the sum."
HALF = Fraction(1, 2)
NETWORK: Shapes = {
    "X": ("n", "d"), "A": ("d", "h"), "a": (1, "h"), "C": ("h", "q"), "c": (1, "q"), "F": ("n", "h"),
}  # fmt: skip


def _affine() -> NamedTheorem:
    X, A, a, C, c, F, M, k = matrices("X", "A", "a", "C", "c", "F", "M", "k")
    one = ones("n")
    given = {
        "phi": (
            F,
            (X @ A + one @ a) @ M + one @ k,
            "φ is affine: its values are M and k applied to what it is given.",
        )
    }
    chain = (
        Line(F @ C + one @ c, (), "The network."),
        Line(((X @ A + one @ a) @ M + one @ k) @ C + one @ c, ("phi",), "φ is affine."),
        Line(X @ product(A, M, C) + one @ ((a @ M + k) @ C + c), (), "The step lemma, twice."),
    )
    shapes: Shapes = {**NETWORK, "M": ("h", "h"), "k": (1, "h")}
    where = "For all shapes; F holds the values of φ at X A + 1 a."
    return consequence("An affine φ changes nothing", where, shapes, given, chain)


def _narrow() -> NamedTheorem:
    X, a, C, c, F, Z, R, S, M, k = matrices("X", "a", "C", "c", "F", "Z", "R", "S", "M", "k")
    one, eye = ones("n"), unit("h")
    given = {
        "S": (C @ S, eye, "C has a right inverse: h ≤ q, and its rows are independent."),
        "X": (X, (Z - one @ a) @ R, "The input that is asked for."),
        "affine": (F @ C, X @ M + one @ k - one @ c, "The network gives X M + 1 k at this input."),
    }
    chain = (
        Line(F),
        Line((F @ C) @ S, ("S",), "C S is the identity."),
        Line((X @ M + one @ k - one @ c) @ S, ("affine",), "The network is affine."),
        Line((product(Z - one @ a, R, M) + one @ k - one @ c) @ S, ("X",), "The input in terms of Z."),
        Line(Z @ product(R, M, S) + one @ ((k - c - product(a, R, M)) @ S), (), "Collected."),
    )
    shapes: Shapes = {
        **NETWORK,
        "Z": ("n", "h"),
        "R": ("h", "d"),
        "S": ("q", "h"),
        "M": ("d", "q"),
        "k": (1, "q"),
    }
    where = "F holds the values of φ at Z, which is what the hidden layer is given at this input."
    return consequence("An affine network has an affine φ", where, shapes, given, chain)


def _reached() -> NamedTheorem:
    X, A, a, Z, R = matrices("X", "A", "a", "Z", "R")
    one = ones("n")
    given = {
        "X": (X, (Z - one @ a) @ R, "The input that is asked for."),
        "R": (R @ A, unit("h"), "A has a left inverse: h ≤ d, and its columns are independent."),
    }
    chain = (
        Line(X @ A + one @ a, (), "What the hidden layer is given."),
        Line(product(Z - one @ a, R, A) + one @ a, ("X",), "The input."),
        Line((Z - one @ a) + one @ a, ("R",), "R A is the identity."),
        Line(Z, (), "What is added and taken away."),
    )
    shapes: Shapes = {"X": ("n", "d"), "A": ("d", "h"), "a": (1, "h"), "Z": ("n", "h"), "R": ("h", "d")}
    return consequence("Every Z is reached", "For every Z with n rows and h columns.", shapes, given, chain)


def _column() -> NamedTheorem:
    F, M, k, t, e, u, f, one = (*matrices("F", "M", "k", "t", "e", "u", "f"), ones("n"))
    given = {
        "affine": (
            F,
            (t @ e) @ M + one @ k,
            "φ acts affinely on the matrix with t in one column and 0 in the others.",
        ),
        "column": (F @ u, f, "f is that column of the values: φ of t, entry by entry."),
    }
    chain = (
        Line(f),
        Line(F @ u, ("column",), "One column of the values."),
        Line(((t @ e) @ M + one @ k) @ u, ("affine",), "φ acts affinely."),
        Line(t @ product(e, M, u) + one @ (k @ u), (), "Two numbers: the slope e M u, and k u."),
    )
    shapes: Shapes = {
        "F": ("n", "h"), "M": ("h", "h"), "k": (1, "h"), "t": ("n", 1), "e": (1, "h"), "u": ("h", 1),
        "f": ("n", 1),
    }  # fmt: skip
    where = "With e the unit row and u the unit column of the chosen unit, and n numbers t."
    return consequence("Affine on matrices is affine on numbers", where, shapes, given, chain)


def _pair() -> NamedTheorem:
    F, G, Z, C, c = matrices("F", "G", "Z", "C", "c")
    one = ones("n")
    given = {"pair": (F, G + Z, "φ(z) = φ(−z) + z in each entry.")}
    chain = (
        Line(
            F @ C - G @ C + one @ c,
            (),
            "For each unit one with the opposite argument and the opposite weight.",
        ),
        Line((G + Z) @ C - G @ C + one @ c, ("pair",), "What is known of φ."),
        Line(Z @ C + one @ c, (), "What occurs twice cancels."),
    )
    shapes: Shapes = {"F": ("n", "h"), "G": ("n", "h"), "Z": ("n", "h"), "C": ("h", "q"), "c": (1, "q")}
    where = "F holds the values of φ at Z, and G those at −Z: a hidden layer of 2h units."
    return consequence("Twice as wide, and nothing gained", where, shapes, given, chain)


HIDDEN: Shapes = {"X": ("n", "d"), "W_h": ("d", "h"), "b_h": (1, "h"), "W_o": ("h", "q"), "b_o": (1, "q"),
          "T": ("n", "h"), "S": ("n", "h"), "u": (1, "h")}  # fmt: skip
OUTPUT: Shapes = {name: HIDDEN[name] for name in ("T", "S", "u", "W_o", "b_o")}
ROW = "u is the row of h ones; T holds the tanh of X W_h + 1 b_h, and S the sigmoid of {}."


def _to_sigmoid() -> NamedTheorem:
    T, S, u, V, c = matrices("T", "S", "u", "W_o", "b_o")
    one = ones("n")
    given = {"tanh": (T, 2 * S - one @ u, "tanh z = 2σ(2z) − 1 in each entry.")}
    chain = (
        Line(T @ V + one @ c, (), "The network with tanh."),
        Line((2 * S - one @ u) @ V + one @ c, ("tanh",), "tanh is a stretched sigmoid."),
        Line(S @ (2 * V) + one @ (c - u @ V), (), "The ones go into the bias."),
    )
    return consequence("From tanh to the sigmoid", ROW.format("twice that"), OUTPUT, given, chain)


def _to_tanh() -> NamedTheorem:
    T, S, u, V, c = matrices("T", "S", "u", "W_o", "b_o")
    one = ones("n")
    given = {"sigmoid": (S, HALF * (T + one @ u), "σ(z) = (tanh(z/2) + 1)/2 in each entry.")}
    chain = (
        Line(S @ V + one @ c, (), "The network with the sigmoid."),
        Line((HALF * (T + one @ u)) @ V + one @ c, ("sigmoid",), "The sigmoid is a shrunk tanh."),
        Line(T @ (HALF * V) + one @ (c + HALF * (u @ V)), (), "The ones go into the bias."),
    )
    where = "u is the row of h ones; S holds the sigmoid of X W_h + 1 b_h, and T the tanh of half of that."
    return consequence("From the sigmoid to tanh", where, OUTPUT, given, chain)


def _hidden() -> NamedTheorem:
    X, W, b = matrices("X", "W_h", "b_h")
    one = ones("n")
    chain = (
        Line(2 * (X @ W + one @ b), (), "Twice what the hidden layer is given."),
        Line(X @ (2 * W) + one @ (2 * b), (), "Numbers pass through products."),
    )
    shapes: Shapes = {name: HIDDEN[name] for name in ("X", "W_h", "b_h")}
    return identity("Twice the weights, twice the argument", "For all n, d and h.", shapes, chain)


def _round_trip() -> NamedTheorem:
    u, V, c = matrices("u", "W_o", "b_o")
    chain = (
        Line((c - u @ V) + HALF * (u @ (2 * V)), (), "The bias, there and back."),
        Line(c - u @ V + u @ V, (), "A half of two is one."),
        Line(c, (), "What is taken away and added."),
    )
    shapes: Shapes = {name: HIDDEN[name] for name in ("u", "W_o", "b_o")}
    return identity("There and back", "For all h and q.", shapes, chain)


def _wide_enough() -> NamedTheorem:
    X, E, R, W, b = matrices("X", "E", "R", "W", "b")
    one = ones("n")
    given = {"wide": (E @ R, unit("d"), "E copies the features and adds zeros, R drops these again: d ≤ h.")}
    chain = (
        Line((X @ E) @ (R @ W) + one @ b, (), "Two layers; the first one has no bias."),
        Line(product(X, E, R, W) + one @ b, (), "Products are associative."),
        Line(X @ W + one @ b, ("wide",), "E R is the identity."),
    )
    shapes: Shapes = {"X": ("n", "d"), "E": ("d", "h"), "R": ("h", "d"), "W": ("d", "q"), "b": (1, "q")}
    where = "For all n, d, h and q; with q ≤ h the same holds of X (W E) R, where E R is I of size q."
    return consequence("Through a layer that is wide enough", where, shapes, given, chain)


THEOREMS: Mapping[str, Maker] = {
    "breaking/affine": _affine,
    "breaking/reached": _reached,
    "breaking/narrow": _narrow,
    "breaking/column": _column,
    "breaking/pair": _pair,
    "exercises/wide-enough": _wide_enough,
    "exercises/twice": _hidden,
    "exercises/tanh-to-sigmoid": _to_sigmoid,
    "exercises/sigmoid-to-tanh": _to_tanh,
    "exercises/round-trip": _round_trip,
}
