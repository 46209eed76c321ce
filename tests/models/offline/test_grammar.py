"""A grammar, and what is found wrong with it before it tells anything."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from fabula.models.offline.grammar import Grammar


@dataclass
class Person:
    """Somebody in the stories of these tests."""

    name: str
    pronouns: str = "they"
    flaw: str = ""


@pytest.mark.parametrize(
    ("phrase", "fault"),
    [
        ("{hro} runs", "unknown {hro}, did you mean 'hero'?"),
        ("{hero.flw}", "unknown {hero.flw}: Person has no 'flw', did you mean 'flaw'?"),
        ("{prop|plurl}", "unknown filter 'plurl', did you mean 'plural'?"),
        ("{hero.verb}", "{hero.verb} needs a verb"),
        ("{prop:hide}", "{prop} takes no verb"),
        ("{thing.name}", "the rule 'thing' has no attributes"),
        ("{hero", "'}' is missing"),
        ({"say": "x", "when": "hero.nam"}, "condition hero.nam: Person has no 'nam'"),
        ({"say": "x", "when": "a=="}, "is no condition"),
        ({"say": "x", "weight": 0}, "weight 0.0 is not above 0"),
        ({"say": "x", "wieght": 2}, "unknown key 'wieght'"),
        ("{opening}", "comes back to itself by opening > opening"),
    ],
)
def test_faults_are_found_when_made(phrase: str | dict[str, object], fault: str) -> None:
    """Each slip of the pen is told with its place and with what was meant."""
    with pytest.raises(ValueError, match="This grammar does not hold") as caught:
        Grammar({"opening": [phrase], "thing": ["egg"]}, {"hero": Person, "prop": str})

    assert "opening" in str(caught.value)
    assert fault in str(caught.value)


def test_all_faults_are_told_together() -> None:
    """A writer mends a whole grammar at once; a rule without phrases is a fault too."""
    with pytest.raises(ValueError, match="opening\\[1\\]") as caught:
        Grammar({"opening": ["{a}", "{b}"], "empty": [], "hero": ["x"]}, {"hero": Person})

    assert str(caught.value).count("\n") == 4


def test_roundabout_rules_are_refused() -> None:
    """Rules that lead back to each other would never end."""
    with pytest.raises(ValueError, match="a > b > a"):
        Grammar({"a": ["{b}"], "b": ["[x|{a}]"]})


def test_identity_follows_what_is_written() -> None:
    """The same rules have the same identity, a changed word gives another."""
    same = [Grammar({"a": ["an egg"]}).identity for _ in range(2)]

    assert same[0] == same[1] != Grammar({"a": ["an egg!"]}).identity
