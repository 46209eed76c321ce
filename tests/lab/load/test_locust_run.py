"""Locust's users come, in a process of their own, with the documents' flags."""

from __future__ import annotations

import sys
import venv
from contextlib import closing
from pathlib import Path

import pytest
from tests.lab.load.servers import plain, served

from fabula.errors import NotInstalled, RunError
from fabula.lab.deployments import Spawned
from fabula.lab.load.locust_run import Swarm, run_locust
from fabula.models.simulator import read_distribution
from fabula.models.simulator.plan import Plan
from fabula.models.simulator.serving import serve_in_thread

RUN = b'{"run": "r1", "state": "queued"}'

CHATTING = """
from locust import HttpUser, constant, task


class Writer(HttpUser):
    wait_time = constant(0.1)

    @task
    def write(self):
        asked = {"model": "sim", "messages": [{"role": "user", "content": "A tide?"}]}
        self.client.post("/v1/chat/completions", json=asked)
"""


def answer(head: bytes) -> bytes:
    """A studio that takes orders for whoever has its key, and is not well."""
    if b"Authorization: Bearer secret" not in head:
        return plain(b"", "401 Unauthorized")
    if head.startswith(b"GET /health"):
        return plain(b"no", "503 Unwell")
    return plain(RUN, "202 Accepted" if head.startswith(b"POST") else "200 OK")


def full(head: bytes) -> bytes:
    """A studio whose queue is full."""
    if head.startswith(b"POST"):
        return b"HTTP/1.1 429 Full\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n"
    return plain(b"{}")


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


@pytest.mark.parametrize("name", ["BookGenUser", "StressTestUser"])
def test_users_come_and_are_counted(name: str) -> None:
    """By the name of the request, with their key; what is refused has failed, and is told why."""
    with served(answer) as address:
        report = run_locust(Swarm(address, 8, 8, "4s", (name,), key="secret"))

    assert report.whole.requests > 8
    assert report.by_name["GET /health"].errors == 1.0
    assert report.by_name["GET /api/v1/runs"].errors == 0.0
    assert report.failures.most_common(1)[0][0] == "GET /health: CatchResponseError('status 503')"


def test_order_is_followed_and_a_full_queue_is_no_failure() -> None:
    """The run that was begun is asked for by its name; an order that is put off has its own."""
    with served(answer) as address:
        begun = run_locust(Swarm(address, 5, 5, "2s", ("StressTestUser",), key="secret"))
    with served(full) as address:
        put_off = run_locust(Swarm(address, 5, 5, "2s", ("StressTestUser",)))

    assert begun.by_name["GET /api/v1/runs/[run]"].requests > 0
    assert put_off.by_name["POST /api/v1/runs (full)"].requests > 0
    assert put_off.whole.failures == 0


def test_own_users_visit_a_provider(tmp_path: Path) -> None:
    """A file of one's own, at the simulated provider: its latency is what is counted."""
    file = tmp_path / "chatting.py"
    file.write_text(CHATTING)
    with serve_in_thread(Plan(latency=read_distribution("0.05"))) as provider:
        report = run_locust(Swarm(provider.address.removesuffix("/v1"), 5, 5, "2s", file=file))

    assert report.whole.requests > 20
    assert report.whole.failures == 0
    assert 0.05 <= report.whole.mean < 0.2


@pytest.mark.slow
def test_users_visit_a_studio() -> None:
    """Fabula's own server: it takes their orders, and tells how far they are; nothing fails."""
    with closing(Spawned()) as there:
        report = run_locust(Swarm(there.address, 10, 2, "12s", ("BookGenUser",)))

    assert report.failures == {}
    assert report.by_name["POST /api/v1/runs"].requests > 0
    assert report.by_name["GET /api/v1/runs/[run]"].requests > 0


def test_wrong_flags_are_told() -> None:
    """With what Locust says."""
    with pytest.raises(RunError, match="status"):
        run_locust(Swarm("http://127.0.0.1:9", run_time="soon"))


def test_lacking_locust_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the line that installs it."""
    monkeypatch.setitem(sys.modules, "locust", None)

    with pytest.raises(NotInstalled, match=r"fabula\[lab-locust\]"):
        run_locust(Swarm("http://127.0.0.1:9"))


def test_interpreter_without_locust_is_told(tmp_path: Path) -> None:
    """One that was named, and has it not."""
    venv.create(tmp_path, with_pip=False)

    with pytest.raises(RunError, match="No module named locust"):
        run_locust(Swarm("http://127.0.0.1:9"), python=str(tmp_path / "bin" / "python"))
