"""Paint each kind of slide in all themes on a sheet: python examples/paint_slides.py slides.png."""

from __future__ import annotations

import io
import sys

from PIL import Image, ImageDraw

from fabula.media.documents.document import Picture
from fabula.media.slides import THEMES, Look, paint
from fabula.media.slides import visuals as show

OUTER = show.Column("The outer bank", "is worn away where the water runs fastest.")
INNER = show.Column("The inner bank", "grows, since slow water drops its sand.")
WEEK, FLOOD = ("Mon", "Tue", "Wed", "Thu", "Fri"), (1.1, 3.8, 2.9, 1.6, 1.2)
GAUGES = show.Series("upper", FLOOD), show.Series("lower", (1.0, 1.4, 2.6, 2.2, 1.9))
SPEEDS = show.Series("1990", (36.2, 9.5, 0.1)), show.Series("2020", (41.0, 8.2, 0.1))
MOVES = (("River", "m a year"), ("Ucayali", "36.2"), ("Tisza", "9.5"), ("Rhine", "0.1"))
REMARK = "When the water is high, the outer bank loses as much in a day as in a dry year."
STEP = "def step(bank, speed):\n    return bank - 0.1 * speed**2"
VISUALS: tuple[show.Visual, ...] = (
    show.TitleCard("Why rivers bend", "What water does to its banks", "A film made by Fabula"),
    show.Bullets("Three forces", ("The outer bank goes", "The inner grows", "Floods cut through")),
    show.Remark("High water", REMARK, ("the outer bank",)),
    show.Comparison("Two banks", (OUTER, INNER)),
    show.Figure("A meander", "p1", "Seen from above."),
    show.Statement("36 m", "is what the Ucayali moves its banks in a year."),
    show.Table("Banks on the move", MOVES, 0),
    show.Chart("Then and now", ("Ucayali", "Tisza", "Rhine"), SPEEDS, "m"),
    show.Chart("Two gauges, one flood", WEEK, GAUGES, "m", "lines"),
    show.Definition("Meander", "A bend that grows because the current wears away its outer bank."),
    show.Quote("No one steps in the same river twice.", "Heraclitus"),
    show.Code("A step of erosion", STEP, "python"),
    show.Formula("Erosion", "E = k (u_b - overline(u))", "Loss follows the speed at the bank."),
    show.Statement("A straight river is one that someone is holding", "Let go, and it bends."),
    show.Closing("To take away", ("Bends feed themselves", "Floods end them"), ("Ikeda, 1981",)),
)
ACROSS, WIDE, HIGH, GAP = 5, 320, 180, 8


def meander() -> Picture:
    """A river from above."""
    image, file = Image.new("RGB", (720, 480), "white"), io.BytesIO()
    for x in range(3):
        box, turn = (40 + 200 * x, 120, 280 + 200 * x, 360), 180 * (x % 2)
        ImageDraw.Draw(image).arc(box, turn, 180 + turn, "#2f6f8f", 40)
    image.save(file, "PNG")
    return Picture(file.getvalue(), *image.size)


if __name__ == "__main__":
    slides = [(theme, visual) for theme in THEMES for visual in VISUALS]
    sheet = Image.new("RGB", ((WIDE + GAP) * ACROSS, (HIGH + GAP) * len(slides) // ACROSS), "#999")
    for at, (theme, visual) in enumerate(slides):
        slide = paint(visual, Look(theme, 4 * WIDE, 4 * HIGH), meander())
        print(theme, visual.kind, *slide.faults)
        small = Image.open(io.BytesIO(slide.png)).resize((WIDE, HIGH), Image.Resampling.LANCZOS)
        sheet.paste(small, (at % ACROSS * (WIDE + GAP) + 4, at // ACROSS * (HIGH + GAP) + 4))
    sheet.quantize(128).save(sys.argv[1] if sys.argv[1:] else "slides.png", optimize=True)
