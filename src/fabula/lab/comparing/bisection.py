"""Finds the commit from which on a metric is worse: git bisects, interleaved pairs judge.

Each candidate is measured beside the good end, in turn, and belongs to the end that it is surely
nearer to; where the pairs do not say it is skipped. The commit that is found is measured once more,
beside its parent. The repository's own tree and index are not touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from fabula.errors import BadSetting, UserError
from fabula.lab.comparing.ab import Comparisons, Duel, Effort
from fabula.lab.comparing.colours import Found as Measured
from fabula.lab.comparing.colours import Key, place
from fabula.lab.comparing.sides import Side
from fabula.lab.comparing.worktrees import checked_out, git
from fabula.lab.record import Comparison

End = Literal["good", "bad", "skip"]
OpenSide = Callable[[Path, str], AbstractContextManager[Side]]
"""Makes a folder with a revision a side that can be measured; it is told what it is called."""

ONLY_SKIPPED = 2
"""git's exit code where only commits are left that were skipped."""
_COMMIT = re.compile(r"\b[0-9a-f]{40,64}\b")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A commit that was looked at.

    Args:
        commit: Its hash.
        end: Which end it is like; "skip" where that cannot be told.
        comparison: With the good end; None where it could not be measured.
        why: What it could not be measured for.
    """

    commit: str
    end: End
    comparison: Comparison | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a bisection found.

    Args:
        whole: The bad end beside the good one.
        candidates: What was looked at, in order.
        suspects: The first commit that is worse; several where the skipped ones hide it; none
            where the bad end is not surely worse.
        step: The only suspect beside its parent, if it was tried.
    """

    whole: Comparison
    candidates: tuple[Candidate, ...] = ()
    suspects: tuple[str, ...] = ()
    step: Comparison | None = None

    @property
    def sure(self) -> bool:
        """Whether it is one commit, which is worse than its parent, too."""
        return len(self.suspects) == 1 and self.step is not None and self.step.high < 0


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for.

    Args:
        repository: Any folder in it.
        good: A revision before.
        bad: A later one, which is worse.
        open_side: Makes a revision measurable.
        metric: What is followed: its name, or a part that only one name has.
        effort: For each comparison.
        on_candidate: Told of each commit that was looked at.
    """

    repository: Path
    good: str
    bad: str
    open_side: OpenSide
    metric: str = ""
    effort: Effort = field(default_factory=Effort)
    on_candidate: Callable[[Candidate], None] = lambda _one: None

    def run(self) -> Found:
        """Look for it.

        Raises:
            UserError: There is no such revision, an end cannot be measured, or git refuses.
            BadSetting: The metric is not measured, or is not one.
        """
        with self._opened(self.good) as good:
            key = _followed(good.measure(), self.metric)
            with self._opened(self.bad) as bad:
                whole = self._compared(good, bad, key, lambda one: one.colour == "red")
            if whole.high >= 0:
                return Found(whole)
            candidates, suspects = [], _Suspects()
            with _bisecting(self.repository, self.good, self.bad, suspects) as hunt:
                for commit in hunt:
                    one = self._judged(good, commit, key, whole.gain / 2)
                    candidates.append(one)
                    self.on_candidate(one)
                    suspects.answer = one.end
        step = self._beside_parent(suspects.commits[0], key) if suspects.alone else None
        return Found(whole, tuple(candidates), suspects.commits, step)

    @contextmanager
    def _opened(self, revision: str) -> Generator[Side]:
        with (
            checked_out(revision, self.repository) as folder,
            self.open_side(folder, revision) as side,
        ):
            yield side

    def _judged(self, good: Side, commit: str, key: Key, middle: float) -> Candidate:
        """Which end a commit is like: which side of the middle between them it surely is on."""
        try:
            with self._opened(commit[:12]) as side:
                one = self._compared(
                    good, side, key, lambda one: one.low > middle or one.high < middle
                )
        except UserError as error:
            return Candidate(commit, "skip", None, str(error))
        end: End = "good" if one.low > middle else "bad" if one.high < middle else "skip"
        return Candidate(commit, end, one)

    def _beside_parent(self, commit: str, key: Key) -> Comparison | None:
        try:
            with self._opened(f"{commit}^") as parent, self._opened(commit) as side:
                return self._compared(parent, side, key, lambda one: one.high < 0)
        except UserError:
            return None

    def _compared(
        self, before: Side, after: Side, key: Key, enough: Callable[[Comparison], bool]
    ) -> Comparison:
        """One metric, measured in pairs until it is enough."""

        def own(found: Comparisons) -> Comparison:
            for one in found:
                if place(one) == key:
                    return one
            raise UserError(f"{key[1]} is not measured by both.")

        return own(Duel(before, after, self.effort).block(lambda found: enough(own(found))))


def _followed(found: Measured, metric: str) -> Key:
    """The metric that is followed: the one of this name, or the only one that contains it.

    Raises:
        BadSetting: There is none, or there are several.
    """
    fit = [key for key in found if metric in key[1]]
    chosen = [key for key in fit if key[1] == metric] or fit
    if len(chosen) == 1:
        return chosen[0]
    names = ", ".join(sorted({key[1] for key in chosen or found})) or "nothing"
    raise BadSetting(f"--metric {metric!r}: follow one of {names}.")


@dataclass(slots=True)
class _Suspects:
    """What git and its judge tell each other."""

    answer: End = "skip"
    commits: tuple[str, ...] = ()

    @property
    def alone(self) -> bool:
        """Whether it is one commit."""
        return len(self.commits) == 1


@contextmanager
def _bisecting(
    repository: Path, good: str, bad: str, suspects: _Suspects
) -> Generator[Iterator[str]]:
    """The commits that git asks about, one after the other; in the end, its suspects.

    A bisection belongs to a worktree: this one has no files, and is gone afterwards.
    """
    root = Path(git(repository, "rev-parse", "--show-toplevel"))
    ends = [git(root, "rev-parse", "--verify", f"{one}^{{commit}}") for one in (bad, good)]
    with TemporaryDirectory(prefix="fabula-lab-") as folder, ExitStack() as cleanup:
        hunt = Path(folder) / "bisect"
        git(root, "worktree", "add", "--quiet", "--no-checkout", "--detach", str(hunt), ends[0])
        cleanup.callback(git, root, "worktree", "remove", "--force", str(hunt))

        def asked() -> Iterator[str]:
            said = git(hunt, "bisect", "start", "--no-checkout", *ends)
            while "first bad commit" not in said:
                yield git(hunt, "rev-parse", "BISECT_HEAD")
                said = git(hunt, "bisect", suspects.answer, wrong=(ONLY_SKIPPED,))
            suspects.commits = tuple(dict.fromkeys(_COMMIT.findall(said.partition("\ncommit ")[0])))

        yield asked()


def end_of(commit: str, repository: Path) -> str:
    """A commit as a person knows it: "1a2b3c4d5e6f 2026-11-21 Nobody: Slow it down"."""
    form = "--format=%h %as %an: %s"
    return git(repository, "show", "--no-patch", "--abbrev=12", form, commit)
