"""The title page of an FDX file: lines without names, told apart by what they say."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element as Node
from xml.etree.ElementTree import SubElement

from fabula.media.screenplay.front import TitlePage

_CREDIT = re.compile(
    r"(?i)(?:(?:original )?(?:screenplay|teleplay|story|script|play|book)(?: and \w+)? by|"
    r"(?:written|created|adapted|directed)(?: (?:and|&) \w+)* by|by|an original \w+ by)\W*"
)
_SOURCE = re.compile(r"(?i)(?:based|from|inspired|adapted)\b(?! by$).*")
_COPYRIGHT = re.compile(r"(?i)(?:\(c\)|\u00a9|copyright)")
_DATE = re.compile(
    r"(?i)(?:.*\bdraft\b.*|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|"
    r"(?:\d{1,2} )?[a-z]{3,9}\.? (?:\d{1,2}, )?\d{4})"
)
_NAMED = re.compile(r"([A-Z][A-Za-z0-9 _-]*): (.*)")
TOP = 18
"""Empty lines above the title."""


def read_title(root: Node) -> TitlePage:
    """The title page, as well as its lines tell what they are.

    The centred lines are the title, the credit ("Written by"), the author and the source ("Based
    on ..."), in that order; of the others, a date is the date of the draft and the rest contact.
    """
    middle, foot = list[str](), list[str]()
    for paragraph in root.iterfind("TitlePage/Content/Paragraph"):
        text = "".join(node.text or "" for node in paragraph.iterfind("Text")).strip()
        if text:
            centered = paragraph.get("Alignment", "").lower() == "center"
            (middle if centered else foot).append(text)
    named = [(found[1], found[2]) for line in foot if (found := _NAMED.fullmatch(line))]
    others = tuple((name, value) for name, value in named if name != "Notes")
    notes = "\n".join(value for name, value in named if name == "Notes")
    plain = [line for line in foot if not _NAMED.fullmatch(line)]
    return TitlePage(**_middle(middle), **_foot(plain), notes=notes, others=others)


def write_title(root: Node, title: TitlePage) -> None:
    """Add a title page to the root, if there is anything on it."""
    if not title:
        return
    content = SubElement(SubElement(root, "TitlePage"), "Content")
    for _ in range(TOP):
        _line(content, "", "Center")
    for text in (title.title, title.credit, title.author, title.source):
        for line in text.split("\n") if text else ():
            _line(content, line, "Center")
        _line(content, "", "Center")
    for text in (title.contact, title.draft_date, title.copyright):
        for line in text.split("\n") if text else ():
            _line(content, line, "Left")
    for name, value in (("Notes", title.notes), *title.others):
        for line in value.split("\n") if value else ():
            _line(content, f"{name}: {line}", "Left")


def _line(content: Node, text: str, alignment: str) -> None:
    paragraph = SubElement(content, "Paragraph", Alignment=alignment, Type="General")
    SubElement(paragraph, "Text").text = text


def _middle(lines: list[str]) -> dict[str, str]:
    found: dict[str, list[str]] = {"title": [], "credit": [], "author": [], "source": []}
    name = "title"
    for line in lines:
        if _CREDIT.fullmatch(line) and name == "title":
            name = "credit"
        elif name == "credit":
            name = "author"
        elif _SOURCE.fullmatch(line) and found["title"]:
            name = "source"
        found[name].append(line)
    return {name: "\n".join(said) for name, said in found.items()}


def _foot(lines: list[str]) -> dict[str, str]:
    found: dict[str, list[str]] = {"contact": [], "draft_date": [], "copyright": []}
    for line in lines:
        if _COPYRIGHT.match(line):
            found["copyright"].append(line)
        else:
            found["draft_date" if _DATE.fullmatch(line) else "contact"].append(line)
    return {name: "\n".join(said) for name, said in found.items()}
