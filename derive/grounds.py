r"""What a certificate may give as a ground, one row each: the rules by which the checker accepts.

The rules of a derivation (`derive.rules`) say how a step was found. These say why it is so: a node of a
proof, a rule on a leaf, a reason of a line. The checker knows them by itself; the rows tell a reader what
they are, where they are specified, and which function of the checker it is.

>>> [row.name for row in GROUNDS if row.calculus == "tree"][:3]
['split', 'leaf-holds', 'leaf-undefined']
"""

from __future__ import annotations

from collections.abc import Mapping

from derive.steps import Rule

TREE, LIMIT = "certificates.md#proof", "certificates.md#limits"
INTERVAL, ORDER = "certificates.md#rules", "certificates-gradients.md#formula"


def _tree(name: str, title: str, latex: str, sentence: str, checked: str, source: str = TREE) -> Rule:
    return Rule(name, title, latex, sentence, "tree", source, (), (checked,))


def _enclosure(name: str, title: str, latex: str, sentence: str, checked: str) -> Rule:
    return Rule(name, title, latex, sentence, "enclosure", INTERVAL, (), (checked,))


def _order(name: str, title: str, latex: str, sentence: str, checked: str) -> Rule:
    return Rule(f"line-{name}", title, latex, sentence, "arrays", ORDER, (), (f"tensor_order.{checked}",))


