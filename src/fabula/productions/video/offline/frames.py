"""What the narrator says in words of its own: the opening, the ways from part to part, the end."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from fabula.media.speakable import spoken
from fabula.productions.video.offline.cutting import Group
from fabula.productions.video.offline.language import stems, within
from fabula.productions.video.offline.material import Material
from fabula.productions.video.offline.sections import GENERIC
from fabula.productions.video.storyboard import Role, Sentence

_PLAIN = re.compile(r"(?!.*[a-z][A-Z])[^\W_][^\W_’']*(?:[ ’'-][^\W_]+){0,8}\??")


def opening(material: Material) -> tuple[Sentence, ...]:
    """What it is and who wrote it."""
    book, title = material.book, material.spoken_title()
    if not title or material.untitled:
        return ()
    authors = material.spoken_authors()
    name = "plain" if not authors else "paper" if material.kind == "paper" else "work"
    text = (book.phrase(name) or "{title}").format(title=title, authors=authors)
    return tuple(Sentence(_stopped(line), material.title_sources) for line in text.split(" | "))


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
    turn = 0
    for before, group in pairwise(groups):
        line = (
            _argument(material, role_of(before), group, turn)
            if material.kind == "paper"
            else _heading(material, before, group, turn)
        )
        if line and material.kind != "paper" and len(said[-1]):
            line = ()  # two headings running tire the ear
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
    named = book.headings[role].search(material.told[group[0].section].heading)
    promised = any(book.cues[role].search(" ".join(c.alone)) for c in group[:2])
    if role == "problem" and not promised:
        wordings = book.transitions.get("background", [])
    else:
        wordings = book.transitions.get(role, []) if promised or (named and role != "idea") else []
    if not wordings:
        return ()
    return tuple(Sentence(line) for line in re.split(r"(?<=\?)\s", wordings[turn % len(wordings)]))


def _heading(material: Material, before: Group, group: Group, turn: int) -> tuple[Sentence, ...]:
    book, section = material.book, material.told[group[0].section]
    heading = spoken(section.heading, book.language)
    same = group[0].section == before[-1].section
    if not book.templates or same or not heading or GENERIC.match(heading):
        return ()
    known = set(stems(heading, book))
    if not known or known <= set(group[0].bag) or not _PLAIN.fullmatch(section.heading):
        return ()
    if heading.endswith("?"):
        return (Sentence(heading, (section.mark,)),)
    text = book.phrase("section", turn).format(heading=within(heading, book))
    return (Sentence(text, (section.mark,)),)


def _stopped(line: str) -> str:
    return line if line.endswith((".", "?", "!")) else f"{line}."
