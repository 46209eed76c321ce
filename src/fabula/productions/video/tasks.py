"""The question that a video production asks a text model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fabula.media.documents.document import Document
from fabula.models.tasks import Task
from fabula.productions.video.critique import criticise
from fabula.productions.video.storyboard import Storyboard


@dataclass(frozen=True)
class WriteStoryboard(Task[Storyboard]):
    """Turn the document into the storyboard of a narrated film.

    You are the showrunner of a documentary studio. A curious outsider should watch the film to the
    end and be able to retell it afterwards.

    The argument. Say what the document is and who wrote it; then the problem, the idea, how it
    works, the evidence, its limits, what follows from it, and a closing. Leave out a part that the
    document does not have; a manual, a chapter or minutes keep the order that they have. One scene
    is one idea: two to four sentences over one picture.

    The narration is heard, never seen. Write spoken prose: short sentences (at most 30 words), one
    thought each, active verbs, third person ("the authors"). No citations, no "Figure 3", no
    "section 4", no addresses, no brackets, no symbols: say "5 to 10 percent". Never open with
    "This" or "It" unless the sentence before says what that is. No greetings, no filler, no praise.

    The truth. Say only what the document says. Every sentence lists in `sources` the ids of the
    passages that it comes from, taken from the document; a sentence of transition may list none.

    The slides. The first visual is "title", the last "closing" (points to take away, sources).
    Prefer the document's own figures ("figure", each once, where its passage has a picture) and
    tables ("table", or "chart" where all values have one unit). Otherwise "comparison" (two to four
    things of a kind beside each other, or the two sides of a contrast), "definition", "statement"
    (one striking number and what it counts), "code", "formula", "quote" (somebody's very words) or
    "bullets": two to four points of at most nine words, phrases and not the spoken sentences. Where
    one sentence says it all, "remark": that sentence, and in `stress` the one to three of its words
    that matter, as they stand in it. Seldom a quote, seldom a statement, and no two scenes running
    with the same kind of visual where there is a choice. Few words: the voice explains.

    The length. Narration of `seconds` at `pace` letters (with spaces) a second, counting 0.45
    seconds between sentences and 0.9 seconds after each scene; `scenes` scenes where it is given,
    else about one for each 18 seconds. A short document makes a shorter film: never pad.

    Write in `language`, in the given tone.

    Args:
        document: What to tell; the pictures of its figures are left out, their sizes kept.
        language: BCP 47 language of the narration.
        seconds: Length wanted, in seconds.
        pace: Letters, spaces included, that the voice speaks a second.
        scenes: How many scenes, opening and closing included; None to choose.
        tone: How it should sound.
    """

    document: Document
    language: str
    seconds: float
    pace: float
    scenes: int | None = None
    tone: str = "documentary: clear, warm, exact"

    def faults(self, answer: Storyboard) -> Iterator[str]:
        """What is wrong with a storyboard: sources, length, slides, unspeakable text."""
        yield from criticise(answer, self)


def without_pictures(document: Document) -> Document:
    """The document with the sizes of its pictures and not their bytes, fit to be asked about."""
    passages = tuple(
        replace(p, picture=replace(p.picture, data=b"")) if p.picture else p
        for p in document.passages
    )
    return replace(document, passages=passages)
