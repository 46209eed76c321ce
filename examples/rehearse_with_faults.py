"""Rehearses a film with a provider that is slow and fails, with no account and no network.

The simulator stands in for OpenAI on a port of this machine. It refuses every fifth call, breaks
some off, and takes its time; the film is made all the same, and the verdict says how we behaved.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from fabula import Studio, VideoOrder
from fabula.models.simulator import plan_of, serve

DOCUMENT = Path(__file__).parent / "documents" / "repeated-frame.pdf"

PLAN = plan_of(
    {
        "seed": 7,
        "latency": "lognormal(0.05, 0.02)",
        "concurrency": 4,
        "faults": ["429:0.2,seconds=0.1", "drop:0.05", "500:0.05"],
    }
)


async def main() -> None:
    """Make the film, and tell what the provider saw."""
    async with serve(PLAN) as served:
        environment = {
            "FABULA_OPENAI_URL": served.address,
            "OPENAI_API_KEY": "sim",
            "FABULA_WRITER": "openai:sim",
            "FABULA_SPEECH": "openai:sim",
        }
        async with Studio(environment=environment, home=Path("home")) as studio:
            order = VideoOrder(minutes=0.5, resolution=360)
            made = await studio.film(await studio.find(str(DOCUMENT)), order)
        stats, verdict = served.simulator.stats(), served.simulator.verdict()
    print(f"{len(made.work.video):,} bytes of film")
    print(f"{stats['requests']} calls, {verdict.failed} failed: {stats['by_fault']}")
    print("we behaved well" if verdict.passed else verdict.findings)


if __name__ == "__main__":
    asyncio.run(main())
