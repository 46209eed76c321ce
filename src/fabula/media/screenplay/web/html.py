"""Writes a screenplay as one web page: to read, to link into, and to print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template

from fabula.media.screenplay.element import SPOKEN, Element
from fabula.media.screenplay.front import TitlePage
from fabula.media.screenplay.layout.eighths import SceneLength
from fabula.media.screenplay.layout.layouts import FILM, Layout
from fabula.media.screenplay.layout.paginator import paginate
from fabula.media.screenplay.script import Screenplay
from fabula.media.screenplay.slugs import begins_act

ROOM = Path(__file__).parent
TAGS = {"bold": "strong", "italic": "em", "underline": "u"}


def write_html(
    screenplay: Screenplay, layout: Layout = FILM, *, number_dialogue: bool = False
) -> str:
    """The screenplay as a web page that needs no other file.

    Every element has its id as an anchor: `page.html#12.5`. Notes are shown on the screen and not
    printed; a boneyard is neither.

    Args:
        screenplay: What is shown.
        layout: The one that pages and lengths of scenes are taken from.
        number_dialogue: Whether speeches are counted in the margin, as for a recording.
    """
    scenes = {scene.id: scene for scene in paginate(screenplay, layout).scenes}
    body = "\n".join(_Body(screenplay.elements, scenes, number_dialogue).write())
    page = Template((ROOM / "page.html").read_text(encoding="utf-8"))
    return page.substitute(
        title=escape(screenplay.title.title.replace("\n", " ") or "Screenplay"),
        css=(ROOM / "page.css").read_text(encoding="utf-8"),
        nav=_nav(screenplay, scenes),
        cover=_cover(screenplay.title),
        body=body + "\n",
    )


class _Body:
    """The elements as HTML, one after the other."""

    def __init__(
        self, elements: Sequence[Element], scenes: Mapping[str, SceneLength], count: bool
    ) -> None:
        self._elements, self._scenes, self._count = elements, scenes, count
        self._speeches = 0

    def write(self) -> Iterator[str]:
        at = 0
        while at < len(self._elements):
            if self._elements[at].kind != "character":
                yield self._single(self._elements[at])
                at += 1
                continue
            end = self._spoken(at)
            speech = self._speech(self._elements[at:end])
            if end < len(self._elements) and self._elements[end].dual:
                at, end = end, self._spoken(end)
                both = f"{speech}\n{self._speech(self._elements[at:end])}"
                speech = f'<div class="dual">\n{both}\n</div>'
            yield speech
            at = end

    def _spoken(self, at: int) -> int:
        """The index after the last element of the speech that begins at `at`."""
        end = at + 1
        while end < len(self._elements) and self._elements[end].kind in SPOKEN:
            end += 1
        return end

    def _speech(self, elements: Sequence[Element]) -> str:
        self._speeches += 1
        count = f'<span class="count">{self._speeches}</span>' if self._count else ""
        said = "\n".join(map(self._single, elements))
        return f'<div class="speech">{count}\n{said}\n</div>'

    def _single(self, element: Element) -> str:
        if element.kind == "page_break":
            return "<hr>"
        if element.kind == "heading":
            return self._heading(element)
        begins = " begins" if element.kind == "act" and begins_act(element.text) else ""
        revised = " revised" if element.revision else ""
        return f'<p class="{element.kind}{begins}{revised}"{_id(element)}>{_inline(element)}</p>'

    def _heading(self, element: Element) -> str:
        scene = self._scenes.get(element.id)
        number = f'<span class="number">{escape(element.number)}</span>' * bool(element.number)
        length = f'<span class="length">{scene.printed}</span>' if scene else ""
        revised = " revised" if element.revision else ""
        link = f'<a href="#{escape(element.id)}">{_inline(element)}</a>'
        return f'<h2 class="heading{revised}"{_id(element)}>{length}{number * 2}{link}</h2>'


def _id(element: Element) -> str:
    return f' id="{escape(element.id)}"'


def _inline(element: Element) -> str:
    """The text with its emphasis and its notes; a boneyard is left out."""
    notes = {at: list(found) for at, found in groupby(element.remarks, lambda r: r.at)}
    written = ""
    for start, end, styles in element.wording.runs():
        said = (note.text for note in notes.get(start, []) if note.kind == "note")
        written += "".join(f"<mark>[{escape(text)}]</mark>" for text in said)
        piece = escape(element.text[start:end], quote=False)
        for style in sorted(styles) if piece else ():
            piece = f"<{TAGS[style]}>{piece}</{TAGS[style]}>"
        written += piece
    return written


def _nav(screenplay: Screenplay, scenes: Mapping[str, SceneLength]) -> str:
    """The list of scenes: number, heading, page."""
    rows = list[str]()
    for element in screenplay.elements:
        if element.kind == "heading" and (scene := scenes.get(element.id)):
            told = f"<small>p. {scene.page}</small>"
            words = f"<small>{escape(scene.number)}</small><span>{escape(element.text)}</span>"
            rows.append(f'<li><a href="#{escape(element.id)}">{words}{told}</a></li>')
    if not rows:
        return ""
    return '<nav aria-label="Scenes">\n<ol>\n' + "\n".join(rows) + "\n</ol>\n</nav>\n"


def _cover(title: TitlePage) -> str:
    if not title:
        return ""
    middle = "\n".join(
        f"<p>{escape(text)}</p>" for text in (title.credit, title.author, title.source) if text
    )
    right = "\n".join(filter(None, (title.draft_date, title.notes, title.copyright)))
    foot = (
        f'<div class="foot"><span>{escape(title.contact)}</span><span>{escape(right)}</span></div>'
    )
    return f'<header class="cover">\n<h1>{escape(title.title)}</h1>\n{middle}\n{foot}\n</header>\n'
