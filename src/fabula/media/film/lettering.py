"""Captions drawn into the picture: strips of text to be laid upon a shot."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fabula.media.film.captions import Cue
from fabula.media.film.forms import Form
from fabula.media.film.shots import Overlay

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw


@dataclass(frozen=True, slots=True)
class Lettering:
    """How burned-in captions look.

    Args:
        font: A TrueType file that has the letters of the language.
        band: Pixels at the foot of the picture that are kept free for captions; the strip stands
            in their middle. 0: it stands a little above the edge.
        follow: Whether the word that is being said is brought out, for those who read along.
        ink: Colour of the letters.
        accent: Colour of the word that is being said.
        paper: Colour behind the letters, with opacity.
    """

    font: Path
    band: int = 0
    follow: bool = False
    ink: str = "#ffffff"
    accent: str = "#ffc857"
    paper: str = "#101216d8"


def burned(cues: Iterable[Cue], form: Form, style: Lettering, frames: int) -> tuple[Overlay, ...]:
    """Overlays that show the cues of one scene, to the frame.

    Args:
        cues: In seconds from the start of the scene, not overlapping.
        form: Of the film.
        style: How they look.
        frames: Length of the scene; what would be seen after it is left out.
    """
    painter = _Painter(form, style)
    return tuple(
        Overlay(picture, left, top, start, min(end, frames))
        for cue in cues
        for start, end, spoken in _spans(cue, form.fps, style.follow)
        if start < min(end, frames)
        for picture, left, top in (painter.strip(cue, spoken),)
    )


def _spans(cue: Cue, fps: int, follow: bool) -> Iterator[tuple[int, int, int | None]]:
    """First frame, first frame after, and which word is being said (None: no word)."""
    first, last = round(cue.start * fps), round(cue.end * fps)
    # A language written without spaces gives no words to light up.
    if not follow or not cue.words or len(cue.words) != len(cue.text.split()):
        yield first, last, None
        return
    starts = [max(first, round(word.start * fps)) for word in cue.words]
    for index, (start, end) in enumerate(zip(starts, [*starts[1:], last], strict=True)):
        # The first word is lit from the start, so that a cue never shows without one.
        yield (first if index == 0 else start), end, index


class _Painter:
    """Draws strips in one size of letters."""

    def __init__(self, form: Form, style: Lettering) -> None:
        from PIL import ImageFont

        self._form, self._style = form, style
        # A line of 42 columns fills two thirds of a wide picture; one of 24 most of a tall one.
        self._size = round(min(form.height * 0.043, form.width * 0.052))
        self._font = ImageFont.truetype(style.font, self._size)

    def strip(self, cue: Cue, spoken: int | None) -> tuple[bytes, int, int]:
        """A strip as PNG, and the place of its upper left corner."""
        from PIL import Image, ImageDraw

        lines = cue.text.split("\n")
        ruler = ImageDraw.Draw(Image.new("RGBA", (1, 1)))
        widths = [ruler.textlength(line, self._font) for line in lines]
        step, margin = round(self._size * 1.32), round(self._size * 0.42)
        width = _even(max(widths) + 3 * margin)
        height = _even(step * len(lines) + 1.4 * margin)
        image = Image.new("RGBA", (width, height))
        draw = ImageDraw.Draw(image)
        box = (0, 0, width - 1, height - 1)
        draw.rounded_rectangle(box, self._size * 0.3, fill=self._style.paper)
        first = 0
        for row, (line, long) in enumerate(zip(lines, widths, strict=True)):
            place = ((width - long) / 2, height / 2 + (row - (len(lines) - 1) / 2) * step)
            lit = None if spoken is None else spoken - first
            first += self._line(draw, line, place, lit)
        return (*_placed(image, self._form, self._style.band, margin),)

    def _line(self, draw: ImageDraw, line: str, place: tuple[float, float], lit: int | None) -> int:
        """Draw a line whose word `lit` is brought out; returns how many words it has."""
        words = line.split(" ")
        draw.text(place, line, self._style.ink, self._font, anchor="lm")
        if lit is not None and 0 <= lit < len(words):
            before = " ".join(words[:lit]) + (" " if lit else "")
            shift = draw.textlength(before, self._font)
            bright = (place[0] + shift, place[1])
            draw.text(bright, words[lit], self._style.accent, self._font, anchor="lm")
        return len(words)


def _placed(image: Image, form: Form, band: int, margin: int) -> tuple[bytes, int, int]:
    free = (band - image.height) // 2 if band else round(form.height * 0.035) + margin
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    left = (form.width - image.width) // 2
    return file.getvalue(), left, form.height - image.height - max(0, free)


def _even(length: float) -> int:
    return 2 * round(length / 2 + 0.5)
