"""Users for Locust: one who reads and orders works as people do, and one who never waits.

```console
$ locust -f locustfile.py --host=http://localhost:8000 --users=10 --spawn-rate=2 --run-time=60s --headless
```

`fabula lab locust` runs it in a process of its own: importing Locust replaces the sockets of the
process that does. What it tells of latencies is blind to stalls (docs/lab-load.md); for these there
is `fabula lab capacity`.
"""  # noqa: E501 - the command is one line

from __future__ import annotations

import json
import os
from typing import Any

from locust import HttpUser, between, task

HEALTH, RUNS = "/health", "/api/v1/runs"

ORDER = json.loads(os.environ.get("FABULA_LAB_ORDER", '{"production": "video"}'))
"""What a job asks for: the JSON that is posted; by default a film of the example."""

KEY = os.environ.get("FABULA_LAB_KEY", "")
"""Of the deployment, if it asks for one."""


class _Visitor(HttpUser):
    """What all users can do."""

    abstract = True

    def on_start(self) -> None:
        """Show the key at every door."""
        if KEY:
            self.client.headers["Authorization"] = f"Bearer {KEY}"

    def look(self, path: str, name: str = "") -> Any:
        """Ask for something, and count an answer that is no success as a failure."""
        with self.client.get(path, name=name or path, catch_response=True) as response:
            if response.status_code < 400:
                response.success()
            else:
                response.failure(f"status {response.status_code}")
            return response

    def order(self) -> None:
        """Order a work, and look how far it is.

        A deployment whose queue is full says when to come again (429, Retry-After). That is what it
        should do, and no failure; such orders are counted by a name of their own.
        """
        with self.client.post(RUNS, json=ORDER, catch_response=True) as response:
            if response.status_code == 429 and "Retry-After" in response.headers:
                response.request_meta["name"] = f"{RUNS} (full)"
                response.success()
                return
            if response.status_code not in (200, 201, 202):
                response.failure(f"status {response.status_code}")
                return
            response.success()
            run = response.json().get("run", "")
        if run:
            self.look(f"{RUNS}/{run}", f"{RUNS}/[run]")


class BookGenUser(_Visitor):
    """Somebody who reads, thinks, and now and then orders a book."""

    wait_time = between(1, 3)
    weight = 3

    @task(5)
    def health(self) -> None:
        """Is it there?"""
        self.look(HEALTH)

    @task(3)
    def listing(self) -> None:
        """What is being made?"""
        self.look(RUNS)

    @task(1)
    def book(self) -> None:
        """A new one."""
        self.order()


class StressTestUser(_Visitor):
    """Somebody who never waits."""

    wait_time = between(0.01, 0.1)
    weight = 1

    @task(2)
    def health(self) -> None:
        """Is it still there?"""
        self.look(HEALTH)

    @task(5)
    def listing(self) -> None:
        """What is being made?"""
        self.look(RUNS)

    @task(1)
    def rush(self) -> None:
        """One more."""
        self.order()
