"""`fabula lab experiment`: upheld, refuted, or not begun; mended whatever happens."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Any

import psutil
import pytest
from tests.lab.load.servers import plain, served

from fabula.cli import main
from fabula.cli.lab.experiment import code_of, verdict
from fabula.lab.faults.trial_file import read_trial

FILE = Template("""
title = "A bad network"
hypothesis = "p95<400ms,errors<1%"

[probe]
get = "http://127.0.0.1:$port/"
rate = 20
seconds = 0.5

[[proxy]]
name = "web"
to = "$server"
port = $port

[[method]]
proxy = "web"
make = "$make"

[[method]]
wait = "50ms"

[[rollback]]
run = "true"
""")
COMMAND = """
title = "A worker that is stopped"
hypothesis = "errors<1%"
probe = {{ command = "test -e {flag}", rate = 5, seconds = 0.4 }}
method = [{{ stop = "{pid}" }}, {{ run = "rm {flag}" }}, {{ wait = "{wait}" }}]
rollback = [{{ run = "touch {flag}" }}]
"""


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def tried(folder: Path, make: str, server: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the journal of an experiment with a proxy."""
    file = folder / "network.toml"
    file.write_text(FILE.substitute(port=free_port(), server=server, make=make))
    journal = folder / "journal.json"
    return main(["lab", "experiment", str(file), "--journal", str(journal)]), json.loads(
        journal.read_text()
    )


def test_hypothesis_is_upheld(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Slower, and still as demanded; the journal has all looks and steps."""
    with served(lambda _head: plain(b"ahoy")) as address:
        code, journal = tried(tmp_path, "latency=100ms", address)

    assert (code, journal["status"], journal["recovered"]) == (0, "upheld", True)
    assert [look["when"] for look in journal["looks"]] == [
        "before",
        "under the fault",
        "after the rollback",
    ]
    assert journal["looks"][0]["p50"] < 0.1 <= journal["looks"][1]["p50"]
    assert [step["what"] for step in journal["run"]] == ["make web latency=100ms", "wait 50ms"]
    assert [step["what"] for step in journal["rollbacks"]] == ["run true"]
    assert "UPHELD" in capsys.readouterr().out


def test_hypothesis_is_refuted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """While the server is away nothing is answered; afterwards all is well."""
    with served(lambda _head: plain(b"ahoy")) as address:
        code, journal = tried(tmp_path, "down", address)

    assert (code, journal["status"], journal["deviated"]) == (1, "refuted", True)
    assert journal["looks"][1]["errors"] == 1.0
    assert journal["recovered"]
    assert 0 <= journal["repair_seconds"] < 1
    assert "errors<1%: errors is 100.0%" in capsys.readouterr().out


def test_nothing_is_broken_where_all_is_not_well(tmp_path: Path) -> None:
    """Nobody answers to begin with: 5, and nothing was done."""
    code, journal = tried(tmp_path, "down", f"127.0.0.1:{free_port()}")

    assert (code, journal["status"], journal["run"]) == (5, "not steady", [])


def experiment_with_worker(folder: Path, worker: int, wait: str) -> tuple[Path, Path]:
    """An experiment that stops a process, and takes the flag away that the probe looks for."""
    flag, file = folder / "flag", folder / "worker.toml"
    flag.touch()
    file.write_text(COMMAND.format(flag=flag, pid=worker, wait=wait))
    return file, flag


def test_process_goes_on_after_the_experiment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was stopped, a command was the probe, and the rollback brought back what was taken."""
    monkeypatch.chdir(tmp_path)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as worker:
        file, flag = experiment_with_worker(tmp_path, worker.pid, "10ms")
        code = main(["lab", "experiment", str(file), "--json"])
        state = psutil.Process(worker.pid).status()
        worker.kill()
    journal = json.loads(capsys.readouterr().out)

    assert (code, journal["status"]) == (1, "refuted")
    assert state != psutil.STATUS_STOPPED
    assert flag.exists()
    assert (tmp_path / "worker.journal.json").exists()


@pytest.fixture
def heard() -> Iterator[None]:
    """Signals that a process begun now hears, though the shell of a background job ignores them."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGHUP)}
    for number, handler in before.items():
        if handler is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_stopped_experiment_is_mended(tmp_path: Path, number: int, code: int) -> None:
    """However it ends, the process goes on, the flag is back, the journal tells what was done."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as worker:
        file, flag = experiment_with_worker(tmp_path, worker.pid, "60s")
        command = [sys.executable, "-m", "fabula", "lab", "experiment", str(file)]
        with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE) as running:
            end = time.monotonic() + 20
            while flag.exists() and time.monotonic() < end:
                time.sleep(0.02)
            os.kill(running.pid, number)
            running.communicate(timeout=20)
        state = psutil.Process(worker.pid).status()
        worker.kill()
    journal = json.loads((tmp_path / "worker.journal.json").read_text())

    assert running.returncode == code
    assert (state != psutil.STATUS_STOPPED, flag.exists()) == (True, True)
    assert journal["status"] == "stopped"
    assert [step["what"].split()[0] for step in journal["rollbacks"]] == ["run"]


