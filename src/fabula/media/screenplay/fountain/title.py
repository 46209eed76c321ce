"""The title page of a Fountain file: names and values before the first empty line."""

from __future__ import annotations

from dataclasses import fields

from fabula.media.screenplay.fountain.emphasis import read_inline, write_inline
from fabula.media.screenplay.fountain.marks import TITLE_KEY
from fabula.media.screenplay.front import TITLE_NAMES, Revision, TitlePage
from fabula.media.screenplay.wording import Wording

Front = tuple[TitlePage, tuple[Revision, ...]]


def begins_title(line: str) -> bool:
    """Whether the first line of a file begins a title page; "FADE IN:" does not."""
    found = TITLE_KEY.fullmatch(line)
    return found is not None and (found[1].lower() in TITLE_NAMES or not found[1].isupper())


def read_title(lines: list[str]) -> tuple[Front, int]:
    """The title page and the revisions, and the number of lines that they take; 0 without any."""
    if not lines or not begins_title(lines[0]):
        return (TitlePage(), ()), 0
    values: dict[str, list[str]] = {}
    name, count = "", 0
    for line in lines:
        if not line.strip():
            break
        found = TITLE_KEY.fullmatch(line) if line[0] not in " \t" else None
        if found:
            name = TITLE_NAMES.get(found[1].lower(), found[1])
            values.setdefault(name, [])
        said = found[2] if found else line
        if said.strip():
            values[name].append(said.strip())
        count += 1
    return _front(values), count


def write_title(title: TitlePage, revisions: tuple[Revision, ...]) -> list[str]:
    """The lines of a title page; none if there is nothing to say."""
    if not title and not revisions:
        return []
    keys = {item.name: item.name.replace("_", " ").capitalize() for item in fields(title)}
    said = [(keys[name], getattr(title, name)) for name in keys if name != "others"]
    changes = "\n".join(f"{one.name}, {one.date}".rstrip(", ") for one in revisions)
    rows = [(name, value) for name, value in [*said, ("Revisions", changes)] if value]
    # The title comes first, even without words: another first line might be taken for a scene's.
    if rows[:1] != [("Title", title.title)]:
        rows.insert(0, ("Title", ""))
    return [line for name, value in [*rows, *title.others] for line in _written(name, value)]


def _written(name: str, value: str) -> list[str]:
    lines = [write_inline(Wording(line)) for line in value.split("\n")]
    if len(lines) == 1:
        return [f"{name}: {lines[0]}".rstrip()]
    return [f"{name}:", *(f"    {line}" for line in lines)]


def _front(values: dict[str, list[str]]) -> Front:
    texts = {
        name: "\n".join(read_inline(line, iter(())).text for line in lines)
        for name, lines in values.items()
    }
    changes = tuple(_revision(line) for line in texts.pop("revisions", "").split("\n") if line)
    known = {item.name for item in fields(TitlePage)} - {"others"}
    others = tuple((name, text) for name, text in texts.items() if name not in known)
    told = {name: text for name, text in texts.items() if name in known}
    return (TitlePage(**told, others=others), changes)


def _revision(line: str) -> Revision:
    name, _, date = line.partition(",")
    return Revision(name, date)
