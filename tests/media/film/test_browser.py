"""Tests in real Chromium: films play, seek to the right picture, and start before they end."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import pytest
from tests.media.film.browser import Browser, chromium, served
from tests.media.film.material import colour
from tests.media.film.test_writer import clip, clips

from fabula.media.film.forms import Form
from fabula.media.film.writer import FilmWriter, write_film

LOAD = """
const video = document.createElement('video');
video.muted = true;
document.body.append(video);
window.video = video;
video.src = URL.createObjectURL(await (await fetch(given[0])).blob());
await new Promise((done, fail) => { video.oncanplaythrough = done; video.onerror = fail; });
return [video.videoWidth, video.videoHeight, video.duration];
"""
SEEK = """
video.currentTime = given[0];
await new Promise(done => { video.onseeked = done; });
await new Promise(done => setTimeout(done, 80));
const canvas = document.createElement('canvas');
canvas.width = video.videoWidth; canvas.height = video.videoHeight;
const pen = canvas.getContext('2d');
pen.drawImage(video, 0, 0);
return [...pen.getImageData(3, 3, 1, 1).data].slice(0, 3);
"""
PLAY = """
video.currentTime = 0;
await video.play();
while (video.currentTime < given[0]) await new Promise(done => setTimeout(done, 50));
video.pause();
const quality = video.getVideoPlaybackQuality();
return [video.currentTime, quality.totalVideoFrames, quality.corruptedVideoFrames];
"""
WATCH_LIVE = """
const video = document.createElement('video');
video.muted = true;
document.body.append(video);
video.src = given[0];
await video.play();
while (video.currentTime < given[1]) await new Promise(done => setTimeout(done, 50));
return [video.currentTime, video.ended, video.error && video.error.message];
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests here."""
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize("encoder", ["skip", "plain"])
@pytest.mark.parametrize("size", [(640, 360), (360, 640)], ids=["wide", "tall"])
def test_chromium_plays_and_seeks(
    browser: Browser, tmp_path: Path, size: tuple[int, int], encoder: str
) -> None:
    """Chromium shows the right slide wherever one seeks, and plays without a broken frame."""
    form = Form(*size, keyframe_seconds=2, encoder=encoder)  # type: ignore[arg-type]
    made = clips(form)
    write_film(tmp_path / "film.mp4", made, form)
    starts = list(accumulate((c.frames for c in made), initial=0))
    with served(tmp_path) as (address, _):
        browser.open(f"{address}/")
        width, height, seconds = browser.run(LOAD, f"{address}/film.mp4")
        # The middle of the first settled frame of each scene and of its last frame, out of order.
        for number in (3, 0, 4, 1, 2):
            for frame in (starts[number + 1] - 1, starts[number] + 12):
                shown = browser.run(SEEK, (frame + 0.5) / form.fps)
                wanted = colour(number)
                assert max(abs(a - b) for a, b in zip(shown, wanted, strict=True)) <= 8, frame
        reached, frames, corrupted = browser.run(PLAY, 0.9)

    assert (width, height) == size
    assert seconds == pytest.approx(starts[-1] / form.fps, abs=1 / form.fps)
    assert reached >= 0.9
    assert frames > 10
    assert corrupted == 0


def test_live_film_plays_before_it_is_finished(browser: Browser, tmp_path: Path) -> None:
    """Chromium plays the first scenes while the rest has not been made."""
    form, file = Form(320, 180), io.BytesIO()
    with FilmWriter(file, form, live=True) as film:
        for number in range(3):
            film.add(clip(number, form, 1.4))
        (tmp_path / "live.1.part").write_bytes(first := file.getvalue())
        film.add(clip(3, form))
    (tmp_path / "live.2.part").write_bytes(file.getvalue()[len(first) :])
    with served(tmp_path) as (address, go_on):
        browser.open(f"{address}/")
        reached, ended, error = browser.run(WATCH_LIVE, f"{address}/live.mp4", 1.0)
        go_on.set()

    assert reached >= 1.0
    assert not ended
    assert error is None
