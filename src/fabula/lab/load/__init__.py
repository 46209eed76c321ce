"""Load: requests at a rate or by users, each timed from the moment at which it was intended."""

from __future__ import annotations

from fabula.lab.load.arrivals import read_arrivals
from fabula.lab.load.capacity import Capacity, find_capacity
from fabula.lab.load.closed import drive_users
from fabula.lab.load.opened import drive_open
from fabula.lab.load.requests import LoadRun, Request
from fabula.lab.load.slo import Slo, read_slo

__all__ = [
    "Capacity",
    "LoadRun",
    "Request",
    "Slo",
    "drive_open",
    "drive_users",
    "find_capacity",
    "read_arrivals",
    "read_slo",
]
