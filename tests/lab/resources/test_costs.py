"""Costs by their formula, and rates by their file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fabula.errors import BadSetting
from fabula.lab.resources import Rates, Usage, cost_of, read_rates
from fabula.lab.resources.meter import Sample

RATES = Rates(core_hour=3.6, gb_hour=7.2, egress_gb=0.1, storage_gb_month=0.02, months_kept=12)
USAGE = Usage(
    seconds=10,
    cpu_seconds=5,
    rss_before=0,
    rss_peak=0,
    rss_after=0,
    uss_before=None,
    uss_after=None,
    read_bytes=None,
    written_bytes=None,
    sent_bytes=0,
    received_bytes=0,
    descriptors=0,
    most_processes=1,
    samples=(Sample(0, 1_000_000_000, 1), Sample(10, 3_000_000_000, 1)),
    own_seconds=0.0,
)
"""Five seconds of CPU, and on average 2 GB for ten seconds."""


def test_cost_is_its_formula() -> None:
    """Each part by its rate."""
    cost = cost_of(RATES, USAGE, models_usd=0.5, egress_bytes=2e9, stored_bytes=1e9)

    assert cost.parts == pytest.approx(
        {"models": 0.5, "cpu": 0.005, "memory": 0.04, "egress": 0.2, "storage": 0.24}
    )
    assert cost.job == pytest.approx(0.985)
    assert cost.thousand == pytest.approx(985)


def test_cost_is_shared_by_the_jobs() -> None:
    """What five jobs took, a fifth each; a month by the jobs of a month."""
    cost = cost_of(replace(RATES, jobs_a_month=200), USAGE, models_usd=1.0, unknown=2, jobs=5)

    assert cost.job == pytest.approx((1.0 + 0.005 + 0.04) / 5)
    assert cost.month == pytest.approx(200 * cost.job)
    assert cost.unknown == 2


def test_rates_come_with_fabula() -> None:
    """And say where they are from."""
    rates = read_rates()

    assert rates.core_hour > 0
    assert rates.source.startswith("assumed")


def test_own_rates_go_before_the_usual_ones(tmp_path: Path) -> None:
    """What is not told is as usual."""
    file = tmp_path / "rates.toml"
    file.write_text("core_hour = 0.01\njobs_a_month = 50\n")
    rates = read_rates(file)

    assert (rates.core_hour, rates.jobs_a_month) == (0.01, 50)
    assert rates.gb_hour == read_rates().gb_hour
    assert rates.source == str(file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("core_hours = 1", "'core_hours' is not known"),
        ("core_hour = -1", "must be a number"),
        ("core_hour = true", "must be a number"),
        ("source = 1", "must be a text"),
        ("core_hour", "rates.toml"),
        ("source = 'x'\n\ngb_hour = 'much'", "line 3: gb_hour"),
        ("# mine\n[cpu]\ncore_hour = 1", "line 2: 'cpu' is not known"),
        ("core_hour = 1\ngb_hour =", "line 2"),
    ],
)
def test_wrong_rates_are_told(tmp_path: Path, text: str, said: str) -> None:
    """By file and line."""
    file = tmp_path / "rates.toml"
    file.write_text(text)

    with pytest.raises(BadSetting, match=said):
        read_rates(file)
    with pytest.raises(BadSetting, match="No such file"):
        read_rates(tmp_path / "none.toml")


def test_page_shows_rates_that_are_some(tmp_path: Path) -> None:
    """What the documents show can be copied."""
    page = (Path(__file__).parents[3] / "docs" / "lab-resources.md").read_text()
    file = tmp_path / "shown.toml"
    file.write_text(page.partition("```toml\n")[2].partition("```")[0])

    assert read_rates(file).source == "our contract of 2026"
