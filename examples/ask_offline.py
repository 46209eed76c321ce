"""Asks a typed question of one's own and hears the answer, with no account and no network."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fabula.models import Narrator, Task, Voice, Writer, choose_speech, choose_text
from fabula.models.offline.writer import answers


@dataclass(frozen=True)
class Headline:
    """What goes on the front page."""

    title: str
    letters: int


@dataclass(frozen=True)
class WriteHeadline(Task[Headline]):
    """Write a headline of at most six words for the report. Count its letters."""

    report: str

    def faults(self, answer: Headline) -> list[str]:
        """A model is asked once more with these."""
        return [] if len(answer.title.split()) <= 6 else ["more than six words"]


@answers(WriteHeadline)
def headline_offline(task: WriteHeadline) -> Headline:
    """What answers when no model is chosen: the first six words."""
    title = " ".join(task.report.split()[:6])
    return Headline(title, sum(map(str.isalpha, title)))


async def main() -> None:
    """Ask the writer, then let the narrator read the answer.

    In place of "offline", "openai:MODEL, offline" asks a model first; `main` stays the same.
    """
    writer = Writer(choose_text("offline", {}))
    narrator = Narrator(choose_speech("espeak", {}))
    headline = await writer.write(WriteHeadline("Harbour walls stand after seven hundred years"))
    spoken = await narrator.say(headline.title, Voice("", "en-gb"))
    print(f"{headline.title} ({headline.letters} letters)")
    for word in spoken.words:
        print(f"{word.start:5.2f} s  {word.text}")
    await narrator.close()
    await writer.close()


if __name__ == "__main__":
    asyncio.run(main())
