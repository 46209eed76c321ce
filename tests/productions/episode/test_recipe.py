"""The whole recipe, without a model: a small outline becomes a script, and mishaps are told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from tests.productions.episode.rooms import luna, small_script

import fabula.productions.episode.offline.writer  # noqa: F401 - teaches the offline writer
from fabula.engine import Event, Run, Slot, open_run
from fabula.errors import BadSetting, ModelRefused, NothingMade
from fabula.models import Task, Writer
from fabula.models.offline.writer import Offline
from fabula.models.simulator import Simulator, plan_of
from fabula.models.simulator.near.text import NearText
from fabula.productions.episode import critique
from fabula.productions.episode.measures.clock import read_clock
from fabula.productions.episode.order import EpisodeOrder
from fabula.productions.episode.pitch import Brought, Pitch
from fabula.productions.episode.recipe import Episode, Room, ScriptGenerator
from fabula.productions.episode.score import Evidence, Score
from fabula.productions.episode.tasks import (
    JudgeEpisode,
    JudgeJokes,
    Judgement,
    OfferPunchlines,
    RewriteLines,
    WriteDialogue,
    WriteDirections,
)
from fabula.store.folder import open_store

pytestmark = pytest.mark.anyio

Answer = TypeVar("Answer")
WRITTEN = small_script()
SMALL = replace(luna(), scenes=WRITTEN.outline.scenes, plants=WRITTEN.outline.plants, gags=())
"""Three scenes of the example, with a pay-off in the third."""

ORDER = EpisodeOrder(minutes=5, formats=("fountain",))


SMILE = Score(0.5, "judged", "A smile.")


@dataclass
class Colleague:
    """The offline writer, who fails at some questions and answers others as it is told."""

    fails: Mapping[type[Task[Any]], frozenset[int]] = field(default_factory=dict)
    judgement: Judgement | None = None
    identity: str = "colleague"

    async def answer(self, task: Task[Answer]) -> Answer:
        """Answer, or fail."""
        brief = getattr(task, "brief", None)
        if brief is not None and brief.scene.number in self.fails.get(type(task), ()):
            raise ModelRefused("the line is dead")
        if isinstance(task, JudgeEpisode):
            if self.judgement is None:
                raise ModelRefused("I judge nobody")
            judgement: Any = self.judgement
            return cast("Answer", judgement)
        if isinstance(task, JudgeJokes):
            scores: Any = (SMILE,) * len(task.jokes)
            return cast("Answer", scores)
        return await Offline().answer(task)

    async def close(self) -> None:
        """Nothing is open."""


class Stumbling(Colleague):
    """A colleague who writes a stock phrase, and whose provider refuses to mend anything."""

    async def answer(self, task: Task[Answer]) -> Answer:
        """Answer by rules, or ask a simulated provider that declines."""
        if type(task) in (OfferPunchlines, RewriteLines):
            return await NearText(Simulator(plan_of({"faults": ["refusal:1"]}))).answer(task)
        answer: Any = await super().answer(task)
        if isinstance(task, WriteDialogue) and task.brief.scene.number == 1:
            first, *rest = answer.dialogue_lines
            spoilt = replace(first, line="What could possibly go wrong?")
            answer = replace(answer, dialogue_lines=(spoilt, *rest))
        return cast("Answer", answer)


async def made(
    home: Path,
    pitch: Pitch,
    colleague: Colleague | None = None,
    *,
    brought: Brought | None = None,
    judged: bool = False,
) -> tuple[Episode, Run, list[Event]]:
    """An episode, made in a home."""
    events: list[Event] = []
    writer = Writer([colleague or Colleague()])
    room = Room(writer, writer if judged else None, hands=2)
    brought = brought or Brought(pitch)
    given: dict[Slot, object] = brought.given()
    async with open_store(home) as store:
        async with open_run(store, "episode", given=given, on_event=events.append) as run:
            generator = ScriptGenerator(room, ORDER)
            episode = await generator.generate(pitch, written=brought.scenes)
        return episode, run, events


async def test_outline_becomes_a_script(tmp_path: Path) -> None:
    """Every scene is played, as long as it was ordered, and the report is there."""
    episode, _, _ = await made(tmp_path, SMALL)
    script, report = episode.draft.script, episode.draft.report

    assert episode.holes == ()
    assert [planned.number for planned, _ in script.played()] == [1, 2, 3]
    assert read_clock(script).seconds == pytest.approx(5 * 60, rel=0.15)
    assert all(issue.severity not in ("critical", "error") for issue in report.validation_issues)
    assert set(episode.files) == {"fountain", "report.html", "report.json"}
    assert b"INT. AIRLOCK TWO" in episode.files["fountain"]


async def test_again_is_remembered(tmp_path: Path) -> None:
    """A second run makes nothing, and its files are the same to the letter."""
    first, _, _ = await made(tmp_path, SMALL)
    again, run, _ = await made(tmp_path, SMALL)

    assert run.trace().made == 0
    assert again.files == first.files


async def test_only_the_time_tells_two_makings_apart(tmp_path: Path) -> None:
    """Made twice from nothing, every file is the same but for when it was validated."""
    first, _, _ = await made(tmp_path / "first", SMALL)
    second, _, _ = await made(tmp_path / "second", SMALL)
    reports = [json.loads(one.files["report.json"]) for one in (first, second)]
    times = [report["validation"].pop("validation_timestamp") for report in reports]

    assert all(times)
    assert reports[0] == reports[1]
    assert {**first.files, "report.json": b""} == {**second.files, "report.json": b""}


async def test_premise_is_enough(tmp_path: Path) -> None:
    """From one sentence come a cast, places, an outline and a script."""
    pitch = Pitch(premise="A retired magician opens a dentist's office with his assistant.")
    episode, _, _ = await made(tmp_path, pitch)
    script = episode.draft.script

    assert list(critique.bible(script.bible, ())) == []
    assert list(critique.outline(script.outline, script.bible, ORDER.scene_count)) == []
    assert len(script.played()) == ORDER.scene_count


async def test_failed_scene_is_a_hole(tmp_path: Path) -> None:
    """The others go on; the hole is in the report, and the next run fills it alone."""
    dead = Colleague({WriteDialogue: frozenset({2})})
    episode, _, _ = await made(tmp_path, SMALL, dead)
    whole, _, events = await made(tmp_path, SMALL)
    written = [e for e in events if e.fields.get("step") == "write_dialogue" and "how" in e.fields]

    assert [hole.title for hole in episode.holes] == ["02"]
    assert not episode.draft.report.validation_passed
    assert episode.draft.report.validation_issues[0].problem == "Scene 2 is missing."
    assert b"the line is dead" in episode.files["report.html"]
    assert whole.holes == ()
    assert [event.fields["how"] for event in written] == ["made"]


async def test_failed_directions_fall_back(tmp_path: Path) -> None:
    """A scene whose directions fail has those of its outline, which validate, and a warning."""
    dead = Colleague({WriteDirections: frozenset({1, 2, 3})})
    episode, _, events = await made(tmp_path, SMALL, dead)
    scenes = episode.draft.script.played()
    warned = [event.fields["reason"] for event in events if event.kind == "warning"]
    again, run, _ = await made(tmp_path, SMALL)

    assert len(scenes) == 3
    assert all(scene.directions.opening_description for _, scene in scenes)
    assert scenes[0][1].directions.closing_description == scenes[0][0].button
    assert len(warned) == 3
    assert run.trace().made > 0
    assert again.draft.script.scenes != episode.draft.script.scenes


async def test_scene_may_be_empty_of_people(tmp_path: Path) -> None:
    """Where nobody is, nothing is said, and the outline says what is seen."""
    alone = replace(SMALL.scenes[1], characters=(), summary="The dough rises.", physical="")
    pitch = replace(SMALL, scenes=(SMALL.scenes[0], alone, SMALL.scenes[2]), plants=())
    episode, _, _ = await made(tmp_path, pitch)

    assert episode.holes == ()
    assert episode.draft.script.lines(2) == ()
    assert b"The dough rises." in episode.files["fountain"]


async def test_misnumbered_outline_is_refused() -> None:
    """An outline whose scenes do not count from 1 is told before anything is written."""
    generator = ScriptGenerator(Room(Writer([Offline()])), ORDER)

    with pytest.raises(BadSetting, match=r"scenes\[1\].number: is 2"):
        await generator.generate(replace(SMALL, scenes=SMALL.scenes[1:]))


async def test_failed_critic_costs_no_script(tmp_path: Path) -> None:
    """A critic without an answer leaves the script as it was measured, and a note."""
    episode, _, _ = await made(tmp_path, SMALL, judged=True)

    assert episode.draft.report.overall_quality_score.method != "judged"
    assert "I judge nobody" in episode.notes[0]


async def test_what_could_not_be_mended_is_told(tmp_path: Path) -> None:
    """Pitches and rewrites that fail are told, counted and with their reason; they are retried."""
    episode, _, _ = await made(tmp_path, SMALL, Stumbling())
    pitched, rewritten = episode.notes
    again, _, events = await made(tmp_path, SMALL, Stumbling())
    asked = [event.fields["step"] for event in events if event.kind == "step.started"]

    assert pitched.startswith("1 of 1 weak joke could not be pitched again: ")
    assert rewritten.startswith("1 of 1 scene could not be rewritten: ")
    assert "declines the task" in rewritten
    assert json.loads(episode.files["report.json"])["notes"] == list(episode.notes)
    assert b"could not be rewritten" in episode.files["report.html"]
    assert {"offer_punchlines", "rewrite_lines"} < set(asked)
    assert again.draft.script == episode.draft.script


async def test_unknown_language_is_refused() -> None:
    """Rules write English: asked for another language, they say so and write nothing."""
    generator = ScriptGenerator(Room(Writer([Offline()])), ORDER)

    with pytest.raises(BadSetting, match="Choose a model"):
        await generator.generate(replace(SMALL, language="de"))


async def test_nothing_is_no_episode(tmp_path: Path) -> None:
    """Where no scene could be written, the reason is told in place of a script."""
    dead = Colleague({WriteDialogue: frozenset({1, 2, 3})})

    with pytest.raises(NothingMade, match="the line is dead"):
        await made(tmp_path, SMALL, dead)


async def test_edited_scene_stands(tmp_path: Path) -> None:
    """A person's scene is played word for word, and the scenes beside it are not written again."""
    first, _, _ = await made(tmp_path, SMALL)
    theirs = WRITTEN.scenes[1]
    assert theirs is not None
    brought = Brought(SMALL, scenes={2: theirs})
    edited, _, events = await made(tmp_path, SMALL, brought=brought)
    written = [e for e in events if e.fields.get("step") == "write_dialogue" and "how" in e.fields]

    assert edited.draft.script.scenes[1] == theirs
    assert edited.draft.script.scenes[0] == first.draft.script.scenes[0]
    assert written == []


