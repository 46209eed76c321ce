"""What the integration tests ask services with, load them with, and measure them with.

`HTTPHelper` asks over HTTP, `drive_open` and `drive_users` load, `summarize` tells the figures:

    async with HTTPHelper("http://localhost:8000") as http:
        run = await drive_open(lambda number: http.get("/health"), read_arrivals("constant(10, 5)"))
    print(summarize(run.latencies).p95, read_slo("p95<500ms").broken(run))
"""

from __future__ import annotations

from fabula.lab.load import drive_open, drive_users, read_arrivals, read_slo
from fabula.lab.load.http import Http as HTTPHelper
from fabula.lab.statistics.summary import summarize

__all__ = ["HTTPHelper", "drive_open", "drive_users", "read_arrivals", "read_slo", "summarize"]
