"""Files from a disk: found, measured, then read."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.errors import EmptyInput, TooLarge, UnreadableInput
from fabula.media.documents import Limits, load


def test_file_is_loaded_with_folder(tmp_path: Path) -> None:
    """The source knows its name, its bytes and the folder for its pictures."""
    place = tmp_path / "a.txt"
    place.write_bytes(b"words")
    source = load(place)

    assert (str(place), b"words", tmp_path) == (source.name, source.data, source.folder)


def test_missing_file_names_neighbours(tmp_path: Path) -> None:
    """A wrong name is answered with the files that are there."""
    (tmp_path / "paper.pdf").write_bytes(b"x")
    with pytest.raises(UnreadableInput, match=r"no such file.*paper\.pdf"):
        load(tmp_path / "papper.pdf")


def test_folder_is_refused(tmp_path: Path) -> None:
    """A folder is not a document."""
    with pytest.raises(UnreadableInput, match="is a folder"):
        load(tmp_path)


def test_large_file_is_not_opened(tmp_path: Path) -> None:
    """The size is judged before a byte is read: the file here is 1 TB of nothing."""
    place = tmp_path / "huge.pdf"
    with place.open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(TooLarge, match=r"1000000\.0 MB, the limit is 100 MB"):
        load(place)


def test_empty_file_is_refused(tmp_path: Path) -> None:
    """A file without bytes says so."""
    (tmp_path / "a.md").touch()
    with pytest.raises(EmptyInput, match="0 bytes"):
        load(tmp_path / "a.md", Limits())


def test_impossible_path_is_refused() -> None:
    """A path that no system has is bad input, not a crash."""
    with pytest.raises(UnreadableInput):
        load("a\x00b.pdf")
