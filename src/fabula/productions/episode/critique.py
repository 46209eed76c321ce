"""What is wrong with an answer about an episode: told to the model, so that it mends it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from fabula.productions.episode.brief import SceneBrief
from fabula.productions.episode.dialogue import DialogueLine, SceneDialogue
from fabula.productions.episode.directions import PhysicalComedySequence, SceneStageDirections
from fabula.productions.episode.outline import Bible, EpisodeOutline, SceneOutline
from fabula.productions.episode.score import Score
from fabula.story import Character

LONGEST_PAUSE = 5.0
"""Seconds of silence before a line; more is a scene without talk."""

WORDS_A_SECOND = 2.5
"""Of talk, stops included: 150 a minute, as conversations go."""


def bible(answer: Bible, given: Iterable[Character]) -> Iterator[str]:
    """Faults of a bible."""
    names = [one.name.casefold() for one in answer.cast]
    if len(names) < 2:
        yield "The cast has fewer than two characters."
    for name in _twice(names):
        yield f"Two characters are called {name!r}."
    for one in given:
        if one.name.casefold() not in names:
            yield f"{one.name} is given and must stay in the cast."
    if not answer.places:
        yield "There is no place."


def outline(answer: EpisodeOutline, of: Bible, scenes: int) -> Iterator[str]:
    """Faults of an outline."""
    numbers = [scene.number for scene in answer.scenes]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"The scenes are numbered {numbers}; they count from 1 in their order."
    if len(numbers) != scenes:
        yield f"There are {len(numbers)} scenes; {scenes} are wanted."
    if "A" not in {story.thread for story in answer.stories}:
        yield "There is no A story."
    known = {one.name for one in (*of.cast, *answer.guests)}
    for scene in answer.scenes:
        yield from (f"Scene {scene.number}: {fault}" for fault in _scene(scene, known))
    for plant in answer.plants:
        if not {plant.setup_scene, plant.payoff_scene} <= set(numbers):
            yield f"The plant {plant.id!r} names a scene that is not there."
        elif plant.setup_scene >= plant.payoff_scene:
            yield f"The plant {plant.id!r} pays off before, or in, the scene that plants it."
    for gag in answer.gags:
        if not gag.terms or not set(gag.scenes) <= set(numbers):
            yield f"The gag {gag.id!r} has no words to know it by, or names an unknown scene."


def _scene(scene: SceneOutline, known: set[str]) -> Iterator[str]:
    if not scene.characters:
        yield "nobody is in it."
    for name in scene.characters:
        if name not in known:
            yield f"{name} is neither in the cast nor a guest."
    if not scene.summary.strip():
        yield "nothing happens."


def dialogue(answer: SceneDialogue, brief: SceneBrief) -> Iterator[str]:
    """Faults of a dialogue."""
    if answer.scene_number != brief.scene.number:
        yield f"This is scene {brief.scene.number}, not {answer.scene_number}."
    if not answer.dialogue_lines:
        yield "Nobody says anything."
        return
    known = {one.name for one in brief.cast}
    for number, line in enumerate(answer.dialogue_lines, 1):
        yield from (f"Line {number}: {fault}" for fault in _line(line, known))
    payoffs = (line.joke for line in answer.dialogue_lines if line.is_comedic_beat and line.joke)
    for joke in _twice(payoffs):
        yield f"The joke {joke!r} has two pay-offs; mark one, and the other as its tag."
    words = sum(len(line.line.split()) for line in answer.dialogue_lines)
    wanted = brief.seconds * WORDS_A_SECOND
    least = 0.35 if brief.scene.physical else 0.5
    if not least * wanted <= words <= 1.5 * wanted:
        yield f"{words} words are spoken; about {wanted:.0f} fill {brief.seconds:.0f} seconds."


def _line(line: DialogueLine, known: set[str]) -> Iterator[str]:
    if line.character not in known:
        yield f"{line.character!r} is not in this scene."
    if not line.line.strip():
        yield "it is empty."
    if not 0 <= line.pause_before <= LONGEST_PAUSE:
        yield f"a pause of {line.pause_before:g} s; up to {LONGEST_PAUSE:g} are possible."
    if line.is_comedic_beat != (line.beat == "payoff"):
        yield "is_comedic_beat goes with the beat 'payoff', and with no other."


def directions(
    answer: SceneStageDirections, brief: SceneBrief, spoken: SceneDialogue
) -> Iterator[str]:
    """Faults of stage directions."""
    if answer.scene_number != brief.scene.number:
        yield f"This is scene {brief.scene.number}, not {answer.scene_number}."
    if not answer.opening_description.strip():
        yield "The scene does not open on anything."
    last = len(spoken.dialogue_lines)
    anchors = [beat.after_line for beat in answer.action_beats]
    anchors += [sequence.after_line for sequence in answer.physical_comedy_sequences]
    anchors += [shot.after_line for shot in answer.camera_suggestions]
    for anchor in anchors:
        if not 0 <= anchor <= last:
            yield f"Something comes after line {anchor}; the lines count from 1 to {last}."
    for sequence in answer.physical_comedy_sequences:
        yield from _sequence(sequence)


def _sequence(sequence: PhysicalComedySequence) -> Iterator[str]:
    parts = (sequence.setup, sequence.climax, sequence.resolution)
    if not all(part.strip() for part in parts):
        yield "A physical comedy sequence lacks its set-up, climax or resolution."
    if len(sequence.escalations) < 2:
        yield "A physical comedy sequence escalates at least twice."


def punchlines(answer: tuple[DialogueLine, ...], payoff: DialogueLine) -> Iterator[str]:
    """Faults of pitches for a pay-off."""
    if not answer:
        yield "There is no pitch."
    for line in answer:
        if line.character != payoff.character:
            yield f"{line.character} speaks; the joke is {payoff.character}'s."
        if not line.is_comedic_beat or line.joke != payoff.joke:
            yield f"Each pitch is a pay-off of the joke {payoff.joke!r}."


def scores(answer: Iterable[Score]) -> Iterator[str]:
    """Faults of a critic's scores."""
    for score in answer:
        if not 0 <= score.value <= 1:
            yield f"The score {score.value:g} is not between 0 and 1."


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
