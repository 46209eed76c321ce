"""Asks a model behind a socket, and tells what each call cost: known, unknown, or remembered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fabula.engine import Event, open_run
from fabula.engine.bill import total_of
from fabula.models import Policies, Task, Writer, choose_text
from fabula.models.checkup import examine
from fabula.models.roster import roster
from fabula.models.simulator import serve
from fabula.roles import Chooser, settle
from fabula.store.memory import memory_store

PRICES = {"compatible:known*": {"usd_per_million_in": 2.0, "usd_per_million_out": 8.0}}


@dataclass(frozen=True)
class NameTheShip(Task[str]):
    """Give the ship a name that its captain would be proud of."""

    captain: str


async def main() -> None:
    """One model has a price of ours, as in prices.toml; of the other, nobody knows it."""
    policies, store = Policies(PRICES), memory_store()
    async with serve() as simulator:
        for model in ("known", "unknown", "known"):
            setting = f"compatible:{model}@{simulator.address}"
            writer = Writer(choose_text(setting, {}), policies)
            events: list[Event] = []
            async with open_run(store, "names", on_event=events.append):
                for captain in ("Vane", "Flint"):
                    await writer.write(NameTheShip(captain))
            print(f"{model}: {total_of(events).told()}")
            await writer.close()

        chooser = Chooser("flag", {"writer": f"compatible:known@{simulator.address}"})
        choices = [settle(role, chooser) for role in ("writer", "critic", "embedding")]
        entries = await asyncio.to_thread(roster, choices, {}, policies)
        for finding in await examine(entries):
            print(f"{', '.join(finding.roles)}: {finding.state}, {finding.said}")
        for entry in entries:
            await entry.close()


if __name__ == "__main__":
    asyncio.run(main())
