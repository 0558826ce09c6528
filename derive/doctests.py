r"""Doctests in the reference of the API: the examples of a docstring as code, for mkdocstrings.

>>> fenced("Says it.\n\n>>> 1 + 1\n2\n\nMore.").split("\n")
['Says it.', '', '```pycon', '>>> 1 + 1', '2', '```', '', 'More.']

Docstrings here are plain text with examples; in Markdown a line that begins with > would be a quotation.
"""

from __future__ import annotations

import re
from typing import Any

from griffe import Extension, Object

EXAMPLE = re.compile(r"^>>> .*(?:\n(?!\s*$).*)*", re.MULTILINE)


def fenced(text: str) -> str:
    """A docstring with a fence around each of its examples."""
    return EXAMPLE.sub(lambda match: f"```pycon\n{match[0]}\n```", text)


class Doctests(Extension):
    """What mkdocstrings loads by the name of this module."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """Called for each module, class and function when its source has been read."""
        if obj.docstring is not None:
            obj.docstring.value = fenced(obj.docstring.value)
