"""The sentences that tell most of a text."""

from __future__ import annotations

import time

from fabula.media.documents.document import Passage
from fabula.media.prose.lexicon import lexicon
from fabula.media.prose.summary import summary

ENGLISH = lexicon("en")
MILL = [
    "The mill at Ardo takes its water from the river below the town.",
    "It was built of oak. The miller of Ardo grinds corn for the whole valley with two stones.",
    "The mill at Ardo takes all its water from the river below the old town.",
    "In winter the river freezes, and the mill stands still for weeks. Why would it not?",
    "Farmers of the valley bring their corn to the mill before the river freezes.",
]


def passages(texts: list[str]) -> list[Passage]:
    """Paragraphs of a document."""
    return [Passage(f"p{n}", "paragraph", text) for n, text in enumerate(texts)]


def test_summary_tells_and_does_not_repeat() -> None:
    """What is said twice is told once; what points back is left; the order is that of the text."""
    found = summary(passages(MILL), ENGLISH, 3)
    told = [e.text for e in found]

    assert len(found) == 3
    assert [e.source for e in found] == sorted(e.source for e in found)
    assert sum("takes" in text for text in told) == 1
    assert not any(text.startswith(("It", "Why")) for text in told)


def test_short_text_gives_what_it_has() -> None:
    """Nothing is said twice to fill a number, and nothing makes no summary."""
    assert len(summary(passages(MILL[:1]), ENGLISH, 6)) == 1
    assert summary([], ENGLISH) == ()


def test_chapter_takes_a_tenth_of_a_second() -> None:
    """2,000 words cost at most about 100 ms of one core; the test allows a slow machine thrice."""
    words = [f"{stem}{end}" for stem in ("mill", "river", "corn", "town") for end in "abcdefgh"]
    texts = [
        f"The {words[n % 32]} of the {words[n * 7 % 31]} was built with {words[n * 5 % 29]} "
        f"and has the {words[n * 3 % 23]} that every {words[n * 11 % 19]} of the valley needs."
        for n in range(105)
    ]
    start = time.process_time()
    found = summary(passages([" ".join(texts[at : at + 5]) for at in range(0, 105, 5)]), ENGLISH)

    assert time.process_time() - start < 0.3
    assert len(found) == 6