async def test_critic_is_heard(tmp_path: Path) -> None:
    """What a critic says with a quotation counts; without one, it counts as a half."""
    line = WRITTEN.lines(1)[0].line
    quoted = Score(0.9, "judged", "They all refuse her.", (Evidence(1, 1, line),))
    bare = Score(0.9, "judged", "It ends.")
    colleague = Colleague(judgement=Judgement(quoted, bare))
    brought = Brought(SMALL, scenes={1: WRITTEN.scenes[0]})  # type: ignore[dict-item]
    episode, _, _ = await made(tmp_path, SMALL, colleague, brought=brought, judged=True)
    plot = episode.draft.report.plot_coherence

    assert (plot.conflict_strength.value, plot.conflict_strength.method) == (0.9, "judged")
    assert plot.resolution_satisfaction.value == 0.5
    assert episode.draft.report.overall_quality_score.method == "judged"
    assert {joke.effectiveness.method for joke in episode.draft.comedy.analyzed_jokes} == {"judged"}


@pytest.mark.parametrize("seed", [1, 2])
async def test_seed_decides_the_words(tmp_path: Path, seed: int) -> None:
    """Another seed is another script."""
    first, _, _ = await made(tmp_path, SMALL)
    writer = Writer([Colleague()])
    async with open_store(tmp_path) as store, open_run(store, "episode"):
        order = replace(ORDER, seed=seed)
        other = await ScriptGenerator(Room(writer), order).generate(SMALL)

    assert other.files["fountain"] != first.files["fountain"]
