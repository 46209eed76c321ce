"""Asks a server for a film, listens while it is made, changes one sentence, and asks again.

`fabula serve` keeps the project. What was made for the first film is remembered for the second.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2

TEXT = """# Tides

A harbour that falls dry twice a day is hard to use. Ships must wait outside until the water is
deep enough, and a captain who comes an hour late has to wait for half a day.

## What causes them

The Moon pulls the water on the near side of the Earth more strongly than the Earth itself.
"""
ORDER = {"minutes": 0.4, "scenes": 2, "resolution": 240, "fps": 10}


def make(server: httpx2.Client, **wish: Any) -> None:
    """Ask for a run, and tell what happens until it has ended."""
    run = server.post("/api/v1/runs", json=wish).raise_for_status().json()["run"]
    place, accept = f"/api/v1/runs/{run}/events", {"Accept": "text/event-stream"}
    with server.stream("GET", place, headers=accept, timeout=60) as events:
        for line in events.iter_lines():
            if line.startswith("data: ") and (event := json.loads(line[6:]))["kind"] == "progress":
                print("...", event["fields"]["stage"])
    made = server.get(f"/api/v1/runs/{run}").json()
    print(made["state"], made["headline"], made["steps"])


def main() -> None:
    """Serve, film, edit, film again."""
    program = str(Path(sys.executable).with_name("fabula"))
    command = [program, "serve", "--port", "0", "--home", "studio"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        address = re.findall(r"http\S+", process.stderr.readline() if process.stderr else "")[0]
        with httpx2.Client(base_url=address) as server:
            make(server, project="tides", source={"name": "tides.md", "text": TEXT}, order=ORDER)
            board = "/api/v1/projects/tides/files/storyboard.yaml"
            edited = server.get(board).text.replace("is hard to use", "is no harbour")
            server.put(board, content=edited).raise_for_status()
            make(server, project="tides")
            film = server.get("/api/v1/projects/tides/files/tides.mp4").content
        process.terminate()
    print(f"{len(film):,} bytes of film")


if __name__ == "__main__":
    main()
