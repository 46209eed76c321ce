"""Blob files: whole or not there, shared by many, and clear about trouble."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from fabula.engine import digest_of_bytes
from fabula.errors import StoreError
from fabula.store.files import FileBlobs

pytestmark = pytest.mark.anyio

CONTENT = b"content" * 1000
DIGEST = digest_of_bytes(CONTENT)


def files_in(folder: Path) -> list[Path]:
    """All files in the folder and below."""
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_nothing_but_whole_blobs_is_left(tmp_path: Path) -> None:
    """Writers of one blob at once leave one file, and no half-written ones."""
    stores = [FileBlobs(tmp_path) for _ in range(4)]
    await asyncio.gather(*(blobs.put(DIGEST, CONTENT) for blobs in stores for _ in range(5)))

    assert files_in(tmp_path) == [stores[0].path(DIGEST)]
    assert await stores[0].get(DIGEST) == CONTENT


async def test_cut_file_is_written_anew(tmp_path: Path) -> None:
    """A file that a crash of the machine cut short is replaced when the blob is put again."""
    blobs = FileBlobs(tmp_path)
    await blobs.put(DIGEST, CONTENT)
    blobs.path(DIGEST).write_bytes(CONTENT[:100])
    await blobs.put(DIGEST, CONTENT)

    assert await blobs.get(DIGEST) == CONTENT


async def test_unwritable_folder_is_told(tmp_path: Path) -> None:
    """Where no folder can be made the error names the place and says what to do."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"file/blobs.*run again"):
        await FileBlobs(tmp_path / "file" / "blobs").put(DIGEST, CONTENT)


async def test_failed_write_leaves_no_file(tmp_path: Path) -> None:
    """When a blob cannot be moved to its place, what was written beside it is removed."""
    blobs = FileBlobs(tmp_path)
    blobs.path(DIGEST).mkdir(parents=True)
    with pytest.raises(StoreError):
        await blobs.put(DIGEST, CONTENT)

    assert files_in(tmp_path) == []
