"""Tests of the forms of a film: sizes, and values that cannot be."""

from __future__ import annotations

import pytest

from fabula.errors import BadSetting, UnknownName
from fabula.media.film.forms import Form, SoundForm, shaped


@pytest.mark.parametrize(
    ("aspect", "resolution", "size"),
    [
        ("16:9", 1080, (1920, 1080)),
        ("9:16", 1080, (1080, 1920)),
        ("1:1", 720, (720, 720)),
        ("16:9", 480, (854, 480)),
        ("4:5", 1080, (1080, 1350)),
    ],
)
def test_aspect_and_resolution_give_a_size(
    aspect: str, resolution: int, size: tuple[int, int]
) -> None:
    """The shorter side has the resolution, and both sides are even."""
    form = shaped(aspect, resolution)

    assert (form.width, form.height) == size


@pytest.mark.parametrize(
    "wrong", [{"width": 641}, {"height": 32}, {"fps": 0}, {"crf": 60}, {"keyframe_seconds": 0}]
)
def test_impossible_values_are_named(wrong: dict[str, int]) -> None:
    """The error says which value, and what it may be."""
    ((name, value),) = wrong.items()

    with pytest.raises(BadSetting, match=f"{name} is {value}"):
        Form(**wrong)  # type: ignore[arg-type]
    with pytest.raises(BadSetting, match="lead"):
        SoundForm(lead=0)


def test_unknown_words_are_answered() -> None:
    """An encoder or aspect that does not exist is answered with those that do."""
    with pytest.raises(UnknownName, match="plain, skip"):
        Form(encoder="plane")  # type: ignore[arg-type]
    with pytest.raises(UnknownName, match="9:16"):
        shaped("16:10")


@pytest.mark.parametrize(
    ("seconds", "frames"), [(0, 2), (1, 30), (1.01, 31), (2.0000000001, 60), (0.1 + 0.2, 9)]
)
def test_frames_cover_the_time(seconds: float, frames: int) -> None:
    """A time is covered by whole frames, and rounding errors do not add one."""
    assert Form().frames(seconds) == frames
