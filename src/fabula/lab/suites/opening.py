"""Opens the room that a scenario works in: the only place that tells deployments apart.

Only one room of the two is ever needed, so each is imported when it is.
"""

from __future__ import annotations

from fabula.lab.context import Lab
from fabula.lab.suites.script_desk import Desk
from fabula.lab.suites.stage import Stage


async def open_stage(lab: Lab, name: str = "store") -> Stage:
    """A stage with an empty memory, in the deployment that is measured.

    Args:
        lab: The run of the scenario.
        name: Another name, another memory.
    """
    if lab.deployment.address:
        from fabula.lab.suites import video_afar

        return await video_afar.open_afar(lab)
    from fabula.lab.suites.playing import fresh_store
    from fabula.lab.suites.video_room import Theatre

    return Theatre(lab, await fresh_store(lab, name))


async def open_desk(lab: Lab) -> Desk:
    """A desk in the deployment that is measured."""
    if lab.deployment.address:
        from fabula.lab.suites import script_afar

        return await script_afar.open_afar(lab)
    from fabula.lab.suites import script_room

    return script_room.Desk(lab)
