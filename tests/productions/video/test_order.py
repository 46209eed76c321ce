"""An order is checked once, where it is given, and says what would be right."""

from __future__ import annotations

from typing import Any

import pytest

from fabula.errors import BadSetting, UnknownName
from fabula.order import read_order
from fabula.productions.video.order import VideoOrder


@pytest.mark.parametrize(
    ("aspect", "resolution", "size"),
    [
        ("16:9", 1080, (1920, 1080)),
        ("9:16", 1080, (1080, 1920)),
        ("1:1", 720, (720, 720)),
        ("16:9", 481, (856, 480)),
    ],
)
def test_size_follows_the_shape(aspect: Any, resolution: int, size: tuple[int, int]) -> None:
    """The short side has the resolution asked for, and both sides are even."""
    assert VideoOrder(aspect=aspect, resolution=resolution).size == size


def test_words_become_values() -> None:
    """Flags give text, files give numbers and lists: both make the same order."""
    typed = read_order(
        VideoOrder, {"minutes": "2", "scenes": "7", "captions": "soft, srt", "theme": "paper"}
    )
    written = read_order(VideoOrder, {"minutes": 2, "scenes": 7, "captions": ["soft", "srt"]})

    assert typed == written == VideoOrder(minutes=2.0, scenes=7, captions=("soft", "srt"))


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("minutes", "long", "must be a number"),
        ("minutes", 500, "from 0.2 to 180"),
        ("scenes", "1.5", "a whole number"),
        ("aspect", "4:3", "it can be 16:9, 9:16, 1:1"),
        ("captions", "loud", "it can be none, soft, burned, karaoke, srt, vtt"),
        ("language", "english", "a code like en, de or en-gb"),
        ("language", "EN_us", "a code like en, de or en-gb"),
        ("captions", 3, "must be a list"),
        ("voice", 3, "must be text"),
        ("speed", 3, "from 0.5 to 2"),
    ],
)
def test_wrong_value_says_what_is_right(name: str, value: Any, told: str) -> None:
    """The message names the choice, the value and what is possible."""
    with pytest.raises(BadSetting, match=name) as caught:
        read_order(VideoOrder, {name: value})

    assert told in str(caught.value)


def test_unknown_names_have_hints() -> None:
    """A choice or a theme that is not known is told with the nearest one."""
    with pytest.raises(UnknownName, match="Did you mean 'minutes'"):
        read_order(VideoOrder, {"minuts": 2})
    with pytest.raises(UnknownName, match="Did you mean 'paper'"):
        VideoOrder(theme="papier")
