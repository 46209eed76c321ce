"""What is wrong with a storyboard, before anything is spoken or drawn."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from fabula.media.documents.document import Document
from fabula.media.slides.visuals import Bullets, Chart, Comparison, Figure, Remark, Visual
from fabula.productions.video.storyboard import Scene, Storyboard, film_seconds

MOST_WORDS = 45  # on one slide: more is read instead of heard
_UNSPEAKABLE = re.compile(
    r"\[[\d,; –-]+\]|\bet al\b|\((?:19|20)\d\d\)|https?://|www\.|\b(?:Fig|Eq|Sect)\.|"
    r"\b(?:Figure|Table|Section|Equation) \d|[\[\]{}()<>|\\_^`*]"
)


class Wanted(Protocol):
    """What was asked for."""

    @property
    def document(self) -> Document:
        """What the film tells."""
        ...

    @property
    def seconds(self) -> float:
        """Length wanted."""
        ...

    @property
    def pace(self) -> float:
        """Letters spoken a second."""
        ...

    @property
    def scenes(self) -> int | None:
        """How many scenes, None to choose."""
        ...


def criticise(storyboard: Storyboard, wanted: Wanted) -> Iterator[str]:
    """Each fault as one sentence that says where it is and what would be right."""
    if not storyboard.scenes:
        yield "There is no scene."
        return
    seconds = film_seconds(storyboard, wanted.pace)
    if seconds > 1.1 * wanted.seconds or (
        seconds < 0.9 * wanted.seconds and _plenty(wanted, seconds)
    ):
        yield f"The film would last {seconds:.0f} seconds; {wanted.seconds:.0f} are wanted."
    if wanted.scenes and len(storyboard.scenes) != wanted.scenes:
        yield f"There are {len(storyboard.scenes)} scenes; {wanted.scenes} are wanted."
    known = {p.id: bool(p.picture) for p in wanted.document.passages}
    shown: set[str] = set()
    for number, scene in enumerate(storyboard.scenes, 1):
        for fault in (*_narration(scene, known), *_visual(scene, known, shown)):
            yield f"Scene {number}: {fault}"


def _plenty(wanted: Wanted, seconds: float) -> bool:
    """Whether the document has at least three times the text that is spoken."""
    letters = sum(len(p.text) for p in wanted.document.passages if p.kind != "reference")
    return letters > 3 * seconds * wanted.pace


def _narration(scene: Scene, known: dict[str, bool]) -> Iterator[str]:
    if not any(sentence.text.strip() for sentence in scene.narration):
        yield "nothing is said."
    for sentence in scene.narration:
        for source in sentence.sources:
            if source not in known:
                yield f"there is no passage {source!r}."
        left = _UNSPEAKABLE.search(sentence.text)
        if left:
            yield f"{left[0]!r} cannot be spoken: {sentence.text!r}."


def _visual(scene: Scene, known: dict[str, bool], shown: set[str]) -> Iterator[str]:
    visual = scene.visual
    words = sum(len(text.split()) for text in texts(scene))
    if words > MOST_WORDS:
        yield f"{words} words on one slide; {MOST_WORDS} is the most."
    if isinstance(visual, Figure):
        if not known.get(visual.passage):
            yield f"passage {visual.passage!r} has no picture to show."
        if visual.passage in shown:
            yield f"the figure {visual.passage!r} was shown before."
        shown.add(visual.passage)
    yield from _parts(visual)


def _parts(visual: Visual) -> Iterator[str]:
    """Whether a slide has as many parts as its kind asks for, and each its counterpart."""
    if isinstance(visual, Bullets) and not 2 <= len(visual.points) <= 5:
        yield f"{len(visual.points)} points; two to five make a list."
    if isinstance(visual, Comparison) and not 2 <= len(visual.columns) <= 4:
        yield f"{len(visual.columns)} columns; two to four make a comparison."
    if isinstance(visual, Remark):
        absent = (phrase for phrase in visual.stress if phrase not in visual.text)
        yield from (
            f"{phrase!r} is to be brought out, but is not in the text." for phrase in absent
        )
    if isinstance(visual, Chart) and any(
        len(s.values) != len(visual.labels) for s in visual.series
    ):
        yield "a series of the chart does not have one value for each label."


def texts(scene: Scene) -> tuple[str, ...]:
    """All prose on a slide; cells, code and sources are looked at, not read."""
    found: list[str] = []
    for name in _PROSE:
        value = getattr(scene.visual, name, "")
        found += [value] if isinstance(value, str) else value
    if isinstance(scene.visual, Comparison):
        found += [text for column in scene.visual.columns for text in (column.name, column.text)]
    return tuple(text for text in found if text)


_PROSE = (
    *("title", "subtitle", "byline", "heading", "points", "caption", "text", "attribution"),
    *("term", "meaning", "claim", "detail"),
)
