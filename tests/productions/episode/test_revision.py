"""The ratchet: a rewrite is kept only where no score falls."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from tests.productions.episode.mutants import read, stock_phrase, stolen_catchphrase, wrong_emotion
from tests.productions.episode.rooms import small_script
from tests.productions.episode.writers import Scribe, script_writer

from fabula.productions.episode.brief import SceneBrief, brief_scenes
from fabula.productions.episode.dialogue import SceneDialogue
from fabula.productions.episode.revision import (
    HARMLESS,
    Draft,
    Reviser,
    notes_by_scene,
    scores,
)
from fabula.productions.episode.script import Script
from fabula.productions.episode.tasks import RewriteLines
from fabula.productions.episode.validator import ScriptValidator

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def flawed() -> Script:
    """A script with a stock phrase, a stolen catchphrase and a strange emotion."""
    script = stock_phrase(small_script())
    for damage in (stolen_catchphrase, wrong_emotion):
        hurt = damage(script)
        assert hurt is not None
        script = hurt
    return script


@pytest.fixture(scope="module")
def briefs(flawed: Script) -> dict[int, SceneBrief]:
    """What the writers of its scenes were told."""
    made = brief_scenes(flawed.bible, flawed.outline, 3.0)
    return {brief.scene.number: brief for brief in made}


def tinker(seed: int) -> Scribe:
    """A writer who cuts, repeats, swaps and moves lines without sense."""
    dice = Random(seed)  # noqa: S311 - the same nonsense every time

    def rewrite(task: RewriteLines) -> SceneDialogue:
        lines = list(task.dialogue.dialogue_lines)
        for _ in range(dice.randint(1, 3)):
            at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
            line = lines[at]
            lines[at] = dice.choice(
                (
                    replace(line, character=lines[other].character),
                    replace(line, emotion="neutral"),
                    replace(line, line=lines[other].line),
                    replace(line, line="I will not do that."),
                    replace(line, is_comedic_beat=False, beat="", joke=""),
                )
            )
        return replace(task.dialogue, dialogue_lines=tuple(lines))

    return Scribe({RewriteLines: rewrite})


def mend(task: RewriteLines) -> SceneDialogue:
    """The scene without the lines that were complained about."""
    wrong = {int(note.split()[1].rstrip(":")) for note in task.notes if note.startswith("Line ")}
    lines = tuple(
        line for at, line in enumerate(task.dialogue.dialogue_lines, 1) if at not in wrong
    )
    return replace(task.dialogue, dialogue_lines=lines)


def reviser(scribe: Scribe) -> Reviser:
    """Who revises, with a writer of the test's own."""
    return Reviser(script_writer(scribe), ScriptValidator(), rounds=3)


@pytest.mark.parametrize("seed", range(12))
async def test_no_score_ever_falls(
    seed: int, flawed: Script, briefs: dict[int, SceneBrief]
) -> None:
    """Whatever a writer gives back, every score stands to a hundredth, and no fault is added."""
    before = read(flawed)
    after = await reviser(tinker(seed)).revise(before, briefs)
    old, new = scores(before.report), scores(after.report)

    assert all(new.get(name, 0.0) >= value - HARMLESS for name, value in old.items())
    assert len(_problems(after)) <= len(_problems(before))


@pytest.mark.parametrize("seed", range(4))
async def test_locked_scenes_are_never_touched(
    seed: int, flawed: Script, briefs: dict[int, SceneBrief]
) -> None:
    """What a person wrote stands word for word."""
    after = await reviser(tinker(seed)).revise(read(flawed), briefs, locked=(1, 3))

    assert after.script.lines(1) == flawed.lines(1)
    assert after.script.lines(3) == flawed.lines(3)


async def test_mended_lines_are_kept(flawed: Script, briefs: dict[int, SceneBrief]) -> None:
    """A writer who mends what was named gets it into the script."""
    before = read(flawed)
    after = await reviser(Scribe({RewriteLines: mend})).revise(before, briefs)

    assert _problems(before)
    assert len(_problems(after)) < len(_problems(before))
    assert after.report.overall_quality_score.value >= before.report.overall_quality_score.value


def test_notes_name_lines_and_remedies(flawed: Script) -> None:
    """A writer is told which line, what is wrong with it, and what would mend it."""
    notes = notes_by_scene(read(flawed).report)

    assert any(
        note.startswith("Line 2: 'what could possibly go wrong' is a stock phrase.")
        for note in notes[1]
    )


async def test_same_words_change_nothing(flawed: Script, briefs: dict[int, SceneBrief]) -> None:
    """A writer who gives the scene back as it was leaves the draft as it was."""
    before = read(flawed)
    same = Scribe({RewriteLines: lambda task: task.dialogue})

    assert await reviser(same).revise(before, briefs) is before


def _problems(draft: Draft) -> list[str]:
    return [i.problem for i in draft.report.validation_issues if i.severity != "note"]
