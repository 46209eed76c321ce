"""`fabula cache`: sizes a person can read, and pruning by the words they use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.store.test_cache import age, fill

from fabula.cli import main
from fabula.cli.cache import aged, bytes_of, seconds_of, sized
from fabula.errors import BadSetting


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with two films of ten days ago."""
    monkeypatch.setenv("FABULA_HOME", str(tmp_path))
    fill(tmp_path, 1, 2)
    age(tmp_path, 10)
    return tmp_path


def test_info_is_a_table(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each step is a line with its results, its size and its last use."""
    assert main(["cache", "info"]) == 0

    head, films, titles, runs = capsys.readouterr().out.splitlines()
    assert head.startswith(str(home))
    assert films.split() == ["film", "2", "results", "60.1", "kB", "used", "10", "days", "ago"]
    assert titles.startswith("title")
    assert runs.split()[:6] == ["(what", "happened", "in", "runs)", "1", "run"]


def test_damage_counts_as_failure(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --check, damage is a line of its own and exit code 1."""
    next((home / "blobs").glob("*/*")).write_bytes(b"wrong")
    assert main(["cache", "info", "--check", "--json"]) == 1

    assert len(json.loads(capsys.readouterr().out)["damaged"]) == 1


def test_prune_says_what_went(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By age nothing is old enough; by size all goes; a studio folder has its own memory."""
    assert main(["cache", "prune", "--older-than", "30d"]) == 0
    assert "0 results, 0 blobs and 0 runs deleted" in capsys.readouterr().out
    studio = home / "studio"
    studio.mkdir()
    (studio / ".fabula").symlink_to(home)
    assert main(["cache", "prune", "--larger-than", "1kB", str(studio), "--json"]) == 0

    done = json.loads(capsys.readouterr().out)
    assert (done["results"], done["blobs"]) == (3, 2)


def test_stray_blobs_are_shown(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What no result needs has a line of its own."""
    (home / "blobs" / "ab").mkdir(exist_ok=True)
    (home / "blobs" / "ab" / "cd").write_bytes(bytes(2000))
    main(["cache", "info"])

    assert "(needed by no result)" in capsys.readouterr().out


@pytest.mark.parametrize("size", ["2", "2b", "0.002 kB", "2B"])
def test_sizes_are_read(size: str) -> None:
    """Units are decimal, as disks are sold."""
    assert bytes_of(size) == 2


@pytest.mark.parametrize(
    "words", [["--older-than", "30"], ["--larger-than", "2 potatoes"], ["--keep-runs", "-1"]]
)
def test_wrong_words_are_told(
    words: list[str], home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is no age or size is refused with how to write it, and nothing is deleted."""
    assert main(["cache", "prune", *words, str(home)]) == 2

    assert "write it as" in capsys.readouterr().err
    assert main(["cache", "info", "--check"]) == 0


def test_spans_are_read_and_told() -> None:
    """An age in any unit, and back."""
    assert [seconds_of(text) for text in ("90m", "1.5h", "2d", "1w", "30s")] == [
        5400,
        5400,
        172_800,
        604_800,
        30,
    ]
    assert [aged(seconds) for seconds in (5, 60, 7200, 9e5)] == [
        "moments",
        "1 minute",
        "2 hours",
        "10 days",
    ]
    assert [sized(size) for size in (5, 1500, 2.5e6, 3e12)] == [
        "5 bytes",
        "1.5 kB",
        "2.5 MB",
        "3000.0 GB",
    ]
    with pytest.raises(BadSetting):
        seconds_of("soon")
