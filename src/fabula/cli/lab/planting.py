"""`fabula lab init` and `fabula lab new`: the first files of one's own tests and scenarios."""

from __future__ import annotations

import argparse
from pathlib import Path

from fabula.cli.lab.writing import GOOD, open_console, print_plain
from fabula.lab.testing.planting import DOCUMENTS, Planted, begin, plant

NEXT = {
    "benchmark": "Measure in it, then: fabula lab run {0} --targets {1}",
    "load-task": "Then: locust -f {0} --host=http://localhost:8000 --users=10 --headless",
    "stress": "Write what each user does, then: fabula lab run {0} --type stress",
}

THEN = "Then: pip install -r tests/requirements.txt, and pytest --lab-quick --lab-out tests/reports"
NEEDED = "is yours: the tests need `pythonpath = .` and `anyio_mode = auto` in it."


def init(flags: argparse.Namespace) -> int:
    """Write the documents' test trees and runners."""
    wanted = flags.document.upper().split(",") if flags.document else DOCUMENTS
    planted = plant(Path(flags.folder), wanted)
    own = [path for path in planted.kept if path.name == "pytest.ini"]
    _tell(planted, f"{own[0]} {NEEDED}" if own else THEN)
    return GOOD


def new(flags: argparse.Namespace) -> int:
    """Begin a benchmark, a load task or a stress scenario."""
    planted = begin(flags.kind, flags.name, Path(flags.folder))
    files = [str(path) for path in (*planted.written, *planted.kept)]
    _tell(planted, NEXT[flags.kind].format(*files))
    return GOOD


def _tell(planted: Planted, then: str) -> None:
    console = open_console()
    for path in planted.written:
        print_plain(console, f"{path}")
    for path in planted.kept:
        print_plain(console, f"{path} is there already, and stays as it is")
    print_plain(console, then)
