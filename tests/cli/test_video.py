"""`fabula video` makes a film that can be read back, and says what went wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import av
import pytest

from fabula.cli import main
from fabula.cli.video import film_path
from fabula.media.film.inspection import inspect

SMALL = ["--minutes", "0.5", "--resolution", "240"]


def test_film_is_what_was_ordered(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Length, size, chapters, captions and files are as ordered; the summary tells them."""
    out = document.with_name("film.mp4")
    code = main(["video", str(document), "-o", str(out), *SMALL, "--captions", "soft,srt,vtt"])
    report = inspect(out, deep=True)

    assert code == 0
    assert report.video_seconds == pytest.approx(30, rel=0.1)
    assert (report.width, report.height) == (426, 240)
    assert abs(report.video_seconds - report.audio_seconds) < 1 / 30 + 1024 / 48000
    assert report.errors == ()
    assert report.blank == ()
    assert report.chapters[0].title == "Tides"
    assert len(report.cues) > 4
    assert report.cover
    assert out.with_suffix(".srt").read_text().count(" --> ") == len(report.cues)
    assert out.with_suffix(".vtt").read_text().startswith("WEBVTT")
    assert "0 remembered; by espeak and offline; no cost" in capsys.readouterr().out


def test_second_run_makes_nothing(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same order again is remembered to the last step, and gives the same bytes."""
    out = document.with_name("film.mp4")
    main(["video", str(document), "-o", str(out), *SMALL])
    first = out.read_bytes()
    capsys.readouterr()
    main(["video", str(document), "-o", str(out), *SMALL])

    assert "(0 steps made" in capsys.readouterr().out
    assert out.read_bytes() == first


def test_other_theme_keeps_the_voice(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A change of the look paints and encodes anew, and speaks no word again."""
    out = document.with_name("film.mp4")
    main(["video", str(document), "-o", str(out), *SMALL, "--json"])
    capsys.readouterr()
    main(["video", str(document), "-o", str(out), *SMALL, "--json", "--theme", "slate"])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    made = {row.get("step") for row in rows if row.get("how") == "made"}

    assert {"paint_slide", "encode_shot"} <= made
    assert not {"narrate", "encode_sound", "write_storyboard"} & made
    assert rows[-1]["kind"] == "result"
    assert rows[-1]["files"] == [str(out)]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("missing.pdf", None, "no such file"),
        ("empty.md", b"", "empty"),
        ("broken.pdf", b"%PDF-1.7\ngarbage", "broken.pdf"),
    ],
)
def test_bad_input_is_usage(
    document: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None, told: str
) -> None:
    """Exit code 2, the file named, nothing written."""
    source = document.with_name(name)
    if content is not None:
        source.write_bytes(content)
    out = document.with_name("film.mp4")

    assert main(["video", str(source), "-o", str(out)]) == 2
    assert told in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (["--minutes", "soon"], "minutes"),
        (["--theme", "papper"], "Did you mean 'paper'?"),
        (["--writer", "opnai:gpt"], "Did you mean"),
        (["--writer", "openai:gpt-5"], "OPENAI_API_KEY"),
        (["--voice", "nobody"], "nobody"),
    ],
)
def test_bad_order_is_usage(
    document: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    flags: list[str],
    told: str,
) -> None:
    """Exit code 2 and the remedy, before anything is made."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)

    assert main(["video", str(document), *SMALL, *flags]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("place", "out", "film"),
    [
        ("notes/2301.12345.pdf", None, "2301.12345.mp4"),
        ("a.b.c.md", None, "a.b.c.mp4"),
        ("https://example.org/pdf/2301.12345", None, "2301.12345.mp4"),
        ("https://example.org/talks/", None, "talks.mp4"),
        ("https://example.org/", None, "example.org.mp4"),
        ("paper.pdf", "films/2301.12345.mp4", "films/2301.12345.mp4"),
        ("paper.pdf", "films/", "films/paper.mp4"),
    ],
)
def test_film_is_named_after_its_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, out: str | None, film: str
) -> None:
    """Only an ending that is a kind of document is taken off; a folder may be named instead."""
    monkeypatch.chdir(tmp_path)

    assert film_path(out, place) == Path(film)


def test_film_never_replaces_its_document(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The document itself, another kind of file, or a place that is none: refused at once."""
    text = document.read_bytes()
    disguised = document.with_suffix(".mp4")
    disguised.write_bytes(text)

    assert main(["video", str(disguised), "-o", str(disguised)]) == 2
    assert main(["video", str(document), "-o", str(document)]) == 2
    assert main(["video", str(document), "-o", str(document / "film.mp4")]) == 2
    assert "is not a folder" in capsys.readouterr().err
    assert disguised.read_bytes() == document.read_bytes() == text


