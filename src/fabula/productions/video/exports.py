"""What leaves the studio: the film, captions beside it, and a report of what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fabula.media.film.captions import Cue, shifted, srt, vtt
from fabula.productions.video.checks import scene_starts
from fabula.productions.video.order import VideoOrder
from fabula.productions.video.recipe import Film
from fabula.productions.video.scenes import Reel


def film_files(film: Film, order: VideoOrder, stem: str) -> dict[str, bytes]:
    """The files of a film by their names: the MP4, and SRT and VTT where they were ordered."""
    files = {f"{stem}.mp4": film.video}
    captions = film_captions(film.reels, order.fps)
    for suffix, write in (("srt", srt), ("vtt", vtt)):
        if suffix in order.captions:
            files[f"{stem}.{suffix}"] = write(captions).encode()
    return files


def film_captions(reels: Sequence[Reel], fps: int) -> tuple[Cue, ...]:
    """The captions of all scenes on the clock of the film."""
    starts = scene_starts(reels, fps)
    pairs = zip(reels, starts, strict=True)
    return tuple(cue for reel, start in pairs for cue in shifted(reel.captions, start))


def film_report(film: Film) -> dict[str, Any]:
    """What was measured of a film, as plain data."""
    report = film.report
    return {
        "title": film.board.title,
        "source": film.document.source,
        "seconds": round(report.video_seconds, 3),
        "frames": report.frames,
        "loudness_lufs": round(report.loudness.integrated, 1),
        "true_peak_dbtp": round(report.loudness.peak, 1),
        "scenes": [*_scene_rows(film)],
        "holes": [{"title": hole.title, "reason": hole.reason} for hole in film.holes],
        "faults": list(film.faults),
        "notes": list(film.notes),
    }


def _scene_rows(film: Film) -> Iterator[dict[str, Any]]:
    """Each scene: when it is, and the pages of the document that its words come from."""
    page_of = {passage.id: passage.page for passage in film.document.passages}
    fps = round(film.report.fps)
    for reel, start in zip(film.reels, scene_starts(film.reels, fps), strict=True):
        pages = {page_of.get(s) for said in reel.scene.narration for s in said.sources}
        yield {
            "title": reel.scene.title,
            "start": round(start, 3),
            "seconds": round(reel.clip.frames / fps, 3),
            "pages": sorted(page for page in pages if page),
        }
