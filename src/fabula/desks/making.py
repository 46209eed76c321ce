"""What is done around a run of a studio folder: a person's words are seen to before and after."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from fabula.desks.desk import Desk, FolderText, open_desk
from fabula.engine import Store
from fabula.engine.edits import keep_edit
from fabula.store.studio_folder import StudioFolder
from fabula.studio import Made


class FolderRun:
    """A run of a studio folder: what it is of, as the folder is when the run begins.

    ```python
    run = FolderRun(folder)
    made = await studio.make(await run.desk.job(studio))
    names = await run.keep(made, studio.store)
    ```

    Args:
        folder: The studio folder.
        models: Models by role, in place of those that the folder names.

    Raises:
        UserError: A file has a mistake, or a finished work was edited by hand.
    """

    def __init__(self, folder: StudioFolder, models: Mapping[str, str] | None = None) -> None:
        self.desk: Desk = open_desk(folder, models=models)
        self.desk.refuse_edited()
        edited = [text for text in self.desk.texts if text.value is not None]
        # In a person's own words, comments and all; what they write during the run is for the next.
        self._edits: list[tuple[FolderText, str]] = [
            (text, (folder.path / text.name).read_text("utf-8-sig")) for text in edited
        ]

    async def keep(self, made: Made[Any], store: Store) -> list[str]:
        """Write what was made into the folder, and keep a person's words as takes of theirs.

        Args:
            made: What the run made.
            store: Of the folder, open.

        Returns:
            The paths of the files, the work first.

        Raises:
            WorkFaulty: It did not pass its checks.
            UserError: A person edited a work while it was made.
        """
        names = await asyncio.to_thread(self.desk.keep, made)
        for text, words in self._edits:
            await keep_edit(store, text.step, text.slot, text.value, words)
        return names
