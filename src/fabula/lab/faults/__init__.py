"""Faults made on purpose: of providers, of connections, of processes; and what came of them."""

from __future__ import annotations

from fabula.lab.faults.experiment import Experiment, Journal, carry_out
from fabula.lab.faults.invariants import Check, check_bill, check_cancel, check_folder, check_run
from fabula.lab.faults.matrix import MOMENTS, Moment, Struck, strike, strike_all
from fabula.lab.faults.proxy import FaultProxy, Toxics
from fabula.lab.faults.recovery import Operation, Recovery, recovery_of

__all__ = [
    "MOMENTS",
    "Check",
    "Experiment",
    "FaultProxy",
    "Journal",
    "Moment",
    "Operation",
    "Recovery",
    "Struck",
    "Toxics",
    "carry_out",
    "check_bill",
    "check_cancel",
    "check_folder",
    "check_run",
    "recovery_of",
    "strike",
    "strike_all",
]
