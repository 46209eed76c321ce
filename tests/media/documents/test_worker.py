"""Reading in a process of its own: what comes back, and what cannot get out."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from typing import Any

import pytest

from fabula.errors import BadInput, LockedInput, ScannedInput, TooLarge
from fabula.media.documents import Document, Limits, Source, read
from fabula.media.documents.reading import read_here

Make = Callable[[str], bytes]


def test_document_survives_the_journey(
    paper: Any, make_pdf: Make, read_bytes: Callable[..., Document]
) -> None:
    """Pictures, rows and all come back as they were read."""
    data = make_pdf(paper(2).source)

    assert read_bytes(data) == read(Source("paper.pdf", data))


@pytest.mark.parametrize(
    ("name", "text", "started"),
    [
        ("a.txt", "One <b>word</b>.", False),
        ("a.md", "# A\n\nOne *word*, 2 < 3 & [more](https://x.org).", False),
        ("a.md", "# A\n\nOne <b>word</b>.", True),
        ("a.md", "# A\n\n![A picture](a.png) and a word.", True),
        ("a.md", "# A\n\n" + "One word. " * 6000, True),
        ("a.html", "<p>One word.</p>", True),
    ],
)
def test_process_is_started_only_where_one_is_needed(name: str, text: str, started: bool) -> None:
    """What no native parser of a stranger's bytes sees is read here, and reads the same."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    document = read(Source(name, text.encode()))
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime

    assert (after > before) == started
    assert document == read_here(Source(name, text.encode()), Limits())


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
