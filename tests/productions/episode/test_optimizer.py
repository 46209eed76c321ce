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
from fabula.productions.episode.measures.jokes import measure_jokes
from fabula.productions.episode.optimizer import JokeOptimizer
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
    """A script whose set-ups give its jokes away, and whose kinds are nobody's."""

    def weaken(scene: int, at: int, line: DialogueLine) -> DialogueLine:
        if line.beat == "setup":
            return replace(line, line=f"{line.line} {script.lines(scene)[at].line}")
        return replace(line, kind="wordplay") if line.is_comedic_beat else line

    script = small_script()
    return each_line(script, weaken)


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
