"""Reads FDX as Final Draft and others write it: what is unknown is kept as action, and told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from xml.etree.ElementTree import Element as Node

from fabula.errors import UnreadableInput
from fabula.media.screenplay.element import Element, Kind, is_empty
from fabula.media.screenplay.fdx.names import KINDS, STANDING, STYLES, WITHIN
from fabula.media.screenplay.fdx.title import read_title
from fabula.media.screenplay.fdx.tree import parse
from fabula.media.screenplay.front import Revision
from fabula.media.screenplay.script import Screenplay
from fabula.media.screenplay.wording import Remark, Span, Style, Wording, clear, join, tidy

_REVISION = re.compile(r"(.*?)\s*(?:\((.*)\))?")


def read_fdx(data: bytes, name: str = "the file") -> Screenplay:
    """The screenplay that an FDX file holds.

    Args:
        data: The file.
        name: As the user named it, for messages.

    Raises:
        UnreadableInput: It is no XML, or not from Final Draft.
        TooLarge: It is past a limit.
    """
    root = parse(data, name)
    content = root.find("Content")
    if root.tag != "FinalDraft" or content is None:
        raise UnreadableInput(
            name, f"is XML, but not FDX (it begins with <{root.tag}>)", "Save it as FDX."
        )
    body = _Body()
    for paragraph in content.iterfind("Paragraph"):
        body.read(paragraph)
    revisions = tuple(map(_revision, root.iterfind("Revisions/Revision")))
    return Screenplay(tuple(body.elements), read_title(root), revisions, tuple(body.notes()))


class _Body:
    """The elements so far, and what could not be kept as it was."""

    def __init__(self) -> None:
        self.elements: list[Element] = []
        self._unknown: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()
        self._omitted = 0

    def notes(self) -> Iterator[str]:
        """What a person should know, one sentence each."""
        for name, count in self._unknown.items():
            yield f"{_times(count)} of type {name!r} kept as action."
        for style, count in self._lost.items():
            yield f"{style} was left out, {count} times." if count > 1 else f"{style} was left out."
        if self._omitted:
            yield f"The words of omitted scenes were left out: {self._omitted}."

    def read(self, paragraph: Node) -> None:
        """Read one paragraph, or those of two who speak at once."""
        together = paragraph.find("DualDialogue")
        if together is None:
            self._one(paragraph, dual=False)
            return
        cues = 0
        for inner in together.iterfind("Paragraph"):
            cues += inner.get("Type") == "Character"
            self._one(inner, dual=inner.get("Type") == "Character" and cues == 2)

    def _one(self, paragraph: Node, *, dual: bool) -> None:
        self._omitted += paragraph.find("OmittedScene") is not None
        if paragraph.get("StartsNewPage") == "Yes":
            self.elements.append(Element("page_break"))
        remarks = self._remarks(paragraph)
        wording, revision = self._wording(paragraph)
        wording = Wording(wording.text, wording.spans, tuple(remarks))
        kind = self._kind(paragraph)
        if is_empty(kind, wording.text):
            self.elements += [Element(remark.kind, remark.text) for remark in remarks]
            return
        self.elements.append(
            Element(
                kind,
                wording.text,
                number=paragraph.get("Number", ""),
                level=_level(paragraph),
                dual=dual,
                revision=revision,
                spans=wording.spans,
                remarks=wording.remarks,
            )
        )
        summary = list(paragraph.iterfind("SceneProperties/Summary/Paragraph"))
        if text := tidy("\n".join(map(_plain, summary)), "line"):
            self.elements.append(Element("synopsis", text))

    def _kind(self, paragraph: Node) -> Kind:
        name = paragraph.get("Type", "Action")
        if paragraph.get("Alignment") == "Center" and name in {"Action", "General"}:
            return "centered"
        if name not in KINDS:
            self._unknown[name] += 1
        return KINDS.get(name, "action")

    def _remarks(self, paragraph: Node) -> list[Remark]:
        """Notes within the text; those that stand alone become elements at once."""
        remarks = list[Remark]()
        for note in paragraph.iterfind("ScriptNote"):
            text = "\n".join(map(_plain, note.iterfind("Paragraph"))) or _plain(note)
            name = note.get("Name", "")
            if not text.strip():
                continue
            if name in STANDING:
                self.elements.append(Element("note" if name == "Note" else "boneyard", text))
                continue
            at = _number(note.get("Range", "").split(",")[0])
            out_of_use = WITHIN.get(name) == "boneyard"
            remarks.append(Remark(at, text, "boneyard" if out_of_use else "note"))
        return remarks

    def _wording(self, paragraph: Node) -> tuple[Wording, int]:
        """The text of all runs with their styles, and the latest revision among them."""
        parts, revision = list[Wording](), 0
        for run in paragraph.iterfind("Text"):
            text = clear("".join(run.itertext()))
            named = run.get("Style", "").split("+") if run.get("Style") else []
            if "AllCaps" in named:
                text = text.upper()
            styles: list[Style] = [STYLES[name] for name in named if name in STYLES]
            self._lost.update(name for name in named if name not in {*STYLES, "AllCaps", ""})
            spans = tuple(Span(0, len(text), style) for style in styles)
            parts.append(Wording(text, spans))
            revision = max(revision, _number(run.get("RevisionID", "")))
        return join(parts, ""), revision


def _number(text: str) -> int:
    """A number of a few digits; 0 for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text.strip()) else 0


def _plain(node: Node) -> str:
    return "".join(chain.from_iterable(text.itertext() for text in node.iterfind("Text")))


def _level(paragraph: Node) -> int:
    found = re.fullmatch(r"Outline (\d)", paragraph.get("Type", ""))
    return int(found[1]) if found else 1


def _revision(node: Node) -> Revision:
    found = _REVISION.fullmatch(tidy(node.get("Name", ""), "line"))
    return Revision(found[1] if found else "", (found[2] or "") if found else "")


def _times(count: int) -> str:
    return "1 paragraph" if count == 1 else f"{count} paragraphs"
