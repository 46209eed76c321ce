"""Figures and tables: captions told from mentions, each with its own part of the page."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from PIL import Image

from fabula.media.documents import Document, Passage

Read = Callable[..., Document]
Make = Callable[[str], bytes]

_TEXT = "#set page(width: 420pt, height: 600pt)\n#set text(size: 10pt)\n#set par(justify: true)\n"


def colour_of(passage: Passage) -> tuple[int, ...]:
    """The mean colour of a figure's picture."""
    assert passage.picture is not None
    pixel = Image.open(io.BytesIO(passage.picture.data)).convert("RGB").resize((1, 1))
    colour = pixel.getpixel((0, 0))
    assert isinstance(colour, tuple)
    return colour


def test_mentions_are_not_captions(make_pdf: Make, read_bytes: Read, texts: Any) -> None:
    """A paragraph may begin with the name of a figure or of a table."""
    said = (
        "Figure 1 shows that nothing happens when the water is cold and nobody looks at it.",
        "Table 2 lists all the cups that were broken while the water was getting warm again.",
    )
    document = read_bytes(make_pdf(_TEXT + "\n\n".join(said)))

    assert said == texts(document, "paragraph")


def test_figures_side_by_side_stay_apart(make_pdf: Make, read_bytes: Read) -> None:
    """Each caption gets the drawing above it, not its neighbour's."""
    drawing = (
        "figure(rect(width: 90%, height: 80pt, fill: {0}, stroke: none), caption: [A {0} box.])"
    )
    document = read_bytes(
        make_pdf(
            f"{_TEXT}#grid(columns: 2, gutter: 12pt, {drawing.format('red')}, "
            f"{drawing.format('blue')})\nThe text goes on below the two boxes."
        )
    )
    red, blue = (p for p in document.passages if p.kind == "figure")

    assert (red.text, blue.text) == ("A red box.", "A blue box.")
    assert colour_of(red)[0] > colour_of(red)[2]
    assert colour_of(blue)[2] > colour_of(blue)[0]


def test_unclear_table_stays_picture(make_pdf: Make, read_bytes: Read) -> None:
    """A table whose cells do not line up is shown as it is."""
    document = read_bytes(
        make_pdf(f"""{_TEXT}
#figure(block[#line(length: 100%) #h(10pt) a #h(90pt) bbb #h(20pt) c \\
  #h(60pt) dd #h(9pt) e #h(70pt) f #h(30pt) g \\ hhhh #h(30pt) i #line(length: 100%)],
  kind: table, caption: [No grid.])
Some words.""")
    )
    figure = next(p for p in document.passages if p.label == "Table 1")

    assert (figure.kind, figure.rows, figure.picture is not None) == ("figure", (), True)


def test_wrapped_cells_are_joined(make_pdf: Make, read_bytes: Read) -> None:
    """The second line of a cell belongs to its row."""
    document = read_bytes(
        make_pdf(f"""{_TEXT}
#figure(table(columns: (60pt, 90pt), stroke: none, row-gutter: 4pt, table.hline(),
  [Name], [What it does], table.hline(), [kettle], [heats the water until it boils],
  [cup], [holds the tea], table.hline()), caption: [Things.])
Some words.""")
    )
    table = next(p for p in document.passages if p.kind == "table")

    assert table.rows == (
        ("Name", "What it does"),
        ("kettle", "heats the water until it boils"),
        ("cup", "holds the tea"),
    )


def test_picture_without_caption_is_kept(make_pdf: Make, read_bytes: Read, make_image: Any) -> None:
    """A large picture is a figure even when nothing is written under it."""
    data = ", ".join(map(str, make_image()))
    document = read_bytes(
        make_pdf(f"{_TEXT}Some words.\n#image(bytes(({data},)), width: 60%)\nMore words.")
    )

    assert [p.kind for p in document.passages] == ["paragraph", "figure", "paragraph"]


def test_ruled_table_needs_no_caption(make_pdf: Make, read_bytes: Read) -> None:
    """Rules of one length with rows between them are a table, whatever is written around it."""
    rows = ", ".join(f"[{a}], [{b}], table.hline()" for a, b in (("cup", "3"), ("pot", "1")))
    document = read_bytes(
        make_pdf(
            f"{_TEXT}Some words before it.\n\n"
            f"#table(columns: (90pt, 60pt), stroke: none, table.hline(), [Thing], [Count], "
            f"table.hline(), {rows})\n\nMore words after it."
        )
    )

    assert [p.kind for p in document.passages] == ["paragraph", "table", "paragraph"]
    assert document.passages[1].rows == (("Thing", "Count"), ("cup", "3"), ("pot", "1"))


def width_of(passage: Passage) -> float:
    """Width of a figure's picture, in points on the page."""
    assert passage.picture is not None
    return passage.picture.width * 72 / 200


def test_labels_beside_bars_are_whole(make_pdf: Make, read_bytes: Read) -> None:
    """Names that stick out to the left of short bars are inside the picture."""
    bars = ", ".join(
        f"align(right)[{name}], align(left, rect(width: {width}pt, height: 10pt, fill: blue))"
        for name, width in (("first time", 90), ("nothing at all changed", 12), ("one edit", 15))
    )
    document = read_bytes(
        make_pdf(f"""{_TEXT}
#figure(grid(columns: (110pt, 100pt), column-gutter: 6pt, row-gutter: 6pt, {bars}),
  caption: [Time taken.])
{"The text goes on below the bars and says what they mean. " * 4}""")
    )
    figure = next(p for p in document.passages if p.kind == "figure")

    assert 190 < width_of(figure) < 230
    assert [p.kind for p in document.passages] == ["figure", "paragraph"]


def test_turned_axis_names_are_inside(make_pdf: Make, read_bytes: Read) -> None:
    """Numbers and the name of an axis that run upwards belong to the plot beside them."""
    numbers = ", ".join(f"rotate(-90deg, reflow: true)[{n}]" for n in (8, 4, 0))
    document = read_bytes(
        make_pdf(f"""{_TEXT}
#figure(grid(columns: 3, column-gutter: 5pt, align: horizon,
  rotate(-90deg, reflow: true)[spending per head], stack(spacing: 25pt, {numbers}),
  rect(width: 150pt, height: 100pt)), caption: [Spending.])
Some words below.""")
    )
    figure = next(p for p in document.passages if p.kind == "figure")

    assert width_of(figure) > 170


def test_text_beside_figure_stays_out(make_pdf: Make, read_bytes: Read) -> None:
    """Running text in the next column is no label, not even its short last lines."""
    said = "The text of the next column stands close to the drawing. " * 12
    document = read_bytes(
        make_pdf(f"""{_TEXT}
#columns(2, gutter: 12pt)[
#figure(rect(width: 100%, height: 120pt, fill: blue), caption: [A box.])
{said}

Short end.

{said}

{said}]""")
    )
    figure = next(p for p in document.passages if p.kind == "figure")

    assert width_of(figure) < 165
    assert sum(p.text == said.strip() for p in document.passages) == 3


def test_bold_caption_needs_no_mark(make_pdf: Make, read_bytes: Read) -> None:
    """A caption that is bold throughout is one, though nothing parts number and text."""
    document = read_bytes(
        make_pdf(
            f"{_TEXT}#align(center)[#rect(width: 120pt, height: 80pt)\n\n*Fig. 1 A box of glass*]\n"
            "Some words go on below the box."
        )
    )

    assert next((p.label, p.text) for p in document.passages) == ("Figure 1", "A box of glass")
