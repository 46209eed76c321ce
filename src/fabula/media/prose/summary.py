"""The sentences that tell most of a text, in its own words and order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fabula.media.documents.document import Passage
from fabula.media.prose.lexicon import Lexicon
from fabula.media.prose.quoting import ease, points_back, whole
from fabula.media.prose.ranking import novelty, rank
from fabula.media.prose.sentences import Excerpt, excerpts
from fabula.media.prose.words import stems
from fabula.media.speakable import readable

_LEAD = 1.2  # what opens a passage tells what the passage is about
_BACK = 0.55  # what a sentence is worth that cannot stand alone


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence that can be quoted, and how much it tells of its text, 0 to about 1.2."""

    excerpt: Excerpt
    score: float
    bag: frozenset[str]


def summary(passages: Iterable[Passage], lexicon: Lexicon, most: int = 6) -> tuple[Excerpt, ...]:
    """At most so many sentences that tell most and do not repeat each other, in reading order."""
    all_of_it = weighed(excerpts(passages, lexicon), lexicon)
    left = list(all_of_it)
    chosen: list[Weighed] = []
    while left and len(chosen) < most:
        told = [one.bag for one in chosen]
        best = max(left, key=lambda one: one.score * novelty(one.bag, told))
        if not novelty(best.bag, told):
            break
        left.remove(best)
        chosen.append(best)
    return tuple(one.excerpt for one in all_of_it if one in chosen)


def weighed(sentences: Sequence[Excerpt], lexicon: Lexicon) -> tuple[Weighed, ...]:
    """The sentences that can be quoted, in order, each with its worth.

    How central a sentence is (TextRank), more for what opens a passage, less for what points at the
    sentence before or is hard to take in.
    """
    bags = [stems(sentence.text, lexicon) for sentence in sentences]
    found = []
    before = None
    for sentence, bag, score in zip(sentences, bags, rank(bags), strict=True):
        text, lead, before = readable(sentence.text), sentence.source != before, sentence.source
        if whole(text, lexicon):
            worth = (0.25 + score) * ease(text, lexicon) * (_LEAD if lead else 1.0)
            worth *= _BACK if points_back(text, lexicon) else 1.0
            found.append(Weighed(sentence, worth, frozenset(bag)))
    return tuple(found)
