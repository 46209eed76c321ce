"""Texts by what they are about: the one that answers a question, and two that say the same.

Without a model, words and parts of words are compared. With one, meaning is:

    FABULA_EMBEDDING="ollama:nomic-embed-text, offline" python examples/find_alike.py
"""

from __future__ import annotations

import asyncio
from itertools import combinations

from fabula import Studio
from fabula.models import Embedder

STORIES = [
    "Luna opens a bakery in the harbour, and her first loaf is a stone.",
    "A lighthouse keeper repairs his lamp before the storm.",
    "The keeper of a lighthouse must mend the lamp, for a storm is coming.",
    "Two brothers argue about the wedding cake until it melts.",
]


async def main() -> None:
    """Find the story that is asked for, and the one that was told twice."""
    embedder = Studio().hire(Embedder, "embedding")
    question = "Which story has a baker?"
    asked, *places = await embedder.embed([question, *STORIES])
    await embedder.close()
    best = max(range(len(STORIES)), key=lambda i: asked.likeness(places[i]))
    print(f"{question} {STORIES[best]}")
    one, other = max(
        combinations(range(len(STORIES)), 2),
        key=lambda pair: places[pair[0]].likeness(places[pair[1]]),
    )
    print(f"Told twice, by {embedder.identity}: {STORIES[one]} / {STORIES[other]}")


asyncio.run(main())
