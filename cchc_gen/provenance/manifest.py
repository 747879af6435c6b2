"""The manifest that a Word file carries of its own making: from which facts, unit and set, and what it said.

It holds digests and never the name of a person or a path; it is kept as custom properties, in
pieces that Word does not cut.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from cchc_gen import __version__
from cchc_gen.facts.binding import Facts
from cchc_gen.provenance.digest import digest
from cchc_gen.report import Story
from cchc_gen.word.filling import Filled
from cchc_gen.word.fingerprint import Fingerprint
from cchc_gen.word.lines import tidy
from cchc_gen.word.package import digest_of_parts
from cchc_gen.word.properties import LONGEST, PLACES, add_properties, properties_of, read_properties

_PREFIX = "cchc-gen."
_FINAL, _DRAFT = "chính thức", "nháp"

EARLIER, UNIT, SET = "ky_truoc", "don_vi", "bo_mau"
FACTS = ("ky", "bao_cao", "so_lieu", "van_ban", "noi_dung", "giai_trinh", EARLIER)
"""What counts as the facts, each part with a digest of its own; the others may change without harm."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a Word file tells of its making.

    `sources` are the digests of what it was made from; `parts` is the digest of the file's own parts
    as they were written; `text` the fingerprint of what it printed.
    """

    version: str
    set_name: str
    period: str
    is_draft: bool
    sources: Mapping[str, str]
    parts: str
    text: Fingerprint


def values_of(facts: Facts) -> dict[str, object]:
    """Part the values of a facts file from their places, under the names of its sections."""
    return {
        "ky": facts.header,
        "bao_cao": facts.about,
        "so_lieu": (facts.values, facts.unreadable),
        "van_ban": facts.register,
        "noi_dung": facts.texts,
        "giai_trinh": facts.waivers,
    }


def sources(story: Story) -> dict[str, str]:
    """Take the digests of everything that a story was told from."""
    rules = story.rules
    values: dict[str, object] = {
        **values_of(story.facts),
        EARLIER: {key: story.figures.value(key) for key in rules.earlier_keys},
        UNIT: story.unit,
    }
    return {name: digest(value) for name, value in values.items()} | {SET: rules.digest}


_PARTS = "ma.tep"


def seal(filled: Filled, story: Story, *, is_draft: bool) -> None:
    """Put the manifest into the package of a filled document."""
    document = story.document
    manifest = Manifest(
        version=__version__,
        set_name=story.rules.name,
        period=str(story.facts.header.period),
        is_draft=is_draft,
        sources=sources(story),
        parts=digest_of_parts(filled.parts, PLACES),
        text=Fingerprint.of(filled.lines, "" if document.signer else tidy(document.post)),
    )
    add_properties(filled.parts, _as_properties(manifest), _PREFIX)


def reseal(parts: dict[str, bytes]) -> None:
    """Put into a sealed package the digest of its parts as they now are: of a copy, written anew."""
    kept = {name: text for name, text in properties_of(parts).items() if name.startswith(_PREFIX)}
    add_properties(parts, kept | {f"{_PREFIX}{_PARTS}": digest_of_parts(parts, PLACES)}, _PREFIX)


def _as_properties(manifest: Manifest) -> dict[str, str]:
    text = manifest.text
    values = {
        "phien_ban": manifest.version,
        "bo_mau": manifest.set_name,
        "ky": manifest.period,
        "ban": _DRAFT if manifest.is_draft else _FINAL,
        **{f"ma.{name}": digits for name, digits in manifest.sources.items()},
        _PARTS: manifest.parts,
        "cho_ky": str(text.signature),
        **_cut("doan", b"".join(text.digests)),
        **_cut("cho_trong", "\n".join(text.blanks).encode()),
    }
    return {f"{_PREFIX}{name}": value for name, value in values.items()}


def read_manifest(content: bytes) -> Manifest | None:
    """Read the manifest of a Word file; None where there is none, or not all of it."""
    values = {
        name.removeprefix(_PREFIX): text
        for name, text in read_properties(content).items()
        if name.startswith(_PREFIX)
    }
    try:
        blanks = _joined("cho_trong", values).decode().split("\n")
        return Manifest(
            version=values["phien_ban"],
            set_name=values["bo_mau"],
            period=values["ky"],
            is_draft=values["ban"] == _DRAFT,
            sources={name: values[f"ma.{name}"] for name in (*FACTS, UNIT, SET)},
            parts=values[_PARTS],
            text=Fingerprint.unpack(
                _joined("doan", values), tuple(filter(None, blanks)), int(values["cho_ky"])
            ),
        )
    except (KeyError, ValueError):
        return None


def _cut(name: str, content: bytes) -> dict[str, str]:
    """Write bytes as texts that are short enough for a property, numbered from 1."""
    text = b64encode(content).decode()
    pieces = [text[at : at + LONGEST] for at in range(0, len(text), LONGEST)]
    return {name: str(len(pieces)), **{f"{name}.{n}": piece for n, piece in enumerate(pieces, 1)}}


def _joined(name: str, values: Mapping[str, str]) -> bytes:
    pieces = (values[f"{name}.{n}"] for n in range(1, int(values[name]) + 1))
    return b64decode("".join(pieces), validate=True)
