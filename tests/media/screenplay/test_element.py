"""An element is in one form, whatever it was made of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from tests.media.screenplay.samples import elements

from fabula.errors import UserError
from fabula.media.screenplay import Element, Remark, Span


@given(elements())
def test_normal_form_is_stable(element: Element) -> None:
    """An element made of an element is the same one."""
    assert replace(element) == element


def test_loose_spaces_are_taken_out() -> None:
    """Spaces at the ends of lines, tabs and control characters do not stay."""
    element = Element("action", "  Luna\tenters. \r\n\n\x07She waits.  ")

    assert element.text == "  Luna    enters.\nShe waits."


def test_marks_move_with_the_text() -> None:
    """Where spaces are taken out, emphasis and remarks stay on their words."""
    element = Element(
        "dialogue", "  You  \n never", spans=(Span(8, 14, "bold"),), remarks=(Remark(10, "sic"),)
    )

    assert element.text[element.spans[0].start : element.spans[0].end] == "never"
    assert element.text[element.remarks[0].at :] == "ever"


@pytest.mark.parametrize(
    ("given_kind", "text", "kind"),
    [
        ("centered", "ACT ONE", "act"),
        ("act", "The fern speaks", "centered"),
        ("centered", "END OF TAG", "act"),
        ("action", "ANGLE ON THE FERN", "shot"),
        ("shot", "The fern grows.", "action"),
    ],
)
def test_words_decide_acts_and_shots(given_kind: str, text: str, kind: str) -> None:
    """What the words say decides where Fountain has no mark for it."""
    assert Element(given_kind, text).kind == kind  # type: ignore[arg-type]


def test_parenthetical_gets_its_parentheses() -> None:
    """A parenthetical always has them, once."""
    assert Element("parenthetical", "beat").text == Element("parenthetical", "(beat)").text


def test_remark_at_the_end_tells_the_revision() -> None:
    """A note that says so is the revision of the element, as Fountain keeps it."""
    element = Element("action", "A.", remarks=(Remark(2, "revision 3"),))

    assert (element.revision, element.remarks) == (3, ())


def test_what_an_element_cannot_be() -> None:
    """An unknown kind, or nothing to say, is refused with what is possible."""
    with pytest.raises(UserError, match="Known: heading, action"):
        Element("poem", "x")  # type: ignore[arg-type]
    with pytest.raises(UserError, match="has no text"):
        Element("dialogue", " \n ")
