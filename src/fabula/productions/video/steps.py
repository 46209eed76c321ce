"""The steps of a narrated film: each is remembered, and made again only when it must be."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path

from fabula.engine import step, together
from fabula.media import documents
from fabula.media.documents import Document, Limits, Picture, Source
from fabula.media.film.audio import CodedSound, code_sound
from fabula.media.film.captions import CaptionRules, Cue, cues
from fabula.media.film.forms import Form, SoundForm
from fabula.media.film.inspection import FilmReport, inspect
from fabula.media.film.lettering import Lettering, burned
from fabula.media.film.shots import CodedShot, Overlay, Shot, code_shot
from fabula.media.film.writer import Clip, Tags, write_film
from fabula.media.resampling import at_one_rate
from fabula.media.slides import Look, Slide, cover, paint
from fabula.media.slides.visuals import Visual
from fabula.media.sound import Sound, Spoken, Word, join_spoken
from fabula.models import Narrator, Voice, Writer
from fabula.productions.video.storyboard import SENTENCE_PAUSE, Storyboard
from fabula.productions.video.tasks import WriteStoryboard


async def read_document(source: Source, limits: Limits) -> Document:
    """The document as passages.

    Raises:
        BadInput: It cannot be read.
    """
    if "://" not in source.name:
        # A document that was moved is the same document: its path is no part of it.
        source = replace(source, name=Path(source.name).name)
    if source.data.startswith(b"%PDF"):
        return await read_pdf(source.name, source.data, limits)
    # Pictures that lie beside a text are no part of its bytes, so no key could know of them;
    # but a text is read in no time.
    return await asyncio.to_thread(documents.read, source, limits)


@step
def read_pdf(name: str, data: bytes, limits: Limits) -> Document:
    """A PDF as passages."""
    return documents.read(Source(name, data), limits)


@step
async def write_storyboard(task: WriteStoryboard, writer: Writer) -> Storyboard:
    """What each scene says and shows."""
    return await writer.write(task)


@step
async def narrate(sentences: tuple[str, ...], voice: Voice, narrator: Narrator) -> Spoken:
    """The sentences read aloud; each is remembered by itself, so an edit pays for one sentence."""
    spoken = await together(*(narrator.say(text, voice) for text in sentences))
    # A server may answer from more than one machine, each at a rate of its own.
    alike = await asyncio.to_thread(at_one_rate, spoken)
    return join_spoken(alike, SENTENCE_PAUSE)


@step
def set_captions(words: tuple[Word, ...], rules: CaptionRules) -> tuple[Cue, ...]:
    """The words as captions, in seconds from the first sound of the speech."""
    return cues(words, rules)


@step(packages=("typst",))
def paint_slide(visual: Visual, look: Look, picture: Picture | None) -> Slide:
    """The slide of a scene."""
    return paint(visual, look, picture)


@step(packages=("typst",))
def paint_cover(title: str, byline: str, look: Look) -> bytes:
    """The picture that stands for the film in a list, as PNG."""
    return cover(title, byline, look)


@step
def letter(
    captions: tuple[Cue, ...], form: Form, frames: int, look: Look, follow: bool
) -> tuple[Overlay, ...]:
    """Captions as strips to be burned into the foot of the picture; `follow` lights each word."""
    return burned(captions, form, Lettering(look.caption_font, look.band, follow), frames)


@step
def encode_shot(shot: Shot, form: Form, frames: int | None) -> CodedShot:
    """What is seen, as H.264."""
    return code_shot(shot, form, frames)


@step
def encode_sound(sound: Sound, form: SoundForm) -> CodedSound:
    """What is heard, as AAC at the loudness of the film."""
    return code_sound(sound, form)


@step
def join_clips(clips: tuple[Clip, ...], form: Form, tags: Tags) -> bytes:
    """The scenes as one MP4."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        write_film(path, clips, form, tags)
        return path.read_bytes()


@step
def read_back(video: bytes, look_at: tuple[int, ...]) -> FilmReport:
    """What is in a finished MP4; the frames to look at are the first ones of the scenes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        path.write_bytes(video)
        return inspect(path, look_at=look_at)
