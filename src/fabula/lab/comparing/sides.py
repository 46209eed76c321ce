"""The two sides of a comparison: a revision that runs scenarios, or one that runs a command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Protocol

from fabula.errors import UserError
from fabula.lab.comparing.colours import Found, key_of
from fabula.lab.record import Metric, Samples

WALL = Metric("command.seconds", "s", about="the command, by the wall clock")
CPU = Metric("command.cpu", "s", kind="cpu", about="the command's CPU time")
PRINTED = Metric("command.printed", "", about="the number in the last line that it printed")

SUITE = "ab"


class Side(Protocol):
    """One of the two."""

    def measure(self) -> Found:
        """One round: what was measured, by where it belongs."""
        ...


class Worker:
    """A revision that runs scenarios in a process of its own, which stays between rounds."""

    def __init__(self, child: subprocess.Popen[str], errors: Any, name: str) -> None:
        self._child, self._errors, self._name = child, errors, name

    def measure(self) -> Found:
        """One round of all scenarios.

        Raises:
            UserError: A scenario failed in this revision, or its process ended.
        """
        if self._child.stdin is None:
            raise AssertionError("unreachable")
        try:
            self._child.stdin.write("\n")
            self._child.stdin.flush()
        except BrokenPipeError:
            self.broke()
        said = self.read()
        if "failed" in said:
            raise UserError(f"In {self._name}, {said['failed']}")
        found: Found = {}
        for row in said["samples"]:
            metric = Metric(**row["metric"])
            samples = Samples(metric, tuple(row["values"]), row["labels"])
            found[key_of(row["suite"], samples)] = metric, samples.values
        return found

    def read(self) -> Any:
        """The next line that it says."""
        line = self._child.stdout.readline() if self._child.stdout else ""
        return json.loads(line) if line else self.broke()

    def broke(self) -> Any:
        """Tell what the process said before it ended."""
        self._errors.seek(0)
        last = self._errors.read().strip().splitlines()[-1:] or ["no word"]
        raise UserError(f"{self._name} ended with: {last[0]}")


@contextmanager
def scenario_side(folder: Path, name: str, options: dict[str, Any]) -> Generator[Worker]:
    """Start a revision's process.

    Args:
        folder: The revision's files.
        name: What it is called.
        options: Suites, and the fields of `Options`.

    Raises:
        UserError: The folder has no Fabula.
    """
    worker = Path(__file__).with_name("worker.py")
    lab = worker.parent.parent
    source = folder / "src"
    if not (source / "fabula").is_dir():
        raise UserError(f"{name} has no src/fabula: measure it with --command.")
    command = [sys.executable, "-P", str(worker), str(lab), json.dumps(options)]
    surroundings = {**os.environ, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": ""}
    with (
        TemporaryFile("w+") as errors,
        subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
            env=surroundings, cwd=folder,
        ) as child,
    ):  # fmt: skip
        side = Worker(child, errors, name)
        try:
            place = Path(side.read()["fabula"])
            if place != (source / "fabula").resolve():
                raise UserError(f"{name} was to be measured, but Python found {place}.")
            yield side
        finally:
            child.kill()


class Command:
    """A revision that runs a command in its folder, each time anew."""

    def __init__(self, folder: Path, name: str, command: str) -> None:
        self._folder, self._name, self._command = folder, name, command

    def measure(self) -> Found:
        """Run it once: its time, its CPU time, and the number that it printed last, if it did.

        Raises:
            UserError: It failed.
        """
        # There are no children's times on Windows; only who compares commands needs them.
        from resource import RUSAGE_CHILDREN, getrusage

        before, began = getrusage(RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(  # noqa: S602 the user's own command line
            self._command, shell=True, cwd=self._folder, capture_output=True, text=True, check=False
        )
        took, after = time.perf_counter() - began, getrusage(RUSAGE_CHILDREN)
        if done.returncode:
            last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:] or [""]
            raise UserError(f"In {self._name}, the command ended with {done.returncode}: {last[0]}")
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found: Found = {(SUITE, WALL.id, ()): (WALL, (took,)), (SUITE, CPU.id, ()): (CPU, (cpu,))}
        number = _number(done.stdout)
        if number is not None:
            found[SUITE, PRINTED.id, ()] = PRINTED, (number,)
        return found


def _number(said: str) -> float | None:
    """The last word of the last line, if it is a number."""
    words = said.split()
    try:
        return float(words[-1]) if words else None
    except ValueError:
        return None
