"""The height map that Matplotlib ships with its examples: a coast, its islands and the sea about them.

It is part of most installations of Matplotlib, not of all; without it there is None.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from matplotlib.cbook import get_sample_data
from numpy.typing import NDArray

FILE = "topobathy.npz"


def topography() -> NDArray[Any] | None:
    """Heights in metres above the sea, rows from south to north, columns from west to east."""
    try:
        with cast("Any", get_sample_data(FILE)) as data:
            heights: NDArray[Any] = np.asarray(data["topo"], dtype=float)
            south, north = float(data["latitude"][0]), float(data["latitude"][-1])
    except (OSError, KeyError, ValueError, TypeError):
        return None
    return heights if south < north else heights[::-1]
