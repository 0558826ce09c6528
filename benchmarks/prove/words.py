"""The words of the page in each of its languages: what stands in its tables, beside what its templates say.

>>> CHINESE.listed(["Maxima", "Giac"]), ENGLISH.listed(["SymPy", "Maxima", "Giac"])
('Maxima 和 Giac', 'SymPy, Maxima and Giac')
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TITLES = {
    "derive": "Derive", "derive-compiled": "Derive, compiled", "sympy-simplify": "SymPy, `simplify`",
    "sympy-equals": "SymPy, `equals`",
    "sympy-rewrite": "SymPy, `rewrite`", "maxima": "Maxima", "fricas": "FriCAS", "giac": "Giac",
}  # fmt: skip


@dataclass(frozen=True)
class Words:
    """One language: its template, its folder in docs, what systems were asked, words, joints."""

    template: str
    folder: str
    asked: Mapping[str, str]
    families: Mapping[str, str]
    said: Mapping[str, str]
    aside: str
    comma: str
    last: str
    no_other: str
    not_asked: str
    share: str

    def title(self, name: str) -> str:
        return self.aside.join(self.said.get(part, part) for part in TITLES[name].split(", "))

    def listed(self, names: Sequence[str]) -> str:
        """The names in a sentence."""
        *before, end = names or [self.no_other]
        return self.last.join(filter(None, (self.comma.join(before), end)))


ENGLISH = Words(
    template="page.md.j2",
    folder="",
    asked={
        "derive": "`prove(statement)`", "derive-compiled": "`prove(statement)`",
        "sympy-simplify": "`simplify(l - r) == 0`; `simplify` of an inequality; `limit`",
        "sympy-equals": "`(l - r).equals(0)`",
        "sympy-rewrite": "`together(cancel(expand((l - r).rewrite(exp)))) == 0`",
        "maxima": "`ratsimp(radcan(l - r))`, the same after `exponentialize`, `trigsimp(trigexpand(l - r))`, "
        "`is(equal(l, r))`; `is` of an inequality; `limit`",
        "fricas": "`normalize(l - r)`, then `simplify`",
        "giac": "`simplify(l - r)`, then `ratnormal`; `limit`",
    },
    families={
        "several": "several variables", "composition": "deep compositions", "hard": "the hard ones",
        "erf": "error function", "special": "LambertW, polylogarithm", "constant": "constants",
        "derivative": "derivatives", "inequality": "inequalities", "limit": "limits",
        "parametric": "with parameters",
    },
    said={},
    aside=", ",
    comma=", ",
    last=" and ",
    no_other="no other system",
    not_asked="not asked",
    share="{0} of {1}",
)  # fmt: skip

CHINESE = Words(
    template="page.zh.md.j2",
    folder="zh",
    asked={
        "derive": "`prove(statement)`", "derive-compiled": "`prove(statement)`",
        "sympy-simplify": "`simplify(l - r) == 0`；对不等式用 `simplify`；`limit`",
        "sympy-equals": "`(l - r).equals(0)`",
        "sympy-rewrite": "`together(cancel(expand((l - r).rewrite(exp)))) == 0`",
        "maxima": "`ratsimp(radcan(l - r))`，`exponentialize` 之后再做一遍，`trigsimp(trigexpand(l - r))`，"
        "`is(equal(l, r))`；对不等式用 `is`；`limit`",
        "fricas": "`normalize(l - r)`，然后 `simplify`",
        "giac": "`simplify(l - r)`，然后 `ratnormal`；`limit`",
    },
    families={
        "algebraic": "代数", "composition": "深层复合", "constant": "常数", "derivative": "导数",
        "erf": "误差函数", "exponential": "指数", "hard": "难题", "hyperbolic": "双曲函数",
        "inequality": "不等式", "limit": "极限", "logarithm": "对数", "parametric": "含参数",
        "piecewise": "分段", "several": "多元", "special": "LambertW、多重对数", "trigonometric": "三角函数",
    },
    said={
        "proved": "证明", "refuted": "否证", "not installed": "未安装", "compiled": "编译后",
        "ground types flint": "底层算术 flint",
    },
    aside="，",
    comma="、",
    last=" 和 ",
    no_other="（没有其他系统）",
    not_asked="未问",
    share="{0} / {1}",
)  # fmt: skip

LANGUAGES = (ENGLISH, CHINESE)
