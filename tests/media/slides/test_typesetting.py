"""Typst is kept in its folder."""

from __future__ import annotations

import pytest

from fabula.media.slides.looks import Look
from fabula.media.slides.pages import page_of
from fabula.media.slides.typesetting import Unsettable, typeset
from fabula.media.slides.visuals import Formula


@pytest.mark.parametrize(
    "maths", ['read("/etc/passwd")', 'json("main.typ")', "sys.inputs", "range(9)"]
)
def test_maths_reaches_no_file(maths: str) -> None:
    """Even a formula that got past the first check cannot name a function that opens files."""
    page = page_of(Formula("x", "y"), Look("paper", 320, 180)) | {"math": maths}

    with pytest.raises(Unsettable):
        typeset(page)
