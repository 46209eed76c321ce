"""The plugin measures in tests of one's own, and holds a deployment to its targets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from fabula.lab.record_file import read_record
from fabula.lab.testing.planting import plant

OWN = """
import pytest
from fabula.lab import Metric

TOOK = Metric("took.seconds")

@pytest.mark.performance
def test_own_work(lab):
    for _ in lab.repeat(8):
        with lab.timed(TOOK, work="own"):
            pass

@pytest.mark.slow
def test_long_work(lab):
    lab.record(TOOK, 9.0)

def test_broken_work(lab):
    assert 1 == 2, "two of three are missing"
"""
HELD = """
def test_engine(meets):
    meets("F-cache-repeat", "F-edit")

def test_book(meets):
    meets("B-biography")

def test_unknown(meets):
    meets("F-nosuch")

def test_report(lab_report):
    assert lab_report("performance", "reports").read_text().startswith("# Performance Report")

def test_limits(performance_thresholds, performance_config):
    assert performance_thresholds["vad_processing"] == 50.0
    assert performance_config["large_session_messages"] == 1000
"""


BENCH = """
class TestAPIPerformance:
    def test_new_endpoint_performance(self, benchmark):
        def request():
            return sum(range({size}))

        result = benchmark(request)
        stats = benchmark.stats
        assert stats.min <= stats.mean <= stats.max
        assert stats.mean < 0.2, "Too slow"
        assert result

def test_nothing_measured():
    assert True
"""


def pytest_in(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run pytest there, with this plugin and no other."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "fabula.lab.plugin", "-rs", *words],
        cwd=folder,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_own_tests_are_recorded(tmp_path: Path) -> None:
    """Samples, markers and how each ended; slow ones are left out of a quick session."""
    (tmp_path / "test_own.py").write_text(OWN)
    done = pytest_in(tmp_path, "--lab-quick", "--lab-out", "out", "--lab-format", "json,junit")
    record = read_record(tmp_path / "out" / "lab-run.json")
    own, broken = record.outcomes

    assert "1 failed, 1 passed, 1 skipped" in done.stdout, done.stdout + done.stderr
    assert (own.id, own.state, own.markers) == (
        "tests.own.test_own_work",
        "passed",
        ("performance",),
    )
    assert len(own.samples[0].values) == 2
    assert broken.state == "failed"
    assert (tmp_path / "out" / "junit.xml").exists()
    assert "fabula lab" in done.stdout


def test_targets_are_held(tmp_path: Path) -> None:
    """What is met passes, what cannot be measured is skipped with its reason, the rest fails."""
    (tmp_path / "test_held.py").write_text(HELD)
    done = pytest_in(tmp_path, "--lab-quick")

    assert "1 failed, 3 passed, 1 skipped" in done.stdout, done.stdout + done.stderr
    assert "B-biography: there is no book in this deployment yet" in done.stdout
    assert "Unknown target 'F-nosuch'" in done.stdout
    assert "2 of 2 targets met, 1 skipped" in done.stdout


def test_planted_tree_is_collected(tmp_path: Path) -> None:
    """Every test of the five documents is found, under the names that they give them."""
    plant(tmp_path)
    done = pytest_in(tmp_path, "--collect-only")

    for name in (
        "tests/integration/test_performance.py::TestParallelSpeedup::"
        "test_parallel_vs_sequential_speedup",
        "tests/performance/test_api_performance.py::TestAPIPerformance::"
        "test_health_endpoint_performance",
        "tests/stress/test_stress.py::TestStressScenarios::test_concurrent_job_creation",
        "tests/test_performance.py::test_generate_performance_report",
        "tests/performance/test_benchmarks.py::TestAudioPerformance::test_vad_processing_speed",
        "tests/integration/test_brain_service_integration.py",
    ):
        assert name in done.stdout, done.stdout[-2000:] + done.stderr
    assert "130 tests collected" in done.stdout


SAMPLES = """
import asyncio

def test_generator(mock_generator_with_timing, sample_episode_outline_small, resource_meter):
    with resource_meter:
        played = asyncio.run(mock_generator_with_timing.write(3, hands=3))
    assert len(sample_episode_outline_small.scenes) == 3
    assert played.finished
    assert resource_meter.usage.cpu_share > 0

def test_samples(sample_episode_outline_large, sample_character_profiles, sample_show_metadata):
    assert len(sample_episode_outline_large.scenes) == 9
    first = {name.split()[0] for name in sample_character_profiles}
    assert {"Luna", "Rick", "Ethel", "Fred"} <= first
    assert sample_show_metadata["show"] == "I Love Luna"

def test_paper(mock_file_context):
    assert mock_file_context.read_bytes().startswith(b"%PDF")
"""


def test_samples_are_the_documents(tmp_path: Path) -> None:
    """The fixtures that the documents name, in tests as a person would write them."""
    (tmp_path / "test_samples.py").write_text(SAMPLES)
    done = pytest_in(tmp_path)

    assert "3 passed" in done.stdout, done.stdout + done.stderr


def test_benchmarks_are_kept_and_compared(tmp_path: Path) -> None:
    """The snippet of BookGen's document, with its flags; a slower one is named as such."""
    flags = ("--benchmark-only", "--benchmark-autosave", "--benchmark-compare")
    said = []
    for size in (20_000, 20_000, 60_000):
        (tmp_path / "test_api.py").write_text(BENCH.format(size=size))
        said.append(pytest_in(tmp_path, *flags).stdout)

    assert all("1 passed, 1 skipped" in text for text in said), said
    assert "Nothing to compare with" in said[0]
    assert "test_new_endpoint_performance: " in said[1]
    assert "REGRESSION" in said[2]
    assert len(list((tmp_path / ".benchmarks").iterdir())) == 3
