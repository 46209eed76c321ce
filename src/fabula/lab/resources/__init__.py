"""Resources: what work takes of memory, CPU, disk, network and money, and gives back."""

from __future__ import annotations

from fabula.lab.resources.caches import CacheUse, cache_use
from fabula.lab.resources.costs import JobCost, Rates, cost_of, read_rates
from fabula.lab.resources.leaks import LeakVerdict, Signals, judge_signals, watch_memory
from fabula.lab.resources.meter import Meter, Usage

__all__ = [
    "CacheUse",
    "JobCost",
    "LeakVerdict",
    "Meter",
    "Rates",
    "Signals",
    "Usage",
    "cache_use",
    "cost_of",
    "judge_signals",
    "read_rates",
    "watch_memory",
]
