"""Letting go of what is old: by age, by size, never what is in use, and with others at work."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fabula.engine import open_run, step
from fabula.engine.shelf import pin
from fabula.errors import StoreError, UserError
from fabula.store.cache import cache_info, prune
from fabula.store.folder import open_store

DAY = 86_400.0
NOW = time.time()


@step(version="1")
async def film(number: int) -> bytes:
    """Make a large result."""
    return b"%03d" % number * 10_000


@step(version="1")
async def title(number: int) -> str:
    """Make a small result."""
    return f"Film {number}"


def fill(folder: Path, *numbers: int) -> None:
    """Make, or use again, films and their titles."""

    async def main() -> None:
        async with open_store(folder) as store, open_run(store, "test"):
            for number in numbers:
                await film(number)
                await title(number)

    asyncio.run(main())


def age(folder: Path, days: float) -> None:
    """Let everything that is in the folder be so many days older."""
    connection = sqlite3.connect(folder / "memory.db")
    connection.execute("UPDATE results SET made_at = made_at - ?", (days * DAY,))
    connection.execute("UPDATE uses SET used_at = used_at - ?", (days * DAY,))
    connection.execute("UPDATE runs SET started_at = started_at - ?", (days * DAY,))
    connection.commit()
    connection.close()
    for path in (folder / "blobs").glob("*/*"):
        then = path.stat().st_mtime - days * DAY
        os.utime(path, (then, then))


def test_info_counts_by_step(tmp_path: Path) -> None:
    """Each step has its results, their bytes with blobs, and its last use."""
    fill(tmp_path, 1, 2)
    info = cache_info(tmp_path, check=True)

    assert [(kept.name, kept.results) for kept in info.steps] == [("film", 2), ("title", 2)]
    assert 60_000 < info.steps[0].bytes < 61_000
    assert (info.history.runs, info.history.events) == (1, 10)
    assert info.bytes == sum(kept.bytes for kept in info.steps) + info.history.bytes
    assert info.steps[0].used_at == pytest.approx(time.time(), abs=600)
    assert (info.unneeded, info.damaged) == (0, ())


def test_damage_is_listed(tmp_path: Path) -> None:
    """A changed row, a changed blob and a missing one are each named."""
    fill(tmp_path, 1, 2, 3)
    first, second, _ = sorted((tmp_path / "blobs").glob("*/*"))
    first.write_bytes(b"wrong")
    second.unlink()
    connection = sqlite3.connect(tmp_path / "memory.db")
    connection.execute("UPDATE results SET body = x'00' WHERE name = 'title'")
    connection.commit()
    connection.close()
    damaged = cache_info(tmp_path, check=True).damaged

    assert sorted(line.split()[0] + " " + line.split()[-1] for line in damaged) == [
        "blob film",
        "blob film",
        "result title",
        "result title",
        "result title",
    ]


def test_unused_results_go_by_age(tmp_path: Path) -> None:
    """What was used within the time stays, though it was made long ago."""
    fill(tmp_path, 1, 2)
    age(tmp_path, 40)
    fill(tmp_path, 2)
    done = prune(tmp_path, older_than=30 * DAY)
    left = cache_info(tmp_path, check=True)

    assert (done.results, done.blobs) == (2, 1)
    assert done.freed > 30_000
    assert done.left == left.bytes
    assert [kept.results for kept in left.steps] == [1, 1]
    assert left.damaged == ()


def test_pinned_and_written_takes_are_kept(tmp_path: Path) -> None:
    """However old: a pinned take holds its place, and a person's words are never let go of."""
    fill(tmp_path, 1, 2)

    async def hold() -> None:
        async with open_store(tmp_path) as store:
            await pin(store, [title.at(nth=2)])
            async with open_run(store, "test", given={title.at(): "Theirs"}):
                await title(1)

    asyncio.run(hold())
    age(tmp_path, 400)
    prune(tmp_path, older_than=DAY)

    kept = {one.name: one.results for one in cache_info(tmp_path).steps}
    assert kept == {"title": 2}


def test_oldest_results_go_by_size(tmp_path: Path) -> None:
    """Results go, those not used for longest first, until the rest is small enough."""
    for number in range(5):
        fill(tmp_path, number)
        age(tmp_path, 1)
    done = prune(tmp_path, larger_than=70_000)

    assert done.left <= 70_000
    assert cache_info(tmp_path).steps[0].results == 2
    assert prune(tmp_path, larger_than=70_000).results == 0
    assert prune(tmp_path, larger_than=0).left == cache_info(tmp_path).history.bytes


