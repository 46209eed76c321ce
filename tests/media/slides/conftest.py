"""One visual of each kind, and a picture drawn for the purpose."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw

from fabula.media.documents.document import Picture
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

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
RAIN = (50, 42, 38, 45, 60, 71, 80, 78, 64, 58, 55, 52)

ONE_OF_EACH: dict[str, Visual] = {
    "title": TitleCard("Why rivers bend", "Water, sand and time", "A. Writer and B. Reader"),
    "bullets": Bullets(
        "Three forces at work",
        ("The outer bank is worn away", "The inner bank grows", "Floods cut the neck"),
    ),
    "many": Bullets(
        "What to bring along", tuple(f"Thing number {n} of the list" for n in range(8))
    ),
    "figure": Figure("A meander grows", "p2.1", "The bend in 1990 and in 2020, seen from above."),
    "table": Table(
        "How fast banks move",
        (
            ("River", "Metres a year", "Since"),
            ("Ucayali", "36.2", "1985"),
            ("Rhine", "0.1", "1900"),
        ),
        emphasis=0,
    ),
    "wide table": Table(
        "More than a slide can hold",
        tuple(tuple(f"Cell {row} of column {column}" for column in range(9)) for row in range(30)),
        emphasis=20,
    ),
    "bars": Chart("Rain in a year", MONTHS, (Series("rain", RAIN),), "millimetres"),
    "gains": Chart("Gains and losses", ("North", "South"), (Series("x", (-2.5, 4.0)),), "%"),
    "lying": Chart(
        "Where the water goes",
        ("Evaporation from open water and wet ground", "Runoff", "Seepage into deep ground layers"),
        (Series("dry year", (61, 25, 14)), Series("wet year", (48, 40, 12))),
        "%",
    ),
    "lines": Chart(
        "Two gauges",
        MONTHS,
        (Series("upper", RAIN), Series("lower", tuple(r * 3 for r in RAIN))),
        "cm",
        "lines",
    ),
    "quote": Quote("No one steps in the same river twice.", "Heraclitus"),
    "remark": Remark(
        "Banks",
        "When the water is high, the outer bank loses as much sand in a day as in a dry year.",
        ("the outer bank",),
    ),
    "definition": Definition(
        "Meander", "A bend that grows because the current wears its outer bank."
    ),
    "comparison": Comparison(
        "Two banks of one bend",
        (
            Column("The outer bank", "is worn away where the water runs fastest and cuts deep."),
            Column("The inner bank", "grows, since slow water drops the sand that it carries."),
        ),
    ),
    "three columns": Comparison(
        "Three ages of a river that nobody has straightened",
        (
            Column("Young", "falls fast over rocks."),
            Column("Grown", "winds through a wide valley and builds banks of sand and gravel."),
            Column("Old", "splits into many arms before it meets the sea."),
        ),
    ),
    "number": Statement("36 m", "is what the Ucayali moves in one year."),
    "claim": Statement(
        "A straight river is a river that someone is holding", "Let go and it bends."
    ),
    "code": Code(
        "One step of erosion",
        "def step(bank, speed):\n    # faster water, more loss\n    return bank - 0.1 * speed ** 2",
        "python",
    ),
    "long code": Code(
        "A listing", "\n".join(f"line_{n} = {'x' * 150}" for n in range(60)), "python"
    ),
    "formula": Formula(
        "Erosion", "dot(n) = k_e (u_b - U)", "Loss follows the speed near the bank."
    ),
    "closing": Closing(
        "Take away",
        ("Bends grow", "Necks are cut"),
        ("Hickin and Nanson (1984), Lateral migration",),
    ),
}


@pytest.fixture(scope="session")
def picture() -> Picture:
    """A drawing of 600 x 400 pixels: white, with a red and a blue half inside a margin."""
    canvas = Image.new("RGB", (600, 400), "white")
    draw = ImageDraw.Draw(canvas)
    draw.rectangle((40, 40, 299, 360), fill="#cc0000")
    draw.rectangle((300, 40, 560, 360), fill="#0000cc")
    content = io.BytesIO()
    canvas.save(content, "PNG")
    return Picture(content.getvalue(), 600, 400)
