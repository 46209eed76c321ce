"""Writes FDX, as Final Draft 12 keeps it: paragraphs of typed, styled runs of text."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element as Node
from xml.etree.ElementTree import SubElement, indent, tostring

from fabula.media.screenplay.element import SPOKEN, Element
from fabula.media.screenplay.fdx.names import STANDING, STYLES, TYPES, WITHIN
from fabula.media.screenplay.fdx.title import write_title
from fabula.media.screenplay.layout.eighths import SceneLength
from fabula.media.screenplay.layout.layouts import FILM, Layout
from fabula.media.screenplay.layout.paginator import paginate
from fabula.media.screenplay.script import Screenplay
from fabula.media.screenplay.slugs import begins_act
from fabula.media.screenplay.wording import Wording

COLORS = {
    "blue": "#00000000FFFF",
    "pink": "#FFFF6666CCCC",
    "yellow": "#FFFFCCCC0000",
    "green": "#000099990000",
    "red": "#FFFF00000000",
}
_STYLED = {style: name for name, style in STYLES.items()}
_NOTED = {kind: name for name, kind in WITHIN.items()}
_APART = {kind: name for name, kind in STANDING.items()}


def write_fdx(screenplay: Screenplay, layout: Layout = FILM) -> bytes:
    """The screenplay as FDX; `read_fdx` gives the same elements again.

    Args:
        screenplay: What is written. Of a title page, what each line is has to be told by its words
            when it is read.
        layout: The one that the lengths and pages of scenes are taken from.
    """
    root = Node("FinalDraft", DocumentType="Script", Template="No", Version="5")
    lengths = {scene.id: scene for scene in paginate(screenplay, layout).scenes}
    _Content(SubElement(root, "Content"), screenplay.elements, lengths).write()
    write_title(root, screenplay.title)
    if screenplay.revisions:
        _write_revisions(root, screenplay)
    indent(root, "  ")
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


class _Content:
    """The paragraphs, written one after the other."""

    def __init__(
        self, content: Node, elements: tuple[Element, ...], lengths: Mapping[str, SceneLength]
    ) -> None:
        self._content, self._elements, self._lengths = content, elements, lengths
        self._place = content
        self._waiting: list[Element] = []
        self._turn = False
        self._last = content

    def write(self) -> None:
        for at, element in enumerate(self._elements):
            if element.kind in {"note", "boneyard"}:
                # Final Draft keeps notes in paragraphs: it goes into the next one.
                self._waiting.append(element)
            elif element.kind == "page_break":
                if self._turn or self._waiting:
                    self._place = self._content
                    self._paragraph(None)
                self._turn = True
            elif element.kind == "synopsis" and self._summed_up(at):
                self._summary(self._last, element.text)
            else:
                self._choose_place(at, element)
                self._paragraph(element)
        if self._waiting or self._turn:
            self._place = self._content
            self._paragraph(None)

    def _choose_place(self, at: int, element: Element) -> None:
        """Speeches of two who speak at once stand in a paragraph of their own."""
        if element.kind == "character" and not element.dual:
            self._place = self._content
            rest = self._elements[at + 1 :]
            after = next((e for e in rest if e.kind not in SPOKEN), None)
            if after is not None and after.dual:
                self._place = SubElement(SubElement(self._content, "Paragraph"), "DualDialogue")
        elif element.kind != "character" and element.kind not in SPOKEN:
            self._place = self._content

    def _summed_up(self, at: int) -> bool:
        element, before = self._elements[at], self._elements[at - 1] if at else None
        plain = not (element.spans or element.remarks or element.revision)
        return plain and before is not None and before.kind == "heading" and not self._waiting

    def _summary(self, heading: Node, text: str) -> None:
        found = heading.find("SceneProperties")
        properties = found if found is not None else SubElement(heading, "SceneProperties")
        paragraph = SubElement(SubElement(properties, "Summary"), "Paragraph")
        SubElement(paragraph, "Text").text = text

    def _paragraph(self, element: Element | None) -> None:
        """One paragraph; without an element an empty one, for what has to stand in one."""
        node = SubElement(self._place, "Paragraph", _attributes(element))
        if self._turn:
            node.set("StartsNewPage", "Yes")
        self._turn = False
        scene = self._lengths.get(element.id) if element and element.kind == "heading" else None
        if scene:
            properties = SubElement(node, "SceneProperties")
            properties.set("Length", scene.printed)
            properties.set("Page", str(scene.page))
        for note in self._waiting:
            _note(node, _APART[note.kind], 0, note.text)
        self._waiting = []
        self._last = node
        if element is None:
            SubElement(node, "Text")
            return
        for remark in element.remarks:
            _note(node, _NOTED[remark.kind], remark.at, remark.text)
        _runs(node, element)


def _attributes(element: Element | None) -> dict[str, str]:
    if element is None:
        return {"Type": "Action"}
    if element.kind == "section":
        return {"Type": f"Outline {element.level}"}
    attributes = {"Type": TYPES[element.kind]}
    if element.kind == "act" and not begins_act(element.text):
        attributes["Type"] = "End of Act"
    if element.kind in {"centered", "act"}:
        attributes["Alignment"] = "Center"
    if element.number:
        attributes["Number"] = element.number
    return attributes


def _note(node: Node, name: str, at: int, text: str) -> None:
    note = SubElement(node, "ScriptNote", Name=name, Range=f"{at},{at}")
    for line in text.split("\n"):
        SubElement(SubElement(note, "Paragraph"), "Text").text = line


def _runs(node: Node, element: Element) -> None:
    for start, end, styles in Wording(element.text, element.spans).runs()[:-1]:
        run = SubElement(node, "Text")
        run.text = element.text[start:end]
        if styles:
            run.set("Style", "+".join(sorted(_STYLED[style] for style in styles)))
        if element.revision:
            run.set("RevisionID", str(element.revision))


def _write_revisions(root: Node, screenplay: Screenplay) -> None:
    sets = SubElement(root, "Revisions", ActiveSet=str(len(screenplay.revisions)))
    for number, revision in enumerate(screenplay.revisions, 1):
        color = COLORS.get(revision.name.lower(), "#000000000000")
        name = f"{revision.name} ({revision.date})" if revision.date else revision.name
        SubElement(sets, "Revision", Color=color, ID=str(number), Mark="*", Name=name)
