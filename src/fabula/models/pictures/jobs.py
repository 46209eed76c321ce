"""Jobs that a server does in its own time: looked after until they end, or cancelled there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from fabula.errors import AnswerDamaged, ModelBusy, ModelError, ModelUnreachable
from fabula.media.image import Image
from fabula.models.pictures.received import tree_of, use_of
from fabula.models.prices import Use, used
from fabula.models.wire import Wire

Value = TypeVar("Value")
Look = Callable[[], Coroutine[Any, Any, Value | None]]
Cancel = Callable[[], Coroutine[Any, Any, object]]

CALL_SECONDS = 60.0
"""The longest time for one question about a job."""
LONGEST_PAUSE = 3.0
"""Seconds between two looks, once a job takes long."""
MOST_MISSES = 3
"""Looks in a row that may fail: what is being paid for is not given up for a lost packet."""
FAREWELL_SECONDS = 5.0
"""The longest time that closing waits for cancels under way."""


class Jobs:
    """The jobs of one provider.

    Args:
        who: Who does them, for errors.
        seconds: The longest time that a job may take.
        pause: Seconds between the first two looks.
    """

    def __init__(self, who: str, *, seconds: float, pause: float = 0.25) -> None:
        self._who, self._seconds, self._pause = who, seconds, pause
        self._farewells: set[asyncio.Task[object]] = set()

    async def wait(self, look: Look[Value], cancel: Cancel) -> Value:
        """What a job gives in the end, asked for again and again.

        Args:
            look: Asks how the job stands, and fetches what it gave: None while it is under way. It
                may fail now and then: what was made is not ordered, and paid for, again.
            cancel: Tells the server that it is not wanted any more.

        Raises:
            ModelUnreachable: It took too long, or nobody says how it stands.
            ModelError: What `look` raised.
        """
        return await self.do(self._looked(look, cancel), cancel)

    async def do(self, work: Coroutine[Any, Any, Value], cancel: Cancel) -> Value:
        """What some work gives that a server does.

        When nobody waits for it any more it is cancelled at the server, in the background: a run
        that is cancelled need not wait for that.

        Raises:
            ModelUnreachable: It took too long.
            ModelError: What it raised.
        """
        limit = asyncio.timeout(self._seconds)
        try:
            async with limit:
                return await work
        except asyncio.CancelledError:
            self._leave(cancel)
            raise
        except TimeoutError:
            if not limit.expired():
                raise
        self._leave(cancel)
        raise ModelUnreachable(
            f"{self._who} was not ready after {self._seconds:g} s; its job was cancelled."
        )

    async def close(self) -> None:
        """Wait for cancels under way, for a while."""
        loop = asyncio.get_running_loop()
        ours = [one for one in self._farewells if one.get_loop() is loop]
        if ours:
            await asyncio.wait(ours, timeout=FAREWELL_SECONDS)

    async def _looked(self, look: Look[Value], cancel: Cancel) -> Value:
        pause, misses = self._pause, 0
        while True:
            wait = pause
            try:
                value = await look()
            except (ModelBusy, ModelUnreachable, AnswerDamaged) as exc:
                misses += 1
                if misses > MOST_MISSES:
                    self._leave(cancel)
                    raise
                if isinstance(exc, ModelBusy) and exc.retry_after is not None:
                    wait = max(wait, exc.retry_after)
            else:
                if value is not None:
                    return value
                misses = 0
            await asyncio.sleep(wait)
            pause = min(pause * 1.5, LONGEST_PAUSE)

    def _leave(self, cancel: Cancel) -> None:
        """Cancel a job without waiting for it."""
        task = asyncio.get_running_loop().create_task(_farewell(cancel))
        self._farewells.add(task)
        task.add_done_callback(self._farewells.discard)


class JobPictures:
    """What picture models have in common whose server does a job for each order.

    Args:
        wire: To the server.
        model: As the server calls it.
        identity: Provider and model; never the key.
        seconds: The longest time for one picture, with the time in the queue.
        pause: Seconds between the first two looks at a job.
    """

    def __init__(
        self, wire: Wire, model: str, identity: str, *, seconds: float, pause: float = 0.25
    ) -> None:
        self._wire, self._model, self._identity = wire, model, identity
        self._jobs = Jobs(identity, seconds=seconds, pause=pause)

    @property
    def identity(self) -> str:
        """Provider and model; never the key."""
        return self._identity

    async def most(self, asked: object) -> Use:
        """What a picture uses."""
        return use_of(asked)

    async def close(self) -> None:
        """Close the connections, once what was cancelled is told to the server."""
        await self._jobs.close()
        await self._wire.close()

    async def _waited(self, look: Look[Image], cancel: Cancel) -> Image:
        """The picture of a job, looked after until it ends."""
        picture = await self._jobs.wait(look, cancel)
        used(self.identity, use_of(picture), None)
        return picture

    async def _told(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        """What the server answers."""
        return tree_of(self._wire, await self._wire.send(method, path, **content), self._model)


async def _farewell(cancel: Cancel) -> object:
    try:
        return await cancel()
    except ModelError:
        # Nobody waits for it: the server drops the job by its own limits.
        return None
