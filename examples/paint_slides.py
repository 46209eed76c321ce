"""Paint a slide of each kind in a folder: python examples/paint_slides.py slides [theme]."""

from __future__ import annotations

import sys
from pathlib import Path

from fabula.media.slides import Look, paint
from fabula.media.slides import visuals as show

VISUALS: tuple[show.Visual, ...] = (
    show.TitleCard("Why rivers bend", "What water does to its banks", "A film made by Fabula"),
    show.Bullets(
        "Three forces", ("The outer bank wears away", "The inner bank grows", "Floods cut through")
    ),
    show.Table(
        "How fast the banks move",
        (("River", "Metres a year"), ("Ucayali", "36.2"), ("Rhine", "0.1")),
        emphasis=0,
    ),
    show.Chart(
        "Two gauges, one flood",
        ("Mon", "Tue", "Wed", "Thu", "Fri"),
        (
            show.Series("upstream", (1.1, 3.8, 2.9, 1.6, 1.2)),
            show.Series("downstream", (1.0, 1.4, 2.6, 2.2, 1.9)),
        ),
        "m",
        "lines",
    ),
    show.Quote("No one steps in the same river twice.", "Heraclitus"),
    show.Definition("Meander", "A bend that grows because the current wears away its outer bank."),
    show.Comparison(
        "Two banks", (show.Column("Outer", "is worn away"), show.Column("Inner", "grows"))
    ),
    show.Statement("36 m", "is what the Ucayali moves its banks in a year."),
    show.Code(
        "A step of erosion", "def step(bank, speed):\n    return bank - 0.1 * speed**2", "python"
    ),
    show.Formula(
        "Erosion, written down", "E = k (u_b - overline(u))", "Loss follows the speed at the bank."
    ),
    show.Closing(
        "What to take away", ("Bends feed themselves", "Floods end them"), ("Ikeda, 1981",)
    ),
)


def main(folder: Path, theme: str) -> None:
    """Paint every visual, and say what is wrong with a slide, if anything is."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, visual in enumerate(VISUALS, start=1):
        slide = paint(visual, Look(theme, 1280, 720))
        (folder / f"{number:02}-{visual.kind}.png").write_bytes(slide.png)
        print(visual.kind, *slide.faults)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "slides"), (sys.argv[2:] or ["paper"])[0])
