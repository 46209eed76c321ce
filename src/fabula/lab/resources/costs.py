"""What a job costs: its models, and its share of machines, traffic and storage, by given rates."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from fabula.errors import BadSetting
from fabula.lab.resources.meter import Usage

USUAL = Path(__file__).with_name("rates.toml")
GB = 1e9


@dataclass(frozen=True, slots=True)
class Rates:
    """What things cost, in US dollars.

    Args:
        core_hour: A core for an hour.
        gb_hour: A GB of memory for an hour.
        egress_gb: A GB that leaves the provider's network.
        storage_gb_month: A GB on its disks for a month.
        months_kept: How long the works are kept.
        jobs_a_month: How many jobs there are.
        source: Where the rates are from, and as of when.
    """

    core_hour: float
    gb_hour: float
    egress_gb: float
    storage_gb_month: float
    months_kept: float = 1.0
    jobs_a_month: float = 1000.0
    source: str = ""


def read_rates(path: Path | None = None) -> Rates:
    """The rates in a file; without one the list prices that come with Fabula.

    Raises:
        BadSetting: It cannot be read, or a line of it is not right, which is named.
    """
    usual = tomllib.loads(USUAL.read_text("utf-8"))
    if path is None:
        return Rates(**usual)
    try:
        text = path.read_text("utf-8")
    except OSError as exc:
        raise BadSetting(f"{path}: {exc.strerror}.") from None
    except UnicodeDecodeError as exc:
        raise BadSetting(f"{path}: {exc}.") from None
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        said = str(exc).replace("end of document", f"line {text.count(chr(10)) + 1}, its end")
        raise BadSetting(f"{path}: {said}.") from None
    known = [item.name for item in fields(Rates)]
    for name, value in told.items():
        place = f"{path}, line {_line_of(name, text)}"
        if name not in known:
            raise BadSetting(f"{place}: {name!r} is not known. Known: {', '.join(known)}.")
        fit = isinstance(value, str) if name == "source" else _is_amount(value)
        if not fit:
            wanted = "a text" if name == "source" else "a number that is not negative"
            raise BadSetting(f"{place}: {name} is {value!r}; it must be {wanted}.")
    return Rates(**{**usual, "source": str(path), **told})


def _line_of(name: str, text: str) -> int:
    """Where a name is set: as a key, or as a table."""
    set_here = re.compile(rf"""\s*[\["']*{re.escape(name)}\b""")
    lines = enumerate(text.splitlines(), 1)
    return next((number for number, line in lines if set_here.match(line)), 1)


def _is_amount(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


TAKEN = ("models", "cpu", "memory", "egress", "storage")
"""What a job takes that costs: dollars of models, core hours, GB hours, GB sent, GB kept."""


def priced(rates: Rates, taken: Mapping[str, float]) -> dict[str, float]:
    """What each part costs, in US dollars.

    Args:
        rates: What things cost.
        taken: How much of each part of `TAKEN`; what is not named is none.
    """
    rate = {
        "models": 1.0,
        "cpu": rates.core_hour,
        "memory": rates.gb_hour,
        "egress": rates.egress_gb,
        "storage": rates.storage_gb_month * rates.months_kept,
    }
    return {part: rate[part] * taken.get(part, 0.0) for part in TAKEN}


@dataclass(frozen=True, slots=True)
class JobCost:
    """What one job costs, in US dollars.

    Args:
        parts: "models", "cpu", "memory", "egress" and "storage".
        unknown: Calls of models whose price nobody knows: they are not in it.
        jobs_a_month: As the rates say.
        taken: How much of each part, so that other rates can be put in.
    """

    parts: Mapping[str, float] = field(default_factory=dict)
    unknown: int = 0
    jobs_a_month: float = 0.0
    taken: Mapping[str, float] = field(default_factory=dict)

    @property
    def job(self) -> float:
        """One job."""
        return sum(self.parts.values())

    @property
    def thousand(self) -> float:
        """A thousand jobs."""
        return 1000 * self.job

    @property
    def month(self) -> float:
        """A month of jobs."""
        return self.jobs_a_month * self.job


def cost_of(  # noqa: PLR0913 - each is one thing that costs
    rates: Rates,
    usage: Usage | None = None,
    *,
    models_usd: float = 0.0,
    unknown: int = 0,
    egress_bytes: float = 0.0,
    stored_bytes: float = 0.0,
    jobs: int = 1,
) -> JobCost:
    """What a job costs.

    job = (models + core_hour x CPU s / 3600 + gb_hour x GB s / 3600 + egress_gb x GB
    + storage_gb_month x GB x months kept) / jobs

    Args:
        rates: What things cost.
        usage: What the jobs took of the machine; None: nothing.
        models_usd: What their models cost, as their bills say.
        unknown: Calls of models whose price nobody knows.
        egress_bytes: What is sent to those who watch or read.
        stored_bytes: What is kept.
        jobs: How many it was.
    """
    cpu = usage.cpu_seconds if usage else 0.0
    memory = usage.memory_gb_seconds if usage else 0.0
    whole = (models_usd, cpu / 3600, memory / 3600, egress_bytes / GB, stored_bytes / GB)
    taken = {part: amount / jobs for part, amount in zip(TAKEN, whole, strict=True)}
    return JobCost(priced(rates, taken), unknown, rates.jobs_a_month, taken)
