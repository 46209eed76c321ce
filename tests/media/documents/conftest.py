"""Documents made on the spot, so that what stands in them is known exactly."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
import typst
from PIL import Image, ImageDraw

from fabula.media.documents import Document, Limits, Source
from fabula.media.documents.reading import read_here

_WORDS = """
careful measurement shows that reliable understanding of ordinary observations requires patience
because experimental conditions change continuously while instruments remain comparatively stable
throughout international collaborations researchers document surprising relationships between
temperature pressure humidity and biological development considering alternative explanations
"""
WORDS = _WORDS.split()

Make = Callable[[str], bytes]
Read = Callable[..., Document]


def prose(seed: int, words: int = 70) -> str:
    """Sentences of about nine words, the same for the same seed, with a compound word in them."""
    dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
    picked = [dice.choice(WORDS) for _ in range(words)]
    picked[words // 2] = "state-of-the-art"
    sentences = [picked[i : i + 9] for i in range(0, words, 9)]
    return " ".join(" ".join(s).capitalize() + "." for s in sentences)


@dataclass(frozen=True)
class Paper:
    """A paper of which everything is known: Typst source, and the texts in reading order."""

    source: str
    title: str
    authors: tuple[str, ...]
    headings: tuple[tuple[int, str], ...]
    paragraphs: tuple[str, ...]
    references: tuple[str, ...] = ()
    items: tuple[str, ...] = field(default=())


@pytest.fixture(scope="session")
def make_pdf() -> Make:
    """Sets Typst markup as a PDF."""

    def make(markup: str) -> bytes:
        pdf = typst.compile(markup.encode())
        assert isinstance(pdf, bytes)
        return pdf

    return make


@pytest.fixture(scope="session")
def read_bytes() -> Read:
    """Reads bytes under a name, in this process."""

    def read(data: bytes, name: str = "paper.pdf", limits: Limits | None = None) -> Document:
        return read_here(Source(name, data), limits or Limits())

    return read


@pytest.fixture(scope="session")
def make_image() -> Callable[..., bytes]:
    """A picture in a given format: a red disc on white."""

    def make(width: int = 200, height: int = 120, kind: str = "PNG") -> bytes:
        image = Image.new("RGB", (width, height), "white")
        ImageDraw.Draw(image).ellipse((20, 20, width - 20, height - 20), fill="red")
        out = io.BytesIO()
        image.save(out, kind)
        return out.getvalue()

    return make


@pytest.fixture(scope="session")
def paper() -> Callable[..., Paper]:
    """A paper in one to three columns with everything a paper has."""
    return _paper


def _paper(columns: int = 2) -> Paper:
    texts = tuple(prose(seed) for seed in range(12))
    items = ("The first point is short.", prose(40, 25), "The last point ends the list.")
    references = (
        "[1] A. Writer. On careful measurement of small things. Journal of Patience, 12(3), 2019.",
        "[2] B. Reader and C. Editor. A longer title that has to be broken over two lines of the "
        "column. Proceedings of the Society for Reading, pages 3\u201314, 2021.",
        "[3] D. Printer. Types and their faces. Press of the North, 2024.",
    )
    body = f"""
= Introduction
{texts[1]}

{texts[2]}#footnote[This note must stay out of the running text, wherever it stands.]

- {items[0]}
- {items[1]}
- {items[2]}

{texts[3]}

= Method
== Setting
{texts[4]}

$ E = m c^2 + sum_(i=1)^n x_i $

{texts[5]}

#figure(rect(width: 100%, height: 70pt, fill: blue.lighten(60%))[inside the drawing],
  caption: [A drawing of the apparatus, seen from the left.])

== Procedure
{texts[6]}

```python
def measure(x):
    return x + 1
```

{texts[7]}

#figure(table(columns: 3, stroke: none, table.hline(),
  [Site], [Count], [Share], table.hline(), [North], [12], [0.30], [South], [28], [0.70],
  table.hline()), caption: [Counts by site.])

= Results
{texts[8]}

{texts[9]}

As Figure 1 shows, {texts[10][0].lower()}{texts[10][1:]}

= Conclusion
{texts[11]}

= References
#set par(first-line-indent: 0pt, hanging-indent: 1em)
{chr(10).join(_escaped(r) + chr(10) for r in references)}
"""
    return Paper(
        source=_frame(columns, texts[0], body),
        title="Patience and Measurement in Ordinary Observations",
        authors=("Ada Winter", "Bruno Sommer"),
        headings=(
            (1, "Abstract"),
            (1, "1 Introduction"),
            (1, "2 Method"),
            (2, "2.1 Setting"),
            (2, "2.2 Procedure"),
            (1, "3 Results"),
            (1, "4 Conclusion"),
            (1, "5 References"),
        ),
        paragraphs=(
            *texts[:10],
            f"As Figure 1 shows, {texts[10][0].lower()}{texts[10][1:]}",
            texts[11],
        ),
        references=references,
        items=items,
    )


def _escaped(text: str) -> str:
    return text.replace("[", "\\[").replace("]", "\\]")


def _frame(columns: int, abstract: str, body: str) -> str:
    columned = f"#columns({columns}, gutter: 14pt)[\n{body}\n]" if columns > 1 else body
    return f"""
#set page(width: 500pt, height: 640pt, margin: (x: 45pt, y: 60pt),
  header: context if counter(page).get().first() > 1 [Winter and Sommer #h(1fr) Patience],
  numbering: "1")
#set text(size: 10pt, lang: "en", hyphenate: true, font: "Libertinus Serif")
#set par(justify: true, first-line-indent: 1em)
#show raw: set text(font: "DejaVu Sans Mono", size: 8pt)
#set math.equation(numbering: "(1)")
#align(center)[#text(17pt)[Patience and Measurement in Ordinary Observations]

Ada Winter and Bruno Sommer

_University of the North_]
#v(1em)
#text(weight: "bold")[Abstract]

{abstract}
#v(1em)
#set heading(numbering: "1.1")
{columned}
"""


def texts_of(document: Document, *kinds: str) -> tuple[str, ...]:
    """The texts of all passages of these kinds."""
    return tuple(p.text for p in document.passages if p.kind in kinds)


@pytest.fixture(scope="session")
def texts() -> Callable[..., Sequence[str]]:
    """Picks the texts of passages by kind."""
    return texts_of
