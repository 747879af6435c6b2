"""How wide a text is in Times New Roman, the only typeface of an official document.

The widths are those of the typeface's letters, in thousandths of its size; marks above and below a letter
take no room. Slanted letters have widths of their own and are not measured.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from cchc_gen.lint.contents import Run

FONT = "Times New Roman"

_UPRIGHT = {
    250: " ,.", 278: "/:;\\ijlt", 333: "!()-I[]`fr’", 389: "Js", 408: '"', 444: "?acez“”", 180: "'",
    500: "#$*0123456789_bdghknopquvxy–đ", 529: "ơ", 542: "ư", 556: "FPS", 564: "+<=>", 611: "ELTZ",
    667: "BCR", 722: "ADGHKNOQUVXYwĐƠ", 776: "Ư", 778: "&m", 833: "%", 889: "M", 944: "W", 1000: "—…",
}  # fmt: skip
_BOLD = {
    250: " ,.", 278: "'/\\il", 333: "!()-:;[]`fjt’", 389: "Is", 444: "cerz", 500: "#$*0123456789?J_agovxy–“”",
    554: "ơ", 555: '"', 556: "Sbdhknpquđ", 570: "+<=>", 600: "ư", 611: "FP", 667: "BELTZ",
    722: "ACDNRUVXYwĐ", 778: "GHKOQƠ", 796: "Ư", 833: "&m", 944: "M", 1000: "%W—…",
}  # fmt: skip


def _by_letter(widths: Mapping[int, str]) -> dict[str, int]:
    return {letter: width for width, letters in widths.items() for letter in letters}


_WIDTHS = {False: _by_letter(_UPRIGHT), True: _by_letter(_BOLD)}
_HORN = "\u031b"


def width_of_text(runs: Iterable[Run]) -> int:
    """Measure a line of runs in twips; 0 where one is of another typeface or holds a letter without width."""
    widths = [_width(run) for run in runs if run.text]
    return sum(widths) if all(widths) else 0


@lru_cache(maxsize=512)
def _width(run: Run) -> int:
    look = run.look
    if {look.font, look.other_font} != {FONT} or look.italic or look.raised or look.hidden:
        return 0
    widths = [_WIDTHS[look.bold].get(_bare(letter), 0) for letter in unicodedata.normalize("NFC", run.text)]
    return sum(widths) * look.size // 100 if all(widths) else 0


def _bare(letter: str) -> str:
    """Take the marks off a letter; the horn of ơ and ư is part of it."""
    parts = unicodedata.normalize("NFD", letter)
    kept = [part for part in parts if part == _HORN or not unicodedata.combining(part)]
    return unicodedata.normalize("NFC", "".join(kept))
