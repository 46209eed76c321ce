"""The lab for pytest: its markers, options and fixtures, and the record of a session.

Tests of your own measure with the fixture `lab`; `meets("T-single")` runs what measures a target,
once a session, and fails, skips or passes as it was judged. With `--lab-out FOLDER` the session's
record and reports are written there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Mapping
from contextlib import AsyncExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fabula.lab.scenarios import MARKERS
from fabula.lab.testing import benchmarks

if TYPE_CHECKING:
    from fabula.lab.context import Lab, Options
    from fabula.lab.testing.session import Session

pytest_plugins = ["fabula.lab.testing.samples"]

Meets = Callable[..., None]
"""What the fixture `meets` is: give it ids of targets."""

Report = Callable[[str, str], Path]
"""What the fixture `lab_report` is: give it a form and a folder."""

SESSION = pytest.StashKey["Session"]()
ENDED = pytest.StashKey[pytest.TestReport]()
BENCHMARKS = "fabula-benchmarks"
SLOW = "--lab-quick leaves slow tests out"


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """The options of the lab; and pytest-benchmark's, for who does not have it."""
    if find_spec("pytest_benchmark") is None:
        pluginmanager.register(benchmarks, BENCHMARKS)
    group = parser.getgroup("fabula lab")
    for name, default, about in (
        ("target", "embedded", "what is measured: `embedded`, `spawned`, or an address"),
        ("key", "", "the deployment's key, if it asks"),
        ("clock", "real", "`real` or `virtual`"),
        ("seed", "0", "of all chance"),
        ("iterations", "", "how often, in place of what each scenario would choose"),
        ("out", "", "folder for lab-run.json and reports"),
        ("format", "json", "reports to write, with commas"),
        ("baseline", "", "compare with a folder of baselines, a record or a text"),
    ):
        group.addoption(f"--lab-{name}", default=default, metavar=name.upper(), help=about)
    about = "leave slow tests out and take a fourth of the samples"
    group.addoption("--lab-quick", action="store_true", help=about)


def pytest_configure(config: pytest.Config) -> None:
    """Make the markers known."""
    for name, about in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {about}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave slow tests out of a quick session."""
    if config.getoption("lab_quick"):
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.skip(reason=SLOW))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep how the test itself ended, for the fixture `lab`."""
    report = yield
    if report.when == "call":
        item.stash[ENDED] = report
    return report


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The headline, and where the record is."""
    session = config.stash.get(SESSION, None)
    if session is None or not session.outcomes:
        return
    folder = config.getoption("lab_out")
    terminalreporter.section("fabula lab")
    for line in session.conclude(Path(folder) if folder else None, config.getoption("lab_format")):
        terminalreporter.write_line(line)
    if config.pluginmanager.hasplugin(BENCHMARKS):
        for line in benchmarks.conclude(config, session):
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def lab_session(request: pytest.FixtureRequest) -> Generator[Session]:
    """The deployment, the options, and all outcomes so far."""
    from fabula.lab.deployments import open_deployment
    from fabula.lab.testing.session import Session

    option = request.config.getoption
    deployment = open_deployment(option("lab_target"), option("lab_key"))
    session = Session(deployment, _options(option), option("lab_baseline"))
    request.config.stash[SESSION] = session
    yield session
    deployment.close()


def _options(option: Callable[[str], Any]) -> Options:
    from fabula.lab.context import Options

    times = option("lab_iterations")
    return Options(
        clock=option("lab_clock"),
        seed=int(option("lab_seed")),
        quick=option("lab_quick"),
        repetitions=int(times) if times else None,
    )


@pytest.fixture
def lab(request: pytest.FixtureRequest, lab_session: Session, tmp_path: Path) -> Generator[Lab]:
    """Measure in a test of your own: `lab.record(METRIC, 0.3)`, `with lab.timed(METRIC):`."""
    from fabula.lab.context import Lab

    node = request.node
    cleanup = AsyncExitStack()
    one = Lab(node.nodeid, lab_session.deployment, lab_session.options, tmp_path, cleanup)
    yield one
    asyncio.run(cleanup.aclose())
    markers = tuple(name for name in MARKERS if node.get_closest_marker(name))
    report = node.stash.get(ENDED, None)
    module = Path(node.path).stem.removeprefix("test_")
    lab_session.keep(one, suite=f"tests.{module}", name=node.name, markers=markers, report=report)


@pytest.fixture
def meets(lab_session: Session) -> Meets:
    """Hold the deployment to targets by their ids; what measures them runs once a session."""

    def hold(*targets: str) -> None:
        for name in targets:
            verdict = lab_session.verdict_on(name)
            if verdict.state in ("SKIP", "INVALID"):
                pytest.skip(f"{name}: {verdict.reason}")
            if verdict.state == "FAIL":
                pytest.fail(lab_session.told(verdict), pytrace=False)

    return hold


@pytest.fixture
def lab_report(lab_session: Session) -> Report:
    """Write a report of the session so far: `lab_report("performance", "tests/reports")`."""
    return lab_session.write


@pytest.fixture
def lab_deployment(lab_session: Session) -> Any:
    """What is measured."""
    return lab_session.deployment


@pytest.fixture
def performance_thresholds() -> Mapping[str, float]:
    """The voice agent's limits: milliseconds, MB, or in a second."""
    from fabula.lab.testing.thresholds import performance_thresholds as limits

    return limits()


@pytest.fixture
def performance_config() -> Mapping[str, float]:
    """How much the voice agent's tests do: change what you need in your own conftest.py."""
    from fabula.lab.testing.thresholds import PERFORMANCE_CONFIG

    return dict(PERFORMANCE_CONFIG)
