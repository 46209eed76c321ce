"""What `kill`, a time limit or a closed terminal ends cleans up as after Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Callable
from types import FrameType

from fabula.cli.exits import INTERRUPTED

Command = Callable[[argparse.Namespace], int]

ENDS = ("SIGTERM", "SIGHUP")
"""Signals whose usual effect is the end at once; not every system has both."""


class Gently:
    """A command of the lab that takes its faults, folders and worktrees away however it is ended.

    Its exit code is then 128 and the signal's number, as that of any process that a signal ends.

    Args:
        command: What it does; Ctrl-C raises `KeyboardInterrupt` in it.
    """

    def __init__(self, command: Command) -> None:
        self.command = command
        self._by = 0

    def __call__(self, flags: argparse.Namespace) -> int:
        """Do it, with a hand on the signals that nobody has taken."""
        taken = [number for number in _numbers() if signal.getsignal(number) is signal.SIG_DFL]
        for number in taken:
            signal.signal(number, self._end)
        try:
            code = self.command(flags)
        except KeyboardInterrupt:
            if not self._by:
                raise
            code = INTERRUPTED
        finally:
            for number in taken:
                signal.signal(number, signal.SIG_DFL)
        return 128 + self._by if self._by and code == INTERRUPTED else code

    def _end(self, number: int, _frame: FrameType | None) -> None:
        self._by = number
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            # A shell's background job hears no Ctrl-C; this it must hear.
            raise KeyboardInterrupt
        signal.raise_signal(signal.SIGINT)


def _numbers() -> list[int]:
    """The signals, where they may be taken: only a main thread may."""
    if threading.current_thread() is not threading.main_thread():
        return []
    return [getattr(signal, name) for name in ENDS if hasattr(signal, name)]
