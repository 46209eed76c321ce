"""What a person sees while a run goes on: a live line, plain lines, or events as JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TextIO

from fabula.engine.progress import Progress

if TYPE_CHECKING:
    from fabula.engine import Event


def told(progress: Progress) -> str:
    """How far a run is, as a person reads it."""
    words, here = [progress.stage or "starting"], progress.here
    if here.total:
        words.append(f"{progress.part} {here.ended} of {here.total}")
    if here.failed:
        words.append(f"{here.failed} failed")
    if (left := progress.seconds_left) and here.ended < here.total:
        words.append(f"about {max(1, round(left))} s left")
    return " · ".join((*words, price(progress)))


def price(progress: Progress) -> str:
    """What it cost and saved, as a person reads it; what is unknown is unknown, never zero."""
    return progress.bill.told()


def _news(event: Event) -> str:
    """What a person must be told at once, or nothing."""
    fields = event.fields
    if event.kind == "warning":
        return f"warning: {fields.get('reason')}"
    if event.kind == "model.breaker" and fields["state"] == "open":
        return f"warning: {fields['who']} failed again and again; it is left alone for a while."
    if event.kind == "part.failed" and fields["part"] == "scene":
        # Somebody else may still make it.
        return f"failed: {fields['title']}: {fields['reason']}"
    return ""


class Display:
    """Shows a run; this one says nothing, as with --quiet.

    Args:
        out: Where to show it.
    """

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.progress = Progress()
        self._instead: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def take(self, event: Event) -> None:
        """Show the next event."""
        self.progress.take(event)

    def news(self, event: Event) -> str:
        """What a person must be told at once, or nothing; of a stand-in they are told once."""
        instead = event.fields.get("instead", "")
        if instead in self._instead:
            return ""
        self._instead |= {instead} - {""}
        return _news(event)

    def pause(self, paused: bool) -> None:
        """Leave the terminal to a question, or take it back."""

    def close(self) -> None:
        """Leave the terminal as it was."""


class Plain(Display):
    """One line for each piece of news: for files, pipes and CI."""

    def take(self, event: Event) -> None:
        """Print the event if it is news to a person."""
        super().take(event)
        if news := self.news(event):
            self._print(news)
        elif event.kind in {"progress", "part.finished"}:
            self._print(told(self.progress))

    def _print(self, text: str) -> None:
        print(text, file=self.out, flush=True)


class Json(Display):
    """Every event as one line of JSON."""

    def take(self, event: Event) -> None:
        """Print the event."""
        super().take(event)
        row = {"run": event.run, "seq": event.seq, "at": event.at, "kind": event.kind}
        self.print({**row, **event.fields})

    def print(self, row: Mapping[str, Any]) -> None:
        """Print one line of JSON; when nobody reads any more, the work goes on unheard."""
        try:
            print(json.dumps(row), file=self.out, flush=True)
        except BrokenPipeError:
            self.out = Path(os.devnull).open("w")  # noqa: SIM115  (as long as the process)


class Live(Display):
    """A bar and a line that change in place, on a terminal."""

    def __enter__(self) -> Self:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bar

        columns = (BarColumn(bar_width=28), TextColumn("{task.description}"))
        self._bar = Bar(*columns, console=Console(file=self.out), transient=True)
        self._task = self._bar.add_task("starting", total=None)
        self._bar.start()
        return self

    def take(self, event: Event) -> None:
        """Move the bar."""
        super().take(event)
        here = self.progress.here
        self._bar.update(
            self._task,
            description=told(self.progress),
            completed=here.ended,
            total=here.total or None,
        )
        if news := self.news(event):
            self._bar.console.print(news, markup=False, highlight=False)

    def pause(self, paused: bool) -> None:
        """Take the bar away for a question, or bring it back."""
        if paused:
            self._bar.stop()
        else:
            self._bar.start()

    def close(self) -> None:
        """Take the bar away."""
        self._bar.stop()


def choose_display(as_json: bool, quiet: bool) -> Display:
    """The display that the flags ask for, or else one that suits the terminal."""
    if as_json:
        return Json(sys.stdout)
    if quiet:
        return Display(sys.stderr)
    if sys.stderr is None:
        return Display(sys.stdout)
    return Live(sys.stderr) if sys.stderr.isatty() else Plain(sys.stderr)
