"""What scenes are called: in the chapters of a film, and over their slides."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from fabula.media.prose.phrases import key_phrases, names
from fabula.productions.video.offline.cutting import Group
from fabula.productions.video.offline.findings import headline
from fabula.productions.video.offline.frames import role_of, section_of
from fabula.productions.video.offline.material import Material
from fabula.productions.video.offline.phrasebook import Phrasebook
from fabula.productions.video.offline.points import point
from fabula.productions.video.offline.sections import GENERIC

_LONGEST = 50  # letters: what players show of a chapter
_SCENES = 3  # that one heading can stand over; what goes on for longer is named scene by scene


def titles(material: Material, groups: Sequence[Group]) -> list[str]:
    """A name for each scene, all different if it can be: its section's, or what it talks of."""
    found = [shortened(material.title, material.book)]
    for group in groups[1:]:
        name = _heading(material, group)
        if not name or name in found:
            own = (_subject(group, material), *_gists(group, material))
            short = (shortened(way, material.book) for way in own if way)
            name = next((way for way in short if way not in found), name or found[0])
        found.append(name)
    return found


def headings(material: Material, groups: Sequence[Group], named: Sequence[str]) -> list[str]:
    """What stands over the slides: the section's heading as long as it lasts, else the title.

    A reader of slides wants to know where she is; a chapter needs a name of its own.
    """
    own = [_heading(material, group) for group in groups]
    whole = shortened(material.title, material.book)  # stands on the first slide
    runs = {name: max(_lengths(own, name)) for name in own if name}
    return [
        name if name and name != whole and runs[name] <= _SCENES else title
        for name, title in zip(own, named, strict=True)
    ]


def _lengths(own: Sequence[str], name: str) -> list[int]:
    return [len(list(run)) for heading, run in groupby(own) if heading == name]


def _heading(material: Material, group: Group) -> str:
    """The heading of a scene's section; of a paper, its part where the heading says nothing."""
    heading = material.heading(section_of(group))
    if GENERIC.match(heading) or not heading:
        paper = material.kind == "paper" and GENERIC.match(heading)
        heading = material.book.roles.get(role_of(group), "") if paper else ""
    return shortened(heading, material.book)


def _subject(group: Group, material: Material) -> str:
    """What the sentences of a scene are about: the subject of the best one, or what comes back."""
    book = material.book
    strong = sorted(group, key=lambda c: -c.score)
    named = (made.claim for c in strong if (made := headline(c.written, book)))
    bare = (re.sub(r"^(?:The|An?|All|Most|Many|Some) ", "", name) for name in named)
    phrases = (p for p in key_phrases([c.written for c in group], book) if _noun(p, book))
    found = next((name for name in (*bare, *phrases) if len(name.split()) in range(2, 6)), "")
    return found[:1].upper() + found[1:]


def _noun(phrase: str, book: Phrasebook) -> bool:
    """Whether a phrase is no rest of a clause: "provide support", "the index fulfills"."""
    parts = phrase.lower().split()
    return parts[0] not in book.verbs and not re.search(r"(?:[^s]s|ed|ing)$", parts[0])


def _gists(group: Group, material: Material) -> list[str]:
    """What a scene says and whom it names, as far as it fits into a title."""
    written = [c.written for c in sorted(group, key=lambda c: -c.score)]
    found = (point(text, material.book) for text in written)
    phrases = [p for p in key_phrases(written, material.book, least=1) if _noun(p, material.book)]
    named = [name for name in names(written, material.book) if " " in name]
    return [text for text in (*named, *found, *phrases) if 0 < len(text) <= _LONGEST]


def shortened(text: str, book: Phrasebook) -> str:
    """As many letters as a title may have, and no article left at the end."""
    if len(text) <= _LONGEST:
        return text
    parts = text[: _LONGEST + 1].split(" ")[:-1]
    while len(parts) > 1 and parts[-1].lower().strip(",;:") in book.stop:
        parts.pop()
    return " ".join(parts).rstrip(" ,;:-–—")
