"""What is said twice."""

from __future__ import annotations

from dataclasses import replace

from tests.productions.episode.mutants import with_line
from tests.productions.episode.rooms import small_script

from fabula.productions.episode.dialogue import DialogueLine
from fabula.productions.episode.measures.repetition import MOST, check_repetition
from fabula.productions.episode.outline import RunningGag
from fabula.productions.episode.script import Script

LONG = "A saucepan has never once been late for my dinner."


def twice(script: Script, text: str = LONG) -> list[str]:
    """What is told of a script in which a line is said in the first scene and in the third."""
    for number in (1, 3):
        script = with_line(script, number, DialogueLine("Luna", text))
    return [issue.problem for issue in check_repetition(script)]


def test_long_phrases_are_said_once() -> None:
    """Six words in a row in two scenes are one warning."""
    assert twice(small_script()) == [
        "'a saucepan has never once been' was said before, in scene 1."
    ]


def test_common_words_may_come_again() -> None:
    """Words that everybody uses are no repetition, however many."""
    assert twice(small_script(), "What was it that you want me to do?") == []


def test_planned_words_may_come_back() -> None:
    """Gags, catchphrases and planted things are meant to be heard again."""
    script = small_script()
    gag = RunningGag("pan", "the saucepan", ("saucepan",), (1, 3))
    gagged = replace(script, outline=replace(script.outline, gags=(gag,)))

    assert twice(gagged) == []
    assert twice(script, "It is a canister of yeast that says use one spoon.") == []
    assert twice(script, "I have a perfectly good explanation, and a spoon.") == []


def test_only_the_longest_are_told() -> None:
    """A script that repeats everything gets a dozen warnings, the longest first."""
    script = small_script()
    words = "moon bread spoon ledger fern pump trumpet vent handle airlock"
    for at in range(20):
        more = " and the whole enormous orchestra besides" if at in (7, 8) else ""
        script = with_line(script, 1, DialogueLine("Luna", f"{words}{more}."))
    found = [issue for issue in check_repetition(script) if "said before" in issue.problem]

    assert len(found) == MOST
    assert found[0].evidence[0].quote.endswith("besides.")
