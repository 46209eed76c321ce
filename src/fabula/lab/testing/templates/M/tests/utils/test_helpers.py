"""What the integration tests ask services with, load them with, and measure them with.

WebSocket client for MCP, HTTP helper, performance measurement, load framework, database utilities:

    async with await MCPClient.connect("ws://localhost:8000/mcp") as brain:
        luna = await brain.call("create_character", name="Luna", description="a dreamer")
    async with HTTPHelper("http://localhost:8000") as http:
        run = await drive_open(lambda number: http.get("/health"), read_arrivals("poisson(10, 5)"))
    print(summarize(run.latencies).p95, read_slo("p95<500ms,errors<1%").broken(run))
    shows = SqliteFile(Path("shows.db"))
    before = shows.counts()
    ...
    assert added(before, shows.counts()) == {"characters": 1}
"""

from __future__ import annotations

from fabula.lab.load import drive_open, drive_users, find_capacity, read_arrivals, read_slo
from fabula.lab.load.closed import Users, climb
from fabula.lab.load.http import Http as HTTPHelper
from fabula.lab.load.mcp import Mcp as MCPClient
from fabula.lab.load.mcp import Refused
from fabula.lab.load.websocket import WebSocket as WebSocketClient
from fabula.lab.resources import Meter as PerformanceMeter
from fabula.lab.statistics.summary import percentile, summarize
from fabula.lab.testing.databases import RedisKeys, SqliteFile, added

__all__ = [
    "HTTPHelper",
    "MCPClient",
    "PerformanceMeter",
    "RedisKeys",
    "Refused",
    "SqliteFile",
    "Users",
    "WebSocketClient",
    "added",
    "climb",
    "drive_open",
    "drive_users",
    "find_capacity",
    "percentile",
    "read_arrivals",
    "read_slo",
    "summarize",
]
