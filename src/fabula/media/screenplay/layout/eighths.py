"""How long each scene is in eighths of a page, the measure that schedules are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.media.screenplay.layout.blocks import Line
from fabula.media.screenplay.script import Screenplay


@dataclass(frozen=True, slots=True)
class SceneLength:
    """How long a scene is.

    Args:
        id: Of its heading.
        number: As printed; empty if it has none.
        page: On which it begins, from 1.
        eighths: Eighths of a page, at least 1.
    """

    id: str
    number: str
    page: int
    eighths: int

    @property
    def printed(self) -> str:
        """As a schedule has it: "2 3/8"."""
        whole, rest = divmod(self.eighths, 8)
        return " ".join([str(whole)] * bool(whole) + [f"{rest}/8"] * bool(rest))


def measure_scenes(
    screenplay: Screenplay, pages: Sequence[Sequence[tuple[int, Line]]], lines: int
) -> tuple[SceneLength, ...]:
    """The length of each scene.

    A line and the empty rows above it belong to the scene that it is in; what is left empty at the
    foot of a page belongs to none. Each scene has the whole eighths that its rows make, and at
    least one. Together they have as many as all their rows make, rounded: what is left goes to the
    scenes that lost most. They have more only where scenes too short for an eighth are given one.

    Args:
        screenplay: What was typed.
        pages: Lines with their rows, page by page.
        lines: Rows a page.
    """
    scene_of, headings = list[int](), list[int]()
    for index, element in enumerate(screenplay.elements):
        if element.kind == "heading":
            headings.append(index)
        scene_of.append(len(headings) - 1)
    rows, begins = [0] * len(headings), [0] * len(headings)
    for number, page in enumerate(pages, 1):
        last = -1
        for row, line in page:
            scene = scene_of[line.element]
            if scene >= 0:
                rows[scene] += max(row - last, 0)
                begins[scene] = begins[scene] or number
            last = max(last, row)
    eighths = share_eighths(rows, lines)
    printed = {line.element: line.number for page in pages for _, line in page if line.number}
    return tuple(
        SceneLength(screenplay.elements[at].id, printed.get(at, ""), begins[n], eighths[n])
        for n, at in enumerate(headings)
    )


def share_eighths(rows: Sequence[int], lines: int) -> list[int]:
    """Eighths for scenes of so many rows: whole ones, at least 1, together as many as the rows.

    ```python
    share_eighths([54, 27, 20], 54)  # [8, 4, 3]
    share_eighths([1, 1, 100], 54)  # [1, 1, 14]
    ```
    """
    exact = [8 * count / lines for count in rows]
    shares = [max(1, int(value)) for value in exact]
    spare = round(sum(exact)) - sum(shares)
    for index in sorted(range(len(rows)), key=lambda n: shares[n] - exact[n])[: max(spare, 0)]:
        shares[index] += 1
    return shares
