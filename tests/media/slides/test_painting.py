"""Slides are whole, legible and inside their frame, whatever they are asked to show."""

from __future__ import annotations

import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.media.slides.conftest import ONE_OF_EACH

from fabula.media.documents.document import Picture
from fabula.media.slides import THEMES, Look, cover, paint
from fabula.media.slides.checks import CONTRAST, contrast, luminance
from fabula.media.slides.visuals import (
    Bullets,
    Chart,
    Closing,
    Code,
    Column,
    Comparison,
    Definition,
    Figure,
    Formula,
    Quote,
    Remark,
    Series,
    Statement,
    Table,
    TitleCard,
    Visual,
)

SIZES = {"16:9": (640, 360), "9:16": (360, 640), "1:1": (400, 400)}
ODD = "Aa gQ Éß ж Ω 7% \u201c\u2013\u201d #*_$`\\@<>[]{}\"' \n\t\u200b\u00ad 漢 ع 😀"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("aspect", SIZES)
@pytest.mark.parametrize("captions", [False, True])
def test_every_kind_is_faultless(theme: str, aspect: str, captions: bool, picture: Picture) -> None:
    """Each kind, in each theme and aspect, with and without captions, has nothing wrong with it."""
    look = Look(theme, *SIZES[aspect], captions=captions)

    faults = {name: paint(visual, look, picture).faults for name, visual in ONE_OF_EACH.items()}

    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize(
    "size", [(1280, 720), (1920, 1080), (1080, 1920), (3840, 2160), (641, 359)]
)
def test_png_has_asked_size(size: tuple[int, int]) -> None:
    """The PNG is RGB and exactly as large as asked, odd numbers too."""
    with Image.open(io.BytesIO(paint(ONE_OF_EACH["bullets"], Look("slate", *size)).png)) as image:
        seen = image.format, image.mode, image.size

    assert seen == ("PNG", "RGB", size)


def test_layout_scales_with_resolution() -> None:
    """A slide twice as large has every box twice as large: previews show the real layout."""
    small, large = (
        paint(ONE_OF_EACH["bullets"], Look("paper", *size)).boxes
        for size in ((960, 540), (1920, 1080))
    )

    assert [(b.left, b.top) for b in large] == [
        pytest.approx((2 * b.left, 2 * b.top), abs=2) for b in small
    ]


def test_same_bytes_in_other_process() -> None:
    """Another process paints the same bytes: slides can be cached by content."""
    script = (
        "from hashlib import sha256; from fabula.media.slides import *;"
        "from fabula.media.slides.visuals import *;"
        "s = paint(Quote('To bend is to last', 'A river'), Look('paper', 640, 360));"
        "print(sha256(s.png).hexdigest())"
    )
    there = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    here = paint(Quote("To bend is to last", "A river"), Look("paper", 640, 360))

    assert there.stdout.strip() == sha256(here.png).hexdigest()


def test_threads_paint_the_same() -> None:
    """Slides painted two at a time are the slides painted one at a time."""
    looks = [Look(theme, 640, 360) for theme in THEMES] * 4
    visual = ONE_OF_EACH["table"]
    with ThreadPoolExecutor(2) as threads:
        together = list(threads.map(lambda look: paint(visual, look), looks))

    assert together == [paint(visual, look) for look in looks]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", ["bullets", "table", "quote", "code", "wide table", "lying"])
def test_margins_and_band_stay_bare(theme: str, kind: str) -> None:
    """No pixel is set in the outer margins, nor where captions go."""
    look = Look(theme, 960, 540, captions=True)
    with Image.open(io.BytesIO(paint(ONE_OF_EACH[kind], look).png)) as image:
        ground = image.getpixel((0, 0))
        frame = [(0, 0, 40, 540), (920, 0, 960, 540), (0, 0, 960, 24)]
        frame.append((0, look.height - look.band, 960, 540))
        seen = [image.crop(strip).getcolors() for strip in frame]

    assert all(colours is not None and {c for _, c in colours} == {ground} for colours in seen)


