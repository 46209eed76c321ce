"""What a person brings: a premise, a cast, perhaps a whole outline; whatever is missing is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fabula.engine import Slot
from fabula.productions.episode.outline import (
    Bible,
    EpisodeOutline,
    Place,
    Plant,
    RunningGag,
    SceneOutline,
    Story,
    Style,
)
from fabula.productions.episode.scenes import write_scene
from fabula.productions.episode.script import ScriptScene
from fabula.productions.episode.steps import write_bible, write_outline
from fabula.story import Character


@dataclass(frozen=True, slots=True)
class Pitch:
    """An episode as a person asks for it; what is not there is made, the premise too.

    Args:
        show: Name of the show.
        title: Name of the episode.
        premise: The episode in a sentence or two.
        setting: Where and when the show plays.
        tone: How it feels.
        style: How it is shot.
        language: BCP 47; the offline writer knows English.
        cast: The regulars, the lead first.
        places: The standing sets.
        taboos: What never happens on this show.
        stories: A, B and perhaps C.
        scenes: The outline, if there is one: then no other is made.
        plants: Set-ups and their pay-offs.
        gags: Running gags.
        guests: Characters of this episode alone.
        author: Who wrote it, for the title page.
    """

    show: str = ""
    title: str = ""
    premise: str = ""
    setting: str = ""
    tone: str = ""
    style: Style = "multi-cam"
    language: str = "en"
    cast: tuple[Character, ...] = ()
    places: tuple[Place, ...] = ()
    taboos: tuple[str, ...] = ()
    stories: tuple[Story, ...] = ()
    scenes: tuple[SceneOutline, ...] = ()
    plants: tuple[Plant, ...] = ()
    gags: tuple[RunningGag, ...] = ()
    guests: tuple[Character, ...] = ()
    author: str = ""

    @property
    def bible(self) -> Bible | None:
        """The bible, if everything that it needs was brought."""
        if len(self.cast) < 2 or not self.places:
            return None
        tone = {"tone": self.tone} if self.tone else {}
        return Bible(
            show=self.show or self.title,
            setting=self.setting,
            style=self.style,
            cast=self.cast,
            places=self.places,
            taboos=self.taboos,
            **tone,
        )

    @property
    def outline(self) -> EpisodeOutline | None:
        """The outline, if it was brought."""
        if not self.scenes:
            return None
        return EpisodeOutline(
            title=self.title or self.show,
            premise=self.premise,
            stories=self.stories,
            scenes=self.scenes,
            plants=self.plants,
            gags=self.gags,
            guests=self.guests,
            author=self.author,
        )


@dataclass(frozen=True, slots=True)
class Brought:
    """All that a person brought to a run.

    Args:
        pitch: What the episode is about, with their cast.
        bible: A bible that they edited.
        story: An outline that they edited.
        scenes: Scenes that they wrote or edited, by number.
    """

    pitch: Pitch
    bible: Bible | None = None
    story: EpisodeOutline | None = None
    scenes: Mapping[int, ScriptScene] = field(default_factory=dict)

    def given(self) -> dict[Slot, object]:
        """Their words as takes of the steps that would write them."""
        takes: dict[Slot, object] = {}
        if self.bible is not None:
            takes[write_bible.at()] = self.bible
        if self.story is not None:
            takes[write_outline.at()] = self.story
        for number, scene in self.scenes.items():
            takes[write_scene.at(f"scene: {number:02}")] = scene
        return takes
