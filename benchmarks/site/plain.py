"""The same work without Derive: figures drawn plainly, ready Markdown given to Material, and two galleries.

python -m benchmarks.site.plain COUNT DIR    draws COUNT figures with Matplotlib into DIR
"""

from __future__ import annotations

import json
import sys
import venv
from pathlib import Path

from benchmarks.site.measuring import ROOT, Spent, run

SETTINGS = {
    "site_name": "Plain",
    "docs_dir": "docs",
    "theme": {"name": "material", "font": False, "features": ["navigation.tabs", "navigation.footer"]},
    "plugins": ["search"],
    "markdown_extensions": [
        "admonition", "attr_list", "md_in_html", "tables", {"toc": {"permalink": True, "toc_depth": 3}},
        {"pymdownx.arithmatex": {"generic": True, "inline_syntax": ["dollar"], "block_syntax": ["dollar"]}},
        "pymdownx.highlight", "pymdownx.superfences",
    ],
}  # fmt: skip
SCRIPT = '''"""
Function {n}
============

A function and three more pictures of it.
"""
import matplotlib.pyplot as plt
import numpy as np

x = np.linspace(-8, 8, 600)
for k in range(1, 5):
    fig, ax = plt.subplots(figsize=(5, 3.5))
    ax.plot(x, np.tanh(x * k / {n}))
    ax.plot(x, k / {n} / np.cosh(x * k / {n}) ** 2, "--")
    ax.grid()
    plt.show()
'''


def draw(count: int, directory: Path) -> None:
    """Figures as one draws them: a figure each, two curves, a grid, written as SVG."""
    import matplotlib as mpl
    import numpy as np

    mpl.use("svg")
    from matplotlib import pyplot as plt

    x = np.linspace(-8, 8, 600)
    for k in range(1, count + 1):
        figure, axes = plt.subplots(figsize=(5, 3.5))
        axes.plot(x, np.tanh(x * k / count))
        axes.plot(x, k / count / np.cosh(x * k / count) ** 2, "--")
        axes.grid()
        figure.savefig(directory / f"{k}.svg")
        plt.close(figure)


def figures(count: int, place: Path) -> Spent:
    target = place / "figures"
    target.mkdir(parents=True, exist_ok=True)
    return run([sys.executable, "-m", "benchmarks.site.plain", str(count), str(target)], ROOT)


def rendering(markdown: Path, place: Path) -> Spent:
    """What MkDocs with Material needs for pages that are there as Markdown."""
    settings = SETTINGS | {"docs_dir": str(markdown)}
    (place / "mkdocs.yml").write_text(json.dumps(settings), "utf-8")
    return run([sys.executable, "-m", "mkdocs", "build", "-q", "--site-dir", str(place / "site")], place)


def galleries(pages: int, place: Path) -> dict[str, tuple[Spent, str]]:
    """mkdocs-gallery and sphinx-gallery, in an environment that goes with the place; with their versions."""
    venv.create(place / "env", with_pip=True)
    python = str(place / "env" / "bin" / "python")
    wanted = ["matplotlib", "mkdocs-material>=9.8,<10", "mkdocs-gallery", "sphinx", "sphinx-gallery"]
    run([python, "-m", "pip", "install", "-q", *wanted], place)
    scripts = place / "docs" / "examples"
    scripts.mkdir(parents=True)
    (scripts / "README.md").write_text("# Functions\n", "utf-8")
    (scripts / "README.txt").write_text("Functions\n=========\n", "utf-8")
    for n in range(1, pages + 1):
        (scripts / f"plot_{n}.py").write_text(SCRIPT.format(n=n), "utf-8")
    (place / "docs" / "index.md").write_text("# Plain\n", "utf-8")
    gallery = {"gallery": {"examples_dirs": "docs/examples", "gallery_dirs": "docs/generated/gallery"}}
    nav = ["index.md", {"Functions": "generated/gallery"}]
    theme = {"name": "material", "font": False}
    settings = {"site_name": "Plain", "theme": theme, "plugins": [gallery], "nav": nav}
    (place / "mkdocs.yml").write_text(json.dumps(settings), "utf-8")
    mkdocs = run([python, "-m", "mkdocs", "build", "-q"], place, {"PYTHONPATH": ""})
    (place / "sphinx").mkdir()
    (place / "sphinx" / "conf.py").write_text(
        'project = "Plain"\nextensions = ["sphinx_gallery.gen_gallery"]\n'
        'sphinx_gallery_conf = {"examples_dirs": "../docs/examples", "gallery_dirs": "gallery"}\n',
        "utf-8",
    )
    (place / "sphinx" / "index.rst").write_text("Plain\n=====\n\n.. toctree::\n\n   gallery/index\n", "utf-8")
    sphinx = run([python, "-m", "sphinx", "-q", "sphinx", "sphinx/html"], place, {"PYTHONPATH": ""})
    return {
        "mkdocs-gallery": (mkdocs, _version(python, "mkdocs-gallery", place)),
        "sphinx-gallery": (sphinx, _version(python, "sphinx-gallery", place)),
    }


def _version(python: str, name: str, place: Path) -> str:
    file = place / "version.txt"
    asked = f"from importlib.metadata import version; open({str(file)!r}, 'w').write(version({name!r}))"
    run([python, "-c", asked], place)
    return file.read_text("utf-8")


if __name__ == "__main__":
    draw(int(sys.argv[1]), Path(sys.argv[2]))
