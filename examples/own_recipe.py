"""A recipe of your own: steps that remember, parts side by side, a failure in plain sight."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from fabula import fan_out, open_run, step
from fabula.engine import Trace
from fabula.store.folder import open_store


@step
async def translate(line: str, language: str) -> str:
    """Pretend to ask a model; whatever it says is remembered by what it was asked."""
    if not line.strip():
        raise ValueError("there is nothing to translate")
    await asyncio.sleep(0.01)
    return f"[{language}] {line}"


async def perform(home: Path, script: list[str]) -> Trace:
    """Translate every line, four at a time, and tell what is missing."""
    async with open_store(home) as store, open_run(store, "translation") as run:
        lines = await fan_out(lambda line: translate(line, "fr"), script, limit=4, name="line")
        for line in lines.made:
            print(line)
        for hole in lines.holes:
            print(f"missing: {hole.title}: {hole.reason}")
        return run.trace()


def main() -> None:
    """Run twice: the second time only the changed line is made, and the hole tried again."""
    with tempfile.TemporaryDirectory() as home:
        script = ["Good evening.", " ", "Where is the cat?"]
        for script[0] in ("Good evening.", "Good night."):
            trace = asyncio.run(perform(Path(home), script))
            print(f"made {trace.made}, remembered {trace.hits}")


if __name__ == "__main__":
    main()
