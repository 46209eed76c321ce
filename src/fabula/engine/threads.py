"""Threads that functions run in, beside the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fabula.engine.spans import current_span

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor


class Threads:
    """Threads that are begun when they are first needed.

    Args:
        name: What a span's wait for one of them is called.
        most: How many there may be.
        own: They are no others' threads; else they are those of the loop's default executor.
    """

    def __init__(self, name: str, most: int, *, own: bool = True) -> None:
        self.name, self.most, self._own = name, most, own
        self._executor: ThreadPoolExecutor | None = None

    async def run(self, work: Callable[[], Any]) -> Any:
        """What the work gives in one of the threads; the time until one is free is a wait."""
        if self._own and self._executor is None:
            from concurrent.futures import ThreadPoolExecutor

            self._executor = ThreadPoolExecutor(self.most, f"fabula-{self.name}")
        span = current_span()
        queued = span.now() if span else 0.0

        def begin() -> Any:
            if span:
                span.wait(self.name, span.now() - queued)
            return work()

        return await asyncio.get_running_loop().run_in_executor(self._executor, begin)
