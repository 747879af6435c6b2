"""What Word changes in a text by itself while somebody types or opens it."""

from __future__ import annotations

import re
import unicodedata

_SAME = {
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    **dict.fromkeys("“”„″", '"'),
    **dict.fromkeys("‘’‚′", "'"),
    **dict.fromkeys("\u2010\u2011\u2012–—", "-"),
    "…": "...",
}  # fmt: skip
_CHANGED = re.compile(f"[{''.join(_SAME)}]")


def uncorrected(text: str) -> str:
    """Fold quotes, dashes, dots, soft hyphens and the ways to write one letter; spaces stay.

    >>> uncorrected("24/01 – “A”…")
    '24/01 - "A"...'
    """
    return _CHANGED.sub(lambda sign: _SAME[sign[0]], unicodedata.normalize("NFC", text))