def test_old_runs_go_with_their_events(tmp_path: Path) -> None:
    """By age and by number; the last one stays, since it tells which takes are played."""
    for number in range(4):
        fill(tmp_path, number)
        age(tmp_path, 10)
    by_number = prune(tmp_path, keep_runs=3)
    by_age = prune(tmp_path, older_than=25 * DAY)
    rest = prune(tmp_path, keep_runs=0)
    info = cache_info(tmp_path)

    assert (by_number.runs, by_age.runs, rest.runs) == (1, 1, 1)
    assert by_number.freed > 500
    assert (info.history.runs, info.history.events) == (1, 6)


def test_run_of_a_held_take_stays(tmp_path: Path) -> None:
    """The run that made a pinned take, and the one that was given a person's, are kept."""

    async def main() -> None:
        async with open_store(tmp_path) as store:
            async with open_run(store, "test", run_id="pinned"):
                await film(1)
            await pin(store, [film.at()])
            async with open_run(store, "test", run_id="given", given={title.at(): "Mine"}):
                await title(1)
            for run in ("other", "last"):
                async with open_run(store, "test", run_id=run):
                    await title(2)

    asyncio.run(main())
    pruned = prune(tmp_path, keep_runs=0)

    async def left() -> set[str]:
        async with open_store(tmp_path) as store:
            return {record.id for record in await store.log.latest()}

    assert pruned.runs == 1
    assert asyncio.run(left()) == {"pinned", "given", "last"}


def test_run_that_lives_stays(tmp_path: Path) -> None:
    """A run of another production that goes on is not the last of its own, and stays."""

    async def main() -> int:
        async with open_store(tmp_path) as store, open_run(store, "test", run_id="long"):
            async with open_run(store, "test", run_id="short"):
                await title(1)
            return (await asyncio.to_thread(prune, tmp_path, keep_runs=0)).runs

    assert asyncio.run(main()) == 0


def test_new_blobs_are_left_alone(tmp_path: Path) -> None:
    """A blob that no result needs may belong to one that is just being written."""
    fill(tmp_path, 1)
    stray = tmp_path / "blobs" / "ab" / ("0" * 38)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"new")
    assert prune(tmp_path).blobs == 0
    assert cache_info(tmp_path).unneeded == 3
    os.utime(stray, (NOW - DAY, NOW - DAY))

    assert prune(tmp_path).blobs == 1
    assert not stray.exists()


def test_pruned_results_are_made_again(tmp_path: Path) -> None:
    """After everything went, the same run makes it anew."""
    fill(tmp_path, 1)
    age(tmp_path, 1)
    prune(tmp_path, larger_than=0)
    fill(tmp_path, 1)

    assert cache_info(tmp_path, check=True).damaged == ()
    assert [kept.results for kept in cache_info(tmp_path).steps] == [1, 1]


def test_pruning_disturbs_no_run(tmp_path: Path) -> None:
    """Pruning again and again while two processes make and read: all of them succeed."""
    code = (
        "import sys; from pathlib import Path; from tests.store.test_cache import fill\n"
        "for _ in range(3): fill(Path(sys.argv[1]), *range(30))"
    )
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([root, *sys.path])}
    line = [sys.executable, "-c", code, str(tmp_path)]
    others = [subprocess.Popen(line, env=environment, stderr=subprocess.PIPE) for _ in range(2)]
    while any(one.poll() is None for one in others):
        if (tmp_path / "memory.db").exists():
            prune(tmp_path, larger_than=300_000)
        time.sleep(0.05)
    told = [one.communicate()[1] for one in others]

    assert [one.returncode for one in others] == [0, 0], told
    assert cache_info(tmp_path, check=True).damaged == ()


def test_folder_without_store_is_told(tmp_path: Path) -> None:
    """A folder with nothing in it is named, and stays as it is."""
    with pytest.raises(UserError, match="remembers nothing"):
        cache_info(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_unreadable_file_is_told(tmp_path: Path) -> None:
    """A file that is no database is named."""
    (tmp_path / "memory.db").write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match=r"memory\.db.*Delete the file and run again"):
        prune(tmp_path)
