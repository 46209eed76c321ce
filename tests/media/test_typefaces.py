"""What a typeface can show is read from the typeface."""

from __future__ import annotations

from pathlib import Path

import pytest

import fabula.media.screenplay.printing as room
from fabula.media.typefaces import characters

FACES = sorted((Path(room.__file__).parent / "fonts").glob("*.ttf"))


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.stem)
def test_every_cut_has_the_same_letters(face: Path) -> None:
    """Bold and italic words need no other stand-in than upright ones."""
    letters = characters(face)

    assert set(map(ord, "aZ0.,\u2019\u2014\u00e9\u00d1\u20ac")) <= letters
    assert 0x3A9 not in letters
