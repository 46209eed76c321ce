"""A film that can be watched while it is made: scenes are shown in order as they get ready."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from fabula.media.film.forms import Form
from fabula.media.film.writer import FilmWriter, Tags
from fabula.productions.video.scenes import Reel


class Premiere:
    """Writes a growing MP4 in fragments; it is removed in the end, when the real film is there.

    Args:
        path: The growing file; None: nobody watches, and nothing is written.
        form: Of all pictures.
        tags: What a player shows.
    """

    def __init__(self, path: Path | None, form: Form, tags: Tags) -> None:
        self._path, self._form, self._tags = path, form, tags
        self._waiting: dict[int, Reel | None] = {}
        self._next = 0
        self._lock = threading.Lock()
        self._writer: FilmWriter | None = None

    async def __aenter__(self) -> Self:
        if self._path:
            await asyncio.to_thread(self._open, self._path)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._writer and self._path:
            # A film without scenes cannot be closed, only given up.
            shown = self._writer.seconds > 0
            how = (kind, error, trace) if shown else (OSError, None, None)
            await asyncio.to_thread(self._close, self._writer, self._path, *how)

    def _open(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._writer = FilmWriter(path, self._form, self._tags, live=True)

    def _close(self, writer: FilmWriter, path: Path, *how: Any) -> None:
        writer.__exit__(*how)
        path.unlink(missing_ok=True)

    def show(self, index: int, reel: Reel | None) -> None:
        """Show a scene once all scenes before it are shown; safe in any thread.

        Args:
            index: Its 0-based place.
            reel: The scene; None: it could not be made, and is left out.
        """
        if not self._writer:
            return
        with self._lock:
            self._waiting[index] = reel
            while self._next in self._waiting:
                ready = self._waiting.pop(self._next)
                self._next += 1
                if ready:
                    self._writer.add(ready.clip)
