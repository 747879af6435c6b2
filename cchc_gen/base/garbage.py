"""How often Python looks for garbage that holds itself."""

from __future__ import annotations

import atexit
import gc


def collect_seldom() -> None:
    """Look seldom: reports are trees without rings, and each look costs more the larger they are."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
    atexit.register(gc.freeze)  # a process that ends need not look at what it leaves
