"""Reading order: pieces of a page are put in one, two or more columns, wide ones between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Protocol, TypeVar

from fabula.media.documents.pdf.box import Box, union


class Placed(Protocol):
    """Anything with a place on the page."""

    @property
    def box(self) -> Box:
        """Where it stands."""


P = TypeVar("P", bound=Placed)
Gutter = tuple[float, float]

# A gutter is at least this wide, in points; columns of running text are wider apart.
_GUTTER = 6.0
# A line of a column covers at least this part of its width, on average; cells of a table do not.
_FILL = 0.42
_REACH = 60.0
# How many boxes may cross a gutter: tried from few to many.
_CROSSING = (0, 1, 2, 4, 8, 12, 16, 24)
_APART = 12.0  # points of white between a title block and the text
_NARROWEST = 85.0
_LEAST_LINES = 4


def in_order(pieces: Sequence[P], usual: Sequence[Gutter] = ()) -> list[list[P]]:
    """`pieces` in reading order, as columns (each from top to bottom).

    Args:
        pieces: What stands on a page.
        usual: Gutters that other pages have: they part columns too short to show one.
    """
    rows = in_rows(pieces)
    head = _head(rows)
    parts = (rows[:head], rows[head:]) if head else (rows,)
    return [in_rows(column) for part in parts for column in _cut(part, usual) if column]


def _head(rows: Sequence[Placed]) -> int:
    """How many pieces at the top stand in columns that the rest of the page does not have.

    So do authors beside a title. 0 where there are none.
    """
    boxes = [p.box for p in rows]
    whole = find_gutter(boxes)
    bottom = float("-inf")
    for i, box in enumerate(boxes):
        if i >= 2 * _LEAST_LINES and box.y0 - bottom > _APART:
            gutter = find_gutter(boxes[:i])
            if gutter and not any(_crosses(b, gutter) for b in boxes[:i]):
                other = whole is None or gutter[1] < whole[0] or whole[1] < gutter[0]
                return i if other else 0
        bottom = max(bottom, box.y1)
    return 0


def usual_gutters(pages: Sequence[Sequence[Box]]) -> list[Gutter]:
    """The gutters that at least two pages, and two in five, have at the same place."""
    places: dict[int, list[Gutter]] = {}
    for boxes in pages:
        for gutter in _gutters(boxes):
            places.setdefault(round((gutter[0] + gutter[1]) / 16), []).append(gutter)
    least = max(2, 0.4 * len(pages))
    return [
        (max(g[0] for g in same), min(g[1] for g in same))
        for same in places.values()
        if len(same) >= least
    ]


def _gutters(boxes: Sequence[Box]) -> Iterator[Gutter]:
    gutter = find_gutter(boxes)
    if gutter is not None:
        yield gutter
        yield from _gutters([b for b in boxes if b.x1 <= gutter[0] + 1])
        yield from _gutters([b for b in boxes if b.x0 >= gutter[1] - 1])


def in_rows(pieces: Sequence[P]) -> list[P]:
    """From top to bottom, and from left to right where several stand on one line."""
    rows: list[list[P]] = []
    for piece in sorted(pieces, key=lambda p: p.box.y1):
        if rows and piece.box.y1 - rows[-1][0].box.y1 < 0.3 * min(piece.box.height, 12):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [p for row in rows for p in sorted(row, key=lambda p: p.box.x0)]


def _cut(pieces: list[P], usual: Sequence[Gutter]) -> Iterator[list[P]]:
    boxes = [p.box for p in pieces]
    gutter = find_gutter(boxes) or _short_gutter(boxes, usual)
    if gutter is None:
        yield pieces
        return
    wide: list[P] = []
    band: list[P] = []
    for i, piece in enumerate(pieces):
        if _crosses(piece.box, gutter) or (not band and _ends(wide, piece, pieces[i + 1 : i + 4])):
            yield from _columns(band, gutter[0], usual)
            band = []
            wide.append(piece)
        else:
            if wide:
                yield wide
                wide = []
            band.append(piece)
    yield from (_columns(band, gutter[0], usual) if band else [wide])


def _crosses(box: Box, gutter: Gutter) -> bool:
    return box.x0 < gutter[0] - 1 and box.x1 > gutter[1] + 1


def _ends(wide: Sequence[P], piece: P, after: Sequence[P]) -> bool:
    """Whether `piece` is the short last line of the wide paragraph above it."""
    if not wide:
        return False
    above = wide[-1].box
    close = piece.box.y0 - above.y1 < 0.6 * above.height and abs(piece.box.x0 - above.x0) < 3
    return close and not any(piece.box.down(p.box) > 0.5 * piece.box.height for p in after)


def _columns(band: list[P], gutter: float, usual: Sequence[Gutter]) -> Iterator[list[P]]:
    before = [p for p in band if p.box.middle[0] <= gutter]
    after = [p for p in band if p.box.middle[0] > gutter]
    if before and after and union(p.box for p in before).down(union(p.box for p in after)) <= 0:
        yield band  # one below the other, as the lines of a title page are: no columns here
        return
    for side in (before, after):
        if side:
            yield from _cut(side, usual)


def _short_gutter(boxes: Sequence[Box], usual: Sequence[Gutter]) -> Gutter | None:
    """A usual gutter with boxes beside each other on both sides, and few that cross it."""
    for left, right in usual:
        before = [b for b in boxes if b.x1 <= left + 2]
        after = [b for b in boxes if b.x0 >= right - 2]
        beside = before and after and union(before).down(union(after)) > 0
        if beside and len(before) + len(after) > 0.6 * len(boxes):
            return left, right
    return None


def find_gutter(boxes: Sequence[Box]) -> Gutter | None:
    """The widest strip, left to right, with columns of text on both sides of it.

    Few boxes may cross it: a title, a wide figure. None where there is one column only.
    """
    if len(boxes) < 2 * _LEAST_LINES:
        return None
    whole = union(boxes)
    best: Gutter | None = None
    for left, right in _strips(boxes, whole):
        if _parts_columns(boxes, left, right) and (
            best is None or right - left > best[1] - best[0]
        ):
            best = (left, right)
    return best


def _strips(boxes: Sequence[Box], whole: Box) -> Iterator[Gutter]:
    """Strips that far fewer boxes cross than there are on either side."""
    counts = _coverage(boxes, whole)
    for most in _CROSSING:
        start: int | None = None
        for x, count in enumerate(counts):
            if count <= most and start is None:
                start = x
            elif count > most and start is not None:
                if start > 0 and x - start >= _GUTTER:
                    sides = min(max(counts[:start]), max(counts[x:]))
                    if max(counts[start:x]) <= 0.5 * sides:
                        yield whole.x0 + start, whole.x0 + x
                start = None


def _coverage(boxes: Sequence[Box], whole: Box) -> list[int]:
    """How many boxes cover each point from left to right."""
    steps = int(whole.width) + 2
    changes = [0] * (steps + 1)
    for box in boxes:
        changes[max(0, int(box.x0 - whole.x0))] += 1
        changes[min(steps, int(box.x1 - whole.x0) + 1)] -= 1
    return list(accumulate(changes))


def _parts_columns(boxes: Sequence[Box], left: float, right: float) -> bool:
    before = [b for b in boxes if b.x1 <= left + 2]
    after = [b for b in boxes if b.x0 >= right - 2]
    if min(len(before), len(after)) < _LEAST_LINES:
        return False
    low = max(min(b.y0 for b in before), min(b.y0 for b in after))
    high = min(max(b.y1 for b in before), max(b.y1 for b in after))
    # Only the columns next to the gutter count: there may be more of them further out.
    beside = (
        [b for b in before if b.y1 > low and b.y0 < high and b.x1 > left - _REACH],
        [b for b in after if b.y1 > low and b.y0 < high and b.x0 < right + _REACH],
    )
    return all(len(side) >= _LEAST_LINES and _fills(side) for side in beside)


def _fills(side: Sequence[Box]) -> bool:
    width = union(side).width
    return width >= _NARROWEST and sum(b.width for b in side) >= _FILL * width * len(side)
