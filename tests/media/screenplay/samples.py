"""Screenplays for the tests: one that has everything, long ones, and any that can be."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import strategies as st

from fabula.errors import UserError
from fabula.media.screenplay import (
    KINDS,
    Element,
    Kind,
    Remark,
    Revision,
    Screenplay,
    Span,
    TitlePage,
)
from fabula.media.screenplay.wording import STYLES, clear

LUNA = Screenplay(
    title=TitlePage(
        title="I Love Luna",
        credit="Written by",
        author="Ada Winter",
        source="Based on a fern",
        draft_date="11/21/2026",
        contact="Fabula Studio\n1 Crater Road",
        copyright="(c) 2026 Ada Winter",
        others=(("Format", "Multi-camera"),),
    ),
    revisions=(Revision("Blue", "11/21/26"),),
    elements=(
        Element("act", "COLD OPEN"),
        Element("section", "Luna alone", level=2),
        Element("heading", "INT. LUNA'S DOME - KITCHEN - DAY", number="1"),
        Element("synopsis", "Luna is lonely."),
        Element(
            "action",
            "LUNA, 34, waters a plastic fern.\nIt does not grow.",
            spans=(Span(19, 26, "italic"),),
            remarks=(Remark(32, "She has had it for years"),),
            revision=1,
        ),
        Element("character", "LUNA"),
        Element("parenthetical", "(to the fern)"),
        Element("dialogue", "You never call.\nINT. is no slug here."),
        Element("character", "RICK (O.S.)"),
        Element("dialogue", "Fred* and Ethel_are coming."),
        Element("character", "McAVOY"),
        Element("dialogue", "I am not a fern."),
        Element("shot", "ANGLE ON THE FERN"),
        Element("character", "RICK"),
        Element("dialogue", "We could sing it something!"),
        Element("character", "LUNA", dual=True),
        Element("dialogue", "Do not sing to it!"),
        Element("lyric", "Fly me home"),
        Element("action", "BANG!"),
        Element("action", "INT. is how this sentence begins."),
        Element("note", "Is the fern funny?"),
        Element("transition", "CUT TO:"),
        Element("boneyard", "INT. CUT SCENE - DAY\n\nNobody sees this."),
        Element("page_break"),
        Element("act", "ACT ONE"),
        Element("heading", "THE MOON", number="2A"),
        Element("centered", "A month later"),
        Element("action", "Fred bounces by."),
        Element("transition", "FADE OUT."),
    ),
)

NONSENSE = (
    "the of a moon dome fern water Rick Ethel fern-like says looks at her slowly and then it "
    "quietly breaks apart while everybody in the room pretends not to notice"
)
WORDS = NONSENSE.split()


def long_script(scenes: int, seed: int = 1) -> Screenplay:
    """A script of nonsense; 13 scenes make about 40 pages."""
    chance = random.Random(seed)  # noqa: S311
    elements = list[Element]()
    for number in range(1, scenes + 1):
        elements.append(Element("heading", f"INT. DOME {number % 7} - DAY", number=str(number)))
        for _ in range(chance.randint(4, 12)):
            elements.append(Element("action", _sentences(chance, 4)))
            for _ in range(chance.randint(1, 4)):
                elements.append(
                    Element("character", chance.choice(("LUNA", "RICK (V.O.)", "FRED")))
                )
                if chance.random() < 0.2:
                    elements.append(Element("parenthetical", "(beat)"))
                elements.append(Element("dialogue", _sentences(chance, 5)))
    return Screenplay(tuple(elements))


def _sentences(chance: random.Random, most: int) -> str:
    return " ".join(
        " ".join(chance.choice(WORDS) for _ in range(chance.randint(4, 13))).capitalize()
        + chance.choice(".!?")
        for _ in range(chance.randint(1, most))
    )


MARKS = "ab A.B*_\\[]()#=~!@>/<^:-|\n\t\x00\u00e9\u6f22\u200b'1`{"
PIECES = [
    *MARKS,
    *("[[", "]]", "/*", "*/", "TO:", "INT. ", "===", "  ", "(V.O.)", "revision 2", "Title: "),
    *("ACT ONE", "ANGLE ON"),
]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join)


@st.composite
def elements(draw: Any) -> Element:
    """Any element: with marks of Fountain in its text, emphasis and remarks anywhere."""
    kind: Kind = draw(st.sampled_from(KINDS))
    text: str = draw(TEXTS)
    more: dict[str, Any] = {}
    if draw(st.booleans()):
        text = clear(text)
        place = st.integers(0, len(text))
        span = st.builds(Span, place, place, st.sampled_from(STYLES))
        remark = st.builds(Remark, place, TEXTS, st.sampled_from(("note", "boneyard")))
        more["spans"] = tuple(draw(st.lists(span, max_size=4)))
        more["remarks"] = tuple(draw(st.lists(remark, max_size=2)))
    more["number"] = draw(st.sampled_from(("", "1", "12A", "x-1")))
    more["level"] = draw(st.integers(1, 6))
    more["dual"] = draw(st.booleans())
    more["revision"] = draw(st.integers(0, 2))
    try:
        return Element(kind, text, **more)
    except UserError:
        return Element("action", "Nothing was left of it.")


LINES = st.one_of(st.just(""), TEXTS)
TITLES = st.builds(
    TitlePage,
    title=LINES,
    credit=LINES,
    author=LINES,
    source=LINES,
    draft_date=LINES,
    contact=LINES,
    copyright=LINES,
    notes=LINES,
    others=st.lists(st.tuples(TEXTS, TEXTS), max_size=2).map(tuple),
)
REVISIONS = st.lists(st.builds(Revision, TEXTS, LINES), max_size=2).map(tuple)
SCREENPLAYS = st.builds(
    Screenplay,
    elements=st.lists(elements(), max_size=6).map(tuple),
    title=st.one_of(st.just(TitlePage()), TITLES),
    revisions=REVISIONS,
)
