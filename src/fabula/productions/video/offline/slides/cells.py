"""Numbers in table cells, and the chart that they make when they can be compared."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
from dataclasses import dataclass

from fabula.media.slides.visuals import Chart, Series
from fabula.media.speakable import readable

_CELL = re.compile(
    r"^\s*(?:[~≈<>≤≥]\s?)?(?P<money>[$€£])?\s?(?P<number>[+\-−]?\d[\d, ]*(?:\.\d+)?)\s?"
    r"(?P<scale>[kKMB]?)\s?"
    r"(?P<unit>%|ms|s|min|h|GB|MB|kB|TB|kg|g|km|m|cm|mm|Hz|kHz|MHz|GHz|W|kW|x|×|°C|dB|fps|years?)?"
    r"(?:\s?(?:±|\+/-|\().*)?[*†‡]*$"
)
_HEADER_UNIT = re.compile(r"[(\[]\s*([^()\[\]]{1,14})\s*[)\]]")
_SCALES = {"": 1.0, "k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9}
_MOST_BARS = 8


@dataclass(frozen=True, slots=True)
class Number:
    """The value of a cell and the unit written in it."""

    value: float
    unit: str = ""


def number(cell: str) -> Number | None:
    """The number in a cell, or None: "12.5%" -> 12.5 %, "1,024" -> 1024, "3.2 ± 0.1" -> 3.2."""
    match = _CELL.match(readable(cell))
    if not match:
        return None
    digits = match["number"].replace(" ", "").replace("−", "-")
    if "," in digits and not re.fullmatch(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits):
        if digits.count(",") > 1 or "." in digits:
            return None
        digits = digits.replace(",", ".")  # a decimal comma
    value = float(digits.replace(",", "")) * _SCALES[match["scale"]]
    return Number(value, match["unit"] or match["money"] or "")


def merged(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """The rows with a header of two or three lines made one: what has no number heads the rest."""
    plain = [not any(number(cell) for cell in row[1:]) for row in rows]
    size = plain.index(False) if False in plain else 1
    if not 2 <= size <= 3 or any(plain[size:]) or len({len(row) for row in rows}) != 1:
        return rows
    header = tuple(" ".join(filter(None, cells)) for cells in zip(*rows[:size], strict=True))
    return (header, *rows[size:])


def chart(rows: tuple[tuple[str, ...], ...], heading: str) -> Chart | None:
    """A chart of the first columns that can be compared, or None where it would mislead.

    A column counts when each of its cells is a number and all have one unit. Further columns join
    it while unit and size are alike, for bars of different units say nothing about each other.
    """
    if not 3 <= len(rows) <= 1 + _MOST_BARS or len({len(row) for row in rows}) != 1:
        return None
    header, body = rows[0], rows[1:]
    labels = tuple(readable(row[0]) for row in body)
    if len(set(labels)) < len(labels) or not all(labels) or max(map(len, labels)) > 32:
        return None
    columns = [_column(header[i], [row[i] for row in body]) for i in range(1, len(header))]
    first = next((i for i, column in enumerate(columns) if column), None)
    if first is None:
        return None
    chosen = [columns[first]]
    for column in columns[first + 1 :]:
        if column and len(chosen) < 3 and _alike(chosen[0], column):
            chosen.append(column)
    values = tuple(Series(c.name, c.values) for c in chosen if c)
    unit = chosen[0].unit if chosen[0] else ""
    lines = len(labels) >= 4 and _in_order(labels)
    if not lines and any(value < 0 for series in values for value in series.values):
        return None
    return Chart(heading, labels, values, unit, "lines" if lines else "bars")


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    unit: str
    values: tuple[float, ...]


def _column(header: str, cells: list[str]) -> _Column | None:
    found = [number(cell) for cell in cells]
    numbers = [n for n in found if n]
    if len(numbers) != len(found) or len({n.unit for n in numbers}) != 1:
        return None
    title = readable(header)
    unit = _HEADER_UNIT.search(title)
    name = _HEADER_UNIT.sub("", title).strip()
    if re.fullmatch(r"(?i)years?|date|no\.?|#|id|rank|page", name) or not name:
        return None
    values = tuple(n.value for n in numbers)
    if len(set(values)) == 1:
        return None
    return _Column(name, numbers[0].unit or (unit[1] if unit else ""), values)


def _alike(first: _Column | None, other: _Column) -> bool:
    """Same unit, written out, and sizes within a factor of ten."""
    if first is None or first.unit != other.unit or not first.unit:
        return False
    tops = max(map(abs, first.values)), max(map(abs, other.values))
    return max(tops) <= 10 * min(tops)


def _in_order(labels: tuple[str, ...]) -> bool:
    """Whether the labels are rising numbers, such as years: then a line tells the story."""
    found = [number(label) for label in labels]
    values = [n.value for n in found if n]
    return len(values) == len(labels) and values == sorted(set(values))
