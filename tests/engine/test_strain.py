"""What models were under is read off the events of a run."""

from __future__ import annotations

import pytest

from fabula.engine import open_run
from fabula.engine.policies import Guard, Policy
from fabula.engine.strain import Strain, strains_of
from fabula.errors import ModelBusy, ModelUnreachable
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio


async def test_strain_is_summed_up() -> None:
    """One that was busy, one that is down, and one that had no trouble, which is not listed."""
    store, troubles = memory_store(), [ModelBusy("slow down"), ModelBusy("slow down")]

    async def busy() -> int:
        if troubles:
            raise troubles.pop()
        return 1

    async def down() -> int:
        raise ModelUnreachable("no route")

    async def well() -> int:
        return 1

    policy = Policy(attempts=3, pause=0.0, failures=2, rest=60.0, concurrency=8)
    async with open_run(store, "test") as run:
        await Guard("a", policy).call(busy)
        with pytest.raises(ModelUnreachable):
            await Guard("b", Policy(attempts=1, failures=1)).call(down)
        await Guard("c", policy).call(well)
    strains = strains_of(await store.log.read(run.id))

    assert strains == [
        Strain("a", retries=2, least=2, reason="slow down"),
        Strain("b", opened=1, state="open"),
    ]
    assert [str(one) for one in strains] == [
        "a: asked again 2 times, given no more than 2 at the same time; last: slow down",
        "b: left alone once, still left alone at the end",
    ]
