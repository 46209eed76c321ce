"""Processes that the lab starts: each says where it answers, and never outlives the lab."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress

from fabula.errors import RunError

START_SECONDS = 60.0
"""The longest until a process says where it answers: a machine that is busy starts slowly."""
STOP_SECONDS = 8.0
TAIL_LINES = 15

ADDRESS = re.compile(r"https?://[\w.\-]+:\d+")
SECRET = re.compile(r"KEY|TOKEN|SECRET|PASSWORD")


class Child:
    """A `fabula` command in a process of its own, from its start until `stop`.

    Args:
        words: Of the command: `["serve", "--port", "0"]`.
        environment: Variables besides those that `surroundings` leaves.

    Raises:
        RunError: It ended before it said where it answers; with the last lines that it wrote.
    """

    def __init__(self, words: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self.what = f"fabula {words[0]}"
        self._said: deque[str] = deque(maxlen=TAIL_LINES)
        self._found, self._address = threading.Event(), ""
        # A session of its own: Ctrl-C is for the lab, which then ends its children in order.
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "fabula", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env={**surroundings(), "PYTHONUNBUFFERED": "1", **(environment or {})},
            start_new_session=True,
        )
        threading.Thread(target=self._listen, name=self.what, daemon=True).start()

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    @property
    def tail(self) -> str:
        """The last lines that it wrote."""
        return "\n".join(self._said)

    def address(self) -> str:
        """Where it answers, as soon as it has said so.

        Raises:
            RunError: It ended, or said nothing for a minute; with the last lines that it wrote.
        """
        end = time.monotonic() + START_SECONDS
        while not self._found.wait(0.05):
            if not self.alive or time.monotonic() > end:
                raise self.death()
        if not self._address:
            raise self.death()
        return self._address

    def death(self) -> RunError:
        """What to say of one that is no more, or never came to be."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        status = self._process.poll()
        how = "does not say where it answers" if status is None else f"ended with status {status}"
        return RunError(f"`{self.what}` {how}. It wrote:\n{self.tail or '(nothing)'}")

    def stop(self) -> None:
        """Let it end by itself; if it does not, end it and all that it started."""
        if self.alive:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
        if self.alive:
            self._kill()
        self._process.wait()

    def _kill(self) -> None:
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()

    def _listen(self) -> None:
        """Take in what it writes, so that its pipe never fills."""
        if self._process.stdout is None:
            raise AssertionError("unreachable")
        with self._process.stdout as lines:
            for line in lines:
                self._said.append(line.rstrip())
                found = ADDRESS.search(line)
                if found and not self._address:
                    self._address = found[0]
                    self._found.set()
        self._found.set()


def surroundings() -> dict[str, str]:
    """The environment, without Fabula's settings and without anybody's keys."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("FABULA_") and not SECRET.search(name)
    }
