"""What the narrator says in words of its own: the opening, the ways from part to part, the end."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from itertools import pairwise

from fabula.media.prose.words import stems, within
from fabula.media.speakable import spoken
from fabula.productions.video.offline.cutting import Group
from fabula.productions.video.offline.material import Material
from fabula.productions.video.offline.sections import GENERIC
from fabula.productions.video.storyboard import Role, Sentence

_QUIET = 2  # scenes without a question after one: more of them tire the ear
_FEW = 2  # scenes of which none is called the first
_PLAIN = re.compile(r"(?!.*[a-z][A-Z])[^\W_][^\W_’']*(?:[ ’'-][^\W_]+){0,8}\??")


def opening(material: Material, hook: Group) -> tuple[Sentence, ...]:
    """What it is and who wrote it; after a sentence that already told what it is about, as such."""
    book, title = material.book, material.spoken_title()
    if not title or material.untitled:
        return ()
    authors = material.spoken_authors()
    name = "plain" if not authors else "paper" if material.kind == "paper" else "work"
    if hook and book.templates:
        name = "hooked" if authors else "hooked_plain"
    turn = _number(material.title)
    text = (book.phrase(name, turn) or "{title}").format(title=title, authors=authors)
    return tuple(Sentence(_stopped(line), material.title_sources) for line in text.split(" | "))


def hooks(material: Material, group: Group) -> Group:
    """What is said before the title: how a paper's abstract begins."""
    first = group[:1]
    abstract = first and material.told[first[0].section].abstract
    return first if material.kind == "paper" and abstract and not material.untitled else []


def _number(text: str) -> int:
    """A number that is the same for a document each time, so that not all films sound alike."""
    return zlib.crc32(text.encode())


def ending(material: Material) -> tuple[Sentence, ...]:
    """Where to read on."""
    book, title = material.book, material.spoken_title()
    if not book.templates or not title or material.untitled:
        return ()
    authors = material.spoken_authors()
    plain = "end_prose" if material.kind == "prose" else "end_plain"
    name = plain if not authors else "end_paper" if material.kind == "paper" else "end_work"
    return (
        Sentence(book.phrase(name).format(title=title, authors=authors), material.title_sources),
    )


def transitions(material: Material, groups: Sequence[Group]) -> list[tuple[Sentence, ...]]:
    """What is said before each scene but the first: a part of the argument, or a heading."""
    said: list[tuple[Sentence, ...]] = [()]
    turn = _number(material.title)
    for before, group in pairwise(groups):
        line: tuple[Sentence, ...] = ()
        if material.kind != "paper":
            opens = len(groups) > _FEW and len(said) == 1
            line = _heading(material, before, group, None if opens else turn)
        elif not any(said[-_QUIET:]):
            line = _argument(material, role_of(before), group, turn)
        turn += bool(line)
        said.append(line)
    return said


def role_of(group: Group) -> Role:
    """The part of the argument that most of a scene belongs to."""
    roles = [c.role for c in group]
    return max(dict.fromkeys(roles), key=roles.count)


def section_of(group: Group) -> int:
    """The section that most of a scene comes from."""
    found = [c.section for c in group]
    return max(dict.fromkeys(found), key=found.count)


def _argument(material: Material, before: Role, group: Group, turn: int) -> tuple[Sentence, ...]:
    """The way to the next part of a paper, if its first sentence keeps what that promises."""
    role, book = role_of(group), material.book
    if role == before or group[0].role != role:
        return ()
    if book.headings[role].search(material.told[section_of(group)].heading):
        return ()  # the slide says so already
    promised = any(book.cues[role].search(" ".join(c.alone)) for c in group[:2])
    wordings = book.transitions.get(role, []) if promised else []
    return (Sentence(wordings[turn % len(wordings)]),) if wordings else ()


def _heading(
    material: Material, before: Group, group: Group, turn: int | None
) -> tuple[Sentence, ...]:
    """The name of the part that a scene begins, if its first sentence does not say it."""
    book, section = material.book, material.told[group[0].section]
    name = _named(section.heading)
    heading = spoken(name, book.language)
    same = material.part(group[0]) == material.part(before[-1])
    if not book.templates or same or not heading or GENERIC.match(heading):
        return ()
    known = set(stems(heading, book))
    if not known or known <= set(group[0].bag) or not _PLAIN.fullmatch(name):
        return ()
    if heading.endswith("?"):
        return (Sentence(heading, (section.mark,)),)
    wording = book.phrase("first") if turn is None else book.phrase("section", turn)
    text = wording.format(heading=within(heading, book))
    return (Sentence(text, (section.mark,)),)


def _named(heading: str) -> str:
    """What a heading calls its part: "/etc/opt: Settings (optional)" -> "Settings"."""
    return re.sub(r"\s?\([^()]*\)", "", heading).rpartition(": ")[2].strip()


def _stopped(line: str) -> str:
    return line if line.endswith((".", "?", "!")) else f"{line}."
