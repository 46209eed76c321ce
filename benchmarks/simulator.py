"""How many requests a second of CPU time the simulator answers, and llmock for comparison.

    python benchmarks/simulator.py               the simulator alone
    python benchmarks/simulator.py --peers       and llmock, which must be installed

Each server is a process of its own; eight requests at once come over connections that are kept
open, each asks something else, and the rounds of all servers are interleaved. CPU is that of the
server's process, so that the client, which is on the same machine, does not count.
"""

from __future__ import annotations

import argparse
import json
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

ROUNDS, REQUESTS, CONNECTIONS = 7, 600, 8
RULES = (
    "You are the writer of a comedy. Every line is short, and every scene ends with a turn. " * 5
)
LINE = {
    "type": "object",
    "properties": {
        "who": {"enum": ["Lucy", "Ricky", "Ethel", "Fred"]},
        "text": {"type": "string", "minLength": 40},
        "direction": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "seconds": {"type": "number", "minimum": 1, "maximum": 9},
    },
    "required": ["who", "text", "direction", "seconds"],
    "additionalProperties": False,
}
SCENE = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "lines": {"type": "array", "items": {"$ref": "#/$defs/Line"}, "minItems": 8, "maxItems": 8},
    },
    "required": ["title", "lines"],
    "additionalProperties": False,
    "$defs": {"Line": LINE},
}
HELD = {"type": "json_schema", "json_schema": {"name": "Scene", "schema": SCENE, "strict": True}}
WORK: dict[str, tuple[str, dict[str, Any]]] = {
    "chat, 60 tokens": ("chat/completions", {}),
    "chat, 60 tokens as a stream": ("chat/completions", {"stream": True}),
    "chat, a scene of 2 kB by JSON schema": ("chat/completions", {"response_format": HELD}),
    "an embedding": ("embeddings", {}),
}
PEERS_ANSWER = [*WORK][:3]


def request(work: str, number: int) -> bytes:
    """The bytes of a request; each number asks something else."""
    path, more = WORK[work]
    asked = f"Scene {number}: somebody loses a bet."
    told = [{"role": "system", "content": RULES}, {"role": "user", "content": asked}]
    question = {"input": asked} if path == "embeddings" else {"messages": told}
    body = json.dumps({"model": "gpt-4o-mini", **question, **more}).encode()
    head = (
        f"POST /v1/{path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nUser-Agent: bench\r\n"
        "Authorization: Bearer sim\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def read_answer(connection: socket.socket) -> None:
    """Read one whole answer."""
    told = b""
    while b"\r\n\r\n" not in told:
        told += connection.recv(65536)
    head, _, rest = told.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(told.decode()[:400])
    lower = head.lower()
    if b"content-length: " in lower:
        missing = int(lower.split(b"content-length: ")[1].split(b"\r")[0]) - len(rest)
        while missing > 0:
            missing -= len(connection.recv(65536))
    else:
        while not rest.endswith(b"0\r\n\r\n"):
            rest = rest[-8:] + connection.recv(65536)


class Server:
    """A server in a process of its own, and connections to it."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], port: int) -> None:
        self.name, self._process = name, psutil.Process(process.pid)
        self._connections = [
            socket.create_connection(("127.0.0.1", port)) for _ in range(CONNECTIONS)
        ]

    def cpu(self, work: str, first: int) -> float:
        """CPU seconds of the server for one request, the mean of many."""
        asked = [request(work, first + n) for n in range(REQUESTS)]
        before = sum(self._process.cpu_times()[:2])
        for place in range(0, REQUESTS, CONNECTIONS):
            for connection, one in zip(self._connections, asked[place:], strict=False):
                connection.sendall(one)
            for connection in self._connections:
                read_answer(connection)
        spent: float = sum(self._process.cpu_times()[:2]) - before
        return spent / REQUESTS


@contextmanager
def started(name: str, *command: str) -> Iterator[Server]:
    """A server that is running, on the port that the command names last."""
    port = int(command[-1])
    program = str(Path(sys.executable).with_name(command[0]))
    quiet = subprocess.DEVNULL
    with subprocess.Popen([program, *command[1:]], stdout=quiet, stderr=quiet) as process:
        try:
            while process.poll() is None:
                with suppress(OSError):
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                time.sleep(0.1)
            yield Server(name, process, port)
        finally:
            process.terminate()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> None:
    """Measure, and print a table."""
    flags = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    flags.add_argument("--peers", action="store_true", help="llmock too")
    peers = flags.parse_args().peers
    taken: dict[tuple[str, str], list[float]] = {}
    with ExitStack() as open_ones:
        ours = ("fabula", "simulate", "--port", str(free_port()))
        servers = [open_ones.enter_context(started("Fabula", *ours))]
        if peers:
            theirs = ("llmock", "serve", "--port", str(free_port()))
            servers.append(open_ones.enter_context(started("llmock", *theirs)))
        for turn in range(ROUNDS + 1):
            for work in WORK:
                for server in servers:
                    if server.name == "Fabula" or work in PEERS_ANSWER:
                        taken.setdefault((server.name, work), []).append(
                            server.cpu(work, turn * REQUESTS)
                        )
    print("| work | server | CPU us a request | requests a CPU second | best round |")
    print("|---|---|---|---|---|")
    for (name, work), seconds in sorted(taken.items(), key=lambda item: [*WORK].index(item[0][1])):
        # The first round warms up.
        middle, best = statistics.median(seconds[1:]), min(seconds[1:])
        print(f"| {work} | {name} | {middle * 1e6:.0f} | {1 / middle:,.0f} | {1 / best:,.0f} |")


if __name__ == "__main__":
    main()
