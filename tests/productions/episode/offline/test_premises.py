"""A premise is read: who, what they do, and where."""

from __future__ import annotations

from fabula.productions.episode.offline.premises import read_premise


def test_role_plan_and_place_are_found() -> None:
    """The hero's trade is not that of the place."""
    premise = read_premise("A retired magician opens a dentist's office.")

    assert premise.role == "retired magician"
    assert premise.plan == "open a dentist's office"
    assert (premise.trade.name, premise.place_trade.name) == ("magic", "dentist")
    assert premise.place == "dentist's office"


def test_names_are_taken_from_premises() -> None:
    """A hero who has a name keeps it."""
    assert read_premise("Beatrix runs a lighthouse.").name == "Beatrix"
    assert read_premise("A goat runs a lighthouse.").name == ""


def test_empty_premise_leaves_all_open() -> None:
    """Nothing said, nothing claimed."""
    premise = read_premise("")

    assert (premise.name, premise.role, premise.plan, premise.place) == ("", "", "", "")


def test_duties_and_wishes_are_plans() -> None:
    """What somebody has to do, or wants to, is what the hero is after."""
    assert read_premise("Two undertakers have to share one hearse.").plan == "share one hearse"
    assert read_premise("A mayor wants to sell the lighthouse.").plan == "sell the lighthouse"
    assert read_premise("A shy plumber wins a prize by mistake.").plan == "win a prize"
