"""The gate lets a good film pass, and names what is wrong with any other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.productions.video.conftest import FORM

from fabula.errors import BadInput
from fabula.media.documents import Document, Passage, Picture
from fabula.media.film.forms import SoundForm
from fabula.media.film.inspection import FilmReport, inspect
from fabula.media.film.writer import write_film
from fabula.media.slides.visuals import Figure
from fabula.models import Narrator, Voice, choose_speech
from fabula.productions.video.checks import (
    blemishes,
    check_board,
    expected_film,
    film_faults,
    length_note,
)
from fabula.productions.video.order import VideoOrder
from fabula.productions.video.scenes import Reel, Set
from fabula.productions.video.storyboard import Storyboard


@pytest.fixture
def stage() -> Set:
    """What the scenes of the tests have in common."""
    order = VideoOrder(resolution=240)
    return Set(order, Voice("", "en"), Narrator(choose_speech("", {})), {})


@pytest.fixture
def report(reels: tuple[Reel, ...], tmp_path: Path) -> FilmReport:
    """A film of the three scenes, read back."""
    path = tmp_path / "film.mp4"
    write_film(path, [reel.clip for reel in reels], FORM)
    return inspect(path)


def test_good_film_passes(reels: tuple[Reel, ...], report: FilmReport, stage: Set) -> None:
    """A film that is what its scenes make has no faults."""
    expected = replace(expected_film(reels, stage), form=FORM, sound=SoundForm())

    assert film_faults(report, expected, reels) == ()


def test_missing_scene_is_found(reels: tuple[Reel, ...], report: FilmReport, stage: Set) -> None:
    """A film that lacks a scene which was made does not pass."""
    expected = replace(expected_film((*reels, reels[0]), stage), form=FORM, sound=SoundForm())

    assert any("frames" in fault for fault in film_faults(report, expected, reels))


def test_slide_faults_are_weighed(reels: tuple[Reel, ...], report: FilmReport, stage: Set) -> None:
    """Text that leaves the slide stops a film; a shortened caption is only told."""
    bad = (replace(reels[0], faults=("overflow: heading leaves the slide", "cut: too long")),)
    expected = replace(expected_film(reels, stage), form=FORM, sound=SoundForm())

    assert film_faults(report, expected, bad) == (
        "overflow: heading leaves the slide (slide of 'Rain')",
    )
    assert blemishes(bad) == ("cut: too long (slide of 'Rain')",)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(60, ""), (65, ""), (55, ""), (40, "no more to tell"), (80, "its scenes need it")],
)
def test_length_is_told_when_it_differs(seconds: float, told: str) -> None:
    """Within a tenth nothing is said; beyond it the reason is."""
    note = length_note(seconds, 1.0)

    assert bool(note) == bool(told)
    assert told in note


def test_board_shows_only_what_there_is(reels: tuple[Reel, ...]) -> None:
    """A storyboard may show figures of the document, and no others."""
    picture = Picture(b"", 1, 1)
    passage = Passage("p2.3", "figure", "A map", 2, picture=picture)
    document = Document("Rain", (), (passage,), "en", "rain.pdf", 2)
    good = replace(reels[0].scene, visual=Figure("Map", "p2.3"))
    bad = replace(reels[0].scene, visual=Figure("Map", "p9.9"))

    check_board(Storyboard("Rain", "en", (good,)), document)
    with pytest.raises(BadInput, match=r"scene 2 'Rain'.*p2\.3"):
        check_board(Storyboard("Rain", "en", (good, bad)), document)
