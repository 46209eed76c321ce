"""Pitches for weak jokes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from tests.productions.episode.mutants import each_line
from tests.productions.episode.rooms import small_script
from tests.productions.episode.writers import Scribe, script_writer

from fabula.productions.episode.dialogue import DialogueLine
from fabula.productions.episode.measures.jokes import WEAK, measure_jokes
from fabula.productions.episode.optimizer import JokeOptimizer, analyse_comedy
from fabula.productions.episode.script import Script
from fabula.productions.episode.tasks import OfferPunchlines

pytestmark = pytest.mark.anyio

WORDS = [
    "pump",
    "fern",
    "saucepan",
    "moon",
    "bread",
    "hip",
    "ledger",
    "trumpet",
    "spoon",
    "breath",
    "gravity",
    "handle",
    "vent",
]


@pytest.fixture(scope="module")
def weak() -> Script:
    """A script whose set-ups go on and on and give its jokes away, and whose kinds are nobody's."""

    def weaken(scene: int, at: int, line: DialogueLine) -> DialogueLine:
        if line.beat == "setup":
            own = [one.line for one in script.lines(scene)[at:] if one.joke == line.joke]
            return replace(line, line=" ".join((line.line, *(own * 6))))
        return replace(line, kind="wordplay") if line.is_comedic_beat else line

    script = small_script()
    weakened = each_line(script, weaken)
    values = [score.value for score in measure_jokes(weakened).scores.values()]
    assert sum(value < WEAK for value in values) > 3
    return weakened


def pitches(seed: int) -> Scribe:
    """A writer who pitches three lines of words thrown together."""
    dice = Random(seed)  # noqa: S311 - the same pitches every time

    def pitch(task: OfferPunchlines) -> Sequence[DialogueLine]:
        payoff = task.lines[task.payoff - 1]
        lines = (" ".join(dice.choices(WORDS, k=dice.randint(2, 14))) for _ in range(3))
        kinds = task.speaker.voice.humor_style
        return tuple(replace(payoff, line=f"{one}.", kind=dice.choice(kinds)) for one in lines)

    return Scribe({OfferPunchlines: pitch})


@pytest.mark.parametrize("seed", range(12))
async def test_no_joke_measures_worse_than_before(seed: int, weak: Script) -> None:
    """Whatever is pitched, each joke measures as much as it did, and what is kept measures more."""
    better, comedy, _ = await JokeOptimizer(script_writer(pitches(seed))).optimize(weak)
    before, after = measure_jokes(weak).scores, measure_jokes(better).scores

    assert all(after[place].value >= before[place].value for place in before)
    kept = [one for one in comedy.alternative_punchlines if one.kept]
    assert (better != weak) == bool(kept)


async def test_locked_scenes_are_left_alone(weak: Script) -> None:
    """What a person wrote is not pitched again."""
    better, comedy, _ = await JokeOptimizer(script_writer(pitches(1))).optimize(weak, (1, 2, 3))

    assert better == weak
    assert comedy.alternative_punchlines == ()


async def test_long_pitches_are_refused(weak: Script) -> None:
    """A pitch that goes on and on is refused, with the reason, however well it measures."""

    def ramble(task: OfferPunchlines) -> Sequence[DialogueLine]:
        payoff = task.lines[task.payoff - 1]
        kind = task.speaker.voice.humor_style[0]
        return (replace(payoff, line="and so on " * 9 + "a xylophone.", kind=kind),)

    writer = script_writer(Scribe({OfferPunchlines: ramble}))
    better, comedy, _ = await JokeOptimizer(writer).optimize(weak)

    assert better == weak
    assert all("too long" in one.reason for one in comedy.alternative_punchlines)


async def test_what_tells_the_story_is_not_pitched(weak: Script) -> None:
    """A pay-off that plays a beat of the outline stands: with another, the beat would be lost."""
    writer = script_writer(pitches(1))
    _, comedy, _ = await JokeOptimizer(writer).optimize(weak)
    pitched = {one.joke for one in comedy.alternative_punchlines}
    told = next(one for one in analyse_comedy(weak).analyzed_jokes if one.joke in pitched)
    planned = weak.outline.scenes[told.scene - 1]
    beats = (*planned.beats, weak.lines(told.scene)[told.payoff_line - 1].line)
    scenes = tuple(
        replace(one, beats=beats) if one is planned else one for one in weak.outline.scenes
    )
    telling = replace(weak, outline=replace(weak.outline, scenes=scenes))
    _, comedy, _ = await JokeOptimizer(writer).optimize(telling)

    assert told.joke not in {one.joke for one in comedy.alternative_punchlines}
