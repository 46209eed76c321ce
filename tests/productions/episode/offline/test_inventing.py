"""Shows are made of a sentence, and what is given is kept."""

from __future__ import annotations

import pytest

from fabula.errors import BadSetting
from fabula.productions.episode.offline.inventing import write_bible
from fabula.productions.episode.tasks import WriteBible
from fabula.story import Character

PREMISES = (
    "A retired magician opens a dentist's office.",
    "Twin sisters inherit a haunted hotel and turn it into a school for waiters.",
    "Beatrix runs a lighthouse that has been sold as a restaurant.",
    "",
    "Chaos!",
)


@pytest.mark.parametrize("premise", PREMISES)
def test_any_premise_makes_a_show(premise: str) -> None:
    """Four people of different initials, each with a want, a flaw and a voice, and places."""
    task = WriteBible(show="", setting="", premise=premise, style="multi-cam", seed=3)
    bible = write_bible(task)

    assert list(task.faults(bible)) == []
    assert len({one.name[0] for one in bible.cast}) == len(bible.cast) == 4
    assert all(one.want and one.flaw and one.voice.verbal_tics for one in bible.cast)
    assert bible.show
    assert len(bible.places) == 3


def test_given_people_stay_as_they_are() -> None:
    """Whoever is given keeps every word; only what is missing is filled in."""
    given = Character("Olga", about="A spy.", want="to be found out", pronouns="she")
    task = WriteBible("Spies", "Oslo", "Olga hides.", "dry", cast=(given,), seed=1)
    olga = write_bible(task).cast[0]

    assert (olga.name, olga.about, olga.want) == ("Olga", "A spy.", "to be found out")
    assert olga.flaw
    assert olga.voice.humor_style


def test_premise_decides_trade_and_place() -> None:
    """A magician who opens a dentist's office talks of tricks, in a waiting room."""
    task = WriteBible("", "", PREMISES[0], "multi-cam", seed=1)
    bible = write_bible(task)

    assert "magician" in bible.cast[0].job
    assert any("WAITING ROOM" in place.name for place in bible.places)


def test_show_is_made_of_its_premise() -> None:
    """Its name, its sets, what the hero wants and who is in the way are the premise's own words."""
    premise = "A vet works at night and hides a stray llama from her landlord."
    bible = write_bible(WriteBible("", "", premise, "multi-cam", seed=1))

    assert bible.show == "The Vet"
    assert bible.places[0].name == "TREATMENT ROOM"
    assert bible.cast[0].want == "to hide a stray llama from her landlord"
    assert bible.cast[2].job == "landlord"


def test_other_languages_are_refused() -> None:
    """What the rules cannot write they do not pretend to write."""
    with pytest.raises(BadSetting, match="English"):
        write_bible(WriteBible("", "", "Ein Zauberer.", "multi-cam", language="de"))
