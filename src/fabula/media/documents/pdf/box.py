"""A rectangle on a page, in points from the top left corner, y growing downwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """Left, top, right and bottom edge, in points (1/72 inch)."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Points from the left to the right edge."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Points from the top to the bottom edge."""
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        """Square points."""
        return max(0.0, self.width) * max(0.0, self.height)

    @property
    def middle(self) -> tuple[float, float]:
        """The centre point."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def across(self, other: Box) -> float:
        """Points that both cover from left to right; negative is the gap between them."""
        return min(self.x1, other.x1) - max(self.x0, other.x0)

    def down(self, other: Box) -> float:
        """Points that both cover from top to bottom; negative is the gap between them."""
        return min(self.y1, other.y1) - max(self.y0, other.y0)

    def meets(self, other: Box, margin: float = 0.0) -> bool:
        """Whether the two overlap, or come closer than `margin` points."""
        return self.across(other) > -margin and self.down(other) > -margin

    def holds(self, other: Box) -> bool:
        """Whether the centre of `other` lies inside."""
        x, y = other.middle
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    def grown(self, margin: float) -> Box:
        """The same with `margin` points more on each side."""
        return Box(self.x0 - margin, self.y0 - margin, self.x1 + margin, self.y1 + margin)

    def clipped(self, other: Box) -> Box:
        """The part that lies inside `other`."""
        return Box(
            max(self.x0, other.x0),
            max(self.y0, other.y0),
            min(self.x1, other.x1),
            min(self.y1, other.y1),
        )


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all of at least one."""
    some = list(boxes)
    return Box(
        min(b.x0 for b in some),
        min(b.y0 for b in some),
        max(b.x1 for b in some),
        max(b.y1 for b in some),
    )
