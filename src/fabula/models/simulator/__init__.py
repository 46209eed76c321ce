"""The simulator: a provider that is not there, for tests, demonstrations and measurements."""

from __future__ import annotations

from fabula.models.simulator.app import Simulator
from fabula.models.simulator.faults import Fault, read_fault
from fabula.models.simulator.latency import Distribution, read_distribution
from fabula.models.simulator.plan import Plan, plan_of, read_plan
from fabula.models.simulator.serving import Serving, serve, serve_in_thread

__all__ = [
    "Distribution",
    "Fault",
    "Plan",
    "Serving",
    "Simulator",
    "plan_of",
    "read_distribution",
    "read_fault",
    "read_plan",
    "serve",
    "serve_in_thread",
]
