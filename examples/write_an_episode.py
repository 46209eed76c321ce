"""Writes an episode of a sitcom from one sentence, offline, and says how it measures."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from fabula.productions.episode.order import EpisodeOrder
from fabula.productions.episode.pitch import Pitch
from fabula.productions.episode.recipe import Episode
from fabula.studio import Studio

PREMISE = "A retired magician opens a dentist's office with his former assistant."


async def write(premise: str) -> Episode:
    """Write the episode in a home that is thrown away afterwards."""
    with tempfile.TemporaryDirectory() as home:
        async with Studio(home=Path(home)) as studio:
            order = EpisodeOrder(minutes=6, seed=3, formats=("fountain", "pdf"))
            made = await studio.episode(Pitch(premise=premise), order)
    return made.work


def main() -> None:
    """Write it, keep the script, and read the first lines of it."""
    premise = sys.argv[1] if len(sys.argv) > 1 else PREMISE
    episode = asyncio.run(write(premise))
    draft = episode.draft
    for name in ("fountain", "pdf", "report.html"):
        Path(f"episode.{name}").write_bytes(episode.files[name])
    print(f"{draft.script.outline.title}: {len(draft.script.played())} scenes")
    for line in draft.script.lines(1)[:6]:
        print(f"  {line.character}: {line.line}")
    timing, report = draft.comedy.timing_analysis, draft.report
    print(f"{timing.total_jokes} jokes, {timing.pacing_score.reason}")
    print(f"score {report.overall_quality_score.value:.2f}: {report.overall_quality_score.reason}")


if __name__ == "__main__":
    main()
