"""What a run of a studio folder would make, as plain data."""

from __future__ import annotations

from typing import Any

from fabula.engine.plan import Plan


def plan_row(plan: Plan) -> dict[str, Any]:
    """A plan as programs read it: `fabula plan --json`, and the server."""
    steps = [
        {
            "step": step.slot.step,
            "part": step.slot.part,
            "what": step.what,
            "why": step.why,
            "times": step.times,
            "seconds": step.seconds,
            "usd": step.usd,
        }
        for step in plan.steps
    ]
    return {"steps": steps, "follows": plan.follows, "seconds": plan.seconds, "usd": plan.usd}
