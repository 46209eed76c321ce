"""What can be measured of a joke."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.productions.episode.rooms import small_script

from fabula.productions.episode.dialogue import DialogueLine
from fabula.productions.episode.measures.clock import read_clock
from fabula.productions.episode.measures.jokes import analyse_jokes, measure_jokes
from fabula.productions.episode.score import Evidence, Score
from fabula.productions.episode.script import Script

SETUP = "Who is hissing?"
PUMP = "The pump has never interrupted me."


def told(*lines: DialogueLine) -> Score:
    """What the last line measures as the pay-off of a scene of these lines."""
    script = small_script().with_lines(2, lines)
    return measure_jokes(script).scores[2, len(lines)]


def line(text: str, beat: str, who: str = "Ethel") -> DialogueLine:
    """A line of a joke."""
    kind = "understatement" if beat == "payoff" else None
    payoff = beat == "payoff"
    return DialogueLine(who, text, is_comedic_beat=payoff, beat=beat, joke="2-1", kind=kind)  # type: ignore[arg-type]


def test_jokes_are_found_by_their_payoffs() -> None:
    """Nine jokes, each with its set-up, in the order of the clock."""
    script = small_script()
    jokes = analyse_jokes(measure_jokes(script), read_clock(script))

    assert [joke.joke for joke in jokes] == [f"{s}-{n}" for s in (1, 2, 3) for n in (1, 2, 3)]
    assert all(0 < joke.setup_line < joke.payoff_line for joke in jokes)
    assert [joke.at for joke in jokes] == sorted(joke.at for joke in jokes)


@pytest.mark.parametrize(
    ("setup", "payoff", "fault"),
    [
        (
            SETUP,
            "My hip, when it rains, in spite of everything that you know about me",
            "at its end",
        ),
        ("Is that your hip?", "That is my hip", "give it away"),
        (f"{'word ' * 41}", "That is my hip", "set-up is short"),
        (SETUP, PUMP, "heard before"),
    ],
)
def test_faults_of_a_joke_are_named(setup: str, payoff: str, fault: str) -> None:
    """What speaks against a joke stands in its reason, and costs."""
    good = told(line(SETUP, "setup"), line("That is my hip", "payoff"))
    bad = told(line(setup, "setup"), line(payoff, "payoff"))

    assert bad.value < good.value
    assert fault in bad.reason


def test_setup_is_the_line_that_is_marked() -> None:
    """A reaction of the same joke between set-up and pay-off is not taken for the set-up."""
    script = small_script().with_lines(
        2, (line(SETUP, "setup"), line("What?", "reaction"), line("My hip.", "payoff"))
    )

    joke = next(j for j in analyse_jokes(measure_jokes(script), read_clock(script)) if j.scene == 2)

    assert joke.setup_line == 1


@pytest.mark.parametrize("text", ["My hip.", PUMP, "Bread is not a pump, Fred."])
def test_other_payoff_measures_as_if_anew(text: str) -> None:
    """What another pay-off touches is measured again, and nothing is forgotten."""
    before = measure_jokes(small_script())
    place = list(before.told)[4]

    after = before.with_payoff(place, replace(before.told[place].line, line=text))
    anew = measure_jokes(after.script)

    assert (after.told, after.scores) == (anew.told, anew.scores)


def test_critic_counts_with_a_quotation() -> None:
    """A judgement weighs 0.3; one that quotes nothing, or what nobody says, is a half."""
    script = small_script()
    quoted = Score(1.0, "judged", "Fair.", (Evidence(1, 3, PUMP),))

    assert _first(script, quoted).value == pytest.approx(1.0)
    assert _first(script, replace(quoted, evidence=())).value == pytest.approx(0.85)
    invented = replace(quoted, evidence=(Evidence(1, 3, "To be or not to be"),))
    assert _first(script, invented).value == pytest.approx(0.85)


def _first(script: Script, judged: Score) -> Score:
    return analyse_jokes(measure_jokes(script, [judged]), read_clock(script))[0].effectiveness
