"""A command that a signal ends cleans up, also where Ctrl-C is not heard."""

from __future__ import annotations

import argparse
import os
import signal
import time

import pytest

from fabula.cli.lab.ending import Gently


@pytest.mark.parametrize("hears", [signal.default_int_handler, signal.SIG_IGN])
def test_killed_command_cleans_up(hears: signal.Handlers) -> None:
    """Its `finally` is reached, as 143; afterwards the signals are as they were."""
    cleaned: list[bool] = []

    def work(_: argparse.Namespace) -> int:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(5)
        finally:
            cleaned.append(True)
        return 0

    before = signal.signal(signal.SIGINT, hears)
    try:
        code = Gently(work)(argparse.Namespace())
    finally:
        signal.signal(signal.SIGINT, before)

    assert (code, cleaned) == (143, [True])
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_undisturbed_command_ends_as_it_does() -> None:
    """With its own exit code; and Ctrl-C is Ctrl-C."""

    def interrupted(_: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    assert Gently(lambda _: 5)(argparse.Namespace()) == 5
    with pytest.raises(KeyboardInterrupt):
        Gently(interrupted)(argparse.Namespace())