GROUNDS: tuple[Rule, ...] = (
    _tree("split", "Cells by a sign", r"t < 0, \quad t = 0, \quad t > 0",
          "A term has one of three signs wherever it has a value; each cell is looked at by itself.",
          "statement.ProofCheck._split"),
    _tree("leaf-holds", "The relation holds", r"f - g = 0, \quad f - g \ge 0, \quad f - g > 0",
          "Both sides have a value on the cell; the normal form of their difference is 0 or has the sign.",
          "statement.outcome"),
    _tree("leaf-undefined", "A side without a value", "",
          "One side has a value nowhere on the cell, and the stated domain leaves the cell out.",
          "statement.outcome"),
    _tree("leaf-outside", "Outside", "", "A hypothesis is false on the cell, so nothing is claimed there.",
          "statement.outcome"),
    _tree("leaf-empty", "No point", "",
          "The facts that cut the cell out contradict each other, so there is nothing to show.",
          "statement.ProofCheck._empty"),
    _tree("meeting-point", "Where pieces meet", r"f'(c-) = f'(c+) = d \;\Rightarrow\; f'(c) = d",
          "At a point where pieces meet a continuous function has a derivative if both one-sided ones agree.",
          "cells.Resolver._at_point", "certificates.md#terms"),
    _tree("atom", "A function through earlier ones", r"u = \log R \;\Rightarrow\; e^u = R",
          "A function is written through others that are there, and the inverse function confirms it.",
          "rewrites.load_atom", "certificates.md#atoms"),
    _tree("witness", "A point in the domain", "",
          "A point at which hypotheses and domain hold, so that nothing is proved about nothing.",
          "places.check_witness"),
    _tree("refutation", "A point that refutes", "",
          "At one point the hypotheses hold, both sides have a value, and the relation fails.",
          "places.check_refutation", "certificates.md#refutation"),
    _enclosure("by-order-0", "Enclosure", r"d(I) \subseteq [m, M], \quad m > 0",
               "An interval that holds every value of the difference on the cell has one sign.",
               "enclosure_rule._interval"),
    _enclosure("by-taylor", "Taylor's theorem",
               r"d(x) = \sum_{j<k} \frac{d^{(j)}(p)}{j!}(x-p)^j + \frac{d^{(k)}(\xi)}{k!}(x-p)^k",
               "The coefficients are enclosed, the last one over the whole cell; their sum has one sign.",
               "taylor.Expansion.signs"),
    _enclosure("by-zeros", "Taylor's theorem with exact zeros", r"d(p) = \dots = d^{(j)}(p) = 0",
               "Coefficients that an enclosure cannot tell from 0 are 0 by their normal form.",
               "taylor.Expansion._is_zero"),
    _enclosure("by-slope", "The sign of the slope",
               r"d(p) \ge 0, \; d' > 0 \;\Rightarrow\; d(x) > 0 \; (x > p)",
               "The sign of the derivative comes from its normal form.", "enclosure_rule._slope"),
    _enclosure("by-tail", "Tail", r"x > K \text{ or } x < -K",
               "The largest exponential is divided out; what is left is a polynomial and small errors.",
               "enclosure_tails.Tail.sign"),
    _enclosure("by-all", "Every branch", r"\lvert u\rvert \in \{u, -u\}",
               "It is shown for each branch, so it is not asked which one holds where.",
               "enclosure_rule.branches"),
    Rule("limit-scale", "Series on a scale", r"f = c_1 m_1 + \dots + c_k m_k + O(e)",
         "The function is written by what grows fastest near the point; the first term decides.",
         "limit", LIMIT, (), ("limits.limit_from", "scale.Scale")),
    Rule("words-chain", "Equal, line by line", r"A (B + C) = A B + A C",
         "Each line has the same normal form as the one above, after the equations that it names.",
         "words", "certificates-collapse.md#chains", (), ("algebra.Algebra.chain",)),
    Rule("words-induction", "Induction over the layers", r"P(0), \; P(i) \Rightarrow P(i+1)",
         "The claims hold at the start, and from each layer to the next; so they hold at every depth.",
         "words", "certificates-collapse.md#every-depth", (), ("words.check_every_depth",)),
    Rule("arrays-induction", "Induction over the layers, for arrays", r"P(i) \Rightarrow P(i+1)",
         "The same for sums over arrays, from either end.",
         "arrays", "certificates-gradients.md#every-depth", (), ("tensor.check_every_depth",)),
    _order("chain", "A chain of equations", r"t_0 = t_1 = \dots = t_k",
           "Each term equals the one above by normal form and the equations that it names.", "Ledger.chain"),
    _order("combine", "A combination", r"u \le v \;\Rightarrow\; c\,u \le c\,v \quad (c \ge 0)",
           "Known facts, each times a number that is not negative, are added.", "Ledger.combine"),
    _order("product", "A product of differences", r"u \le v, \; s \le t \;\Rightarrow\; 0 \le (v-u)(t-s)",
           "Two differences that are not negative have such a product.", "Ledger.product"),
    _order("sum", "A sum over an index", r"u_k \le v_k \;\Rightarrow\; \sum_k u_k \le \sum_k v_k",
           "A fact for every value of an index is summed over that index.", "Ledger.sum"),
    _order("exp", "Exponential of both sides", r"u \le v \;\Rightarrow\; e^u \le e^v",
           "The exponential increases.", "Ledger.monotone"),
    _order("log", "Logarithm of both sides", r"0 < u \le v \;\Rightarrow\; \log u \le \log v",
           "The logarithm increases, and both sides are surely positive.", "Ledger.monotone"),
    _order("sign", "A sign that shows", r"0 \le t",
           "The term is surely positive or not negative as it is written.",
           "Ledger.sign"),
    _order("tangent", "Tangent of the exponential", r"1 + t \le e^t",
           "The exponential lies above its tangent at 0.",
           "Ledger.tangent"),
    _order("delta", "Kronecker's delta", r"\delta_{ij} \le 1", "The delta is 0 or 1.", "Ledger.delta"),
    _order("absolute", "Absolute value", r"t \le \lvert t\rvert, \quad -t \le \lvert t\rvert",
           "A number is at most its absolute value.", "Ledger.absolute"),
)  # fmt: skip

# The groups of the page, each with its title and a sentence.
GROUPS: Mapping[str, tuple[str, str]] = {
    "tree": ("Proofs of statements", "A proof is a tree that cuts the space of the variables into cells."),
    "enclosure": ("Leaves with a rule", "An inequality in one variable may be shown by an enclosure."),
    "limit": ("Limits", "What a function tends to is read off its largest terms."),
    "words": ("Words of matrices", "Statements about stacks of layers, for all matrices of the shapes."),
    "arrays": ("Sums over arrays", "Gradients and bounds for arrays of every shape."),
}
