"""Costs in a record: by the rates of the run, or by others afterwards."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from tests.lab.records import outcome_of, record_of

from fabula.lab.context import Lab, Options
from fabula.lab.deployments import Embedded
from fabula.lab.record import Record
from fabula.lab.reports.costs import cost_table, job_usd
from fabula.lab.resources import Rates, cost_of
from fabula.lab.resources.pricing import reckoned, record_cost

RATES = Rates(3.6, 7.2, 0.1, 0.02, months_kept=12, jobs_a_month=200, source="a contract")


def measured(folder: Path) -> Record:
    """A record of one job that took models and traffic."""
    lab = Lab("video.resources.cost", Embedded(), Options(), folder, AsyncExitStack())
    record_cost(lab, cost_of(RATES, models_usd=0.5, egress_bytes=2e9), RATES)
    said = ("$0.7 a film", "quick")
    return record_of(outcome_of(*lab.samples(), facts=lab.facts, said=said))


def test_cost_is_told_by_part_and_in_all(tmp_path: Path) -> None:
    """Per job, per 1,000, per month of the rates; by whose rates."""
    table = cost_table(measured(tmp_path))

    assert table is not None
    assert table.columns[-1] == "per month (200 jobs)"
    assert table.rows[0] == ("models", "$0.5000", "$500.00", "$100.00")
    assert table.rows[-1] == ("together", "$0.7000", "$700.00", "$140.00")
    assert table.note == "Rates: a contract."
    assert job_usd(measured(tmp_path)) == pytest.approx(0.7)


def test_record_is_reckoned_by_other_rates(tmp_path: Path) -> None:
    """What a job took stays; what it costs, and what was said of that, does not."""
    dear = replace(RATES, egress_gb=1.0, jobs_a_month=10, source="another")
    again = reckoned(measured(tmp_path), dear)
    table = cost_table(again)

    assert table is not None
    assert table.rows[-1] == ("together", "$2.50", "$2,500.00", "$25.00")
    assert table.note == "Rates: another."
    assert again.outcomes[0].said == ("quick",)
    assert reckoned(again, RATES).outcomes[0].samples == measured(tmp_path).outcomes[0].samples


def test_record_without_costs_stays_as_it_is() -> None:
    """There is nothing to reckon, and nothing to tell."""
    record = record_of(outcome_of())

    assert reckoned(record, RATES) == record
    assert cost_table(record) is None
    assert job_usd(record) is None
