"""A premise is read: who, what they do, and where."""

from __future__ import annotations

import pytest

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


def test_second_deeds_make_the_story() -> None:
    """What is hidden is the story, wherever it stands, and so is from whom."""
    premise = read_premise("A vet works at night and hides a stray llama from her landlord.")

    assert (premise.role, premise.goods, premise.kind) == ("vet", "stray llama", "hide")
    assert premise.opponent == "landlord"


def test_groups_are_read_as_one_of_them() -> None:
    """The hero is one of the group, and the show is named after all of it."""
    choir = read_premise("A choir of taxi drivers wants to win the city's singing contest.")
    spies = read_premise("Three retired spies run a kindergarten.")

    assert (choir.role, choir.title) == ("taxi driver", "The Choir of Taxi Drivers")
    assert (spies.role, spies.title) == ("retired spy", "Three Retired Spies")


def test_rivals_want_the_same_alone() -> None:
    """Two who share a thing each want it for themselves."""
    premise = read_premise("Two rival bakers share one oven.")

    assert premise.rivals
    assert premise.aim == "have the oven alone"


def test_fears_stand_beside_duties() -> None:
    """A clause that says what the hero fears does not hide what they must do."""
    premise = read_premise("A night-shift vet who is afraid of dogs must keep the clinic open.")

    assert (premise.fear, premise.plan, premise.place) == ("dogs", "keep the clinic open", "clinic")


def test_trades_of_places_come_from_their_last_word() -> None:
    """A haunted laundromat is a laundry; a dentist's office is no office; a veteran is no vet."""
    assert read_premise("Two sisters inherit a haunted laundromat.").place_trade.name == "laundry"
    assert read_premise("A clown opens a dentist's office.").place_trade.name == "dentist"
    assert read_premise("A veteran opens a kiosk.").trade.name == "anything"


@pytest.mark.parametrize(
    ("premise", "aim"),
    [
        ("A school choir loses its conductor.", "manage without the conductor"),
        ("A king forgets his crown on the train.", "manage without the crown"),
        ("A village votes to secede over a fine.", "secede over a fine"),
        ("Twin undertakers must bury their rival without telling his widow.",
         "bury the rival without telling the widow"),
    ],
)  # fmt: skip
def test_mishaps_are_no_wishes(premise: str, aim: str) -> None:
    """Who loses something wants to manage without it; what several do is nobody's own."""
    assert read_premise(premise).aim == aim
