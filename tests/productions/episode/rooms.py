"""A small script, written by hand, that the tests of episodes measure and damage."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import resources
from pathlib import Path

from fabula.productions.episode.brief import brief_scenes
from fabula.productions.episode.dialogue import Beat, DialogueLine, SceneDialogue
from fabula.productions.episode.directions import ActionBeat, SceneStageDirections
from fabula.productions.episode.offline.writer import (
    bible_offline,
    dialogue_offline,
    directions_offline,
    outline_offline,
)
from fabula.productions.episode.outline import Bible, EpisodeOutline, Style
from fabula.productions.episode.pitch import Pitch
from fabula.productions.episode.script import Script, ScriptScene
from fabula.productions.episode.tasks import (
    WriteBible,
    WriteDialogue,
    WriteDirections,
    WriteOutline,
)
from fabula.store.written import read_written
from fabula.story import Humor

_SPEECH = re.compile(r"(?P<who>[A-Z][\w ]*?)(?: \[(?P<beat>\w+) (?P<joke>[\d-]+)\])?: (?P<line>.+)")

SCENES = {
    1: """
Rick [setup 1-1]: People of the Moon. Tonight we celebrate ten years of breathing.
Luna: You said that to the pump.
Rick [payoff 1-1]: The pump has never interrupted me.
Luna: Put me on the broadcast, darling. I can sing, I can wave, I'll stand behind the drums.
Rick [setup 1-2]: There are eight seats. Orchestra, six. The inspector, one.
Luna: And one for me!
Rick [payoff 1-2]: One for a fern. It's alive, it's quiet, and it rehearses.
Luna [setup 1-3]: Can a fern bake? Because I promised the inspector fresh bread.
Rick: When?
Luna [payoff 1-3]: You see, it's more that I'm about to have promised it yesterday.
""",
    2: """
Luna: I need a canister of yeast, Ethel, and I need you to keep Fred looking at something else.
Ethel [setup 2-1]: No. What would I do, though?
Luna: Ask about the ledger.
Ethel [payoff 2-1]: Thirty years I never asked, mind you. He will think I am dying.
Fred [setup 2-2]: Rick owes four months of air. On paper that is two million nine hundred breaths.
Ethel: And how many were sighs?
Fred [payoff 2-2]: Sighs are billed as two.
Luna: This label says use one spoon. I do not think it was written for the Moon.
Fred [setup 2-3]: Who is hissing?
Ethel [payoff 2-3]: That is my hip, and it is listening to you count.
""",
    3: """
Luna: An airlock in the sun is an oven that nobody has been nice to.
Ethel [setup 3-1]: Mind you, the red handle opens the outside.
Luna: Then we won't pull the red handle that nobody may pull.
Ethel [payoff 3-1]: I was happy on Earth. On Earth a handle was a saucepan.
Luna [setup 3-2]: Six spoons of yeast. One for each gravity we haven't got.
Ethel: It says one spoon.
Luna [payoff 3-2]: It says one because it's shy.
Ethel [setup 3-3]: Luna, the dough moved.
Luna: It's settling in.
Ethel [payoff 3-3]: It moved to look at me.
""",
}
"""What is said in each scene; a tag in brackets marks the parts of a joke."""

PLAY = Path(__file__).parents[2] / "data" / "earnest.txt"

KINDS: dict[str, Humor] = {
    "Luna": "exaggeration",
    "Rick": "sarcasm",
    "Ethel": "understatement",
    "Fred": "absurdity",
}
"""What kind of joke each of them makes."""

SEEN = {
    1: ("A room that folds into four. Rick, in a dinner jacket, speaks to a pump.", "Rick bows."),
    2: ("Shelves, labelled. Fred with a ledger, a spoon on his belt.", "Luna hides the canister."),
    3: ("A round room, two doors, one red handle under a lamp.", "They carry the dough in."),
}


def luna() -> Pitch:
    """The pitch of the example that comes with Fabula."""
    place = resources.files("fabula.productions.episode") / "example" / "outline.yaml"
    return read_written(place.read_bytes(), "outline.yaml", Pitch)


def small_script() -> Script:
    """The first three scenes of the example, written by hand."""
    pitch = luna()
    assert pitch.outline is not None
    assert pitch.bible is not None
    story = replace(
        pitch.stories[0],
        want="Luna wants to make dough in the airlock",
        resolution="the dough looks at Ethel",
    )
    outline = replace(
        pitch.outline,
        stories=(story,),
        scenes=pitch.scenes[:3],
        plants=tuple(replace(p, payoff_scene=3) for p in pitch.plants[:1]),
        gags=(),
    )
    return Script(pitch.bible, outline, tuple(_scene(outline, number) for number in SCENES))


def _scene(outline: EpisodeOutline, number: int) -> ScriptScene:
    planned = outline.scenes[number - 1]
    lines = tuple(speech(text) for text in SCENES[number].strip().splitlines())
    said = SceneDialogue(number, planned.location, planned.characters, lines)
    opening, action = SEEN[number]
    beat = ActionBeat(2, action, planned.characters[:1])
    return ScriptScene(said, SceneStageDirections(number, opening, (beat,)))


def speech(text: str) -> DialogueLine:
    """A line as it is written above."""
    match = _SPEECH.fullmatch(text.strip())
    assert match, text
    beat: Beat = match["beat"] or ""  # type: ignore[assignment]
    return DialogueLine(
        match["who"],
        match["line"],
        is_comedic_beat=beat == "payoff",
        beat=beat,
        joke=match["joke"] or "",
        kind=KINDS[match["who"]] if beat == "payoff" else None,
    )


def earnest() -> dict[str, list[str]]:
    """What four characters of a public-domain comedy say, by name."""
    said: dict[str, list[str]] = {}
    for line in PLAY.read_text().splitlines():
        if not line.startswith("#"):
            name, text = line.split(": ", 1)
            said.setdefault(name, []).append(text)
    return said


def offline_script(seed: int, minutes: float = 22.0) -> Script:
    """The example as the offline writer has it: the same seed, the same script."""
    pitch = luna()
    assert pitch.outline is not None
    assert pitch.bible is not None
    return written_offline(pitch.bible, pitch.outline, minutes, seed)


def invented_script(premise: str, style: Style, seed: int) -> Script:
    """Twenty-two minutes that the offline writer makes of one sentence."""
    bible = bible_offline(WriteBible("A Show", "", premise, style, seed=seed))
    outline = outline_offline(WriteOutline(bible, premise, 22.0, 11, seed=seed))
    return written_offline(bible, outline, 22.0, seed)


def written_offline(bible: Bible, outline: EpisodeOutline, minutes: float, seed: int) -> Script:
    """An outline, written by rules."""
    scenes = []
    for brief in brief_scenes(bible, outline, minutes, seed):
        said = dialogue_offline(WriteDialogue(brief))
        scenes.append(ScriptScene(said, directions_offline(WriteDirections(brief, said))))
    return Script(bible, outline, tuple(scenes))
