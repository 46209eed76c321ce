"""Faults of processes: killed without a word, or stopped for a while as a busy machine does."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator
from contextlib import contextmanager, suppress


def kill(pid: int) -> None:
    """End a process as the kernel does when memory is out: nothing in it is told."""
    os.kill(pid, signal.SIGKILL)


@contextmanager
def stopped(pid: int) -> Generator[None]:
    """A process that does nothing while the body runs, and goes on afterwards, whatever happens.

    Its connections stay open and its leases run out: what others do about that is worth a look.
    """
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
