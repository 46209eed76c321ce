"""Runs Locust in a process of its own, with the flags of the documents, and reads its table."""

from __future__ import annotations

import csv
import importlib.util
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fabula.errors import NotInstalled, RunError

FILE = Path(__file__).with_name("locustfile.py")


@dataclass(frozen=True, slots=True)
class Swarm:
    """Who comes, as Locust's flags have it.

    Args:
        host: Address of what they visit.
        users: How many at most.
        spawn_rate: How many come each second.
        run_time: How long, as Locust writes it: "60s", "2m".
        classes: Which of the file's users; all by default.
        file: A locustfile of one's own.
        key: Of what they visit: in `FABULA_LAB_KEY`, for the file's users to send.
        order: What they order, as JSON: in `FABULA_LAB_ORDER`, unless something is there.
    """

    host: str
    users: int = 10
    spawn_rate: float = 2.0
    run_time: str = "60s"
    classes: tuple[str, ...] = ()
    file: Path = FILE
    key: str = ""
    order: str = ""

    @property
    def flags(self) -> list[str]:
        """The flags of the `locust` command."""
        told = {
            "host": self.host,
            "users": self.users,
            "spawn-rate": f"{self.spawn_rate:g}",
            "run-time": self.run_time,
        }
        flags = [f"--{name}={value}" for name, value in told.items()]
        return ["-f", str(self.file), *flags, "--headless", *self.classes]


@dataclass(frozen=True, slots=True)
class Visits:
    """What Locust counted, for one kind of request or all of them; seconds, blind to stalls."""

    requests: int
    failures: int
    mean: float
    p95: float
    p99: float
    rate: float

    @property
    def errors(self) -> float:
        """Share that failed, 0 to 1."""
        return self.failures / self.requests if self.requests else 0.0


@dataclass(frozen=True, slots=True)
class LocustReport:
    """All that Locust counted: together, by the name of the request, and why requests failed."""

    whole: Visits
    by_name: Mapping[str, Visits] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)


def run_locust(swarm: Swarm, *, python: str = sys.executable) -> LocustReport:
    """Let them come, and wait until they are gone.

    Args:
        swarm: Who comes.
        python: The interpreter that has Locust.

    Raises:
        NotInstalled: Locust is not there.
        RunError: It did not run; with what it said.
    """
    if python == sys.executable and importlib.util.find_spec("locust") is None:
        raise NotInstalled("Locust", "lab-locust")
    with tempfile.TemporaryDirectory() as folder:
        # Failed requests are to be counted, not to end in status 1.
        more = ["--csv", f"{folder}/visits", "--only-summary", "--exit-code-on-error", "0"]
        command = [python, "-m", "locust", *swarm.flags, *more]
        told = {"FABULA_LAB_ORDER": swarm.order} if swarm.order else {}
        about = {**told, **os.environ, **({"FABULA_LAB_KEY": swarm.key} if swarm.key else {})}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=about)  # noqa: S603
        table = Path(folder, "visits_stats.csv")
        if done.returncode or not table.is_file():
            said = done.stderr.strip().splitlines()
            raise RunError(f"Locust ended with status {done.returncode}. {' '.join(said[-1:])}")
        return _read(_rows(table), _rows(table.with_name("visits_failures.csv")))


def _rows(table: Path) -> list[dict[str, str]]:
    with table.open(newline="") as file:
        return list(csv.DictReader(file))


def _read(rows: Sequence[Mapping[str, str]], failed: Sequence[Mapping[str, str]]) -> LocustReport:
    visits = {
        f"{row['Type']} {row['Name']}".strip(): Visits(
            requests=int(row["Request Count"]),
            failures=int(row["Failure Count"]),
            mean=float(row["Average Response Time"]) / 1000,
            p95=_seconds(row["95%"]),
            p99=_seconds(row["99%"]),
            rate=float(row["Requests/s"]),
        )
        for row in rows
    }
    whole = visits.pop("Aggregated", Visits(0, 0, 0.0, 0.0, 0.0, 0.0))
    reasons = {f"{row['Method']} {row['Name']}: {row['Error']}": row for row in failed}
    counted = Counter({reason: int(row["Occurrences"]) for reason, row in reasons.items()})
    return LocustReport(whole, visits, counted)


def _seconds(text: str) -> float:
    """Milliseconds, or "N/A" where nothing was answered."""
    return float(text) / 1000 if text.replace(".", "").isdigit() else 0.0
