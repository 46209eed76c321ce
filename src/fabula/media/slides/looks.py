"""How slides look: theme, size, language, and the room left for captions."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fabula.errors import BadSetting, UnknownName

ROOM = Path(__file__).parent
THEMES = tuple(sorted(file.stem for file in (ROOM / "themes").glob("*.toml")))
SMALLEST, LARGEST = 160, 7680


@dataclass(frozen=True, slots=True)
class Look:
    """What every slide of a film has in common.

    Args:
        theme: One of `THEMES`.
        width: Pixels, 160 to 7680.
        height: Pixels, 160 to 7680.
        language: BCP 47 code of the text; decides hyphens, quotation and the studio's own words.
        captions: Whether captions are burned into the picture, so that its foot stays free.

    Raises:
        UnknownName: There is no such theme.
        BadSetting: The size is out of range.
    """

    theme: str = "paper"
    width: int = 1920
    height: int = 1080
    language: str = "en"
    captions: bool = False

    def __post_init__(self) -> None:
        if self.theme not in THEMES:
            raise UnknownName("theme", self.theme, THEMES)
        if not all(SMALLEST <= side <= LARGEST for side in (self.width, self.height)):
            raise BadSetting(
                f"Slides of {self.width} x {self.height} pixels cannot be painted: "
                f"each side must be {SMALLEST} to {LARGEST}."
            )

    @property
    def band(self) -> int:
        """Pixels at the foot kept free for two lines of captions, 0 without captions."""
        if not self.captions:
            return 0
        return round(self.height * (0.18 if self.height > self.width else 0.17))

    @property
    def caption_font(self) -> Path:
        """The TrueType file that burned-in captions are lettered with in this theme."""
        file: str = load_theme(self.theme)["face"]["captions"]
        return ROOM / "fonts" / file


@cache
def load_theme(name: str) -> dict[str, Any]:
    """Colours, faces and forms of a theme, as its file has them."""
    return tomllib.loads((ROOM / "themes" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def load_words(language: str) -> dict[str, str]:
    """The words that the studio itself puts on slides, in `language` or else in English."""
    known = tomllib.loads((ROOM / "words.toml").read_text(encoding="utf-8"))
    words: dict[str, str] = known["en"] | known.get(language.partition("-")[0].lower(), {})
    return words