@pytest.mark.parametrize("theme", THEMES)
def test_pixels_of_text_contrast(theme: str, picture: Picture) -> None:
    """In every box of words the darkest and lightest pixels differ as WCAG AA asks."""
    weak = []
    for name, visual in ONE_OF_EACH.items():
        slide = paint(visual, Look(theme, 960, 540), picture)
        with Image.open(io.BytesIO(slide.png)) as image:
            for box in slide.boxes:
                if box.kind in {"picture", "mark"}:
                    continue
                edges = tuple(round(edge) for edge in (box.left, box.top, box.right, box.bottom))
                ratio = _widest_contrast(image.crop(edges))
                if ratio < CONTRAST:
                    weak.append((name, box.name, round(ratio, 1)))

    assert weak == []


@pytest.mark.parametrize("theme", THEMES)
def test_picture_lands_in_its_box(theme: str, picture: Picture) -> None:
    """The document's picture is in the box named for it, on a white card in every theme."""
    slide = paint(ONE_OF_EACH["figure"], Look(theme, 1280, 720), picture)
    box = next(box for box in slide.boxes if box.kind == "picture")
    middle = round(box.top + box.height / 2)
    with Image.open(io.BytesIO(slide.png)) as image:
        at = [image.getpixel((round(box.left + share * box.width), middle)) for share in (0.3, 0.7)]
        edge = image.getpixel((round(box.left - 8), middle))

    assert (at, edge) == ([(204, 0, 0), (0, 0, 204)], (255, 255, 255))


def test_long_points_are_shortened() -> None:
    """Points that cannot fit are cut with an ellipsis, stay inside, and say so."""
    slide = paint(Bullets("Too much", tuple("very long words " * 60 for _ in range(5))), Look())

    assert {fault.partition(":")[0] for fault in slide.faults} == {"cut"}


@pytest.mark.parametrize("size", SIZES.values())
def test_long_heading_pushes_nothing(size: tuple[int, int]) -> None:
    """A heading longer than its points stays inside, with and without places to break."""
    headings = ("A heading that nobody edited " * 4, "0" * 80, "Unbreakable" * 6)
    found = [paint(Bullets(heading, ("x",)), Look("paper", *size)).faults for heading in headings]

    assert found == [(), (), ()]


def test_huge_cells_are_shortened() -> None:
    """Cells too long for even two rows are cut, stay inside, and say so."""
    table = Table("", tuple((f"{row} " + "00M00" * 50,) * 3 for row in range(2)))
    faults = paint(table, Look("paper", 270, 480, captions=True)).faults

    assert faults == ("cut: table is too long and was shortened",)


def test_absent_letters_are_named() -> None:
    """Letters that no face has are a fault that names them; Greek and Cyrillic are at hand."""
    faults = paint(Quote("Река Ποταμός 川"), Look("slate", 640, 360)).faults

    assert faults == ("glyphs: no face at hand has 川",)


def test_empty_visual_is_fault() -> None:
    """A slide with nothing on it says that it is empty."""
    assert "empty: there is nothing on the slide" in paint(Statement(" "), Look()).faults


def test_markup_in_text_stays_text() -> None:
    """Typst code in a text is shown as it stands: the box is as wide as its letters make it."""
    code = paint(Statement('#read("main.typ") *b* $x$'), Look("paper", 640, 360))

    assert (code.faults, len(code.boxes)) == ((), 1)


@pytest.mark.parametrize(
    "formula", ['#read("main.typ")', "x +", 'foo("', "a" * 3000, "\\frac{a}{b}"]
)
def test_bad_formula_becomes_text(formula: str) -> None:
    """What is not Typst maths is set as it is written, with no crash and no file read."""
    slide = paint(Formula("Odd", formula), Look("signal", 640, 360))

    assert "formula" in [box.name for box in slide.boxes]


def test_broken_picture_is_fault() -> None:
    """A picture that cannot be read leaves an empty card and a fault."""
    slide = paint(ONE_OF_EACH["figure"], Look("paper", 640, 360), Picture(b"not a picture", 10, 10))

    assert [fault.partition(":")[0] for fault in slide.faults] == ["picture"]


def test_tiny_picture_is_fault(picture: Picture) -> None:
    """A picture is never blown up more than twice; one too small for that is a fault."""
    slide = paint(ONE_OF_EACH["figure"], Look(), replace(picture, width=60, height=40))
    box = next(box for box in slide.boxes if box.kind == "picture")

    assert (box.width, slide.faults) == (120, ("picture: 60 x 40 pixels are too few to show",))


