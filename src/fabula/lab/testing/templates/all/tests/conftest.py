"""What all tests here share: health, metrics, data that is cleaned up, services that are not there.

Async tests run as they are (`anyio_mode` in pytest.ini). The fixtures of the lab, `meets`, `lab`,
`lab_report`, `resource_meter` and the documents' samples, come with Fabula, as a plugin of pytest.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx2
import pytest

from fabula.lab import Lab, Metric
from fabula.lab.deployments import Deployment
from fabula.lab.testing.standins import Brain, Service, stand_in, stand_in_brain
from fabula.models.simulator.serving import Serving, serve_in_thread

SECONDS = Metric("test.seconds", "s", about="what a test timed; label `of`")


@pytest.fixture
def anyio_backend() -> str:
    """Async tests run on asyncio."""
    return "asyncio"


@pytest.fixture
def service_url(lab_deployment: Deployment) -> str:
    """The address of what is tested; a test that asks for it needs `--lab-target`."""
    address = getattr(lab_deployment, "address", "")
    if not address:
        pytest.skip("nothing is asked over HTTP: give pytest --lab-target http://ADDRESS")
    return str(address)


@dataclass(frozen=True)
class Health:
    """What a service said of its health, and how soon."""

    status: int
    seconds: float
    said: dict[str, Any]

    @property
    def well(self) -> bool:
        """Whether it can be used."""
        return self.status < 400


@pytest.fixture
def check_health() -> Callable[[str], Health]:
    """Ask a service how it is: `check_health("http://localhost:8000").well`."""

    def check(address: str) -> Health:
        began = perf_counter()
        try:
            answer = httpx2.get(f"{address}/health", timeout=5)
            said = answer.json()
        except (httpx2.HTTPError, ValueError) as error:
            return Health(503, perf_counter() - began, {"error": str(error)})
        return Health(answer.status_code, perf_counter() - began, dict(said))

    return check


@dataclass
class Metrics:
    """Times that a test takes; they go into the record of the session, too."""

    lab: Lab
    seconds: dict[str, list[float]] = field(default_factory=dict)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Time what is done inside: `with metrics.timed("connect"):`."""
        began = perf_counter()
        yield
        self.record(name, perf_counter() - began)

    def record(self, name: str, seconds: float) -> None:
        """A time that was taken otherwise."""
        self.seconds.setdefault(name, []).append(seconds)
        self.lab.record(SECONDS, seconds, of=name)


@pytest.fixture
def metrics(lab: Lab) -> Metrics:
    """Collects times; `--lab-out FOLDER` writes them with all the others."""
    return Metrics(lab)


@dataclass
class TestData:
    """Names that nobody else has, files, and what is to be done when the test is over."""

    __test__ = False
    folder: Path
    _after: ExitStack

    def name(self, kind: str = "test") -> str:
        """A name that is new each time: "character-3f2a9c"."""
        return f"{kind}-{uuid.uuid4().hex[:6]}"

    def file(self, name: str, text: str) -> Path:
        """A file that is gone afterwards."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def afterwards(self, do: Callable[..., object], *words: object) -> None:
        """Do this when the test is over, however it ends; the last that was said goes first."""
        self._after.callback(do, *words)


@pytest.fixture
def test_data(tmp_path: Path) -> Iterator[TestData]:
    """Data of a test, which is cleaned up."""
    with ExitStack() as after:
        yield TestData(tmp_path, after)


@pytest.fixture
def mock_service() -> Iterator[Service]:
    """An HTTP service that answers what it is told: `mock_service.answers["GET /x"] = 200, {}`."""
    with stand_in() as service:
        yield service


@pytest.fixture
def mock_brain() -> Iterator[Brain]:
    """A brain that speaks MCP over WebSocket at `mock_brain.address`."""
    with stand_in_brain() as brain:
        yield brain


@pytest.fixture
def mock_provider() -> Iterator[Serving]:
    """A provider of models, as OpenAI's, at `mock_provider.address`."""
    with serve_in_thread() as provider:
        yield provider
