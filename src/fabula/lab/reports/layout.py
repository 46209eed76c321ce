"""Tables and charts of plain characters, for Markdown and text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

WIDTH = 40
"""Characters of the longest bar."""


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown, its columns as wide as their longest cell; empty if it has no rows."""
    cells = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    if not cells:
        return ""
    widths = [max(3, *map(len, column)) for column in zip(titles, *cells, strict=True)]

    def line(row: Sequence[str]) -> str:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        return f"| {' | '.join(padded)} |"

    rule = f"|{'|'.join('-' * (width + 2) for width in widths)}|"
    return "\n".join([line(titles), rule, *map(line, cells)])


def bars(rows: Iterable[tuple[str, float, str]]) -> str:
    """A chart of bars: name, length, and the figure behind the bar; as a block of code."""
    listed = list(rows)
    most = max((length for _, length, _ in listed), default=0.0)
    if most <= 0:
        return ""
    wide = max(len(name) for name, _, _ in listed)
    lines = [
        f"{name:>{wide}} | {'█' * max(length > 0, round(length / most * WIDTH))} {told}"
        for name, length, told in listed
    ]
    return "\n".join(["```", *lines, "```"])


def section(title: str, *blocks: str, level: int = 2) -> str:
    """A heading and what stands below it; says so if nothing was measured."""
    said = [block for block in blocks if block]
    return "\n\n".join([f"{'#' * level} {title}", *(said or ["Not measured in this run."])])


def bullets(lines: Iterable[str]) -> str:
    """A list."""
    return "\n".join(f"- {line}" for line in lines)
