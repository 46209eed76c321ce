"""What a person orders: every choice about a narrated video, checked once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from fabula.errors import BadSetting, UnknownName
from fabula.media.film.forms import Form, shaped
from fabula.media.slides import THEMES
from fabula.order import check_order, choice

Aspect = Literal["16:9", "9:16", "1:1"]
Captions = Literal["none", "soft", "burned", "karaoke", "srt", "vtt"]
Motion = Literal["none", "gentle"]
Encoder = Literal["skip", "plain"]

LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*", re.IGNORECASE)
"""A language as BCP 47 writes it: en, de-at, zh-hant."""


@dataclass(frozen=True, slots=True)
class VideoOrder:
    """Every choice about a narrated video; one dial (`minutes`) is enough for most."""

    minutes: float = choice(3.0, "length of the film, kept within 10 %", least=0.2, most=180)
    scenes: int = choice(0, "number of scenes; 0: as many as the length needs", most=600)
    language: str = choice("", "language to speak (en, de, en-gb); empty: the document's")
    voice: str = choice("", "voice as the speech model names it; empty: its best one")
    speed: float = choice(1.0, "speed of the voice", least=0.5, most=2.0)
    aspect: Aspect = choice("16:9", "shape of the picture", allowed=Aspect)
    resolution: int = choice(1080, "short side of the picture, pixels", least=240, most=2160)
    fps: int = choice(30, "frames a second", least=10, most=60)
    captions: tuple[Captions, ...] = choice(
        ("soft",), "how the words are shown; several with commas", allowed=Captions
    )
    theme: str = choice("paper", "look of the slides")
    motion: Motion = choice("none", "gentle: pictures move slowly, scenes fade", allowed=Motion)
    loudness: float = choice(
        -23.0, "LUFS; -23: EBU R128, -16: usual on the web", least=-40, most=-9
    )
    encoder: Encoder = choice("skip", "plain: every frame encoded", allowed=Encoder)

    def __post_init__(self) -> None:
        check_order(VideoOrder, self)
        if self.theme not in THEMES:
            raise UnknownName("theme", self.theme, THEMES)
        if self.language and not LANGUAGE.fullmatch(self.language):
            raise BadSetting(f"language is {self.language!r}; it is a code like en, de or en-gb.")

    @property
    def form(self) -> Form:
        """How the pictures are coded; both sides are even."""
        return shaped(self.aspect, self.resolution, fps=self.fps, encoder=self.encoder)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture in pixels."""
        return self.form.width, self.form.height

    @property
    def soft(self) -> bool:
        """Whether captions are a track that the viewer turns on and off."""
        return "soft" in self.captions

    @property
    def burned(self) -> bool:
        """Whether captions are part of the picture."""
        return "burned" in self.captions or "karaoke" in self.captions
