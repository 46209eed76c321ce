"""Experiments: looked at, broken, looked at again, and mended whatever happens."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
from tests.lab.faults.echo import asked, proxied

from fabula.lab.faults import Experiment, carry_out

pytestmark = pytest.mark.anyio


@dataclass
class House:
    """Something that can be broken; `stays` it is still well after."""

    stays: bool = True
    well: bool = True
    method: Exception | None = None
    rollback: Exception | None = None
    done: list[str] = field(default_factory=list)

    def experiment(self) -> Experiment:
        """Break it."""
        return Experiment("The house stands.", self._steady, self._break, self._mend)

    async def _steady(self) -> bool:
        self.done.append("look")
        return self.well

    async def _break(self) -> None:
        self.done.append("break")
        self.well = self.stays
        if self.method:
            raise self.method

    async def _mend(self) -> None:
        self.done.append("mend")
        if self.rollback:
            raise self.rollback


async def test_upheld_hypothesis_is_told() -> None:
    """Looked at twice, and mended."""
    house = House()
    journal = await carry_out(house.experiment())

    assert (journal.status, journal.mended) == ("upheld", True)
    assert house.done == ["look", "break", "look", "mend"]


async def test_refuted_hypothesis_is_mended() -> None:
    """All was not well any more."""
    house = House(stays=False)
    journal = await carry_out(house.experiment())

    assert (journal.status, journal.hypothesis) == ("refuted", "The house stands.")
    assert house.done[-1] == "mend"


async def test_nothing_is_broken_where_all_is_not_well() -> None:
    """There would be nothing to see."""
    house = House(well=False)
    journal = await carry_out(house.experiment())

    assert (journal.status, house.done) == ("not steady", ["look"])


async def test_failed_method_is_mended() -> None:
    """And told with what it said."""
    house = House(method=KeyError("hammer"))
    journal = await carry_out(house.experiment())

    assert (journal.status, journal.mended) == ("failed", True)
    assert "hammer" in journal.reason
    assert house.done[-1] == "mend"


async def test_failed_rollback_is_told() -> None:
    """Somebody has to mend it by hand."""
    journal = await carry_out(House(rollback=OSError("no nails")).experiment())

    assert (journal.status, journal.mended) == ("failed", False)
    assert "no nails" in journal.reason


async def test_cancelled_method_is_mended() -> None:
    """The cancellation comes out as itself."""
    house = House(method=asyncio.CancelledError())  # type: ignore[arg-type]

    with pytest.raises(asyncio.CancelledError):
        await carry_out(house.experiment())
    assert house.done[-1] == "mend"


async def test_outage_behind_a_proxy_is_an_experiment() -> None:
    """A server goes and comes back: clients that ask again are served."""
    async with proxied() as proxy:

        async def steady() -> bool:
            return await asked(proxy) == b"hello"

        async def outage() -> None:
            await proxy.go_down()
            await proxy.come_up()

        belief = "Who asks again after an outage is served."
        journal = await carry_out(Experiment(belief, steady, outage, proxy.come_up))

    assert journal.status == "upheld"
