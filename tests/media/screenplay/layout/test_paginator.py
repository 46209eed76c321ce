"""Pages are as the trade types them."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from tests.media.screenplay.samples import LUNA, SCREENPLAYS, long_script

from fabula.media.screenplay import (
    FILM,
    MULTICAM,
    Element,
    Layout,
    Page,
    Pagination,
    Screenplay,
    Span,
    choose_layout,
    paginate,
)

SENTENCE = "The fern looks at Luna and says nothing at all."


def shown(page: Page) -> list[str]:
    """The lines of a page with their indents."""
    return [" " * line.column + line.text for _, line in page.rows]


def kinds_at_the_foot(pages: Pagination) -> set[str]:
    """What stands on the last line of each page but the last."""
    return {page.rows[-1][1].kind for page in pages.pages[:-1]}


@pytest.mark.parametrize("layout", [FILM, MULTICAM, choose_layout("film", "a4")])
def test_long_scripts_keep_every_rule(layout: Layout) -> None:
    """No page is too long, none ends with a heading or a cue, every parted speech goes on."""
    pages = paginate(long_script(12), layout)

    assert all(row < layout.lines for page in pages.pages for row, _ in page.rows)
    assert not kinds_at_the_foot(pages) & {"heading", "character", "parenthetical"}
    for page, following in zip(pages.pages, pages.pages[1:], strict=False):
        parted = page.rows[-1][1].kind == "more"
        assert parted == following.rows[0][1].text.endswith("(CONT'D)")
        if parted:
            assert re.search(r"[.!?]$", page.rows[-2][1].text)


@settings(max_examples=150, deadline=None)
@given(SCREENPLAYS)
def test_any_screenplay_fits_its_pages(screenplay: Screenplay) -> None:
    """Every printed line is on a page, and no row is beyond its end."""
    for layout in (FILM, MULTICAM):
        pages = paginate(screenplay, layout)

        assert all(page.rows and page.rows[-1][0] < layout.lines for page in pages.pages)
        assert all(scene.eighths >= 1 for scene in pages.scenes)


def test_columns_are_those_of_the_trade() -> None:
    """Action at the margin, dialogue 10, parentheticals 16, cues 22 characters in."""
    columns = {line.kind: line.column for _, line in paginate(LUNA).pages[0].rows}

    assert [columns[kind] for kind in ("heading", "action", "parenthetical")] == [0, 0, 16]
    (page,) = paginate(
        Screenplay((Element("character", "LUNA"), Element("dialogue", SENTENCE * 2)))
    ).pages
    assert shown(page)[:3] == [
        " " * 22 + "LUNA",
        " " * 10 + "The fern looks at Luna and says",
        " " * 10 + "nothing at all.The fern looks at",
    ]


def test_long_speech_is_parted_at_a_sentence() -> None:
    """(MORE) and (CONT'D) stand where a speech goes over to the next page."""
    speech = " ".join([SENTENCE] * 20)
    script = Screenplay(
        (
            *(Element("action", "A.") for _ in range(15)),
            Element("character", "LUNA (V.O.)"),
            Element("dialogue", speech),
        )
    )
    first, second = paginate(script).pages

    assert shown(first)[-1] == " " * 22 + "(MORE)"
    assert shown(first)[-2].endswith("at all.")
    assert shown(second)[0] == " " * 22 + "LUNA (V.O.) (CONT'D)"


def test_sentence_may_end_within_a_line() -> None:
    """The rest of the line goes over to the next page, and is set anew with its emphasis."""
    words = "One two three four five six seven eight nine ten. Dr. No says that it goes on and on."
    long = " ".join([words] * 12)
    script = Screenplay(
        (
            *(Element("action", "A.") for _ in range(20)),
            Element("character", "LUNA"),
            Element("dialogue", long, spans=(Span(0, len(long), "italic"),)),
        )
    )
    first, second = paginate(script).pages
    speech = [line for page in (first, second) for _, line in page.rows if line.kind == "dialogue"]

    assert shown(first)[-2].strip() == "nine ten."
    assert " ".join(line.text for line in speech) == long
    assert all(line.spans == (Span(0, len(line.text), "italic"),) for line in speech)


def test_speech_longer_than_a_page_goes_on() -> None:
    """A speech of three pages without any sentence end is parted all the same."""
    script = Screenplay((Element("character", "LUNA"), Element("dialogue", "and so on " * 500)))
    pages = paginate(script).pages

    assert len(pages) == 3
    assert shown(pages[1])[0].strip() == "LUNA (CONT'D)"


def test_capitals_keep_their_length() -> None:
    """A letter without a capital of one letter stays, so that emphasis stays on its words."""
    heading = Element("heading", "INT. stra\u00dfe", spans=(Span(5, 11, "italic"),))
    ((_, line),) = paginate(Screenplay((heading,))).pages[0].rows

    assert line.text == "INT. STRA\u00dfE"
    assert Span(5, 11, "italic") in line.spans


def test_action_longer_than_a_page_goes_on() -> None:
    """Action is parted with two lines on either side, wherever it has to be."""
    script = Screenplay((Element("action", "Luna waits. " * 300), Element("action", "Fred.")))
    pages = paginate(script).pages

    assert [len(page.rows) for page in pages] == [54, 7]


def test_acts_and_breaks_begin_pages() -> None:
    """An act begins a page, its end does not, and a page break always does."""
    script = Screenplay(
        (
            Element("act", "ACT ONE"),
            Element("action", "A."),
            Element("act", "END OF ACT ONE"),
            Element("act", "ACT TWO"),
            Element("action", "B."),
            Element("page_break"),
            Element("action", "C."),
        )
    )

    assert [len(page.rows) for page in paginate(script).pages] == [3, 2, 1]


def test_two_speak_side_by_side() -> None:
    """Dual dialogue shares its rows."""
    page = paginate(LUNA).pages[0]
    rows = [row for row, line in page.rows if line.text in {"RICK", "LUNA"}][-2:]

    assert rows[0] == rows[1]


def test_nothing_unprinted_takes_room() -> None:
    """Sections, synopses, notes and boneyards are on no page."""
    unprinted = ("section", "synopsis", "note", "boneyard")
    script = Screenplay(tuple(Element(kind, "x") for kind in unprinted))  # type: ignore[arg-type]

    assert paginate(script).pages == ()


def test_emphasis_follows_its_words() -> None:
    """A span that goes over a line end is on both lines."""
    text = "word " * 11 + "bold here and on"
    script = Screenplay((Element("action", text, spans=(Span(55, 64, "bold"),)),))
    styled = [(line.text, line.spans) for _, line in paginate(script).pages[0].rows]

    assert [text[span.start : span.end] for text, spans in styled for span in spans] == [
        "bold",
        "here",
    ]


def test_multicam_is_double_spaced_with_its_cast() -> None:
    """Several cameras: letters, who is in the scene, capitals, space between lines of speech."""
    script = Screenplay(
        (
            Element("heading", "INT. DOME - DAY"),
            Element("action", "Luna waits."),
            Element("character", "LUNA"),
            Element("dialogue", SENTENCE),
            Element("heading", "INT. LAB - DAY"),
            Element("action", "Empty."),
        )
    )
    first, second = paginate(script, MULTICAM).pages

    assert [row for row, _ in first.rows] == [0, 1, 3, 5, 7, 9]
    assert shown(first)[1:3] == ["(LUNA)", "LUNA WAITS."]
    assert [page.rows[0][1].number for page in (first, second)] == ["A", "B"]


def test_forty_pages_take_few_milliseconds() -> None:
    """An episode is paginated in under 20 ms of CPU, a feature in under 50 (twice that here)."""
    for scenes, count, limit in ((13, 40, 0.04), (40, 120, 0.10)):
        script = long_script(scenes)
        times = [_seconds(script) for _ in range(5)]

        assert len(paginate(script).pages) >= count - 3
        assert min(times) < limit


def _seconds(script: Screenplay) -> float:
    started = time.process_time()
    paginate(script)
    return time.process_time() - started
