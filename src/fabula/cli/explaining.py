"""`fabula explain` and `fabula accept`: why a step was made again, and whether it must be."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from fabula.cli.homes import with_store
from fabula.cli.planning import plan_of
from fabula.engine import Slot, Store
from fabula.engine.explain import Explained, accept, decisions, explain, unaccept
from fabula.engine.steps import step_named
from fabula.errors import UnknownName
from fabula.store.studio_folder import PROJECT, StudioFolder
from fabula.studio import find_steps


def explain_step(flags: argparse.Namespace) -> int:
    """`fabula explain RUN STEP`: one line a call, and its reasons below."""

    async def ask(store: Store) -> list[Explained]:
        run = flags.run
        if run == "last":
            latest = await store.log.latest(1)
            if not latest:
                raise UnknownName("run", run, ())
            run = latest[0].id
        return await explain(store, run, flags.step)

    for call in with_store(flags.folder, ask):
        print(f"{call.slot}: {call.how}")
        for reason in call.reasons:
            print(f"  {reason}")
    return 0


def accept_step(flags: argparse.Namespace) -> int:
    """`fabula accept STEP`: the old results stand; `--undo` takes that back."""
    if not flags.step:
        for line in with_store(flags.folder, lambda store: decisions(store.archive)):
            print(line)
        return 0
    find_steps()
    step = step_named(flags.step)
    if flags.undo:
        count = with_store(flags.folder, lambda store: unaccept(store, step))
        print(f"{step.name}: {count} taken back" if count else f"{step.name}: nothing was accepted")
        return 0
    place = Path(flags.folder or ".")
    calls: list[tuple[Slot, Mapping[str, str]]] = []
    if (place / PROJECT).is_file():
        plan = plan_of(StudioFolder(place))
        runs = (one for one in plan.steps if one.what == "run" and one.slot.step == step.place)
        calls = [(one.slot, one.parts) for one in runs]
    for line in with_store(flags.folder, lambda store: accept(store, step, calls)):
        print(f"accepted: {line}")
    print(
        f"What {step.name} made before stands. Take it back with: fabula accept {step.name} --undo"
    )
    return 0
