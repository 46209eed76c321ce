"""Beats of outlines are read: who does what, with what, to whom."""

from __future__ import annotations

import pytest

from fabula.productions.episode.offline.beats import read_beat

NAMES = ("Luna", "Rick", "Ethel", "Fred", "Inspector Voss", "Ana María")


@pytest.mark.parametrize(
    ("beat", "who", "kind", "thing"),
    [
        (
            "Luna takes the yeast canister and ignores the label",
            ("Luna",),
            "hide",
            "the yeast canister",
        ),
        ("Luna and Ethel hide the dough in the wall bed", ("Luna", "Ethel"), "hide", "the dough"),
        ("Inspector Voss pulls the red handle", ("Inspector Voss",), "make", "the red handle"),
        ("Fred demands four months of air", ("Fred",), "ask", "four months of air"),
        ("Luna promises the inspector fresh bread", ("Luna",), "promise", "fresh bread"),
        ("Ana María kisses the moose", ("Ana María",), "deed", "the moose"),
        ("The dough moves", (), "change", ""),
        ("Luna declares the airlock an oven", ("Luna",), "tell", "the airlock"),
    ],
)
def test_doer_deed_and_thing_are_found(
    beat: str, who: tuple[str, ...], kind: str, thing: str
) -> None:
    """The parts that talk is made of are found, in names of two words and in other alphabets."""
    deed = read_beat(beat, NAMES)

    assert (deed.who, deed.kind, deed.thing) == (who, kind, thing)


def test_goals_and_clauses_are_found() -> None:
    """What somebody shall do, and what is said to be so, are told apart."""
    asked = read_beat("Luna asks Ethel to distract Fred", NAMES)
    said = read_beat("Ethel confesses that somebody is living in the airlock", NAMES)

    assert (asked.whom, asked.goal) == ("Ethel", "distract Fred")
    assert said.that == "somebody is living in the airlock"


def test_relative_clauses_stay_with_things() -> None:
    """A clause that says which handle is meant is not what somebody says."""
    deed = read_beat("Ethel explains the red handle that nobody may pull", NAMES)

    assert deed.that == ""
    assert deed.thing == "the red handle that nobody may pull"


@pytest.mark.parametrize("text", ["Silence", "Total chaos", "", "…", "A long, embarrassing pause"])
def test_unreadable_beats_say_so(text: str) -> None:
    """A sentence without a verb gives no verb; nothing is invented."""
    assert read_beat(text, NAMES).verb == ""
