"""What a slide can show: one class a kind, plain data that a person or a model can write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class TitleCard:
    """The opening: a title, one line below it, and who wrote the document."""

    title: str
    subtitle: str = ""
    byline: str = ""
    kind: Literal["title"] = "title"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A heading and two to five short points (at most about fourteen words each)."""

    heading: str
    points: tuple[str, ...]
    kind: Literal["bullets"] = "bullets"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the document. `passage` is the id of the passage that holds the picture."""

    heading: str
    passage: str
    caption: str = ""
    kind: Literal["figure"] = "figure"


@dataclass(frozen=True, slots=True)
class Table:
    """A small table, the header first; `emphasis` is the row to bring out, 0 the one below it."""

    heading: str
    rows: tuple[tuple[str, ...], ...]
    emphasis: int | None = None
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers of a table as bars or lines. Each series has one value for each label."""

    heading: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    form: Literal["bars", "lines"] = "bars"
    kind: Literal["chart"] = "chart"


@dataclass(frozen=True, slots=True)
class Series:
    """One row of bars or one line of a chart."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """One sentence in the words of the document, and who says it."""

    text: str
    attribution: str = ""
    kind: Literal["quote"] = "quote"


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence under a heading; `stress` are words of it, as they stand there, brought out."""

    heading: str
    text: str
    stress: tuple[str, ...] = ()
    kind: Literal["remark"] = "remark"


@dataclass(frozen=True, slots=True)
class Definition:
    """A term and what it means."""

    term: str
    meaning: str
    kind: Literal["definition"] = "definition"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two to four things beside each other, each with what is said of it."""

    heading: str
    columns: tuple[Column, ...]
    kind: Literal["comparison"] = "comparison"


@dataclass(frozen=True, slots=True)
class Column:
    """One thing of a comparison: its name, and one sentence or phrase about it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One big number or short claim, and a line that explains it."""

    claim: str
    detail: str = ""
    kind: Literal["statement"] = "statement"


@dataclass(frozen=True, slots=True)
class Code:
    """A listing; `language` is a name the highlighter knows ("python") or empty."""

    heading: str
    code: str
    language: str = ""
    kind: Literal["code"] = "code"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as plain text or Typst maths, and what it says in words."""

    heading: str
    formula: str
    meaning: str = ""
    kind: Literal["formula"] = "formula"


@dataclass(frozen=True, slots=True)
class Closing:
    """The end: what to take away, and the sources."""

    heading: str
    points: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    kind: Literal["closing"] = "closing"


Visual = (
    TitleCard
    | Bullets
    | Figure
    | Table
    | Chart
    | Quote
    | Remark
    | Definition
    | Comparison
    | Statement
    | Code
    | Formula
    | Closing
)