@pytest.mark.parametrize("number", [0.0, -2e-308, 1e-9, 1e299, -7.0])
def test_single_number_has_axis(number: float) -> None:
    """A chart of one number, however small or large, has an axis and no fault."""
    chart = Chart("One", ("a",), (Series("s", (number,)), Series("t", ())), "0", "lines")

    assert paint(chart, Look("paper", 640, 360)).faults == ()


def test_figure_without_picture_has_fault() -> None:
    """A figure whose picture is missing shows its words and says what is missing."""
    slide = paint(ONE_OF_EACH["figure"], Look("paper", 640, 360))

    assert slide.faults == ("picture: the figure has none",)


def test_example_paints_every_kind(tmp_path: Path) -> None:
    """The example paints every kind in every theme, none with a fault, on one sheet."""
    example = Path(__file__).parents[3] / "examples" / "paint_slides.py"
    command = [sys.executable, str(example), str(tmp_path / "slides.png")]
    told = subprocess.run(command, capture_output=True, text=True, check=True)

    assert {tuple(line.split()) for line in told.stdout.splitlines()} == {
        (theme, visual.kind) for theme in THEMES for visual in ONE_OF_EACH.values()
    }
    assert (tmp_path / "slides.png").exists()


def test_cover_is_title_card() -> None:
    """The cover of a film is its title card."""
    look = Look("signal", 640, 360)

    assert cover("Why", "Me", look) == paint(TitleCard("Why", byline="Me"), look).png


def _widest_contrast(image: Image.Image) -> float:
    colours = image.getcolors(image.width * image.height) or []
    tones = sorted(
        (f"#{bytes(colour).hex()}" for _, colour in colours if isinstance(colour, tuple)),
        key=luminance,
    )
    return contrast(tones[0], tones[-1])


words = st.text(st.sampled_from(ODD) | st.characters(codec="utf-8"), max_size=40)
prose = words | st.builds(lambda word, times: word * times, words, st.integers(1, 60))
numbers = st.floats() | st.integers(-(10**9), 10**9)
several = st.lists(prose, max_size=9).map(tuple)
visuals: st.SearchStrategy[Visual] = st.one_of(
    st.builds(TitleCard, prose, prose, prose),
    st.builds(Bullets, prose, several),
    st.builds(Figure, prose, words, prose),
    st.builds(
        Table, prose, st.lists(several, max_size=9).map(tuple), st.none() | st.integers(0, 9)
    ),
    st.builds(
        Chart,
        prose,
        several,
        st.lists(
            st.builds(Series, prose, st.lists(numbers, max_size=9).map(tuple)), max_size=5
        ).map(tuple),
        words,
        st.sampled_from(["bars", "lines"]),
    ),
    st.builds(Quote, prose, prose),
    st.builds(Remark, prose, prose, several),
    st.builds(Definition, prose, prose),
    st.builds(Statement, prose, prose),
    st.builds(Comparison, prose, st.lists(st.builds(Column, prose, prose), max_size=5).map(tuple)),
    st.builds(Code, prose, prose, words),
    st.builds(Formula, prose, prose, prose),
    st.builds(Closing, prose, several, several),
)
looks = st.builds(
    lambda theme, size, captions: Look(theme, size[0], size[1], captions=captions),
    st.sampled_from(THEMES),
    st.sampled_from([(480, 270), (270, 480), (300, 300), (640, 200), (160, 640)]),
    st.booleans(),
)

pictures = st.none() | st.builds(Picture, st.just(b"?"), st.integers(0, 4000), st.integers(0, 4000))


@settings(
    max_examples=150, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(visual=visuals, look=looks, picture=pictures)
def test_anything_stays_inside(visual: Visual, look: Look, picture: Picture | None) -> None:
    """Whatever the text, nothing leaves the slide, overlaps, pales or meets the captions."""
    kinds = {fault.partition(":")[0] for fault in paint(visual, look, picture).faults}

    assert kinds <= {"cut", "glyphs", "empty", "picture"}
