"""One engine in a process of its own: reads a round a line on standard input, answers in JSON.

`python peers.py joblib FOLDER`. Needs only the engine that it is asked for.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import episode
from episode import PLAIN, Run


@asynccontextmanager
async def plain(_folder: Path) -> AsyncGenerator[Run]:
    """Asyncio alone: nothing is stored."""
    yield lambda salt, scenes, edit, limit: episode.episode(salt, scenes, edit, limit, PLAIN)


@asynccontextmanager
async def fabula(folder: Path) -> AsyncGenerator[Run]:
    """Fabula: steps and events in SQLite."""
    from fabula.engine import open_run, step
    from fabula.store.folder import open_store

    steps = {name: step(function) for name, function in PLAIN.items()}
    async with open_store(folder) as store:

        async def run(salt: str, scenes: int, edit: str, limit: int | None) -> str:
            async with open_run(store, "episode"):
                return await episode.episode(salt, scenes, edit, limit, steps)

        yield run


@asynccontextmanager
async def results(folder: Path) -> AsyncGenerator[Run]:
    """Fabula as a memory alone, as joblib is: no events, takes, or claims among processes."""
    from fabula.engine import Store, open_run, step
    from fabula.store.folder import open_store
    from fabula.store.memory import ListLog

    class NoLog(ListLog):
        """Forgets what happened."""

        async def append(self, events: object) -> None:
            """Forget it."""

    steps = {name: step(function) for name, function in PLAIN.items()}
    async with open_store(folder) as store:
        bare = Store(store.memory, store.blobs, NoLog())

        async def run(salt: str, scenes: int, edit: str, limit: int | None) -> str:
            async with open_run(bare, "episode"):
                return await episode.episode(salt, scenes, edit, limit, steps)

        yield run


@asynccontextmanager
async def joblib(folder: Path) -> AsyncGenerator[Run]:
    """joblib.Memory: results in files; no runs, events or cancel."""
    from joblib import Memory

    memory = Memory(folder, verbose=0)
    steps = {name: memory.cache(function) for name, function in PLAIN.items()}
    yield lambda salt, scenes, edit, limit: episode.episode(salt, scenes, edit, limit, steps)


@asynccontextmanager
async def langgraph(folder: Path) -> AsyncGenerator[Run]:
    """LangGraph's functional API: a cache in SQLite, and checkpoints stored before it goes on."""
    from langgraph.cache.sqlite import SqliteCache
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
    from langgraph.func import entrypoint, task
    from langgraph.types import CachePolicy

    steps = {name: task(cache_policy=CachePolicy())(function) for name, function in PLAIN.items()}
    async with AsyncSqliteSaver.from_conn_string(str(folder / "checkpoints.db")) as saver:
        cache = SqliteCache(path=str(folder / "cache.db"))

        @entrypoint(checkpointer=saver, cache=cache)  # type: ignore[untyped-decorator]
        async def workflow(order: dict[str, Any]) -> str:
            return await episode.episode(**order, steps=steps)

        count = 0

        async def run(salt: str, scenes: int, edit: str, limit: int | None) -> str:
            nonlocal count
            count += 1
            order = {"salt": salt, "scenes": scenes, "edit": edit, "limit": limit}
            config = {"configurable": {"thread_id": f"{count}"}, "max_concurrency": None}
            return str(await workflow.ainvoke(order, config, durability="sync"))

        yield run


@asynccontextmanager
async def dbos(folder: Path) -> AsyncGenerator[Run]:
    """DBOS: steps of a workflow in SQLite; they are found again by position in their workflow."""
    from dbos import DBOS

    DBOS(
        config={
            "name": "bench",
            "system_database_url": f"sqlite:///{folder / 'dbos.db'}",
            "run_admin_server": False,
            "log_level": "ERROR",
        }
    )
    steps = {name: DBOS.step()(function) for name, function in PLAIN.items()}

    @DBOS.workflow()  # type: ignore[untyped-decorator]
    async def workflow(salt: str, scenes: int, edit: str, limit: int | None) -> str:
        return await episode.episode(salt, scenes, edit, limit, steps)

    DBOS.launch()
    yield workflow
    DBOS.destroy()


async def serve(name: str, folder: Path) -> None:
    """Measure one round for each line: a salt, the number of scenes, and what is measured."""
    logging.disable(logging.CRITICAL)
    engine = globals()["plain" if name == "asyncio" else name]
    async with engine(folder) as run:
        while line := await asyncio.to_thread(sys.stdin.readline):
            salt, scenes, what = line.split()
            if what == "overhead":
                answer: Any = await episode.measured(run, salt, int(scenes))
            else:
                limit = None if what == "unlimited" else int(what)
                answer = await episode.waited(run, salt, limit)
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], Path(sys.argv[2])))
