"""What the templates read: a visual's fields made ready, beside its look and theme."""

from __future__ import annotations

import math
import re
from dataclasses import asdict
from typing import Any

from fabula.media.documents.document import Picture
from fabula.media.slides.axes import decimals_of, precision, span, ticks, written
from fabula.media.slides.formulas import mathematical
from fabula.media.slides.looks import Look, load_theme, load_words
from fabula.media.slides.visuals import (
    Chart,
    Code,
    Figure,
    Formula,
    Table,
    Visual,
)
from fabula.media.slides.wording import breakable, ready, shortened, tidy, tidy_code

MOST_ROWS, MOST_COLUMNS, MOST_LINES = 40, 12, 200
MOST_BARS, MOST_POINTS, MOST_SERIES = 16, 120, 4
LONG_CAPTION = 180
MOST_LETTERS = 5000
NUMBER = re.compile(
    r"[\s~≈<>=±+\-\u2212$€£]*\d[\d.,\s]*\s*(%|[a-zA-Zµ°/²³]{1,5})?(\s*±.*)?|[-\u2013\u2014]?"
)


def page_of(visual: Visual, look: Look, picture: Picture | None = None) -> dict[str, Any]:
    """The page of a visual: plain values, every text made ready for setting."""
    words = load_words(look.language)
    return {
        **{name: _ready(value) for name, value in asdict(visual).items()},
        **_prepared(visual, words),
        "picture": _size(picture),
        "look": {
            "width": look.width,
            "height": look.height,
            "language": look.language.partition("-")[0].lower(),
            "captions": look.captions,
            "band": look.band,
        },
        "theme": load_theme(look.theme),
        "words": words,
    }


def _prepared(visual: Visual, words: dict[str, str]) -> dict[str, Any]:
    if isinstance(visual, Table):
        return _table(visual)
    if isinstance(visual, Chart):
        return _chart(visual, words)
    if isinstance(visual, Code):
        language = visual.language.lower() if visual.language.isalnum() else ""
        code = "\n".join(tidy_code(visual.code).split("\n")[:MOST_LINES])
        return {"code": code, "language": language}
    if isinstance(visual, Figure):
        return {"caption": breakable(shortened(tidy(visual.caption), LONG_CAPTION))}
    if isinstance(visual, Formula):
        return {"math": mathematical(visual.formula)}
    return {}


def _table(table: Table) -> dict[str, Any]:
    columns = max((len(row) for row in table.rows), default=0)
    kept = min(columns, MOST_COLUMNS)
    rows = [
        [breakable(tidy(cell)[:300]) for cell in (*row, *[""] * (columns - len(row)))[:kept]]
        for row in table.rows
    ]
    shown = rows[:MOST_ROWS] if kept else []
    chosen = table.emphasis
    return {
        "rows": shown,
        "numeric": [
            all(NUMBER.fullmatch(row[column]) for row in rows[1:]) and len(rows) > 1
            for column in range(kept)
        ],
        "emphasis": chosen if chosen is not None and 0 <= chosen < len(shown) - 1 else None,
        "left_out": len(rows) - len(shown),
        "columns_left_out": columns - kept,
    }


def _chart(chart: Chart, words: dict[str, str]) -> dict[str, Any]:
    most = MOST_BARS if chart.form == "bars" else MOST_POINTS
    labels = [breakable(tidy(label)) for label in chart.labels[:most]]
    series = [
        (ready(one.name), [_finite(value) for value in one.values[: len(labels)]])
        for one in chart.series[:MOST_SERIES]
    ]
    numbers = [value for _, values in series for value in values if value is not None]
    ends = span(numbers, from_zero=chart.form == "bars")
    marks = ticks(*ends)
    places = dict(zip(numbers, precision(numbers), strict=True))
    mark_places = decimals_of(marks)
    unit = tidy(chart.unit)
    short = unit if len(unit) <= 4 else ""
    return {
        "labels": labels,
        "series": [
            {
                "name": name,
                "values": values + [None] * (len(labels) - len(values)),
                "written": [
                    "" if value is None else _with_unit(written(value, places[value], words), short)
                    for value in values
                ],
            }
            for name, values in series
        ],
        "ticks": [
            {"value": mark, "label": _with_unit(written(mark, mark_places, words), short)}
            for mark in marks
        ],
        "span": ends,
        "note": "" if short else unit,
        "left_out": len(chart.labels) - len(labels),
        "series_left_out": len(chart.series) - len(series),
    }


def _size(picture: Picture | None) -> dict[str, int] | None:
    if picture is None or picture.width < 1 or picture.height < 1:
        return None
    return {"width": picture.width, "height": picture.height}


def _with_unit(number: str, unit: str) -> str:
    joint = "" if unit in {"", "%", "°"} else "\u00a0"
    return f"{number}{joint}{unit}"


def _finite(value: float) -> float | None:
    if not math.isfinite(value) or abs(value) > 1e300:
        return None
    # So small that its reciprocal overflows: nothing that a chart could tell from zero.
    return float(value) if abs(value) > 1e-300 else 0.0


def _ready(value: Any) -> Any:
    if isinstance(value, str):
        return ready(value[:MOST_LETTERS])
    if isinstance(value, dict):
        return {name: _ready(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        kept = [_ready(item) for item in value]
        return [item for item in kept if item != ""]
    return value
