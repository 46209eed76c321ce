"""An experiment: does a server that is asked through a slow network still answer as is demanded?

The same file goes to `fabula lab experiment FILE`.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from fabula.lab.faults.trial import Story
from fabula.lab.faults.trial_file import read_trial

EXPERIMENT = """
title = "A server behind a slow network"
hypothesis = "p95<400ms,errors<1%"
probe = {{ get = "http://127.0.0.1:{port}/", rate = 20, seconds = 1 }}
proxy = [{{ name = "network", to = "127.0.0.1:{server}", port = {port} }}]
method = [{{ proxy = "network", make = "latency=100ms jitter=50ms" }}, {{ wait = "100ms" }}]
"""
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nahoy"


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say the same to every request."""
    while await reader.readline():
        while (await reader.readline()).strip():
            pass
        writer.write(ANSWER)
    writer.close()


async def free_port() -> int:
    """A port on which nobody listens."""
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        return int(server.sockets[0].getsockname()[1])


async def main() -> None:
    """Look, slow the network down, look again, mend it, look once more."""
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "experiment.toml"
            file.write_text(EXPERIMENT.format(server=port, port=await free_port()))
            trial = read_trial(file)
        journal = await trial.carry_out(Story(), print)
    print(journal["status"], "and recovered" if journal["recovered"] else "and still broken")


if __name__ == "__main__":
    asyncio.run(main())
