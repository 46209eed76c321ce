"""`fabula simulate`: a process that answers, tells how to use it, and ends on Ctrl-C."""

from __future__ import annotations

import argparse
import dataclasses
import re
import signal
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import httpx2
import pytest

from fabula.cli import main
from fabula.cli.flags import build_parser
from fabula.models.simulator import Plan, serve_in_thread

PROGRAM = str(Path(sys.executable).with_name("fabula"))


@pytest.fixture
def simulated() -> Generator[subprocess.Popen[str]]:
    """The command, running on a free port, with one fault."""
    command = [PROGRAM, "simulate", "--port", "0", "--seed", "7", "--fault", "429:first=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def test_server_answers_until_interrupted(simulated: subprocess.Popen[str]) -> None:
    """It prints an address that answers, and at its end what came."""
    assert simulated.stdout
    line = simulated.stdout.readline()
    address = re.findall(r"http://\S+", line)[0]
    body = {"model": "sim", "messages": [{"role": "user", "content": "Ahoy?"}]}
    replies = [httpx2.post(f"{address}/chat/completions", json=body) for _ in range(2)]
    simulated.send_signal(signal.SIGINT)
    told = simulated.stdout.read()

    assert [reply.status_code for reply in replies] == [429, 200]
    assert f"FABULA_OPENAI_URL={address} OPENAI_API_KEY=sim" in told
    assert "2 requests, 1 at once at most, 1 of them failed as planned" in told
    assert "retry-after-ignored" in told
    assert simulated.wait(5) == 0


def test_port_in_use_is_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """A port that is taken is told, with what to do, and exit code 2."""
    with serve_in_thread() as served:
        port = re.findall(r":(\d+)/", served.address)[0]
        code = main(["simulate", "--port", port])

    assert code == 2
    assert "choose another with --port" in capsys.readouterr().err


def test_fault_that_cannot_be(capsys: pytest.CaptureFixture[str]) -> None:
    """A fault that there is not is met with those that there are."""
    assert main(["simulate", "--fault", "stal"]) == 2
    assert "Did you mean 'stall'?" in capsys.readouterr().err


def test_every_field_has_a_flag() -> None:
    """Whatever a plan can say can be said on the command line."""
    (commands,) = (
        action
        for action in build_parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    flags = {action.dest for action in commands.choices["simulate"]._actions}

    assert {item.name for item in dataclasses.fields(Plan)} <= flags
