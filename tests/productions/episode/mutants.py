"""Damage that is done to scripts on purpose, and what should notice it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import get_args

from fabula.productions.episode.dialogue import DialogueLine
from fabula.productions.episode.directions import ActionBeat, SceneStageDirections
from fabula.productions.episode.measures.words import stems
from fabula.productions.episode.optimizer import analyse_comedy
from fabula.productions.episode.outline import SceneOutline
from fabula.productions.episode.revision import Draft, scores
from fabula.productions.episode.script import Script, ScriptScene
from fabula.productions.episode.validation import ValidationIssue
from fabula.productions.episode.validator import ScriptValidator
from fabula.story import Character, Emotion


@dataclass(frozen=True)
class Mutant:
    """A kind of damage.

    Args:
        name: What was done.
        damage: Does it; None where a script gives no occasion for it.
        issue: Words of the issue that should notice it; empty: a score should.
        score: Name of the score that should fall.
    """

    name: str
    damage: Callable[[Script], Script | None]
    issue: str = ""
    score: str = ""

    def caught(self, sound: Draft, hurt: Draft) -> bool:
        """Whether what should notice the damage did, and shows where."""
        if self.issue:
            return bool(alarms(self, hurt) - alarms(self, sound))
        return measured(hurt)[self.score] < measured(sound)[self.score] - 1e-6


def alarms(mutant: Mutant, draft: Draft) -> set[ValidationIssue]:
    """The issues of a draft that are those of a mutant."""
    return {issue for issue in draft.report.validation_issues if is_told(mutant, issue)}


def is_told(mutant: Mutant, issue: ValidationIssue) -> bool:
    """Whether an issue is the one that should notice a mutant, with its place."""
    return bool(mutant.issue) and mutant.issue in issue.problem and bool(issue.evidence)


def read(script: Script) -> Draft:
    """A script with all that is measured of it."""
    comedy = analyse_comedy(script)
    return Draft(script, comedy, ScriptValidator().validate(script, comedy))


def measured(draft: Draft) -> dict[str, float]:
    """The scores of a draft, and two of their parts."""
    voices = [one.score.value for one in draft.report.character_consistency]
    return {
        **scores(draft.report),
        "pacing": draft.comedy.timing_analysis.pacing_score.value,
        "voices": sum(voices) / len(voices),
    }


def each_line(
    script: Script, change: Callable[[int, int, DialogueLine], DialogueLine | None]
) -> Script:
    """A script with every line changed, or left out where that gives None."""
    for planned, _ in script.played():
        number = planned.number
        lines = (change(number, at, line) for at, line in enumerate(script.lines(number), 1))
        script = script.with_lines(number, tuple(line for line in lines if line))
    return script


def with_line(script: Script, scene: int, line: DialogueLine, at: int = 0) -> Script:
    """A script with another line in a scene, before the first or after a number of them."""
    lines = script.lines(scene)
    return script.with_lines(scene, (*lines[:at], line, *lines[at:]))


def with_plan(script: Script, scene: SceneOutline) -> Script:
    """A script whose outline has another scene of a number."""
    scenes = tuple(scene if old.number == scene.number else old for old in script.outline.scenes)
    return replace(script, outline=replace(script.outline, scenes=scenes))


def with_directions(script: Script, number: int, directions: SceneStageDirections) -> Script:
    """A script with other directions in a scene."""
    scene = script.scenes[number - 1]
    assert scene is not None
    return script.with_scene(number, replace(scene, directions=directions))


def speakers(script: Script) -> list[str]:
    """Who speaks, who says most first."""
    said: Counter[str] = Counter()
    for _, scene in script.played():
        for line in scene.dialogue.dialogue_lines:
            said[line.character] += len(line.line.split())
    return [name for name, _ in said.most_common()]


def swapped_speakers(script: Script) -> Script:
    """Every other line of the two who say most is given to the other."""
    first, second = speakers(script)[:2]
    other = {first: second, second: first}

    def swap(_: int, at: int, line: DialogueLine) -> DialogueLine:
        return (
            replace(line, character=other.get(line.character, line.character)) if at % 2 else line
        )

    return each_line(script, swap)


def without_payoff(script: Script) -> Script | None:
    """Whatever speaks of a planted thing, in the scene that pays it off, is gone."""
    if not script.outline.plants:
        return None
    plant = script.outline.plants[0]
    return _forgetting(script, plant.payoff_scene, stems(plant.what))


def without_setup(script: Script) -> Script | None:
    """Whatever speaks of a planted thing, in the scene that plants it, is gone."""
    if not script.outline.plants:
        return None
    plant = script.outline.plants[0]
    return _forgetting(script, plant.setup_scene, stems(plant.what))


def _forgetting(script: Script, number: int, words: frozenset[str]) -> Script | None:
    scene = script.scenes[number - 1]
    if scene is None:
        return None
    kept = tuple(line for line in script.lines(number) if not stems(line.line) & words)
    beats = tuple(
        beat
        for beat in scene.directions.action_beats
        if not stems(f"{beat.action} {' '.join(beat.props)}") & words
    )
    kept = kept or script.lines(number)[:1]
    bare = SceneStageDirections(number, "A room.", tuple(replace(b, after_line=0) for b in beats))
    return with_directions(script.with_lines(number, kept), number, bare)


def without_jokes(script: Script) -> Script:
    """The middle third of the scenes has no joke."""
    third = max(1, len(script.scenes) // 3)
    silent = range(third + 1, 2 * third + 2)

    def serious(scene: int, _: int, line: DialogueLine) -> DialogueLine:
        if scene not in silent:
            return line
        return replace(line, is_comedic_beat=False, beat="", joke="", kind=None)

    return each_line(script, serious)


def jokes_moved(script: Script) -> Script:
    """All jokes are told at the beginning, one after another."""
    every = [line for planned, _ in script.played() for line in script.lines(planned.number)]
    left = iter(range(sum(line.is_comedic_beat for line in every)))

    def move(_: int, __: int, line: DialogueLine) -> DialogueLine:
        joke = next(left, None)
        plain = replace(line, is_comedic_beat=False, beat="", joke="", kind=None)
        if joke is None:
            return plain
        return replace(plain, is_comedic_beat=True, beat="payoff", joke=f"m{joke}")

    return each_line(script, move)


def doubled_scene(script: Script) -> Script:
    """The second scene says what the first said."""
    return script.with_lines(2, script.lines(1))


def in_two_places(script: Script) -> Script | None:
    """A scene plays at the same time as the one before, elsewhere, with one person in both."""
    scenes = script.outline.scenes
    for before, after in pairwise(scenes):
        if set(before.characters) & set(after.characters) and before.location != after.location:
            return with_plan(script, replace(after, time="SAME TIME"))
    return None


def a_stranger_speaks(script: Script) -> Script | None:
    """A line is given to somebody who is not in the scene."""
    for planned, scene in script.played():
        present = {*planned.characters, *scene.dialogue.characters_present}
        absent = [name for name in script.cast() if name not in present]
        if absent:
            lines = scene.dialogue.dialogue_lines
            taken = replace(lines[0], character=absent[0])
            return script.with_lines(planned.number, (taken, *lines[1:]))
    return None


def dead_prop(script: Script) -> Script:
    """A thing is crushed in the first scene and carried in the last."""
    last = script.played()[-1][0].number
    ends = ((1, "The glass melon is crushed."), (last, "The glass melon is carried in."))
    for number, action in ends:
        scene = script.scenes[number - 1]
        assert scene is not None
        beats = (*scene.directions.action_beats, ActionBeat(0, action, (), ("glass melon",)))
        script = with_directions(script, number, replace(scene.directions, action_beats=beats))
    return script


def unknown_knowledge(script: Script) -> Script | None:
    """Somebody speaks of a secret who never was where it was told."""
    for name in script.cast():
        scenes = [one for one, _ in script.played() if name in one.characters]
        if scenes and scenes[0].number > 1:
            first = scenes[0].number
            plant = replace(script.outline.plants[0], what="the marzipan", setup_scene=1)
            outline = replace(script.outline, plants=(*script.outline.plants, plant))
            told = replace(script, outline=outline)
            told = with_line(told, 1, DialogueLine(script.lines(1)[0].character, "My marzipan!"))
            return with_line(told, first, DialogueLine(name, "How is the marzipan?"))
    return None


def _owner(script: Script) -> Character | None:
    said = speakers(script)
    owners = (one for one in script.cast().values() if one.name in said)
    return next((one for one in owners if one.voice.catchphrases), None)


def stolen_catchphrase(script: Script) -> Script | None:
    """Another character says a catchphrase."""
    owner = _owner(script)
    if owner is None:
        return None
    for planned, _ in script.played():
        for line in script.lines(planned.number):
            if line.character != owner.name:
                stolen = DialogueLine(line.character, f"{owner.voice.catchphrases[0]}.")
                return with_line(script, planned.number, stolen)
    return None


def overused_catchphrase(script: Script) -> Script | None:
    """A catchphrase comes four times more than it did."""
    owner = _owner(script)
    if owner is None:
        return None
    for planned, _ in script.played():
        if owner.name in planned.characters:
            for at in range(4):
                said = DialogueLine(owner.name, f"{owner.voice.catchphrases[0]}.")
                script = with_line(script, planned.number, said, at)
            return script
    return None


def wrong_emotion(script: Script) -> Script | None:
    """A line is felt as its speaker never feels."""
    cast = script.cast()
    for planned, _ in script.played():
        lines = script.lines(planned.number)
        for at, line in enumerate(lines):
            within = cast[line.character].voice.emotional_range if line.character in cast else ()
            strange: list[Emotion] = [
                one for one in get_args(Emotion) if one not in (*within, "neutral")
            ]
            if within and strange:
                felt = replace(line, emotion=strange[0])
                return script.with_lines(planned.number, (*lines[:at], felt, *lines[at + 1 :]))
    return None


def beats_cut(script: Script) -> Script:
    """A scene says two lines and shows nothing."""
    number = max((p for p, _ in script.played()), key=lambda one: len(one.beats)).number
    short = script.with_lines(number, script.lines(number)[:2])
    return with_directions(short, number, SceneStageDirections(number, "A room."))


def a_hole(script: Script) -> Script:
    """A scene is missing."""
    scenes: list[ScriptScene | None] = list(script.scenes)
    scenes[1] = None
    return replace(script, scenes=tuple(scenes))


def backwards(script: Script) -> Script:
    """The last scene plays the day before."""
    last = script.outline.scenes[-1]
    first = script.outline.scenes[0]
    return with_plan(with_plan(script, replace(last, day=1)), replace(first, day=2))


def stock_phrase(script: Script) -> Script:
    """Somebody says what everybody says."""
    who = script.lines(1)[0].character
    return with_line(script, 1, DialogueLine(who, "What could possibly go wrong?"))


def repeated_line(script: Script) -> Script:
    """A long line is said again two scenes later."""
    spoken = [line for planned, _ in script.played() for line in script.lines(planned.number)[:8]]
    longest = max(spoken, key=lambda line: len(line.line))
    last = script.played()[-1][0].number
    return with_line(script, last, replace(longest, is_comedic_beat=False, beat="", joke=""))


def jokes_given_away(script: Script) -> Script:
    """Each set-up says the pay-off."""

    def give_away(scene: int, _: int, line: DialogueLine) -> DialogueLine:
        if line.beat != "setup":
            return line
        ends = (o.line for o in script.lines(scene) if o.is_comedic_beat and o.joke == line.joke)
        return replace(line, line=f"{line.line} {next(ends, '')}")

    return each_line(script, give_away)


def nobody_objects(script: Script) -> Script:
    """Everybody agrees with everybody, with the same words."""

    def agree(_: int, __: int, line: DialogueLine) -> DialogueLine:
        return replace(line, line="Yes, with pleasure.")

    return each_line(script, agree)


def open_end(script: Script) -> Script:
    """The last third of the episode is about the weather."""

    def weather(scene: int, _: int, line: DialogueLine) -> DialogueLine:
        later = scene > len(script.scenes) - max(1, len(script.scenes) // 3)
        return replace(line, line="Nice weather.") if later else line

    hurt = each_line(script, weather)
    for planned, _ in hurt.played()[-max(1, len(script.scenes) // 3) :]:
        bare = SceneStageDirections(planned.number, "Rain.")
        hurt = with_directions(hurt, planned.number, bare)
    return hurt


MUTANTS = (
    Mutant("swapped speakers", swapped_speakers, score="voices"),
    Mutant("pay-off removed", without_payoff, "is not paid off in scene"),
    Mutant("pay-off removed, by score", without_payoff, score="set-ups"),
    Mutant("set-up removed", without_setup, "is not planted in scene"),
    Mutant("jokes deleted", without_jokes, "No joke from"),
    Mutant("jokes deleted, by score", without_jokes, score="pacing"),
    Mutant("jokes moved together", jokes_moved, score="pacing"),
    Mutant("set-ups give jokes away", jokes_given_away, score="effectiveness"),
    Mutant("scene doubled", doubled_scene, "says what scene 1 said"),
    Mutant("line repeated", repeated_line, "was said before"),
    Mutant("stock phrase", stock_phrase, "is a stock phrase"),
    Mutant("in two places at once", in_two_places, "at the same time"),
    Mutant("speaks without being there", a_stranger_speaks, "without being in it"),
    Mutant("dead prop used again", dead_prop, "was destroyed in scene"),
    Mutant("knows what nobody told", unknown_knowledge, "was never told of it"),
    Mutant("time runs backwards", backwards, "comes after day"),
    Mutant("catchphrase stolen", stolen_catchphrase, "which is"),
    Mutant("catchphrase overused", overused_catchphrase, " times."),
    Mutant("wrong emotion", wrong_emotion, "never is otherwise"),
    Mutant("beats cut", beats_cut, "does not play a beat"),
    Mutant("beats cut, by score", beats_cut, score="story arc"),
    Mutant("nobody is in the way", nobody_objects, score="conflict"),
    Mutant("stories left open", open_end, score="resolution"),
    Mutant("scene missing", a_hole, "is missing"),
)


def mutants_of(script: Script) -> Iterator[tuple[Mutant, Script]]:
    """Every kind of damage that a script gives occasion for."""
    for mutant in MUTANTS:
        hurt = mutant.damage(script)
        if hurt is not None:
            yield mutant, hurt
