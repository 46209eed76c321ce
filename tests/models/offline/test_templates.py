"""The language of templates."""

from __future__ import annotations

import pytest

from fabula.models.offline.templates import Choice, Slot, parse, slots


def test_slot_has_all_its_parts() -> None:
    """Path, argument, filters and possessive are read apart."""
    assert parse("{hero.they:hide the {prop}|upper}!") == (
        Slot(("hero", "they"), ("hide the ", Slot(("prop",))), ("upper",)),
        "!",
    )
    assert parse("{hero's} hat") == (Slot(("hero",), own=True), " hat")


def test_choices_nest_and_hold_slots() -> None:
    """A choice may be empty, hold slots, and stand in another."""
    (choice,) = parse("[a [big|small] {prop}|]")

    assert isinstance(choice, Choice)
    assert [slot.path for slot in slots((choice,))] == [("prop",)]
    assert choice.ways[1] == ()


@pytest.mark.parametrize("text", ["{hero", "[a|b", "a}", "a]", "{}", "{hero name}", "{a..b}"])
def test_torn_templates_are_refused(text: str) -> None:
    """What is not closed, or has no name, is an error that shows the template."""
    with pytest.raises(ValueError, match="in '"):
        parse(text)