def test_stand_in_is_not_taken_for_the_first_choice(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A film written by a stand-in says so, and the first choice is asked again the next time."""
    out = document.with_name("film.mp4")
    order = ["video", str(document), "-o", str(out), *SMALL, "--json"]
    chain = ["--writer", "compatible:x@http://127.0.0.1:9/v1, offline"]
    results = []
    for _ in range(2):
        assert main([*order, *chain]) == 0
        results.append([json.loads(line) for line in capsys.readouterr().out.splitlines()])

    warned = [[row for row in rows if row["kind"] == "warning"] for rows in results]
    assert [len(rows) for rows in warned] == [1, 1]
    assert "offline" in results[1][-1]["models"]


@pytest.mark.parametrize("speed", ["0.5", "2"])
def test_every_speed_makes_a_film(document: Path, speed: str) -> None:
    """The slowest and the fastest voice pass the checks, captions within their scenes."""
    out = document.with_name("film.mp4")

    assert main(["video", str(document), "-o", str(out), *SMALL, "--speed", speed]) == 0
    cues = inspect(out).cues
    assert all(one.end <= two.start for one, two in pairwise(cues))


def start(document: Path, *flags: str) -> subprocess.Popen[str]:
    """A run in a process of its own, as a person starts it."""
    out = document.with_name("film.mp4")
    command = [sys.executable, "-m", "fabula", "video", str(document), "-o", str(out), "--json"]
    return subprocess.Popen(
        [*command, "--minutes", "1", *flags],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "FABULA_MAX_PARALLEL_SCENES": "1"},
        start_new_session=True,
    )


def until(process: subprocess.Popen[str], kind: str) -> None:
    """Read events until one of a kind has come."""
    assert process.stdout
    for line in process.stdout:
        if json.loads(line)["kind"] == kind:
            return
    pytest.fail(f"no {kind}: {process.stderr.read() if process.stderr else ''}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_stopped_run_goes_on(document: Path, number: signal.Signals) -> None:
    """Ctrl-C ends the run at once with 130; that, or kill -9, loses no finished step."""
    with start(document) as process:
        until(process, "part.finished")
        # The terminal sends it to the whole group, the speech worker included.
        os.killpg(process.pid, number)
        process.wait(10)
        assert process.stdout
        assert process.stderr
        process.stdout.read(), process.stderr.read()

    out = document.with_name("film.mp4")
    assert not out.exists()
    assert process.returncode == (130 if number is signal.SIGINT else -signal.SIGKILL)
    with start(document) as process:
        told, _ = process.communicate()
    rows = [json.loads(line) for line in told.splitlines()]
    remembered = [row["step"] for row in rows if row.get("how") == "hit" and "step" in row]
    assert {"write_storyboard", "narrate", "paint_slide", "encode_sound", "encode_shot"} <= set(
        remembered
    )
    assert out.exists()


def test_film_grows_while_it_is_made(document: Path) -> None:
    """With --watch a player finds scenes before the film is finished; afterwards only the film."""
    with start(document, "--watch") as process:
        until(process, "part.finished")
        until(process, "part.finished")
        growing = document.with_name("film.part.mp4")
        deadline = time.monotonic() + 20
        while not growing.exists() or growing.stat().st_size < 10_000:
            assert time.monotonic() < deadline, "nothing to watch"
            time.sleep(0.01)
        with av.open(str(growing)) as film:
            frame = next(film.decode(video=0))
        process.communicate()

    assert frame.width == 1920
    assert document.with_name("film.mp4").exists()
    assert not growing.exists()
