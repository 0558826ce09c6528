"""Checks certificates where neither SymPy nor FLINT can be imported, and times it.

    python -S -m benchmarks.prove.checking FILE

FILE has a certificate a line. Prints the sizes in bytes, the CPU time of each check, and what was refused.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from pathlib import Path

from derive.checker import Rejected, check

ABSENT = ("sympy", "flint", "mpmath")


def main(file: str) -> None:
    found = [name for name in ABSENT if importlib.util.find_spec(name)]
    if found:
        raise SystemExit(f"expected no {', '.join(found)} here: start it with python -S")
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    sizes, seconds, refused = [], [], []
    if lines:
        check(json.loads(lines[0]))  # so that the modules are loaded
    for number, line in enumerate(lines, 1):
        certificate = json.loads(line)
        start = time.process_time()
        try:
            check(certificate)
        except Rejected as refusal:
            refused.append(f"certificate {number}: {refusal}")
        seconds.append(time.process_time() - start)
        sizes.append(len(line))
    print(json.dumps({"sizes": sizes, "seconds": seconds, "refused": refused}))


if __name__ == "__main__":
    main(sys.argv[1])
