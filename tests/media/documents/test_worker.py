"""Reading in a process of its own: what comes back, and what cannot get out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from fabula.errors import BadInput, LockedInput, ScannedInput, TooLarge
from fabula.media.documents import Document, Limits, Source, read

Make = Callable[[str], bytes]


def test_document_survives_the_journey(
    paper: Any, make_pdf: Make, read_bytes: Callable[..., Document]
) -> None:
    """Pictures, rows and all come back as they were read."""
    data = make_pdf(paper(2).source)

    assert read_bytes(data) == read(Source("paper.pdf", data))


def test_error_survives_the_journey() -> None:
    """An error raised over there is raised here, with all its parts."""
    with pytest.raises(BadInput) as caught:
        read(Source("a.pdf", b"%PDF-1.4\n"))

    assert (
        caught.value.source,
        caught.value.problem,
    ) == ("a.pdf", "is a damaged or incomplete PDF")
    assert not isinstance(caught.value, (LockedInput, ScannedInput))


def test_slow_reading_is_stopped(make_pdf: Make) -> None:
    """Past the limit on time the process is killed."""
    data = make_pdf("#for i in range(300) [#lorem(100) #pagebreak()]")
    with pytest.raises(TooLarge, match=r"took longer than 0\.3 s"):
        read(Source("long.pdf", data), Limits(seconds=0.3))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")
def test_memory_is_bounded(make_pdf: Make) -> None:
    """Past the limit on memory there is an error, not a machine that swaps."""
    data = make_pdf("#for i in range(40) [#lorem(400) #pagebreak()]")
    with pytest.raises(BadInput, match="memory"):
        read(Source("fat.pdf", data), Limits(memory=60_000_000))
