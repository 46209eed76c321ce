"""The line that leaks is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.lab.resources.culprit import find_culprits

kept: list[bytes] = []


def leaking(number: int) -> list[int]:
    """100 KB are kept, and much more is not."""
    kept.append(bytes([number]) * 100_000)
    return list(range(10_000))


@pytest.mark.parametrize("tool", ["tracemalloc", "memray"])
def test_leaking_line_comes_first(tool: str) -> None:
    """With its file, its line and how much it keeps of each job."""
    pytest.importorskip(tool)
    first = find_culprits(leaking, jobs=5, tool=tool)[0]

    file, _, line = first.place.rpartition(":")
    text = Path(file).read_text().splitlines()[int(line) - 1]

    assert "kept.append" in text
    assert first.bytes_a_job == pytest.approx(100_000, rel=0.2)


def test_clean_job_has_no_culprit() -> None:
    """Nothing that matters is kept."""
    found = find_culprits(lambda number: [number] * 1000, jobs=5, tool="tracemalloc")

    assert all(one.bytes_a_job < 1000 for one in found)
