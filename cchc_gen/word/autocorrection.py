"""What Word changes in a text by itself while somebody types or opens it."""

from __future__ import annotations

import unicodedata

_SAME = str.maketrans({
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    **dict.fromkeys("“”„″", '"'),
    **dict.fromkeys("‘’‚′", "'"),
    **dict.fromkeys("\u2010\u2011\u2012–—", "-"),
    "…": "...",
})  # fmt: skip


def uncorrected(text: str) -> str:
    """Fold quotes, dashes, dots, soft hyphens and the ways to write one letter; spaces stay.

    >>> uncorrected("24/01 – “A”…")
    '24/01 - "A"...'
    """
    return unicodedata.normalize("NFC", text).translate(_SAME)
