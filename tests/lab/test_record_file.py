"""A record survives the file, and a file that is none is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.lab.records import small_record

from fabula.errors import BadInput, UnreadableInput
from fabula.lab.record_file import FILE, read_record, to_json, write_record
from fabula.lab.reports import write_report


def test_record_survives_the_file(tmp_path: Path) -> None:
    """What was written is read, figure for figure."""
    record = small_record()

    write_record(record, tmp_path / "new" / FILE)

    assert read_record(tmp_path / "new" / FILE) == record
    assert [path.name for path in (tmp_path / "new").iterdir()] == [FILE]


def changed(tmp_path: Path, **said: Any) -> Path:
    """The file of a record with something else said."""
    path = tmp_path / FILE
    path.write_text(json.dumps(json.loads(to_json(small_record())) | said))
    return path


def test_failed_write_leaves_nothing(tmp_path: Path) -> None:
    """No half of a file stands beside its place, and the error names the place."""
    (tmp_path / "lab-run.json").mkdir()

    with pytest.raises(OSError, match=r"lab-run\.json") as told:
        write_report(small_record(), "json", tmp_path)
    assert told.value.filename == str(tmp_path / "lab-run.json")
    assert [path.name for path in tmp_path.iterdir()] == ["lab-run.json"]


def test_later_minor_is_read(tmp_path: Path) -> None:
    """What a later minor version added is left out."""
    path = changed(tmp_path, version="1.7", weather="fine")

    assert read_record(path) == small_record()


def test_newer_major_is_told(tmp_path: Path) -> None:
    """A record of another major version is not guessed at."""
    with pytest.raises(BadInput, match=r"is of version 2\.0; this Fabula reads up to 1"):
        read_record(changed(tmp_path, version="2.0"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"schema": "other"}, "is no record of the lab"),
        ({"version": "new"}, "does not say its version"),
        ({"seconds": "long"}, "seconds: Input should be a valid number"),
        ({"outcomes": [{}]}, r"outcomes\.0\.suite: Field required"),
    ],
)
def test_damage_is_told_by_place(tmp_path: Path, said: dict[str, Any], told: str) -> None:
    """The message says where, and what would be right."""
    with pytest.raises(BadInput, match=told):
        read_record(changed(tmp_path, **said))


def test_other_files_are_told(tmp_path: Path) -> None:
    """A file that is not there, and one that is not JSON."""
    (tmp_path / "notes.txt").write_text("none")

    with pytest.raises(BadInput, match="is not there"):
        read_record(tmp_path / FILE)
    with pytest.raises(UnreadableInput, match="is not JSON"):
        read_record(tmp_path / "notes.txt")
