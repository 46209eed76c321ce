"""The offline writer of storyboards: what its slides show, and what stands on the last."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from tests.productions.video.offline.boards import KINDS, Find, lines, told

from fabula.media.documents.document import Document, Passage, Picture
from fabula.media.prose.words import words
from fabula.media.slides.visuals import Bullets, Chart, Closing, Figure, Statement, Table
from fabula.media.speakable import spoken
from fabula.productions.video.offline.material import gather
from fabula.productions.video.offline.phrasebook import phrasebook
from fabula.productions.video.offline.slides.worded import in_words


def test_figure_and_table_are_shown_once(paper: Document) -> None:
    """The paper's own figure is shown, its numbers become a chart, each once."""
    visuals = [scene.visual for scene in told(paper, 120).scenes]
    figures = [v for v in visuals if isinstance(v, Figure)]
    drawn = [v for v in visuals if isinstance(v, Chart | Table)]

    assert [f.passage for f in figures] == [p.id for p in paper.passages if p.kind == "figure"]
    assert len(drawn) == 1


def test_formula_is_shown_as_its_picture(paper: Document) -> None:
    """A formula of a PDF is a picture on the slide; its scattered signs are never shown."""
    formula = Passage("p1.99", "formula", "r r p k = 16", 1, picture=Picture(b"", 500, 60))
    passages = [p for p in paper.passages if p.kind != "figure"]
    at = next(n for n, p in enumerate(passages) if p.text.startswith("The encoder first"))
    passages.insert(at + 1, formula)
    made = replace(paper, passages=tuple(passages))
    visuals = [scene.visual for scene in told(made, 150).scenes]

    assert any(isinstance(v, Figure) and v.passage == "p1.99" for v in visuals)
    assert "r r p k" not in str(visuals)


@pytest.mark.parametrize("name", KINDS)
def test_bullets_are_short_phrases(document: Find, name: str) -> None:
    """Points are short and whole, those to take away as well; none ends in the air."""
    made = document(name)
    board = told(made, 90)
    broken = phrasebook(made.language).broken_end
    for scene in board.scenes:
        if isinstance(scene.visual, Bullets | Closing):
            for text in scene.visual.points:
                assert len(text.split()) <= (20 if scene.role == "closing" else 14), text
                assert text.split()[-1].lower() not in broken, text
                assert text.count("(") == text.count(")"), text


def test_statements_are_rare(paper: Document) -> None:
    """Large words stand on one slide in four at most, and never twice within three."""
    kinds = [scene.visual.kind for scene in told(paper, 150).scenes]
    places = [at for at, kind in enumerate(kinds) if kind == "statement"]

    assert len(places) <= max(1, len(kinds) // 4)
    assert all(second - first >= 3 for first, second in pairwise(places))


@pytest.mark.parametrize("name", ["paper", "manual", "minutes"])
def test_quotations_are_rare(document: Find, name: str) -> None:
    """Quotations stand on one slide in six at most, and never twice within three."""
    kinds = [scene.visual.kind for scene in told(document(name), 120).scenes]
    places = [at for at, kind in enumerate(kinds) if kind == "quote"]

    assert len(places) <= max(1, len(kinds) // 6)
    assert all(second - first >= 3 for first, second in pairwise(places))


def test_no_slide_is_a_bare_heading(document: Find) -> None:
    """A slide says more than its title, and a list never repeats the title as a point."""
    for name in KINDS:
        for scene in told(document(name), 90).scenes[1:-1]:
            slide = scene.visual
            if isinstance(slide, Statement):
                assert slide.detail or len(slide.claim.split()) > 2, slide
            if isinstance(slide, Bullets):
                assert slide.heading not in slide.points


def test_section_is_shown_by_its_parts() -> None:
    """A manual's section is shown by what it is made of, where nothing else would do."""
    passages = [
        Passage("s1.1", "heading", "Care", level=1),
        Passage(
            "s1.2",
            "paragraph",
            "The mill at the river in Ardo wants the care that an old machine of wood and stone "
            "always wants. Whoever works there in the months when the river is high wants a coat "
            "that is warm and not too wide in its sleeves.",
        ),
        Passage("s1.3", "heading", "Greasing the axle", level=2),
        Passage("s1.4", "paragraph", "Grease of the best kind is what an axle of oak needs."),
        Passage("s1.5", "heading", "Dressing the stones", level=2),
        Passage("s1.6", "paragraph", "A stone that is dull makes a flour that no baker wants."),
    ]
    parts = in_words(
        material := gather(Document("Mills", (), tuple(passages), "en", "mills.md")),
        [c for c in material.pool if c.passage == "s1.2"],
        "Care",
        set(),
    )

    assert Bullets("Care", ("Greasing the axle", "Dressing the stones")) in [
        option.visual for option in parts
    ]


def test_list_keeps_to_the_section_of_its_heading(paper: Document) -> None:
    """What is said of another section is no point under the heading of this one."""
    material = gather(paper)
    method = [c for c in material.pool if material.told[c.section].heading == "Method"]
    limits = [c for c in material.pool if material.told[c.section].heading == "Limitations"]
    options = in_words(material, [*method[:3], limits[0]], "Method", set())
    listed = [p for o in options if isinstance(o.visual, Bullets) for p in o.visual.points]

    assert listed
    assert not any("gains nothing" in point for point in listed)


def test_caption_with_a_hole_is_not_shown(paper: Document) -> None:
    """A caption from which a reader took a citation that nobody had resolved is left out."""
    passages = [
        replace(p, text="Figure 1: Taken from ?. The encoder compares digests and repeats frames.")
        if p.kind == "figure"
        else p
        for p in paper.passages
    ]
    board = told(replace(paper, passages=tuple(passages)), 120)
    shown = [s.visual for s in board.scenes if isinstance(s.visual, Figure)]

    assert [figure.caption for figure in shown] == [""]


def test_result_stands_apart_from_the_method(paper: Document) -> None:
    """No scene between opening and closing tells how it is done and what was found in one."""
    found = next(p.id for p in paper.passages if p.text.startswith("We measured"))
    done = next(p.id for p in paper.passages if p.text.startswith("The encoder first"))
    scenes = [
        {source for sentence in scene.narration for source in sentence.sources}
        for scene in told(paper, 120).scenes[1:-1]
    ]

    assert any(found in sources for sources in scenes)
    assert not any({found, done} <= sources for sources in scenes)


def test_set_up_is_not_remembered(paper: Document) -> None:
    """What to take away is the idea, the result with its number and what follows from it."""
    closing = told(paper, 120).scenes[-1].visual

    assert isinstance(closing, Closing)
    assert closing.points[0].startswith("Stillwater, a method")
    assert "31 times faster" in closing.points[1]
    assert not any("two cores" in text for text in closing.points)


def test_long_film_ends_by_summing_up(document: Find) -> None:
    """The last scene of a film of some length says what its slide shows, in whole sentences."""
    made = document("paper")
    last = told(made, 120).scenes[-1]
    said = [words(sentence.text) for sentence in last.narration]

    assert isinstance(last.visual, Closing)
    assert last.title == "To take away"
    assert all(sentence.sources for sentence in last.narration[1:])
    for point in last.visual.points:
        assert any(set(words(spoken(point))) <= set(line) for line in said), point


def test_short_film_sums_nothing_up(paper: Document) -> None:
    """A film of a minute has no time to say anything twice."""
    found = lines(told(paper, 60))

    assert len(found) == len(set(found))
