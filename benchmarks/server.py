"""How many requests a second of CPU time the server answers, beside a bare Starlette.

    python benchmarks/server.py

Each server is a process of its own on uvicorn, with the same flags; eight requests at once come
over connections that are kept open, and the rounds of both servers are interleaved. CPU is that of
the server's process, so that the client, which is on the same machine, does not count. The bare
Starlette answers the very bytes that the server does, from memory: what is between the two is what
the gate, the keys, the routes, the schemas and the disk cost.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psutil

ROUNDS, REQUESTS, CONNECTIONS, PROJECTS = 5, 1600, 8, 20

BARE = """
import sys
import httpx2, uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

def route(place):
    body = httpx2.get(sys.argv[1] + place).content
    async def answer(request):
        return Response(body, media_type="application/json")
    return Route(place, answer)

app = Starlette(routes=[route(place) for place in sys.argv[3:]])
uvicorn.run(app, port=int(sys.argv[2]), log_level="error", access_log=False, server_header=False)
"""


@dataclass(frozen=True)
class Server:
    """A server in a process of its own."""

    address: str
    process: psutil.Process

    def cpu(self) -> float:
        """Seconds of CPU time so far."""
        spent = self.process.cpu_times()
        return float(spent.user + spent.system)


@contextmanager
def fabula(home: Path) -> Iterator[Server]:
    """`fabula serve`, with some projects and a run."""
    command = [str(Path(sys.executable).with_name("fabula")), "serve", "--port", "0"]
    with subprocess.Popen(
        [*command, "--home", str(home)], stderr=subprocess.PIPE, text=True
    ) as process:
        address = re.findall(r"http\S+", process.stderr.readline() if process.stderr else "")[0]
        with httpx2.Client(base_url=address, timeout=60) as ask:
            for number in range(PROJECTS):
                ask.post("/api/v1/projects", json={"project": f"p{number}"}).raise_for_status()
            wish = {"project": "small", "order": {"minutes": 0.3, "resolution": 240, "fps": 10}}
            ask.post("/api/v1/runs", json=wish).raise_for_status()
            while ask.get("/api/v1/runs/latest").json()["ended_at"] is None:
                time.sleep(0.1)
        yield Server(address, psutil.Process(process.pid))
        process.terminate()


@contextmanager
def bare(model: Server, places: list[str]) -> Iterator[Server]:
    """A Starlette that answers the same from memory."""
    port = int(model.address.rpartition(":")[2]) + 1
    command = [sys.executable, "-c", BARE, model.address, str(port), *places]
    with subprocess.Popen(command) as process:
        address = f"http://127.0.0.1:{port}"
        with httpx2.Client() as ask:
            while True:
                try:
                    ask.get(address)
                    break
                except httpx2.ConnectError:
                    time.sleep(0.1)
        yield Server(address, psutil.Process(process.pid))
        process.terminate()


async def load(server: Server, place: str) -> float:
    """Requests a second of CPU time."""
    before = server.cpu()
    limits = httpx2.Limits(max_connections=CONNECTIONS)
    async with httpx2.AsyncClient(base_url=server.address, limits=limits, timeout=60) as ask:

        async def client() -> None:
            for _ in range(REQUESTS // CONNECTIONS):
                (await ask.get(place)).raise_for_status()

        await asyncio.gather(*(client() for _ in range(CONNECTIONS)))
    return REQUESTS / (server.cpu() - before)


def main() -> None:
    """Measure, and print a table."""
    places = ["/livez", "/health", "/api/v1/runs/latest", "/api/v1/projects"]
    with ExitStack() as opened:
        home = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        ours = opened.enter_context(fabula(home))
        theirs = opened.enter_context(bare(ours, places))
        print(f"{'':24} {'requests a CPU second':>22} {'bare Starlette':>15} {'ratio':>7}")
        for place in places:
            rows = [
                (asyncio.run(load(ours, place)), asyncio.run(load(theirs, place)))
                for _ in range(ROUNDS)
            ]
            mine, other = (statistics.median(column) for column in zip(*rows, strict=True))
            ratio = statistics.median(a / b for a, b in rows)
            print(f"{place:24} {mine:>22,.0f} {other:>15,.0f} {ratio:>7.2f}")


if __name__ == "__main__":
    main()
