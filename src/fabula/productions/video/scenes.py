"""One scene of a narrated film, from its words and its visual to a coded clip."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fabula.engine import together
from fabula.errors import EmptyInput
from fabula.media.documents import Picture
from fabula.media.film.captions import Cue, rules_for, shifted
from fabula.media.film.forms import Form, SoundForm
from fabula.media.film.shots import Fade, Overlay, Shot, Zoom
from fabula.media.film.writer import Clip
from fabula.media.slides import Look, Slide
from fabula.media.slides.visuals import Figure
from fabula.media.speakable import spoken
from fabula.models import Narrator, Voice
from fabula.productions.video import steps
from fabula.productions.video.order import VideoOrder
from fabula.productions.video.storyboard import SCENE_PAUSE, Scene, Sentence

LEAD = SCENE_PAUSE / 3
"""Seconds from the start of a scene to its first word; the rest of its pause follows the last."""

FADE_SECONDS = 0.5
CUE_GAP = 0.07
"""Seconds between the last caption of a scene and the next scene: two frames."""


@dataclass(frozen=True, slots=True)
class Set:
    """What the scenes of one film have in common.

    Args:
        order: What the film shall be like.
        voice: Who speaks, in which language.
        narrator: The speech model.
        pictures: The document's figures by the ids of their passages.
    """

    order: VideoOrder
    voice: Voice
    narrator: Narrator
    pictures: dict[str, Picture]

    @property
    def form(self) -> Form:
        """How the pictures are coded."""
        return self.order.form

    @property
    def sound_form(self) -> SoundForm:
        """How the sound is coded."""
        return SoundForm(loudness=self.order.loudness, lead=LEAD, tail=SCENE_PAUSE - LEAD)

    @property
    def look(self) -> Look:
        """How the slides look."""
        width, height = self.order.size
        theme, language = self.order.theme, self.voice.language
        return Look(theme, width, height, language, captions=self.order.burned)


@dataclass(frozen=True, slots=True)
class Reel:
    """One finished scene.

    Args:
        scene: What it was made from.
        clip: Picture and sound, coded.
        captions: In seconds from the start of the scene.
        faults: What is wrong with its slide.
    """

    scene: Scene
    clip: Clip
    captions: tuple[Cue, ...]
    faults: tuple[str, ...]


async def make_scene(scene: Scene, before: Scene | None, stage: Set) -> Reel:
    """One scene, ready to be joined.

    Args:
        scene: What it says and shows.
        before: The scene before it, where the film fades from one to the next.
        stage: What all scenes have in common.

    Raises:
        ModelError: It could not be spoken.
        UserError: It cannot be painted as it is written.
    """
    language = stage.voice.language
    said = tuple(filter(None, (_said(sentence, language) for sentence in scene.narration)))
    if not said:
        remedy = "Write what is to be said, in words that a voice can read."
        raise EmptyInput("storyboard", "the scene says nothing", remedy, place=repr(scene.title))
    speech, slide, previous = await together(
        steps.narrate(said, stage.voice, stage.narrator),
        paint_scene(scene, stage),
        paint_scene(before, stage) if before else _nothing(),
    )
    rules = rules_for(*stage.order.size, stage.order.fps)
    sound, cues = await together(
        steps.encode_sound(speech.sound, stage.sound_form),
        steps.set_captions(speech.words, rules),
    )
    frames = stage.form.frames(sound.seconds)
    captions = _within(shifted(cues, LEAD), frames / stage.order.fps)
    strips: tuple[Overlay, ...] = ()
    if stage.order.burned:
        follow = "karaoke" in stage.order.captions
        strips = await steps.letter(captions, stage.form, frames, stage.look, follow)
    shot = _shot(scene, slide, previous, stage, strips)
    # A still serves for any length, so its key must not know this one.
    timed = shot.lane != "still" or stage.form.encoder == "plain"
    coded = await steps.encode_shot(shot, stage.form, frames if timed else None)
    clip = Clip(coded, sound, frames, scene.title, captions if stage.order.soft else ())
    return Reel(scene, clip, captions, slide.faults)


def _said(sentence: Sentence, language: str) -> str:
    """A sentence as a voice says it; what the rules would leave out is said as it is written."""
    return spoken(sentence.text, language) or sentence.text.strip()


async def paint_scene(scene: Scene, stage: Set) -> Slide:
    """The slide of a scene, with the document's own figure if it shows one."""
    picture = None
    if isinstance(scene.visual, Figure):
        picture = stage.pictures.get(scene.visual.passage)
    return await steps.paint_slide(scene.visual, stage.look, picture)


def _within(captions: tuple[Cue, ...], seconds: float) -> tuple[Cue, ...]:
    """The captions of a scene, none of which lingers into the next one."""
    return tuple(replace(cue, end=min(cue.end, seconds - CUE_GAP)) for cue in captions)


async def _nothing() -> None:
    """No slide before the first scene, or no fade from it."""


def _shot(
    scene: Scene, slide: Slide, previous: Slide | None, stage: Set, strips: tuple[Overlay, ...]
) -> Shot:
    """What is seen: the slide with its captions, moving if the order says so."""
    fade = Fade(previous.png, round(FADE_SECONDS * stage.order.fps)) if previous else None
    gentle = stage.order.motion == "gentle" and isinstance(scene.visual, Figure)
    return Shot(slide.png, strips, Zoom() if gentle else None, fade)
