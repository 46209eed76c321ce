"""Planted trees and runners work where nothing is installed but what they ask for."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.lab.fresh import fresh_environment
from tests.lab.load.servers import plain, served

from fabula.lab.load.locust_run import Swarm, run_locust
from fabula.lab.testing.planting import DOCUMENTS, begin, plant

NOTHING = 5
"""What a runner ends with where there is nothing that could be judged: all was skipped."""

RUNNERS = {
    "scripts/profile_memory.py": (
        "", "--test openrouter", "--test concurrent --concurrent-users 10",
    ),
    "scripts/benchmark_generation.py": ("", "--quick", "--api-only", "--save"),
    "tests/run_performance_tests.py": (
        "", "--type stress", "--type regression", "--verbose", "--quick",
    ),
    "tests/run_integration_tests.py": (
        "--suite fast", "--suite health", "--suite brain_service", "--suite cross_service",
        "--suite embedding", "--suite performance", "--suite fast --generate-report",
    ),
}  # fmt: skip
"""The documents' runners, and all their flags; `--install-deps` would ask for the network."""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter that has the lab and pytest."""
    return fresh_environment(tmp_path_factory.mktemp("fresh"), ["fabula[lab]", "pytest"])


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the trees of all documents."""
    plant(tmp_path, DOCUMENTS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def outcome(python: Path, project: Path, *words: str) -> tuple[dict[str, int], list[str]]:
    """How many tests ended how, and what was told of those that failed."""
    flags = ["-q", "--lab-quick", "--junitxml", "ended.xml", *words]
    done = subprocess.run(
        [python, "-m", "pytest", *flags], cwd=project, capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(project)},
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stdout + done.stderr
    suite = ElementTree.parse(project / "ended.xml").getroot()[0]  # noqa: S314 pytest's own
    counts = {
        name: int(suite.get(name, "0")) for name in ("tests", "errors", "failures", "skipped")
    }
    return counts, [one.get("message", "") for one in suite.iter("failure")]


@pytest.mark.parametrize(
    ("runner", "flags"), [(runner, flags) for runner, every in RUNNERS.items() for flags in every]
)
def test_runners_take_the_documents_flags(
    runner: str, flags: str, elsewhere: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Each ends as it should where the system is not there: all skipped, with a reason."""
    monkeypatch.setattr(sys, "argv", [runner, *flags.split()])

    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(elsewhere / runner), run_name="__main__")

    said = capsys.readouterr()
    assert ended.value.code == NOTHING
    assert "nothing was judged" in said.out
    assert said.err == ""
    if "--generate-report" in flags:
        assert list(elsewhere.glob("reports/integration_test_report_*.json"))


def test_planted_trees_pass_or_skip(python: Path, elsewhere: Path) -> None:
    """Helpers, fixtures and stand-ins work; what there is no system for is skipped."""
    counts, failed = outcome(python, elsewhere, *(f"tests/{one}" for one in (
        "integration/test_mock_services.py", "integration/test_brain_service_integration.py",
        "integration/test_cross_service_data_flow.py", "performance", "stress",
    )), "--benchmark-autosave")  # fmt: skip

    assert failed == []
    assert counts["errors"] == 0
    assert counts["tests"] - counts["skipped"] == 7


@pytest.mark.parametrize("name", ["BookGenUser", "ChapterSpeed"])
def test_planted_users_come(name: str, elsewhere: Path) -> None:
    """The document's locustfile, and a load task that was begun, by the document's flags."""
    begin("load-task", "chapter_speed", elsewhere)
    file = "tests/load/locustfile.py" if name == "BookGenUser" else "lab/chapter_speed.py"
    with served(lambda _head: plain(b"{}")) as address:
        report = run_locust(Swarm(address, 10, 10, "3s", (name,), elsewhere / file))

    assert report.whole.requests >= 10
    assert report.whole.failures == 0


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_all_trees_run(python: Path, elsewhere: Path) -> None:
    """Those of systems that exist, too: whatever fails is a target that was measured and missed."""
    counts, failed = outcome(python, elsewhere, "--lab-out", "tests/reports")

    assert counts["errors"] == 0
    assert counts["tests"] > 100
    assert [told for told in failed if "not measured" in told or "Failed: " not in told] == []
    assert (elsewhere / "tests/reports/performance_report.md").is_file()
    assert (elsewhere / "tests/reports/lab-run.json").is_file()
