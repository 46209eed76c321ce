"""What a person orders: every choice about a narrated video, checked once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, get_args

from fabula.errors import BadSetting, UnknownName
from fabula.media.film.forms import Form, shaped
from fabula.media.slides import THEMES

Aspect = Literal["16:9", "9:16", "1:1"]
Captions = Literal["none", "soft", "burned", "karaoke", "srt", "vtt"]
Motion = Literal["none", "gentle"]
Encoder = Literal["skip", "plain"]

LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*", re.IGNORECASE)
"""A language as BCP 47 writes it: en, de-at, zh-hant."""


def choice(
    default: Any, about: str, *, least: float = 0, most: float = 0, allowed: Any = str
) -> Any:
    """A field of the order: its default, what it is for, its range or the words it allows."""
    limits = {"least": least, "most": most, "allowed": get_args(allowed)}
    return field(default=default, metadata={"about": about, **limits})


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
        for item in fields(VideoOrder):
            _check(item.name, getattr(self, item.name), item.metadata)
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


def read_order(values: Mapping[str, Any], source: str = "the order") -> VideoOrder:
    """The order that a person wrote as names and values.

    Raises:
        UnknownName: There is no such choice, or no such theme.
        BadSetting: A value is of the wrong type or out of its range.
    """
    known = {item.name: item for item in fields(VideoOrder)}
    made: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            raise UnknownName(f"choice in {source}", name, known)
        made[name] = _typed(name, value, known[name].default)
    return VideoOrder(**made)


def _typed(name: str, value: Any, like: Any) -> Any:
    """The value with the type of the default; lists may be written with commas."""
    if isinstance(like, tuple) and isinstance(value, str):
        return tuple(word.strip() for word in value.split(","))
    if isinstance(like, str) and isinstance(value, str):
        return value
    try:
        return {int: int, float: float, tuple: tuple}[type(like)](value)
    except (KeyError, TypeError, ValueError):
        kind = {int: "a whole number", float: "a number", tuple: "a list"}.get(type(like), "text")
        raise BadSetting(f"{name} is {value!r}; it must be {kind}.") from None


def _check(name: str, value: Any, limits: Mapping[str, Any]) -> None:
    """Raise if a value is not one of the allowed words, or out of its range."""
    least, most, allowed = limits["least"], limits["most"], limits["allowed"]
    for word in value if isinstance(value, tuple) else (value,):
        if allowed and word not in allowed:
            raise BadSetting(f"{name} is {word!r}; it can be {', '.join(allowed)}.")
    if most and not least <= value <= most:
        raise BadSetting(f"{name} is {value:g}; it must be from {least:g} to {most:g}.")
