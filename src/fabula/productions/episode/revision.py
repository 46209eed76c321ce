"""Rewriting: what the validator names is written again, and kept only if no score falls."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import get_args

from fabula.engine import Hole, fan_out
from fabula.models import Writer
from fabula.productions.episode import steps
from fabula.productions.episode.brief import SceneBrief
from fabula.productions.episode.comedy import OptimizedScriptComedy
from fabula.productions.episode.dialogue import DialogueLine, SceneDialogue
from fabula.productions.episode.dropped import note_dropped
from fabula.productions.episode.optimizer import analyse_comedy
from fabula.productions.episode.script import Script
from fabula.productions.episode.tasks import RewriteLines
from fabula.productions.episode.validation import ScriptValidationReport, Severity
from fabula.productions.episode.validator import ScriptValidator

GAIN = 0.02
"""Less than that in a round is not worth another."""

HARMLESS = 0.01
"""By which a score may end below where it began: scores are shown to a hundredth, and one of the
blind reader's twenty guesses moves a voice by as much."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A script, and what is known about it.

    Args:
        script: The script.
        comedy: Its jokes.
        report: What the validator says.
        notes: What could not be done for it, and why.
    """

    script: Script
    comedy: OptimizedScriptComedy
    report: ScriptValidationReport
    notes: tuple[str, ...] = ()

    def noted(self, notes: Iterable[str]) -> Draft:
        """The draft with more notes, each once."""
        return replace(self, notes=tuple(dict.fromkeys((*self.notes, *notes))))


@dataclass(frozen=True, slots=True)
class Reviser:
    """Mends a script until it is good enough, or does not get better.

    Args:
        writer: Who rewrites.
        validator: Who says what is wrong.
        rounds: How often, at most.
        hands: How many scenes are rewritten at the same time.
    """

    writer: Writer
    validator: ScriptValidator
    rounds: int = 2
    hands: int = 4

    async def read(self, script: Script, comedy: OptimizedScriptComedy) -> Draft:
        """A script with what the validator says."""
        # It takes a tenth of a second, which the loop must not stand.
        report = await asyncio.to_thread(self.validator.validate, script, comedy)
        return Draft(script, comedy, report)

    async def revise(
        self, draft: Draft, briefs: Mapping[int, SceneBrief], locked: Iterable[int] = ()
    ) -> Draft:
        """The draft with its named faults mended, as far as that made nothing worse.

        Args:
            draft: As it was written.
            briefs: What the writers of each scene were told, by number.
            locked: Numbers of the scenes that a person wrote.
        """
        free, floor = briefs.keys() - frozenset(locked), scores(draft.report)
        for _ in range(self.rounds):
            noted = {n: notes for n, notes in notes_by_scene(draft.report).items() if n in free}
            before = draft
            draft = await self._round(draft, briefs, noted, floor)
            gain = draft.report.overall_quality_score.value
            gain -= before.report.overall_quality_score.value
            if draft is before or gain < GAIN:
                break
        return draft

    async def _round(
        self,
        draft: Draft,
        briefs: Mapping[int, SceneBrief],
        noted: Mapping[int, tuple[str, ...]],
        floor: Mapping[str, float],
    ) -> Draft:
        rewritten = await fan_out(
            partial(self._rewrite, draft.script, briefs, noted),
            noted,
            limit=self.hands,
            name="rewrite",
            titles=[f"{number:02}" for number in noted],
        )
        dropped = note_dropped(rewritten, "scene", "rewritten")
        draft = draft.noted(dropped) if dropped else draft
        offered = {
            number: dialogue.dialogue_lines
            for number, dialogue in zip(noted, rewritten, strict=True)
            if not isinstance(dialogue, Hole)
            and dialogue.dialogue_lines != draft.script.lines(number)
        }
        if not offered:
            return draft
        # All at once costs one look; only where that made something worse, each by itself.
        together = await self._with(draft, offered, floor)
        if together is not draft:
            return together
        for number, lines in offered.items() if len(offered) > 1 else ():
            draft = await self._with(draft, {number: lines}, floor)
        return draft

    async def _with(
        self,
        draft: Draft,
        offered: Mapping[int, tuple[DialogueLine, ...]],
        floor: Mapping[str, float],
    ) -> Draft:
        """The draft with other words in some scenes, if that makes nothing worse."""
        script = draft.script
        for number, lines in offered.items():
            script = script.with_lines(number, lines)
        comedy = analyse_comedy(script, draft.comedy.alternative_punchlines)
        other = (await self.read(script, comedy)).noted(draft.notes)
        return other if is_better(other.report, draft.report, floor) else draft

    async def _rewrite(
        self,
        script: Script,
        briefs: Mapping[int, SceneBrief],
        noted: Mapping[int, tuple[str, ...]],
        number: int,
    ) -> SceneDialogue:
        scene = script.scenes[number - 1]
        if scene is None:
            raise ValueError(f"scene {number} is a hole")
        task = RewriteLines(briefs[number], scene.dialogue, noted[number])
        return await steps.rewrite_lines(task, self.writer.only(RewriteLines))


def notes_by_scene(report: ScriptValidationReport) -> dict[int, tuple[str, ...]]:
    """What is wrong with each scene, as notes to its writer; the scenes in order."""
    notes: dict[int, list[str]] = {}
    for issue in report.validation_issues:
        for place in issue.evidence[:1]:
            where = f"Line {place.line}: " if place.line else ""
            quote = f" ({place.quote!r})" if place.quote else ""
            note = f"{where}{issue.problem}{quote} {issue.remedy}".rstrip()
            if issue.severity != "note":
                notes.setdefault(place.scene, []).append(note)
    return {number: tuple(notes[number]) for number in sorted(notes)}


def is_better(
    new: ScriptValidationReport, old: ScriptValidationReport, floor: Mapping[str, float]
) -> bool:
    """Whether faults are gone, or a score rose, and no score fell below its floor.

    Args:
        new: Of the script with other words.
        old: Of the script as it stands.
        floor: The scores before anything was rewritten.
    """
    after, before = scores(new), scores(old)
    falls = any(after.get(name, 0.0) < least - HARMLESS for name, least in floor.items())
    rises = any(after[name] > before.get(name, 0.0) + HARMLESS for name in after)
    faults, known = _faults(new), _faults(old)
    return not falls and (faults < known or (faults == known and rises))


def _faults(report: ScriptValidationReport) -> tuple[int, ...]:
    """How many issues there are of each severity, the worst first."""
    count = Counter(issue.severity for issue in report.validation_issues)
    return tuple(count[severity] for severity in get_args(Severity))


def scores(report: ScriptValidationReport) -> dict[str, float]:
    """Every score of a report, by name: what a rewrite may not lower."""
    plot, laughs = report.plot_coherence, report.comedy_distribution
    voices = {f"voice of {one.character}": one.score for one in report.character_consistency}
    named = {
        "all": report.overall_quality_score,
        "distribution": laughs.distribution_score,
        "set-ups": plot.setup_clarity,
        "conflict": plot.conflict_strength,
        "resolution": plot.resolution_satisfaction,
        "transitions": plot.scene_transitions,
        "story arc": plot.story_arc_completeness,
        "feasibility": report.production_complexity.technical_feasibility,
        **voices,
    }
    values = {name: score.value for name, score in named.items()}
    return {**values, "effectiveness": laughs.effectiveness_average}
