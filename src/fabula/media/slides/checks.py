"""Measured boxes against the rules: nothing outside, nothing in the captions' way, all legible."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

from fabula.media.slides.glyphs import missing
from fabula.media.slides.looks import Look
from fabula.media.slides.visuals import Visual

CONTRAST = 4.5
SLACK = 0.5


@dataclass(frozen=True, slots=True)
class Box:
    """One piece of a slide and its place, in pixels from the top left corner."""

    name: str
    left: float
    top: float
    width: float
    height: float
    kind: str

    @classmethod
    def read(cls, entry: dict[str, Any]) -> Box:
        """A box as the template reports it."""
        left, top, width, height = (
            round(entry[side], 2) for side in ("left", "top", "width", "height")
        )
        return cls(entry["name"], left, top, width, height, entry["kind"])

    @property
    def right(self) -> float:
        """Where the box ends, in pixels from the left."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Where the box ends, in pixels from the top."""
        return self.top + self.height

    def meets(self, other: Box) -> bool:
        """Whether two boxes overlap by more than half a pixel."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > SLACK and down > SLACK


def contrast(one: str, other: str) -> float:
    """Contrast of two colours "#rrggbb", 1 to 21 (WCAG 2.2, relative luminance)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def faults_of(visual: Visual, look: Look, report: list[dict[str, Any]]) -> tuple[str, ...]:
    """What is wrong with a slide, from what the template reports of it."""
    boxes = [Box.read(entry) for entry in report]
    words = [box for box in boxes if box.kind != "mark"]
    faults = [] if words else ["empty: there is nothing on the slide"]
    faults += [f"overflow: {box.name} leaves the slide" for box in boxes if _outside(box, look)]
    faults += [
        f"captions: {box.name} stands where captions go"
        for box in boxes
        if box.bottom > look.height - look.band + SLACK
    ]
    faults += [
        f"collision: {one.name} and {other.name} overlap"
        for one, other in combinations(words, 2)
        if one.meets(other)
    ]
    faults += [
        f"cut: {entry['name']} is too long and was shortened" for entry in report if entry["cut"]
    ]
    faults += [_pale(entry) for entry in report if _pale(entry)]
    absent = missing(visual)
    if absent:
        faults.append(f"glyphs: no face at hand has {' '.join(absent[:12])}")
    return tuple(faults)


def _outside(box: Box, look: Look) -> bool:
    fits_across = box.left >= -SLACK and box.right <= look.width + SLACK
    return not (fits_across and box.top >= -SLACK and box.bottom <= look.height + SLACK)


def _pale(entry: dict[str, Any]) -> str:
    ratio = contrast(entry["ink"], entry["ground"])
    if ratio >= CONTRAST:
        return ""
    return f"contrast: {entry['name']} has {ratio:.1f}:1, needs {CONTRAST}:1"


def luminance(colour: str) -> float:
    """Relative luminance of a colour "#rrggbb", 0 for black to 1 for white (WCAG 2.2)."""
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
