"""Two sides are measured in pairs; a difference is found, and the same code has none."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.lab.records import RESPONSE
from tests.lab.repository import begin, commit

import fabula
from fabula.errors import UserError
from fabula.lab.comparing.ab import Effort, compare_sides
from fabula.lab.comparing.colours import Found
from fabula.lab.comparing.sides import CPU, PRINTED, WALL, Command, scenario_side

KEY = "video", "response.seconds", ()
SLOW_STEPS = """
_quick = Step.__call__


def _slow(self, *inputs, **named):
    import time

    end = time.process_time() + 0.0015
    while time.process_time() < end:
        pass
    return _quick(self, *inputs, **named)


Step.__call__ = _slow
"""


class Shared:
    """A machine whose speed wanders, for both sides."""

    def __init__(self, seed: int) -> None:
        self.chance, self.speed, self.rounds = random.Random(seed), 1.0, 0  # noqa: S311

    def side(self, seconds: float) -> Callable[[], float]:
        """What takes so long on it."""

        def measure() -> float:
            self.rounds += 1
            self.speed *= self.chance.lognormvariate(0, 0.1)
            return seconds * self.speed * self.chance.gauss(1, 0.05)

        return measure


class Fake:
    """A side that is a function."""

    def __init__(self, draw: Callable[[], float]) -> None:
        self.draw = draw

    def measure(self) -> Found:
        """One figure."""
        return {KEY: (RESPONSE, (self.draw(),))}


def compared(seed: int, slower: float, **effort: float) -> tuple[str, bool, int]:
    """Colour, whether it was confirmed, and how many rounds it took."""
    machine = Shared(seed)
    sides = Fake(machine.side(1.0)), Fake(machine.side(slower))
    one = compare_sides(*sides, Effort(seed=seed, **effort))[0]  # type: ignore[arg-type]
    return one.colour, one.confirmed, machine.rounds


def test_same_code_is_never_red() -> None:
    """Fifty comparisons of the same on a machine that wanders: none is red."""
    colours = [compared(seed, 1.0)[0] for seed in range(50)]

    assert "red" not in colours
    assert colours.count("green") >= 45


@pytest.mark.parametrize(
    ("slower", "colour", "at_least"), [(1.05, "green", 45), (1.15, "yellow", 33)]
)
def test_small_slowdowns_have_their_band(slower: float, colour: str, at_least: int) -> None:
    """5 % slower is within the documents' green; 15 % is yellow; neither is red but by chance."""
    colours = [compared(seed, slower)[0] for seed in range(50)]

    assert colours.count(colour) >= at_least
    assert colours.count("red") <= 2


def test_slower_code_is_found_and_confirmed() -> None:
    """30 % slower is red at least nine times of ten, each measured twice; never green."""
    found = [compared(seed, 1.3) for seed in range(20)]

    assert sum(colour == "red" for colour, _, _ in found) >= 18
    assert all(confirmed for colour, confirmed, _ in found if colour == "red")
    assert all(colour != "green" for colour, _, _ in found)


def test_pairs_end_when_it_is_decided() -> None:
    """What is plainly the same needs few pairs; no time at all decides nothing."""
    _, _, rounds = compared(1, 1.0)
    colour, _, hurried = compared(1, 1.3, seconds=0.0)

    assert rounds <= 2 + 2 * 24
    assert (colour, hurried) == ("inconclusive", 4)


def test_command_is_measured(tmp_path: Path) -> None:
    """Its time, its CPU time, and the number in its last line."""
    (tmp_path / "bench.py").write_text("print('warming up')\nprint('took', 12.5)\n")
    found = Command(tmp_path, "here", f"{sys.executable} bench.py").measure()

    assert [metric for metric, _ in found.values()] == [WALL, CPU, PRINTED]
    assert found["ab", "command.printed", ()][1] == (12.5,)
    assert 0 < found["ab", "command.cpu", ()][1][0] < 10


def test_failing_command_is_told(tmp_path: Path) -> None:
    """By the revision, the code and the last line."""
    with pytest.raises(UserError, match=r"In main, the command ended with 3: no such bench"):
        Command(tmp_path, "main", "echo no such bench >&2; exit 3").measure()


def test_revision_without_fabula_is_told(tmp_path: Path) -> None:
    """It can only be measured by a command."""
    with (
        pytest.raises(UserError, match="has no src/fabula: measure it with --command"),
        scenario_side(tmp_path, "main", {"suites": ["engine"]}),
    ):
        pass


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """This very Fabula, without its lab."""
    package = Path(fabula.__file__).parent
    left_out = shutil.ignore_patterns("__pycache__", "lab")
    shutil.copytree(package, tmp_path / "src" / "fabula", ignore=left_out)
    return begin(tmp_path)


OVERHEAD = {"suites": ["engine"], "quick": True, "tests": ["overhead"]}


def test_revision_is_measured_by_this_lab(repository: Path) -> None:
    """A revision that has no lab is measured all the same; what fails in it is told."""
    with scenario_side(repository, "old", OVERHEAD) as side:
        assert {key[1] for key in side.measure()} == {
            "step.cold", "step.cached", "episode.seconds",
        }  # fmt: skip

    (repository / "src/fabula/engine/steps.py").write_text("raise RuntimeError('broken')")
    with (
        pytest.raises(UserError, match="broken ended with: RuntimeError: broken"),
        scenario_side(repository, "broken", OVERHEAD) as side,
    ):
        side.measure()


@pytest.mark.slow
def test_planted_slowdown_is_red(repository: Path) -> None:
    """Steps that keep the CPU busy for 1.5 ms more are red, and confirmed."""
    from fabula.lab.comparing.worktrees import checked_out

    commit(repository, "before")
    steps = repository / "src/fabula/engine/steps.py"
    steps.write_text(steps.read_text() + SLOW_STEPS)
    commit(repository, "after")
    with (
        checked_out("before", repository) as one,
        checked_out("after", repository) as two,
        scenario_side(one, "before", OVERHEAD) as before,
        scenario_side(two, "after", OVERHEAD) as after,
    ):
        found = compare_sides(before, after, Effort(pairs=12))

    colours = {one.metric.id: (one.colour, one.confirmed) for one in found}
    assert colours["step.cold"] == ("red", True)
    assert colours["step.cached"] == ("red", True)
