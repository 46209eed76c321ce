"""An outline and a cast become a sitcom script. Read top to bottom: this is the whole recipe."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

from fabula.engine import Hole, current_run, emit, fan_out, step, together
from fabula.errors import BadSetting, ModelError, NothingMade
from fabula.models import Writer
from fabula.productions.episode import steps
from fabula.productions.episode.brief import SceneBrief, brief_scenes
from fabula.productions.episode.exports import publish
from fabula.productions.episode.optimizer import JokeOptimizer, analyse_comedy
from fabula.productions.episode.order import EpisodeOrder
from fabula.productions.episode.outline import Bible, EpisodeOutline
from fabula.productions.episode.pitch import Pitch
from fabula.productions.episode.proof import bible_slips, outline_slips, refuse
from fabula.productions.episode.revision import Draft, Reviser
from fabula.productions.episode.scenes import write_scene
from fabula.productions.episode.script import Script, ScriptScene
from fabula.productions.episode.tasks import (
    JudgeEpisode,
    JudgeJokes,
    OfferPunchlines,
    RewriteLines,
    WriteBible,
    WriteDialogue,
    WriteDirections,
    WriteOutline,
)
from fabula.productions.episode.validator import ScriptValidator


@dataclass(frozen=True, slots=True)
class Room:
    """Who works on an episode.

    Args:
        writer: Who writes.
        critic: Who judges what cannot be measured; None: nobody is asked.
        hands: How many scenes are written at the same time.
    """

    writer: Writer
    critic: Writer | None = None
    hands: int = 4


@dataclass(frozen=True, slots=True)
class Episode:
    """A finished episode.

    Args:
        draft: The script, its comedy and the validator's report.
        files: The script by format, and the reports by name.
        holes: The scenes that could not be written, and why.
        notes: What a person should know: letters that no face has, a critic who failed, jokes that
            could not be pitched again, scenes that could not be rewritten.
    """

    draft: Draft
    files: Mapping[str, bytes]
    holes: tuple[Hole, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScriptGenerator:
    """Makes episodes.

    ```python
    generator = ScriptGenerator(Room(writer), EpisodeOrder(minutes=11))
    episode = await generator.generate(pitch)
    ```

    Args:
        room: Who works on it.
        order: What the episode shall be like.
    """

    room: Room
    order: EpisodeOrder = field(default_factory=EpisodeOrder)

    async def generate(
        self, pitch: Pitch, *, written: Mapping[int, ScriptScene] | None = None
    ) -> Episode:
        """An episode, from what a person brought.

        Args:
            pitch: A premise, a cast, an outline: as much as there is.
            written: Scenes that a person wrote or edited, by number: used as they are. The run was
                given them as takes of `write_scene`.

        Raises:
            BadSetting: It is to be in a language that the offline writer does not know; or scenes,
                names or set-ups do not go together.
            ModelError: There is no bible or no outline, and none could be written.
            NothingMade: No scene could be written.
        """
        self._refuse_language(pitch.language)
        emit("progress", stage="breaking the story")
        bible = await self._bible(pitch)
        refuse(bible_slips(bible), "The bible")
        outline = await self._outline(pitch, bible)
        refuse(outline_slips(outline, [one.name for one in bible.cast]), "The outline")
        briefs = brief_scenes(bible, outline, self.order.minutes, self.order.seed)
        emit("progress", stage="writing")
        scenes = await fan_out(
            partial(write_scene, writer=self.room.writer.only(WriteDialogue, WriteDirections)),
            briefs,
            limit=self.room.hands,
            name="scene",
            titles=[f"{brief.scene.number:02}" for brief in briefs],
        )
        if not scenes.made:
            why = scenes.holes[0].reason if scenes.holes else "The outline is empty."
            raise NothingMade(f"No scene could be written. {why}")
        places = tuple(None if isinstance(scene, Hole) else scene for scene in scenes)
        script = Script(bible, outline, places)
        emit("progress", stage="rewriting")
        mender = self.room.writer.only(OfferPunchlines, RewriteLines)
        draft = await rewrite(
            script,
            tuple(briefs),
            tuple(sorted(written or ())),
            ScriptValidator(self.order.threshold),
            self.order.rounds,
            mender,
        )
        if self.room.critic is not None:
            emit("progress", stage="judging")
            draft = await self._judged(draft, self.room.critic)
        emit("progress", stage="typing")
        files, notes = await publish(draft, scenes.holes, self.order)
        return Episode(draft, files, scenes.holes, (*draft.notes, *notes))

    async def _judged(self, draft: Draft, critic: Writer) -> Draft:
        """The draft with what a critic says, or as it was measured, and a note why it is no more.

        A script is worth more than what is said of it. The next run asks the critic again.
        """
        try:
            return await judge(draft, ScriptValidator(self.order.threshold), critic)
        except ModelError as failure:
            return draft.noted([f"No critic judged it; the scores are measured alone. {failure}"])

    def _refuse_language(self, language: str) -> None:
        """Refuse what the first choice of writer would answer in English."""
        # Who the first choice is takes its whole code to tell: asked only where it matters.
        english = language.lower().startswith("en")
        if not english and self.room.writer.identity.startswith("offline "):
            raise BadSetting(
                f"language is {language!r}, and without a model episodes are written in English. "
                "Choose a model: --writer openrouter:MODEL, or set FABULA_WRITER."
            )

    async def _bible(self, pitch: Pitch) -> Bible:
        """The bible that a person brought, or one that is made of what they brought."""
        if pitch.bible is not None:
            return pitch.bible
        task = WriteBible(
            show=pitch.show or pitch.title,
            setting=pitch.setting,
            premise=pitch.premise,
            style=pitch.style,
            cast=pitch.cast,
            language=pitch.language,
            seed=self.order.seed,
        )
        return await steps.write_bible(task, self.room.writer.only(WriteBible))

    async def _outline(self, pitch: Pitch, bible: Bible) -> EpisodeOutline:
        """The outline that a person brought, or one that is made of the premise."""
        if pitch.outline is not None:
            return pitch.outline
        task = WriteOutline(
            bible=bible,
            premise=pitch.premise,
            minutes=self.order.minutes,
            scenes=self.order.scene_count,
            title=pitch.title,
            language=pitch.language,
            seed=self.order.seed,
        )
        outline = await steps.write_outline(task, self.room.writer.only(WriteOutline))
        return replace(outline, author=pitch.author) if pitch.author else outline


@step
async def rewrite(
    script: Script,
    briefs: tuple[SceneBrief, ...],
    locked: tuple[int, ...],
    validator: ScriptValidator,
    rounds: int,
    writer: Writer,
) -> Draft:
    """The script with better jokes and with its named faults mended, as far as that helped."""
    script, comedy, dropped = await JokeOptimizer(writer).optimize(script, locked)
    reviser = Reviser(writer, validator, rounds)
    draft = (await reviser.read(script, comedy)).noted(dropped)
    draft = await reviser.revise(draft, {one.scene.number: one for one in briefs}, locked)
    return _dated(draft)


@step
async def judge(draft: Draft, validator: ScriptValidator, critic: Writer) -> Draft:
    """The draft with what a critic says of it."""
    script, read = draft.script, tuple(draft.script.as_read())
    outline = script.outline
    story = JudgeEpisode(title=outline.title, premise=outline.premise, scenes=read)
    judgement = await steps.judge_episode(story, critic)
    # A scene at a time: nobody keeps a hundred jokes in mind.
    asked = [
        JudgeJokes(
            text, tuple(said.line for said in script.lines(planned.number) if said.is_comedic_beat)
        )
        for (planned, _), text in zip(script.played(), read, strict=True)
    ]
    scored = await together(*(steps.judge_jokes(task, critic) for task in asked if task.jokes))
    judged = [score for scores in scored for score in scores]
    comedy = analyse_comedy(script, draft.comedy.alternative_punchlines, judged)
    report = await asyncio.to_thread(validator.validate, script, comedy, judgement)
    return _dated(replace(draft, comedy=comedy, report=report))


def _dated(draft: Draft) -> Draft:
    """The draft with the time at which it was validated; what is remembered keeps it."""
    run = current_run()
    now = datetime.fromtimestamp(run.clock.now() if run else time.time(), UTC)
    report = replace(draft.report, validation_timestamp=now.isoformat("T", "seconds"))
    return replace(draft, report=report)
