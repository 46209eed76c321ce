"""Which voices eSpeak NG has, read from its data files; the library itself is not loaded."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import espeakng_loader

from fabula.errors import UnknownName

DEFAULT_VARIANT = "max"
"""The variant that the screen reader NVDA ships as its default: its users listen all day."""

_USUAL = ("f1", "f2", "f3", "f4", "f5", "m1", "m2", "m3")
_PREFERRED = {"en": "en-us"}


def find_voice(name: str, language: str) -> str:
    """The voice as eSpeak NG calls it: the file of an accent, a plus and a variant.

    ```python
    find_voice("", "en") == "gmw/en-US+max"
    find_voice("f3", "de-AT") == "gmw/de+f3"
    find_voice("en-gb", "en") == "gmw/en+max"
    find_voice("en-gb+m3", "en") == "gmw/en+m3"
    ```

    Args:
        name: An accent, a variant, both, or nothing for the default of the language; taken
            exactly, apart from case.
        language: BCP 47, used if the name has no accent; the closest one that there is.

    Raises:
        UnknownName: There is no such voice, or no voice of that language.
    """
    accent, plus, variant = name.rpartition("+")
    if not plus and name.lower() in _accents():
        accent, variant = name, ""
    tag = _exact(accent) if accent else _closest(language)
    variants = {known.lower(): known for known in _variants()}
    spelt = variants.get(variant.lower() or DEFAULT_VARIANT)
    if spelt is None:
        family = tag.partition("-")[0]
        accents = [known for known in _accents() if known.partition("-")[0] == family]
        near = get_close_matches(variant.lower(), variants, n=1)
        raise UnknownName("voice", variant, {*accents, *_USUAL, *near})
    return f"{_accents()[tag]}+{spelt}"


def languages() -> tuple[str, ...]:
    """The BCP 47 tags that a voice answers to; each is the name of an accent, too."""
    return tuple(sorted(_accents()))


def _exact(accent: str) -> str:
    tag = _PREFERRED.get(accent.lower(), accent.lower())
    if tag not in _accents():
        raise UnknownName("voice", accent, _accents())
    return tag


def _closest(language: str) -> str:
    """The tag of an accent: the language's own, or the longest beginning of it that there is."""
    tag = language.lower().replace("_", "-")
    while tag:
        tag = _PREFERRED.get(tag, tag)
        if tag in _accents():
            return tag
        tag = tag.rpartition("-")[0]
    raise UnknownName("language of eSpeak NG", language, _accents())


@cache
def _accents() -> dict[str, str]:
    """Every language tag that a voice answers to, and the file of the one that does so first."""
    ranked: dict[str, tuple[int, str]] = {}
    folder = _data() / "lang"
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            for tag, rank in _tags(path):
                entry = (rank, path.relative_to(folder).as_posix())
                ranked[tag] = min(entry, ranked.get(tag, entry))
    return {tag: file for tag, (_, file) in ranked.items()}


def _tags(path: Path) -> Iterator[tuple[str, int]]:
    """The lines `language en-gb 2` of a voice file; the rank is 5 where it is not said."""
    for line in path.read_text("utf-8").splitlines():
        words = line.split()
        if words[:1] == ["language"]:
            yield words[1].lower(), int(words[2]) if words[2:] else 5


@cache
def _variants() -> frozenset[str]:
    return frozenset(path.name for path in (_data() / "voices" / "!v").iterdir())


def _data() -> Path:
    return Path(espeakng_loader.get_data_path())