def test_verdict_tells_what_is_left_to_do() -> None:
    """A rollback that did not go through, and a system that is not well again."""
    journal = {
        "status": "failed", "reason": "the rollback: OSError", "mended": False,
        "recovered": False, "repair_seconds": None,
    }  # fmt: skip

    assert code_of(journal) == 1
    assert verdict(journal) == [
        "FAILED: the rollback: OSError",
        "The rollback did not go through: mend it by hand.",
        "After the rollback the hypothesis still does not hold.",
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("title = 3", "title"),
        ("title = ", "TOML"),
        ('tittle = "x"', "no field 'tittle'"),
        ('title="x"\nhypothesis="soon"\nprobe={get="x"}\nmethod=[{wait="1s"}]', "no demand"),
        (
            'title="x"\nhypothesis="p95<1s"\nprobe={}\nmethod=[{wait="1s"}]',
            "probe is missing|probe: is missing",
        ),
        (
            'title="x"\nhypothesis="p95<1s"\nprobe={get="ftp://a"}\nmethod=[{wait="1s"}]',
            "http://",
        ),
        (
            'title="x"\nhypothesis="p95<1s"\nprobe={get="http://a",rate=0}\nmethod=[{wait="1s"}]',
            "above 0",
        ),
        (
            'title="x"\nhypothesis="p95<1s"\nprobe={get="http://a"}\nmethod=[{wait="soon"}]',
            "method 1",
        ),
        (
            'title="x"\nhypothesis="p95<1s"\nprobe={get="http://a"}\n'
            'method=[{proxy="web",make="down"}]',
            "no proxy 'web'",
        ),
        (
            'title="x"\nhypothesis="p95<1s"\nprobe={get="http://a"}\n'
            'method=[{wait="1s",run="true"}]',
            "one thing",
        ),
    ],
)
def test_mistake_in_the_file_is_told(
    text: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """2, with the place; nothing was broken."""
    import re

    file = tmp_path / "odd.toml"
    file.write_text(text)

    assert main(["lab", "experiment", str(file)]) == 2
    assert re.search(why, capsys.readouterr().err)
    assert list(tmp_path.iterdir()) == [file]


def test_file_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """And where one can be seen."""
    assert main(["lab", "experiment", "nowhere.toml"]) == 2
    assert "docs/lab-faults.md" in capsys.readouterr().err


def test_page_shows_an_experiment_that_is_one(tmp_path: Path) -> None:
    """What the documents show can be copied."""
    page = (Path(__file__).parents[3] / "docs" / "lab-faults.md").read_text()
    file = tmp_path / "shown.toml"
    file.write_text(page.partition("```toml\n")[2].partition("```")[0])
    trial = read_trial(file)

    assert [act.verb for act in (*trial.method, *trial.rollback)] == ["make", "stop", "wait", "run"]
