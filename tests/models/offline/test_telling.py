"""Telling from a grammar: agreement, variation, conditions, and the same again for a seed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import pairwise

import pytest

from fabula.models.offline.grammar import Grammar, Thing
from fabula.models.offline.telling import Telling, finished


@dataclass
class Person:
    """Somebody in the stories of these tests."""

    name: str
    pronouns: str = "they"
    flaw: str = ""


def told(template: str, tense: str = "present", **story: object) -> str:
    """What one template becomes for one story."""
    kinds = {name: type(value) for name, value in story.items()}
    telling = Telling(
        Grammar({"line": [template]}, kinds),
        1,
        story,
        tense="past" if tense == "past" else "present",
    )
    return telling.say("line")


@pytest.mark.parametrize(
    ("pronouns", "expected"),
    [
        ("she", "Kim hides her hat. She has it herself. It is hers, so ask her."),
        ("he", "Kim hides his hat. He has it himself. It is his, so ask him."),
        ("they", "Kim hides their hat. They have it themselves. It is theirs, so ask them."),
    ],
)
def test_pronouns_and_verbs_agree(pronouns: str, expected: str) -> None:
    """A verb agrees with the name as one, and with the pronoun as it is."""
    line = (
        "{hero} {hero.verb:hide} {hero.their} hat. {hero.they:have} it {hero.themself}. "
        "It is {hero.theirs}, so ask {hero.them}."
    )

    assert told(line, hero=Person("Kim", pronouns)) == expected


def test_tense_is_that_of_the_telling() -> None:
    """The same template serves a script and a story."""
    line = "{hero} {hero.verb:be} late, so {hero.they:run} and {cast.verb:be} cross."
    kim, cast = Person("Kim", "they"), (Person("Luna"), Person("Rick"))

    assert told(line, hero=kim, cast=cast) == "Kim is late, so they run and are cross."
    assert told(line, "past", hero=kim, cast=cast) == "Kim was late, so they ran and were cross."


def test_first_person_agrees_too() -> None:
    """A narrator who is "I" is, and has, as one says it."""
    assert told("{me.they:be} sure {me.they:have} it.", me=Person("Kim", "I")) == (
        "I am sure I have it."
    )


def test_several_are_told_as_several() -> None:
    """Lists and things that are many take the plural, and no article for one."""
    assert told("{cast} {cast.verb:run}.", cast=("Luna", "Rick", "Fred")) == (
        "Luna, Rick and Fred run."
    )
    assert told(
        "A {prop} {prop.verb:be} here: {prop.they:be} old.", prop=Thing("scissors", many=True)
    ) == ("Some scissors are here: they are old.")


def test_articles_follow_what_comes() -> None:
    """An article before a slot fits what the slot becomes; elsewhere it stays as written."""
    assert told("Plan A is a {prop}.", prop="umbrella") == "Plan A is an umbrella."


def test_verb_phrases_come_from_rules() -> None:
    """A rule may give the verb, with all that hangs on it, in the form that is asked for."""
    grammar = Grammar(
        {"line": ["{hero} {hero.verb:{plan}} after {plan|ing}."], "plan": ["hide the cake"]},
        {"hero": Person},
    )

    assert Telling(grammar, 1, {"hero": Person("Kim")}).say("line") == (
        "Kim hides the cake after hiding the cake."
    )


BAG = Grammar({"gag": [f"Gag {n}." for n in range(6)]})


def test_bags_exhaust_before_repeating() -> None:
    """Each phrase comes up once before one comes up again, and never twice running."""
    telling = Telling(BAG, 3, {})
    said = [telling.say("gag") for _ in range(60)]

    assert all(len(set(said[start : start + 6])) == 6 for start in range(0, 60, 6))
    assert all(a != b for a, b in pairwise(said))


def test_seed_decides_every_word() -> None:
    """The same seed tells the same, other seeds tell other things."""
    tellings = [Telling(BAG, seed, {}) for seed in (*range(20), *range(20))]
    orders = [tuple(telling.say("gag") for _ in range(6)) for telling in tellings]

    assert orders[:20] == orders[20:]
    assert len(set(orders)) > 15


def test_further_rules_disturb_none() -> None:
    """What one rule says does not hang on how often another was asked."""
    both = Grammar({"gag": [p.say for p in BAG.rules["gag"]], "other": ["a.", "b.", "c."]})
    plain, mixed = Telling(BAG, 5, {}), Telling(both, 5, {})
    said = []
    for _ in range(6):
        mixed.say("other")
        said.append(mixed.say("gag"))

    assert said == [plain.say("gag") for _ in range(6)]


def test_hands_of_one_deck_differ() -> None:
    """Scenes that are told side by side from one seed draw different phrases."""
    hands = [Telling(BAG, 5, {}, hand=(n, 3)) for n in range(3)]
    said = [telling.say("gag") for telling in hands for _ in range(2)]

    assert len(set(said)) == 6


def test_heavy_phrases_come_early() -> None:
    """A weight of nine against one comes first in about nine of ten."""
    grammar = Grammar({"a": ["light", {"say": "heavy", "weight": 9}]})
    first = [Telling(grammar, seed, {}).say("a") for seed in range(300)]

    assert 240 <= first.count("heavy") <= 290


def test_conditions_choose_what_fits() -> None:
    """A phrase comes up only when all its conditions hold."""
    grammar = Grammar(
        {
            "line": [
                {"say": "vain", "when": "hero.flaw=vain|proud turn>=2"},
                {"say": "early", "when": "turn<2"},
                {"say": "space", "when": "place=engine_room !prop turn!=7"},
            ]
        },
        {"hero": Person, "turn": int, "place": str, "prop": str},
    )
    hero = Person("Kim", flaw="proud")
    telling = Telling(grammar, 1, {"hero": hero, "turn": 1})

    assert telling.say("line") == "early"
    assert telling.say("line", turn=2) == "vain"
    assert telling.say("line", turn=3, hero=Person("Al"), place="engine room") == "space"
    assert not telling.can("line", turn=7, hero=Person("Al"), place="engine room")


def test_missing_story_closes_a_phrase() -> None:
    """A phrase needs something in the story for each of its slots, through rules and choices."""
    grammar = Grammar(
        {"line": ["Take {it}.", "Wait[ for {hero}|]."], "it": ["the {prop}"]},
        {"prop": str, "hero": Person},
    )
    telling = Telling(grammar, 1, {"prop": ""})

    assert {telling.say("line") for _ in range(4)} == {"Wait."}


def test_large_grammars_tell_quickly() -> None:
    """Rules over rules over rules cost what their phrases cost, and not their combinations."""
    rules = {f"r{n}": [f"{{r{n + 1}}} {{r{n + 1}}} {k}" for k in range(30)] for n in range(6)}
    telling = Telling(Grammar({**rules, "r6": ["so.", "no."]}), 1, {})
    start = time.process_time()
    telling.say("r0")

    assert time.process_time() - start < 1


def test_nothing_fitting_is_an_error() -> None:
    """Where no phrase fits, the error names the rule and what the story lacks."""
    grammar = Grammar({"line": ["{hero} waits."]}, {"hero": Person})
    telling = Telling(grammar, 1, {})

    assert not telling.can("line")
    with pytest.raises(LookupError, match="'line' fits the story \\(it lacks hero\\)"):
        telling.say("line")


def test_picks_tell_where_words_come_from() -> None:
    """Every phrase that was chosen is recorded, the outer before the inner."""
    grammar = Grammar({"line": ["Take {it}."], "it": ["the egg"]})
    telling = Telling(grammar, 1, {})
    telling.say("line")

    assert [(p.rule, p.number, p.say) for p in telling.picks] == [
        ("line", 0, "Take {it}."),
        ("it", 0, "the egg"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("she waits . then he runs !", "She waits. Then he runs!"),
        ("a part of a sentence", "a part of a sentence"),
        ("“so what?” she asks Mr. kim.", "“So what?” she asks Mr. kim."),
        ("well ... then no.", "Well... then no."),
    ],
)
def test_sentences_are_finished(text: str, expected: str) -> None:
    """Capitals stand where sentences begin, spaces only where they belong."""
    assert finished(text) == expected
