"""Where the commands that look back find what was run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from fabula.engine import Store
from fabula.errors import UserError
from fabula.store.folder import MEMORY_FILE
from fabula.store.studio_folder import HIDDEN
from fabula.studio import Studio

Answer = TypeVar("Answer")


def home_of(folder: str | None) -> Path:
    """The memory of a studio folder, of the one that we are in, or of the runs of no folder.

    Raises:
        UserError: Nothing was run there.
    """
    if folder is None and not (Path(HIDDEN) / MEMORY_FILE).is_file():
        home = Studio().home
    else:
        home = Path(folder or ".") / HIDDEN
    if not (home / MEMORY_FILE).is_file():
        raise UserError(f"Nothing was run in {folder or home} yet. Make something: fabula video.")
    return home


def with_store(folder: str | None, ask: Callable[[Store], Coroutine[Any, Any, Answer]]) -> Answer:
    """What the store of that home answers.

    Raises:
        UserError: Nothing was run there.
    """
    home = home_of(folder)

    async def work() -> Answer:
        async with Studio(home=home) as studio:
            return await ask(studio.store)

    return asyncio.run(work())
