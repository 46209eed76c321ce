"""A person's words are never overwritten, and what is stale is told."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from fabula.errors import BadInput, UserError
from fabula.store.studio_folder import HIDDEN, LEDGER, PROJECT, StudioFolder, write_whole

MADE, NOW = {"minutes": "= 3", "source": "9a"}, {"minutes": "= 2", "source": "9a"}


def test_kept_file_counts_as_made(tmp_path: Path) -> None:
    """What Fabula wrote and nobody touched is made, until what it was made from changes."""
    folder = StudioFolder(tmp_path)
    folder.keep("board.yaml", b"one", MADE)

    assert folder.condition("board.yaml", MADE) == "made"
    assert folder.condition("board.yaml", NOW) == "stale"
    assert folder.reasons("board.yaml", MADE) == []
    assert folder.reasons("board.yaml", NOW) == ["minutes: 3 -> 2"]


def test_edit_is_never_overwritten(tmp_path: Path) -> None:
    """A file that a person changed is theirs: it is not written again, and staleness shows."""
    folder = StudioFolder(tmp_path)
    folder.keep("board.yaml", b"one", MADE)
    (tmp_path / "board.yaml").write_bytes(b"one, edited")

    with pytest.raises(UserError, match="was edited"):
        folder.keep("board.yaml", b"two", NOW)
    assert (tmp_path / "board.yaml").read_bytes() == b"one, edited"
    assert folder.condition("board.yaml", MADE) == "edited"
    assert folder.condition("board.yaml", NOW) == "edited and stale"


def test_file_of_unknown_origin_is_a_persons(tmp_path: Path) -> None:
    """A file that is not in the ledger, or whose ledger was lost, is not overwritten."""
    folder = StudioFolder(tmp_path)
    folder.keep("board.yaml", b"one", MADE)
    (tmp_path / HIDDEN / LEDGER).write_text("{ damaged")

    assert folder.condition("board.yaml", MADE) == "edited"
    with pytest.raises(UserError):
        folder.keep("board.yaml", b"two", MADE)


def test_work_of_unknown_origin_is_replaced(tmp_path: Path) -> None:
    """Deleting the ledger loses no text, and a film can simply be made again; an edited one not."""
    folder = StudioFolder(tmp_path)
    (tmp_path / "talk.mp4").write_bytes(b"old film")
    folder.keep("talk.mp4", b"new film", MADE, work=True)
    (tmp_path / "talk.mp4").write_bytes(b"cut by hand")

    with pytest.raises(UserError):
        folder.refuse_edited("talk.mp4", work=True)


def test_missing_file_is_missing(tmp_path: Path) -> None:
    """A file that was made and then deleted is missing, and can be made again."""
    folder = StudioFolder(tmp_path)
    folder.keep("board.yaml", b"one", MADE)
    (tmp_path / "board.yaml").unlink()

    assert folder.condition("board.yaml", MADE) == "missing"
    folder.keep("board.yaml", b"one", MADE)


def test_name_cannot_leave_the_folder(tmp_path: Path) -> None:
    """A file outside of the folder is refused, also through a link."""
    folder = StudioFolder(tmp_path / "talk")
    (tmp_path / "talk").mkdir()
    (tmp_path / "talk" / "link").symlink_to(tmp_path)

    for name in ("../secret.txt", "/etc/passwd", "link/secret.txt"):
        with pytest.raises(BadInput):
            folder.inside(name)


def test_file_is_written_whole_or_not(tmp_path: Path) -> None:
    """A write that fails leaves the file as it was and nothing beside it."""
    target = tmp_path / "film.mp4"
    write_whole(target, b"old")

    with pytest.raises(TypeError):
        write_whole(target, "not bytes")  # type: ignore[arg-type]
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]
    assert stat.S_IMODE(target.stat().st_mode) & stat.S_IRUSR


WRITER = """
import sys
from pathlib import Path
from fabula.store.studio_folder import StudioFolder

folder, name = StudioFolder(Path(sys.argv[1])), sys.argv[2]
for number in range(30):
    folder.keep("film.mp4", f"{name} {number}".encode(), {"from": name})
    folder.keep(f"{name}.srt", b"words", {"from": name})
    assert not folder.edited("film.mp4")
"""


def test_two_processes_write_one_folder(tmp_path: Path) -> None:
    """Neither takes what the other has just written for a person's edit, and no entry is lost."""
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), name], stderr=subprocess.PIPE
        )
        for name in ("one", "two")
    ]
    told = [writer.communicate()[1] for writer in writers]
    folder = StudioFolder(tmp_path)

    assert told == [b"", b""]
    assert [folder.edited(name) for name in ("film.mp4", "one.srt", "two.srt")] == [False] * 3


def test_folder_is_begun_once(tmp_path: Path) -> None:
    """Neither a studio folder nor a folder of other things is begun; an unfinished one is."""
    folder = StudioFolder(tmp_path / "luna")
    folder.refuse_begun()
    write_whole(folder.path / "paper.pdf", b"%PDF")
    folder.refuse_begun(but="paper.pdf")

    with pytest.raises(UserError, match="is there already"):
        folder.refuse_begun()
    write_whole(folder.path / PROJECT, b"production: video\n")
    with pytest.raises(UserError, match="is a studio folder already"):
        folder.refuse_begun(but="paper.pdf")


def test_works_are_called_as_the_folder(tmp_path: Path) -> None:
    """The stem of the works is the folder's own name, however it is reached."""
    assert StudioFolder(tmp_path / "luna" / "." / ".." / "luna").stem == "luna"
