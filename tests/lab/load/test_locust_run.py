"""Locust's users come, in a process of their own, with the documents' flags."""

from __future__ import annotations

import importlib.util
import sys

import pytest
from tests.lab.load.servers import plain, served

from fabula.errors import NotInstalled, RunError
from fabula.lab.load.locust_run import USERS, Swarm, run_locust

HAVE = importlib.util.find_spec("locust") is not None
needs_locust = pytest.mark.skipif(not HAVE, reason="locust is not installed: fabula[lab-locust]")


def answer(head: bytes) -> bytes:
    """A studio that takes every order, and is not well."""
    if head.startswith(b"GET /health"):
        return plain(b"no", "503 Unwell")
    return plain(b'{"id": "r1"}')


def test_flags_are_those_of_the_documents() -> None:
    """As they stand in the document, and the class of users after them."""
    swarm = Swarm("http://localhost:8000", 50, 5, "120s", ("StressTestUser",))

    assert swarm.flags[2:] == [
        "--host=http://localhost:8000",
        "--users=50",
        "--spawn-rate=5",
        "--run-time=120s",
        "--headless",
        "StressTestUser",
    ]


@needs_locust
@pytest.mark.parametrize("name", USERS)
def test_users_come_and_are_counted(name: str) -> None:
    """By the name of the request; what is refused has failed."""
    with served(answer) as address:
        report = run_locust(Swarm(address, 5, 5, "4s", (name,)))

    assert report.whole.requests > 5
    assert report.by_name["GET /health"].errors == 1.0
    assert report.by_name["GET /api/v1/runs"].errors == 0.0


@needs_locust
def test_wrong_flags_are_told() -> None:
    """With what Locust says."""
    with pytest.raises(RunError, match="status"):
        run_locust(Swarm("http://127.0.0.1:9", run_time="soon"))


@pytest.mark.skipif(HAVE, reason="locust is installed")
def test_lacking_locust_is_told() -> None:
    """With the line that installs it."""
    with pytest.raises(NotInstalled, match=r"fabula\[lab-locust\]"):
        run_locust(Swarm("http://127.0.0.1:9"))


def test_interpreter_without_locust_is_told() -> None:
    """One that was named, and has it not."""
    if HAVE:
        pytest.skip("locust is installed")
    with pytest.raises(RunError, match="locust"):
        run_locust(Swarm("http://127.0.0.1:9"), python=f"{sys.exec_prefix}/bin/python3")
