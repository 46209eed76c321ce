"""Markdown in, by way of HTML: one reader knows what headings, lists and tables are."""

from __future__ import annotations

import re

from fabula.media.documents.document import Document
from fabula.media.documents.source import Limits, Source
from fabula.media.documents.webpage import Front, read_html

_FRONT = re.compile(r"\A---[ \t]*\n(?P<lines>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"(?P<name>title|authors?|lang(?:uage)?)\s*:\s*(?P<value>.*)", re.IGNORECASE)


def read_markdown(text: str, source: Source, limits: Limits) -> Document:
    """The document in the Markdown `text`; its front matter may give title, author, language.

    Raises:
        EmptyInput: There is no text.
        TooLarge: It is past a limit, or nested beyond reason.
    """
    from markdown_it import MarkdownIt

    front, body = split_front(text.replace("\r\n", "\n"))
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(body)
    return read_html(f"<main>{html}</main>", source, limits, front)


def split_front(text: str) -> tuple[Front, str]:
    """What the front matter says, and the text after it.

    Only plain fields and lists are understood: YAML in full would let a file ask for anything.
    """
    match = _FRONT.match(text)
    if match is None:
        return Front(), text
    fields: dict[str, list[str]] = {}
    current: list[str] = []
    for line in match["lines"].split("\n"):
        field = _FIELD.fullmatch(line.rstrip())
        item = re.fullmatch(r"\s*-\s+(?:name:\s*)?(.+)", line)
        if field is not None:
            current = fields.setdefault(field["name"].casefold(), [])
            current.extend(_values(field["value"]))
        elif item is not None:
            current.extend(_values(item[1]))
        elif line and not line[0].isspace():
            current = []
    title = " ".join(fields.get("title", []))
    authors = tuple(fields.get("author", []) + fields.get("authors", []))
    language = " ".join(fields.get("lang", []) or fields.get("language", []))
    return Front(title, authors, language), text[match.end() :]


def _values(text: str) -> list[str]:
    text = text.strip()
    parts = text[1:-1].split(",") if text[:1] == "[" and text[-1:] == "]" else [text]
    return [v for p in parts if (v := p.strip().strip("\"'"))]
