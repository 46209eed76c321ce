"""The title page as lines on a page."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.media.screenplay.front import TitlePage
from fabula.media.screenplay.layout.blocks import Line, Rows
from fabula.media.screenplay.layout.layouts import WIDTH
from fabula.media.screenplay.layout.wrapping import measure, wrap
from fabula.media.screenplay.wording import Span

HALF = 28
"""Characters of a line at the foot, where two columns may stand side by side."""


def cover_rows(title: TitlePage, lines: int) -> Rows:
    """The lines of the title page with their rows; none if there is nothing to say.

    Args:
        title: What is said. The title, the credit, the author and the source stand in the middle;
            the date of the draft, notes and the copyright at the foot on the right, the contact on
            the left.
        lines: Rows a page.
    """
    middle = list[tuple[int, Line]]()
    row = lines // 3
    for text, gap in ((title.title, 3), (title.credit, 1), (title.author, 3), (title.source, 1)):
        styled = text == title.title and row == lines // 3
        for words in _broken(text.upper() if styled else text, WIDTH):
            left = max((WIDTH - measure(words)) // 2, 0)
            spans = (Span(0, len(words), "underline"),) if styled else ()
            middle.append((row, Line("centered", left, words, 0, spans)))
            row += 1
        row += gap if text else 0
    left_foot = list(_broken(title.contact, HALF))
    right = "\n".join(filter(None, (title.draft_date, title.notes, title.copyright)))
    right_foot = list(_broken(right, HALF))
    widest = max(map(measure, right_foot), default=0)
    foot = [*_foot(left_foot, lines, 0), *_foot(right_foot, lines, WIDTH - widest)]
    return sorted([*middle, *foot], key=lambda pair: (pair[0], pair[1].column))


def _foot(texts: list[str], lines: int, column: int) -> Iterator[tuple[int, Line]]:
    for number, text in enumerate(texts):
        yield lines - len(texts) + number, Line("action", column, text, 0)


def _broken(text: str, width: int) -> Iterator[str]:
    return (text[start:end] for start, end in wrap(text, width)) if text else iter(())
