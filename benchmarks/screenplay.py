"""How fast a screenplay is put on pages and exported: Fabula against screenplain.

    python benchmarks/screenplay.py            five rounds
    python benchmarks/screenplay.py --quick    one round

Every round is another script of nonsense, so that nothing is remembered, and both get the same
Fountain text in turn. CPU time of this process, medians, printed as a Markdown table. A first round
that loads libraries and faces is not counted.
"""

from __future__ import annotations

import argparse
import io
import random
import statistics
import time
from collections.abc import Callable

from screenplain.export import pdf as screenplain_pdf
from screenplain.parsers import fountain

from fabula.media.screenplay import (
    Element,
    Screenplay,
    paginate,
    read_fountain,
    write_fdx,
    write_fountain,
    write_html,
    write_pdf,
)

SENTENCE = (
    "The fern looks at Luna quietly while everybody in the dome pretends not to notice that the "
    "water is slowly turning blue"
)
WORDS = SENTENCE.split()
SCENES = {40: 10, 120: 30}
"""Scenes that make about so many pages."""


def script(scenes: int, seed: int) -> Screenplay:
    """A script of nonsense; every seed gives another one."""
    chance = random.Random(seed)  # noqa: S311
    elements = list[Element]()
    for number in range(1, scenes + 1):
        elements.append(Element("heading", f"INT. DOME {number % 7} - DAY", number=str(number)))
        for _ in range(8):
            elements.append(Element("action", prose(chance, 3)))
            for _ in range(3):
                elements.append(Element("character", chance.choice(("LUNA", "RICK", "FRED"))))
                elements.append(Element("dialogue", prose(chance, 3)))
    return Screenplay(tuple(elements))


def prose(chance: random.Random, sentences: int) -> str:
    """A few sentences of shuffled words."""
    return " ".join(
        " ".join(chance.sample(WORDS, 9)).capitalize() + chance.choice(".!?")
        for _ in range(sentences)
    )


def screenplain(text: str) -> None:
    """Fountain to PDF by screenplain."""
    screenplain_pdf.to_pdf(fountain.parse(io.StringIO(text)), io.BytesIO())


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    started = time.process_time()
    work()
    return time.process_time() - started


def measure(scenes: int, seed: int) -> dict[str, float]:
    """One round: CPU seconds by what was done."""
    play = script(scenes, seed)
    text = write_fountain(play)
    return {
        "read Fountain": seconds(lambda: read_fountain(text)),
        "paginate": seconds(lambda: paginate(play)),
        "write FDX": seconds(lambda: write_fdx(play)),
        "write HTML": seconds(lambda: write_html(play)),
        "Fountain to PDF": seconds(lambda: write_pdf(read_fountain(text))),
        "Fountain to PDF, screenplain": seconds(lambda: screenplain(text)),
    }


def main() -> None:
    """Measure, and print a table."""
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("--quick", action="store_true", help="one round")
    rounds = 1 if flags.parse_args().quick else 5
    measure(2, 0)
    rows: dict[str, list[float]] = {}
    for scenes in SCENES.values():
        found = [measure(scenes, seed) for seed in range(1, rounds + 1)]
        for name in found[0]:
            rows.setdefault(name, []).append(statistics.median(one[name] for one in found))
    counts = [len(paginate(script(scenes, 1)).pages) for scenes in SCENES.values()]
    print(f"| CPU ms | {counts[0]} pages | {counts[1]} pages |\n|---|---|---|")
    for name, (short, long) in rows.items():
        print(f"| {name} | {short * 1e3:.0f} | {long * 1e3:.0f} |")
    ours, theirs = rows["Fountain to PDF"], rows["Fountain to PDF, screenplain"]
    ratios = [their / our for our, their in zip(ours, theirs, strict=True)]
    print(f"| screenplain's PDF : ours | {ratios[0]:.1f} | {ratios[1]:.1f} |")


if __name__ == "__main__":
    main()
