"""A screenplay as JSON, versioned; what is as usual is left out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, TypeVar

from fabula.errors import UnreadableInput, UserError
from fabula.media.screenplay.element import Element
from fabula.media.screenplay.front import Revision, TitlePage
from fabula.media.screenplay.script import Screenplay
from fabula.media.screenplay.wording import Remark, Span

FORMAT = "fabula-screenplay"
VERSION = 1

Made = TypeVar("Made", Element, Remark, Revision, Span, TitlePage)


def write_json(screenplay: Screenplay) -> str:
    """The screenplay as JSON; `read_json` gives the same screenplay with the same ids again."""
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "title": _plain(screenplay.title),
        "revisions": [_plain(revision) for revision in screenplay.revisions],
        "elements": [_plain(element) for element in screenplay.elements],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def read_json(data: str | bytes, name: str = "the file") -> Screenplay:
    """The screenplay that JSON of ours holds.

    Args:
        data: The file.
        name: As the user named it, for messages.

    Raises:
        UnreadableInput: It is no JSON, none of ours, of a later version, or a value cannot be; the
            message names the place: "elements[3].kind".
    """
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise UnreadableInput(name, f"is not JSON ({error})", place=f"line {line}") from None
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise UnreadableInput(
            name, "is JSON, but no screenplay of Fabula's", f'"format" has to be "{FORMAT}".'
        )
    if whole.get("version") != VERSION:
        raise UnreadableInput(
            name, f"is of version {whole.get('version')!r}, not {VERSION}", "Update Fabula."
        )
    reader = _Reader(name)
    title = reader.record(whole.get("title", {}), TitlePage, "title")
    revisions = reader.records(whole.get("revisions", []), Revision, "revisions")
    elements = reader.records(whole.get("elements", []), Element, "elements")
    return Screenplay(elements, title, revisions)


class _Reader:
    """Makes records of plain values, and says where one cannot be made."""

    def __init__(self, name: str) -> None:
        self._name = name

    def records(self, rows: Any, kind: type[Made], place: str) -> tuple[Made, ...]:
        if not isinstance(rows, list):
            raise self._wrong(place, "must be a list")
        return tuple(self.record(row, kind, f"{place}[{n}]") for n, row in enumerate(rows))

    def record(self, row: Any, kind: type[Made], place: str) -> Made:
        if not isinstance(row, dict):
            raise self._wrong(place, "must have names and values")
        known = {item.name: item for item in fields(kind)}
        for name in row:
            if name not in known:
                raise self._wrong(f"{place}.{name}", f"is not known; known: {', '.join(known)}")
        for name, item in known.items():
            if item.default is MISSING and item.default_factory is MISSING and name not in row:
                raise self._wrong(place, f"lacks {name!r}")
        values = {n: self._value(v, known[n], f"{place}.{n}") for n, v in row.items()}
        try:
            return kind(**values)
        except UserError as error:
            raise self._wrong(place, str(error).rstrip(".")) from None

    def _value(self, value: Any, item: Field[Any], place: str) -> Any:
        more: Mapping[str, Callable[[], Any]] = {
            "spans": lambda: self.records(value, Span, place),
            "remarks": lambda: self.records(value, Remark, place),
            "others": lambda: self._pairs(value, place),
        }
        if item.name in more:
            return more[item.name]()
        wanted = {"int": int, "bool": bool}.get(str(item.type), str)
        if type(value) is not wanted:
            names = {int: "a whole number", bool: "true or false", str: "text"}
            raise self._wrong(place, f"must be {names[wanted]}, not {value!r:.80}")
        return value

    def _pairs(self, rows: Any, place: str) -> tuple[tuple[str, str], ...]:
        if not isinstance(rows, list) or not all(map(_is_pair, rows)):
            raise self._wrong(place, "must be a list of pairs: name and text")
        return tuple((name, text) for name, text in rows)

    def _wrong(self, place: str, problem: str) -> UnreadableInput:
        return UnreadableInput(self._name, problem, place=place)


def _is_pair(row: Any) -> bool:
    return isinstance(row, list) and len(row) == 2 and all(isinstance(text, str) for text in row)


def _plain(value: Any) -> dict[str, Any]:
    """The fields that are not as usual."""
    told = {item.name: (getattr(value, item.name), item.default) for item in fields(value)}
    return {name: _inner(said) for name, (said, usual) in told.items() if said != usual}


def _inner(value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    return [list(item) if isinstance(item, tuple) else _plain(item) for item in value]
