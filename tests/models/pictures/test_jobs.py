"""A job is looked after until it ends; nobody pays for one that nobody waits for."""

from __future__ import annotations

import asyncio

import pytest

from fabula.errors import BadAnswer, ModelBusy, ModelError, ModelUnreachable
from fabula.models.pictures.jobs import MOST_MISSES, Jobs

pytestmark = pytest.mark.anyio


class Job:
    """A job that goes through a script: an error is raised, None is under way, text is the end."""

    def __init__(self, *script: ModelError | str | None) -> None:
        self._script = list(script)
        self.cancelled = 0

    async def look(self) -> str | None:
        """The next of the script, and the last for ever."""
        stands = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        if isinstance(stands, ModelError):
            raise stands
        return stands

    async def cancel(self) -> None:
        """Count it."""
        await asyncio.sleep(0)
        self.cancelled += 1


LOST = ModelUnreachable("lost")


async def test_job_is_looked_at_until_it_ends() -> None:
    """What it gives is passed on, and nothing is cancelled."""
    job, jobs = Job(None, None, "done"), Jobs("me", seconds=5, pause=0.001)

    assert await jobs.wait(job.look, job.cancel) == "done"
    await jobs.close()
    assert job.cancelled == 0


async def test_lost_packets_do_not_lose_the_job() -> None:
    """A look may fail now and then: the job goes on meanwhile."""
    job = Job(LOST, LOST, LOST, None, LOST, ModelBusy("wait", 0.001), None, "done")

    assert await Jobs("me", seconds=5, pause=0.001).wait(job.look, job.cancel) == "done"


async def test_server_that_is_gone_is_given_up() -> None:
    """After a few looks in a row; the job is cancelled, should the server come back."""
    job, jobs = Job(LOST), Jobs("me", seconds=5, pause=0.001)
    with pytest.raises(ModelUnreachable, match="lost"):
        await jobs.wait(job.look, job.cancel)
    await jobs.close()

    assert job.cancelled == 1
    assert MOST_MISSES == 3


async def test_endless_job_is_cancelled() -> None:
    """The error says how long it was waited for."""
    job, jobs = Job(None), Jobs("me", seconds=0.05, pause=0.001)
    with pytest.raises(ModelUnreachable, match=r"not ready after 0\.05 s"):
        await jobs.wait(job.look, job.cancel)
    await jobs.close()

    assert job.cancelled == 1


async def test_cancelled_wait_cancels_the_job() -> None:
    """At once, and without waiting for the server to hear of it."""
    job, jobs = Job(None), Jobs("me", seconds=5, pause=0.001)
    waiting = asyncio.create_task(jobs.wait(job.look, job.cancel))
    await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert job.cancelled == 0
    await jobs.close()
    assert job.cancelled == 1


async def test_failed_job_is_not_cancelled() -> None:
    """It has ended."""
    job, jobs = Job(None, BadAnswer("out of memory")), Jobs("me", seconds=5, pause=0.001)
    with pytest.raises(BadAnswer, match="out of memory"):
        await jobs.wait(job.look, job.cancel)
    await jobs.close()

    assert job.cancelled == 0


async def test_cancel_that_fails_is_let_go() -> None:
    """There is nobody to tell it to."""
    job, jobs = Job(None), Jobs("me", seconds=0.02, pause=0.001)

    async def fail() -> None:
        raise LOST

    with pytest.raises(ModelUnreachable, match="not ready"):
        await jobs.wait(job.look, fail)
    await jobs.close()
