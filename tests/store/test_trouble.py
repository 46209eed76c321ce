"""A full disk, a quota and a spoilt file: told with a remedy, and the store stays sound."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.store.disks import mounted

from fabula.engine import open_run, step
from fabula.errors import StoreFull, StoreUnreadable
from fabula.store.folder import open_store
from fabula.store.studio_folder import write_whole

pytestmark = pytest.mark.anyio

made: list[int] = []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of one megabyte; skipped where it may not be mounted."""
    with mounted(tmp_path / "disk", megabytes=1) as place:
        yield place


@pytest.fixture
def small_quota() -> Iterator[None]:
    """No file of this process may grow past 600 KB."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


@step
async def picture(number: int, size: int) -> bytes:
    """Noise of a size: no two are alike, and none can be packed."""
    made.append(number)
    return number.to_bytes(4, "big") * (size // 4)


async def pictures(folder: Path, size: int, count: int) -> int:
    """How many pictures a run made and kept before the disk was full."""
    async with open_store(folder) as store:
        for number in range(count):
            try:
                async with open_run(store, "t"):
                    await picture(number, size)
            except StoreFull as full:
                assert "no room on the disk" in str(full)  # noqa: PT017
                assert "run again" in str(full)  # noqa: PT017
                return number
    return count


@pytest.mark.parametrize("size", [200_000, 4_000], ids=["blobs", "rows"])
async def test_full_disk_keeps_what_was_made(small_disk: Path, size: int) -> None:
    """What was finished is remembered; with room again the rest is made, and nothing twice."""
    made.clear()
    kept = await pictures(small_disk / ".fabula", size, 500)
    first = list(made)
    grow = ["mount", "-o", "remount,size=64m", str(small_disk)]
    await asyncio.to_thread(subprocess.run, grow, check=True)
    made.clear()
    again = await pictures(small_disk / ".fabula", size, kept + 3)

    assert 0 < kept < 500
    # The disk may be too full to begin the next one, or only to keep it.
    assert first == list(range(len(first)))
    assert len(first) - kept in {0, 1}
    assert again == kept + 3
    # A write that failed with its run's last event may have kept its result.
    assert made in ([kept, kept + 1, kept + 2], [kept + 1, kept + 2])


@pytest.mark.usefixtures("small_quota")
async def test_full_quota_is_told(tmp_path: Path) -> None:
    """A limit on the size of files is told as a full disk is, and what is there can be read."""
    made.clear()

    assert await pictures(tmp_path, 500_000, 2) == 2
    assert await pictures(tmp_path, 700_000, 4) == 0
    made.clear()
    assert await pictures(tmp_path, 500_000, 2) == 2
    assert made == []


async def test_spoilt_file_is_told(tmp_path: Path) -> None:
    """A memory with foreign bytes in its middle: which file, and that deleting it costs no work."""
    assert await pictures(tmp_path, 4_000, 50) == 50
    file = tmp_path / "memory.db"
    content = bytearray(file.read_bytes())
    content[4096:20_000] = bytes(20_000 - 4096)
    file.write_bytes(content)

    with pytest.raises(StoreUnreadable, match=r"memory.db.*Delete the file and run again"):
        await pictures(tmp_path, 4_000, 50)
    file.unlink()
    assert await pictures(tmp_path, 4_000, 50) == 50


def test_run_ends_with_the_first_trouble(small_disk: Path) -> None:
    """The command line ends with exit code 1 and one sentence, not with a trace."""
    document = small_disk.parent / "tides.md"
    document.write_text("# Tides\n\n" + "The Moon pulls the water of the sea. " * 30)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "fabula",
            "video",
            str(document),
            "--resolution",
            "240",
            "--minutes",
            "0.3",
            "--quiet",
            "-o",
            str(small_disk.parent / "film.mp4"),
        ],
        env={**os.environ, "FABULA_HOME": str(small_disk / "home")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, "no room on the disk" in done.stderr) == (1, True), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("small_quota")
async def test_quota_on_the_memory_is_a_full_disk(tmp_path: Path) -> None:
    """SQLite calls a quota an error of input and output; a person is told to make room."""
    made.clear()

    assert 0 < await pictures(tmp_path, 4_000, 400) < 400


@pytest.mark.usefixtures("small_quota")
def test_work_without_room_is_named(tmp_path: Path) -> None:
    """A finished work that cannot be written: which file, and nothing is left beside it."""
    with pytest.raises(OSError, match=r"film\.mp4"):
        write_whole(tmp_path / "film.mp4", bytes(700_000))

    assert list(tmp_path.iterdir()) == []
