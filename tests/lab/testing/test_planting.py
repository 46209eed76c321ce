"""Templates are written where they belong, run, and never replace a person's file."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

import pytest

from fabula.errors import BadSetting, UnknownName
from fabula.lab.targets.table import all_targets
from fabula.lab.testing.planting import TEMPLATES, begin, plant


def test_documents_have_their_files(tmp_path: Path) -> None:
    """Each document's own names; only those of the documents that are wanted."""
    plant(tmp_path / "all")
    plant(tmp_path / "voice", ["V"])

    for name in (
        "tests/run_performance_tests.py",
        "tests/run_integration_tests.py",
        "tests/generate_test_report.py",
        "tests/requirements.txt",
        "tests/load/locustfile.py",
        "scripts/profile_memory.py",
        "scripts/benchmark_generation.py",
        "tests/performance/test_mcp_websocket_performance.py",
        "tests/conftest.py",
        "tests/test_data_helper.py",
        "tests/utils/test_helpers.py",
        "tests/README.md",
        "pytest.ini",
        ".github/workflows/lab.yml",
    ):
        assert (tmp_path / "all" / name).is_file(), name
    assert (tmp_path / "voice/tests/performance/test_stress.py").is_file()
    assert not (tmp_path / "voice/scripts").exists()
    with pytest.raises(UnknownName, match="Unknown document 'X'"):
        plant(tmp_path, ["X"])


def test_own_files_stay(tmp_path: Path) -> None:
    """What is there already is kept, and told."""
    own = tmp_path / "pytest.ini"
    own.write_text("[pytest]\n")
    planted = plant(tmp_path, ["S"])

    assert own.read_text() == "[pytest]\n"
    assert planted.kept == (own,)
    assert plant(tmp_path, ["S"]).written == ()


def test_planted_tests_name_real_targets() -> None:
    """Every id in a template is that of a target."""
    known = {target.id for target in all_targets()}
    for path in TEMPLATES.rglob("test_*.py"):
        named = set(re.findall(r'"([SBTVM]-[a-z_-]+)"', path.read_text()))

        assert named <= known, path


def test_planted_helpers_are_real(tmp_path: Path) -> None:
    """The names of the documents, each of which the lab has."""
    plant(tmp_path)
    film = runpy.run_path(str(tmp_path / "tests/test_data_helper.py"))
    platform = runpy.run_path(str(tmp_path / "tests/utils/test_helpers.py"))

    assert film["ResourceMetricsCollector"].__name__ == "Meter"
    assert film["LADDER"] == (1, 5, 10, 20, 50)
    assert platform["summarize"]([1.0, 3.0]).mean == 2.0
    assert platform["MCPClient"].__name__ == "Mcp"
    assert platform["HTTPHelper"]("http://127.0.0.1:8000").connects == 0


def test_begun_files_are_whole(tmp_path: Path) -> None:
    """A benchmark with its target, and a stress scenario; both can be read at once."""
    for kind in ("benchmark", "stress", "load-task"):
        begin(kind, f"chapter_{kind.replace('-', '_')}", tmp_path)
    benchmark = runpy.run_path(str(tmp_path / "lab/chapter_benchmark.py"))
    row = tomllib.loads((tmp_path / "lab/chapter_benchmark.toml").read_text())["target"][0]
    runpy.run_path(str(tmp_path / "lab/chapter_stress.py"))

    assert benchmark["measure"].id == "chapter_benchmark.measure"
    assert row["metric"] == benchmark["TOOK"].id
    assert (
        "class ChapterLoadTask(BookGenUser)" in (tmp_path / "lab/chapter_load_task.py").read_text()
    )


def test_bad_names_are_told(tmp_path: Path) -> None:
    """A kind that is none, and a name that cannot be that of a function."""
    with pytest.raises(UnknownName, match="Unknown template 'bench'"):
        begin("bench", "speed", tmp_path)
    with pytest.raises(BadSetting, match="'Chapter speed' is no name"):
        begin("stress", "Chapter speed", tmp_path)
