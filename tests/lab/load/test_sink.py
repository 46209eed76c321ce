"""A server that answers at once; or, now and then, does not."""

from __future__ import annotations

import asyncio
import time

from fabula.lab.load.http import Http
from fabula.lab.load.sink import sink


def test_sink_answers_and_stalls() -> None:
    """At once, but for its stalls; it is gone afterwards."""

    async def longest(address: str, seconds: float) -> float:
        async with Http(address) as http:
            worst, until = 0.0, time.monotonic() + seconds
            while time.monotonic() < until:
                began = time.monotonic()
                assert await http.get("/") == b"ok"
                worst = max(worst, time.monotonic() - began)
                await asyncio.sleep(0.01)
            return worst

    with sink(every=0.6, seconds=0.3) as address:
        assert asyncio.run(longest(address, 1.2)) > 0.2
