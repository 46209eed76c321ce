"""The lab: suites that hold a deployment to its targets, and reports of what they measured."""

from __future__ import annotations

from fabula.lab.context import Invalid, Lab, Skipped
from fabula.lab.record import Metric
from fabula.lab.scenarios import Scenario, scenario

__all__ = ["Invalid", "Lab", "Metric", "Scenario", "Skipped", "scenario"]
