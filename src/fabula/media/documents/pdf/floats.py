"""Figures and tables: captions are told from mentions, and each gets its part of the page."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabula.media.documents.pdf.box import Box, union
from fabula.media.documents.pdf.columns import in_rows
from fabula.media.documents.pdf.labels import is_prose, with_labels
from fabula.media.documents.pdf.lines import Line
from fabula.media.documents.pdf.page import Sheet
from fabula.media.documents.prose import CAPTION, join_lines, labelled

_TABULAR = ("tab",)
_CELL = 4.0  # points; graphics closer than this belong together
_REACH = 90.0  # points; a figure stands at most this far from its caption


@dataclass(frozen=True, slots=True)
class Float:
    """A figure or a table.

    Args:
        label: "Figure 3"; empty where there is no caption.
        caption: Its text, without the label.
        region: The figure or table itself; None where only the caption was found.
        box: Region and caption together.
        lines: The lines of text inside the region.
        tabular: Whether the caption calls it a table.
        rules: Heights of the horizontal rules inside the region, in points.
    """

    label: str
    caption: str
    region: Box | None
    box: Box
    lines: tuple[Line, ...] = ()
    tabular: bool = False
    rules: tuple[float, ...] = ()


def find_floats(sheet: Sheet, lines: Sequence[Line], body: float) -> tuple[list[Float], list[Line]]:
    """Figures and tables of a page, and the lines that belong to none of them.

    Args:
        sheet: The page.
        lines: Its lines, without furniture.
        body: Size of the running text, in points.
    """
    ordered = in_rows(lines)
    captions = [(m, ordered[i]) for i in range(len(ordered)) if (m := _caption(ordered, i))]
    heads = {id(line) for _, line in captions}
    grown = [(m, _whole_caption(n, ordered, heads, sheet.rules)) for m, n in captions]
    taken = {id(n) for _, part in grown for n in part}
    free = [n for n in ordered if id(n) not in taken]
    clusters = clustered(sheet)
    floats: list[Float] = []
    boxes = [union(n.box for n in part) for _, part in grown]
    for i, (match, part) in enumerate(grown):
        near = [b for c in clusters if (b := _share(c, boxes[i], boxes)) is not None]
        rules = [r for r in sheet.rules if not _is_beyond(r, boxes[i], boxes)]
        found = _make(match, part, rules, free, near, body)
        inside = {id(n) for n in found.lines}
        free = [n for n in free if id(n) not in inside]
        clusters = [b for b in clusters if found.region is None or not found.region.holds(b)]
        floats.append(found)
    for loose in (*_loose(sheet, clusters, free, body), *_loose_tables(sheet, floats, free, body)):
        inside = {id(n) for n in loose.lines}
        free = [n for n in free if id(n) not in inside]
        floats.append(loose)
    return floats, free


def _share(cluster: Box, caption: Box, captions: Sequence[Box]) -> Box | None:
    """The part of `cluster` that belongs to `caption` and to no caption beside it."""
    share = cluster
    for rival in captions:
        if rival is caption or rival.down(caption) < -20 or rival.across(caption) > 0:
            continue
        if abs(rival.middle[0] - cluster.middle[0]) < abs(caption.middle[0] - cluster.middle[0]):
            return None
        if rival.x0 > caption.x1 and cluster.x1 < rival.x0 + 10:
            continue
        if rival.x1 < caption.x0 and cluster.x0 > rival.x1 - 10:
            continue
        if rival.x0 > caption.x1:
            middle = (caption.x1 + rival.x0) / 2
            share = Box(share.x0, share.y0, min(share.x1, middle), share.y1)
        else:
            middle = (rival.x1 + caption.x0) / 2
            share = Box(max(share.x0, middle), share.y0, share.x1, share.y1)
    return share if share is cluster or share.width > 8 else None


def _is_beyond(rule: Box, caption: Box, captions: Sequence[Box]) -> bool:
    """Whether another caption stands between a rule and `caption`, one above the other."""
    low, high = sorted((rule.middle[1], caption.middle[1]))
    return any(
        low < b.middle[1] < high and b.across(rule) > 0 and b.across(caption) > 0
        for b in captions
        if b is not caption
    )


def _caption(lines: Sequence[Line], index: int) -> re.Match[str] | None:
    """The match, if the line starts a caption and does not merely begin with a mention."""
    line = lines[index]
    match = CAPTION.match(line.text)
    if match is None:
        return None
    rest = line.text[match.end() :]
    above = [
        n
        for n in lines
        if n is not line
        and n.box.across(line.box) > 0
        and -1 < line.box.y0 - n.box.y1 < 0.55 * line.size
    ]
    starts = all(abs(n.size - line.size) > 0.4 for n in above)
    if not rest:
        return match if starts else None
    lead, tail = line.words[0].style, line.words[-1].style
    if match["mark"].strip():
        return match if starts or lead.bold else None
    set_off = lead != tail or lead.bold
    return match if set_off and starts and not rest[0].islower() else None


def _whole_caption(
    first: Line, lines: Sequence[Line], heads: set[int], rules: Sequence[Box]
) -> list[Line]:
    part = [first]
    pitch = 0.0
    below = [n for n in lines if n.box.y0 > first.box.y0 + 2]
    for line in below:
        last = part[-1]
        step = line.box.y1 - last.box.y1
        if step > 1.75 * max(first.size, 6) or id(line) in heads:
            break
        if any(
            last.box.middle[1] < r.y0 < line.box.middle[1] and r.across(last.box) > 0 for r in rules
        ):
            break  # the top of a table
        if line.box.across(last.box) < 0.3 * min(line.box.width, last.box.width):
            continue
        alike = abs(line.size - first.size) < 0.5 and (not pitch or step < pitch + 1.5)
        centred = (
            line.box.x0 > first.box.x0 - 4 or abs(line.box.middle[0] - first.box.middle[0]) < 12
        )
        label_alone = CAPTION.fullmatch(first.text.strip()) and len(part) == 1
        if not (alike and centred) and not label_alone:
            break
        pitch = pitch or step
        part.append(line)
    return part


def _make(
    match: re.Match[str],
    part: Sequence[Line],
    rules: Sequence[Box],
    free: Sequence[Line],
    clusters: Sequence[Box],
    body: float,
) -> Float:
    caption = union(n.box for n in part)
    tabular = match["word"].casefold().startswith(_TABULAR)
    if tabular:
        region = _ruled(caption, rules, free, body) or _rows_below(caption, free, body)
    else:
        region = _drawn(caption, clusters, free, body)
    label, text = labelled(join_lines(n.text for n in part))
    inside: tuple[Line, ...] = ()
    if region is not None:
        marks = () if tabular else clusters
        region, inside = with_labels(region, caption, free, marks, body)
    box = caption if region is None else union([caption, region])
    heights = tuple(r.y0 for r in rules if region is not None and region.grown(1).holds(r))
    return Float(label, text, region, box, inside, tabular, heights)


def _between(top: float, bottom: float, across: Box, lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines:
        if top <= line.box.middle[1] <= bottom and line.box.across(across) > 0:
            yield line


def _drawn(caption: Box, clusters: Sequence[Box], lines: Sequence[Line], body: float) -> Box | None:
    """The graphics above the caption, else those below it."""
    large = [b for b in clusters if b.width > 8 or b.height > 8]
    near = [b for b in large if b.across(caption) > 0 or _centred(b, caption)]
    above = sorted((b for b in near if b.y1 <= caption.y0 + 8), key=lambda b: -b.y1)
    below = sorted((b for b in near if b.y0 >= caption.y1 - 8), key=lambda b: b.y0)
    for side in (above, below):
        region: Box | None = None
        for box in side:
            edge = caption if region is None else region
            top, bottom = (box.y1, edge.y0) if side is above else (edge.y1, box.y0)
            if bottom - top > _REACH:
                break
            if any(is_prose(n, body) for n in _between(top + 2, bottom - 2, caption, lines)):
                break
            region = box if region is None else union([region, box])
        if region is not None and region.height > 15:
            return _beside(region, large)
    return None


def _centred(box: Box, caption: Box) -> bool:
    return abs(box.middle[0] - caption.middle[0]) < 20


def _beside(region: Box, clusters: Sequence[Box]) -> Box:
    """The region with parts of the same figure that stand on its level and close by."""
    for box in clusters:
        if box.down(region) > 0.6 * min(box.height, region.height) and box.across(region) > -25:
            region = union([region, box])
    return region


def _ruled(
    caption: Box, page_rules: Sequence[Box], lines: Sequence[Line], body: float
) -> Box | None:
    """The stack of rules next to the caption, as tables have them."""
    rules = sorted((r for r in page_rules if r.across(caption) > 0), key=lambda r: r.y0)
    below = [r for r in rules if r.y0 >= caption.y1 - 2]
    above = [r for r in reversed(rules) if r.y1 <= caption.y0 + 2]
    sides = [(side, edge) for side, edge in ((below, caption.y1), (above, caption.y0)) if side]
    for side, edge in sorted(sides, key=lambda s: abs(s[0][0].y0 - s[1])):
        if min(abs(side[0].y0 - edge), abs(side[0].y1 - edge)) > 48:
            continue
        stack = [side[0]]
        for rule in side[1:]:
            top, bottom = sorted((stack[-1].y0, rule.y0))
            across = rule.across(stack[0]) > 0.3 * min(rule.width, stack[0].width)
            prose = sum(
                is_prose(n, body) and n.box.width > 0.8 * stack[0].width
                for n in _between(top, bottom, stack[0], lines)
            )
            if prose >= 2:
                break
            if across:
                stack.append(rule)
        region = union(stack)
        if len(stack) >= 2 and region.height > 12:
            return region
    return None


def _rows_below(caption: Box, lines: Sequence[Line], body: float) -> Box | None:
    """Lines under the caption that have gaps in them, as the rows of a borderless table."""
    rows: list[list[Line]] = []
    for line in lines:
        if line.box.y0 < caption.y1 - 1 or line.box.across(caption.grown(60)) <= 0:
            continue
        if rows and abs(rows[-1][0].box.y1 - line.box.y1) < 3:
            rows[-1].append(line)
            continue
        edge = rows[-1][0].box.y1 if rows else caption.y1
        if line.box.y0 - edge > 2.2 * line.size:
            break
        rows.append([line])
    table: list[Line] = []
    for row in rows:
        if len(row) < 2 or any(is_prose(n, body) and len(n.words) > 12 for n in row):
            break
        table.extend(row)
    return union(n.box for n in table) if len({round(n.box.y1) for n in table}) >= 2 else None


def _loose(
    sheet: Sheet, clusters: Sequence[Box], lines: Sequence[Line], body: float
) -> Iterator[Float]:
    """Pictures without a caption, where they are large enough to matter."""
    whole = sheet.width * sheet.height
    for image in sheet.images:
        if image.area < 0.04 * whole or min(image.width, image.height) < 60:
            continue
        if not any(cluster.grown(1).holds(image) for cluster in clusters):
            continue  # part of a figure with a caption
        inside = tuple(n for n in lines if image.holds(n.box))
        if sum(is_prose(n, body) for n in inside) < 3:
            yield Float("", "", image, image, inside)


def _loose_tables(
    sheet: Sheet, floats: Sequence[Float], lines: Sequence[Line], body: float
) -> Iterator[Float]:
    """Tables without a caption: three rules or more of one length, and rows with gaps between."""
    stacks: dict[tuple[int, int], list[Box]] = {}
    for rule in sheet.rules:
        if rule.width > 100:
            stacks.setdefault((round(rule.x0 / 4), round(rule.x1 / 4)), []).append(rule)
    for stack in stacks.values():
        region = union(stack)
        if len({round(r.y0 / 4) for r in stack}) < 3 or any(
            f.region and f.region.meets(region) for f in floats
        ):
            continue
        inside = tuple(n for n in lines if region.holds(n.box))
        rows = len({round(n.box.y1 / 3) for n in inside})
        prose = sum(is_prose(n, body) and n.box.width > 0.7 * region.width for n in inside)
        if rows >= 2 and len(inside) >= 1.5 * rows and prose <= 1:
            title = _title_above(region, inside)
            rest = tuple(n for n in inside if n is not title)
            heights = tuple(r.y0 for r in stack)
            caption = title.text if title else ""
            yield Float("", caption, region, region, rest, tabular=True, rules=heights)


def _title_above(region: Box, inside: Sequence[Line]) -> Line | None:
    """The first line of a table that is its title: alone on its row, in the middle."""
    first = in_rows(inside)[0]
    alone = not any(n is not first and n.box.down(first.box) > 0 for n in inside)
    centred = abs(first.box.middle[0] - region.middle[0]) < 10
    return first if alone and centred and first.box.x0 > region.x0 + 10 else None


def clustered(sheet: Sheet) -> list[Box]:
    """Graphics that touch or almost touch, as one box each."""
    parts = sheet.drawings + sheet.images
    cells: dict[tuple[int, int], list[int]] = {}
    for i, box in enumerate(parts):
        for x in range(int(box.x0 / _CELL), int(box.x1 / _CELL) + 1):
            for y in range(int(box.y0 / _CELL), int(box.y1 / _CELL) + 1):
                cells.setdefault((x, y), []).append(i)
    found: list[Box] = []
    seen: set[tuple[int, int]] = set()
    for start in cells:
        if start in seen:
            continue
        seen.add(start)
        todo, members = deque([start]), set[int]()
        while todo:
            x, y = todo.popleft()
            members.update(cells[x, y])
            for near in ((x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
                if near in cells and near not in seen:
                    seen.add(near)
                    todo.append(near)
        found.append(union(parts[i] for i in members))
    return found
