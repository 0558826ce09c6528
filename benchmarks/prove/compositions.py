"""The compositions of depth 3 of the benchmark: a rule, so that nobody picks statements by what they give.

    python -m benchmarks.prove.compositions        writes deep/deep.jsonl

Six smooth activations are numbered in the order of `FUNCTIONS`. Of their 216 compositions f(g(h(x))) the
rule takes those whose three numbers add up to a multiple of 6: a Latin square, in which every two functions
meet in every two places once. Each of the 36 stands there twice, with its first and its second derivative,
written by the chain rule and the derivatives of textbooks.

>>> [composition.text for composition in compositions()[:2]]
['sigmoid(sigmoid(sigmoid(x)))', 'sigmoid(tanh(gelu(x)))']
>>> FUNCTIONS["tanh"].second("x")
'(-2*tanh(x)*(1 - tanh(x)**2))'
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import NamedTuple

from benchmarks.prove.rows import HERE

FILE = HERE / "deep" / "deep.jsonl"


class Textbook(NamedTuple):
    """The derivatives of a function, with {u} for its argument."""

    d: str
    dd: str

    def first(self, u: str) -> str:
        return f"({self.d.format(u=u)})"

    def second(self, u: str) -> str:
        return f"({self.dd.format(u=u)})"


# Source: the first ones as in the papers that the catalogue cites; the second ones by deriving these.
FUNCTIONS = {
    "sigmoid": Textbook(
        "sigmoid({u})*(1 - sigmoid({u}))", "sigmoid({u})*(1 - sigmoid({u}))*(1 - 2*sigmoid({u}))"
    ),
    "tanh": Textbook("1 - tanh({u})**2", "-2*tanh({u})*(1 - tanh({u})**2)"),
    "softplus": Textbook("sigmoid({u})", "sigmoid({u})*(1 - sigmoid({u}))"),
    "silu": Textbook(
        "sigmoid({u}) + {u}*sigmoid({u})*(1 - sigmoid({u}))",
        "sigmoid({u})*(1 - sigmoid({u}))*(2 + {u}*(1 - 2*sigmoid({u})))",
    ),
    "mish": Textbook(
        "tanh(softplus({u})) + {u}*sigmoid({u})*(1 - tanh(softplus({u}))**2)",
        "sigmoid({u})*(1 - tanh(softplus({u}))**2)"
        "*(2 + {u}*(1 - sigmoid({u})) - 2*{u}*sigmoid({u})*tanh(softplus({u})))",
    ),
    "gelu": Textbook(
        "(1 + erf({u}/sqrt(2)))/2 + {u}*exp(-({u})**2/2)/sqrt(2*pi)",
        "(2 - {u}**2)*exp(-({u})**2/2)/sqrt(2*pi)",
    ),
}


@dataclass(frozen=True)
class Composition:
    """f(g(h(x))), by the names of its functions."""

    f: str
    g: str
    h: str

    @property
    def text(self) -> str:
        return f"{self.f}({self.v})"

    @property
    def u(self) -> str:
        return f"{self.h}(x)"

    @property
    def v(self) -> str:
        return f"{self.g}({self.u})"

    def first(self) -> str:
        """f'(v) g'(u) h'(x), the chain rule."""
        f, g, h = (FUNCTIONS[name] for name in (self.f, self.g, self.h))
        return f"{f.first(self.v)}*{g.first(self.u)}*{h.first('x')}"

    def second(self) -> str:
        """f''(v) (g'(u) h'(x))² + f'(v) (g''(u) h'(x)² + g'(u) h''(x)), the chain rule twice."""
        f, g, h = (FUNCTIONS[name] for name in (self.f, self.g, self.h))
        inner = f"{g.second(self.u)}*{h.first('x')}**2 + {g.first(self.u)}*{h.second('x')}"
        return f"{f.second(self.v)}*({g.first(self.u)}*{h.first('x')})**2 + {f.first(self.v)}*({inner})"


def compositions() -> list[Composition]:
    """The Latin square: numbers that add up to a multiple of six."""
    names = list(FUNCTIONS)
    size = len(names)
    return [
        Composition(f, g, names[-(i + k) % size]) for i, f in enumerate(names) for k, g in enumerate(names)
    ]


def lines() -> list[str]:
    """The rows of the set, first derivatives before second ones."""
    square = compositions()
    asked = [(f"Derivative({c.text}, x)", c.first(), "the chain rule") for c in square]
    asked += [(f"Derivative({c.text}, (x, 2))", c.second(), "the chain rule twice") for c in square]
    return [
        json.dumps({"name": f"deep-true-{n:02}", "lhs": lhs, "rhs": rhs, "truth": True, "note": note})
        for n, (lhs, rhs, note) in enumerate(asked, 1)
    ]


if __name__ == "__main__":
    FILE.write_text("\n".join(lines()) + "\n", encoding="utf-8")
    print(f"written: {FILE.name}")
