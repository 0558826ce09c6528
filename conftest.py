"""The tests read the sources, also where modules were compiled; ``DERIVE_PLAIN= pytest ...`` lets them come."""

import os

os.environ.setdefault("DERIVE_PLAIN", "1")
