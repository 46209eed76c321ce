"""`fabula lab locust`: Locust's users visit a deployment, by the flags of the documents."""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from pathlib import Path

from fabula.cli.lab.writing import (
    GOOD,
    NOTHING,
    RED,
    measuring,
    open_console,
    print_plain,
)
from fabula.errors import BadInput, BadSetting
from fabula.lab.deployments import SPAWNED, Deployment, open_deployment
from fabula.lab.load.locust_run import FILE, Swarm, Visits, run_locust

MEAN_SECONDS, ERRORS = 0.2, 0.01
"""What BookGen's document demands of an answer, and the share that may fail."""

SHORT = {
    "production": "video",
    "order": {"minutes": 0.3, "scenes": 2, "resolution": 240, "fps": 10},
}
"""What a deployment that is spawned for it is asked to make: it answers on the same machine."""

MOST_REASONS = 5

ROW = "{:32} {:>9} {:>9} {:>10} {:>10} {:>8}"


@measuring
def visit(flags: argparse.Namespace) -> int:
    """Let the users come, and judge what Locust counted."""
    file = Path(flags.locustfile) if flags.locustfile else FILE
    if not file.is_file():
        raise BadInput(str(file), "is not there", "`fabula lab new load-task NAME` begins one.")
    deployment = open_deployment(flags.target, flags.key)
    with closing(deployment):
        report, console = run_locust(_swarm(flags, deployment, file)), open_console()
    print_plain(console, ROW.format("", "requests", "failures", "mean ms", "p95 ms", "failed"))
    for name, visits in report.by_name.items():
        print_plain(console, row(name, visits))
    for reason, times in report.failures.most_common(MOST_REASONS):
        print_plain(console, f"failed {times} times: {reason}")
    for line in told(report.whole):
        print_plain(console, line)
    if not report.whole.requests:
        return NOTHING
    return RED if missed(report.whole) else GOOD


def _swarm(flags: argparse.Namespace, deployment: Deployment, file: Path) -> Swarm:
    """Who comes, and what they order.

    Raises:
        BadSetting: This process is meant, which nobody can visit.
    """
    if not deployment.address:
        raise BadSetting(f"--target {deployment.name}: Locust visits an address, or `spawned`.")
    return Swarm(
        deployment.address,
        flags.users,
        flags.spawn_rate,
        flags.run_time,
        tuple(flags.classes),
        file,
        flags.key,
        json.dumps(SHORT) if deployment.name == SPAWNED else "",
    )


def row(name: str, visits: Visits) -> str:
    """One kind of request as a line."""
    times = (f"{seconds * 1000:.0f}" for seconds in (visits.mean, visits.p95))
    return ROW.format(name, visits.requests, visits.failures, *times, f"{visits.errors:.1%}")


def told(whole: Visits) -> list[str]:
    """All requests together, as BookGen's document prints them."""
    misses = missed(whole)
    verdict = f"FAIL: {'; '.join(misses)}" if misses else "PASS: All metrics within targets"
    return [
        f"Total requests: {whole.requests}",
        f"Total failures: {whole.failures}",
        f"Average response time: {whole.mean * 1000:.2f}ms",
        f"95th percentile: {whole.p95 * 1000:.2f}ms",
        f"Error rate: {whole.errors:.2%}",
        verdict if whole.requests else "INVALID: nobody asked for anything",
    ]


def missed(whole: Visits) -> list[str]:
    """What the document demands and was not kept to."""
    slow = [f"average above {MEAN_SECONDS * 1000:.0f} ms"] if whole.mean >= MEAN_SECONDS else []
    failing = [f"error rate not below {ERRORS:.0%}"] if whole.errors >= ERRORS else []
    return [*slow, *failing]
