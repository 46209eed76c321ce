"""Every error that Fabula raises on purpose.

FabulaError
├─ UserError            the caller can put it right: exit code 2, HTTP 400
│  ├─ UnknownName         no such production, model, voice, theme (says what there is)
│  ├─ NotInstalled        an optional package is missing (says which extra brings it)
│  ├─ NothingToDo          what was asked for is so already
│  ├─ Pinned               a take holds its place: it is let go first
│  ├─ BadSetting          a flag, variable or line of fabula.yaml has a value that cannot be
│  ├─ BadStep             a step is written, or called, so that it cannot be remembered
│  │  ├─ Unkeyable          an input has no content to make a key of
│  │  ├─ Unstorable         a result, or its declared type, cannot be stored
│  │  ├─ SameName           two steps have the same name in the same module
│  │  └─ Unsendable         an input or a result cannot be sent to or from a process
│  ├─ BadInput            a file is not what it should be (names file, place, remedy)
│  │  ├─ UnreadableInput    damaged, or not of the kind that its name says
│  │  ├─ LockedInput        protected by a password
│  │  ├─ ScannedInput       pictures of pages, no text
│  │  ├─ EmptyInput         nothing in it to work with
│  │  └─ TooLarge           past a limit on bytes, pages, pixels or time
│  └─ UnreachableAddress  a web address that cannot or may not be fetched
├─ ModelError           a model failed to answer
│  ├─ ModelBusy           try again later (knows how much later): worth a retry
│  │  └─ ModelPaused        failed again and again: not asked for a while
│  ├─ ModelUnreachable    no connection, a time-out, a cut answer: worth a retry
│  ├─ ModelRefused        key, quota, policy or request: never retried
│  │  └─ TaskDeclined       the model, or its filter, will not do such a task
│  └─ BadAnswer           answered, but not what was asked for
│     ├─ AnswerCut          broke off at its length limit, with a larger one too
│     ├─ AnswerEmpty        said nothing: worth a retry
│     ├─ AnswerDamaged      cut off, garbled, or no such thing at all: worth a retry
│     ├─ AnswerUnreadable   not the JSON that was asked for, even when asked again
│     └─ AnswerUnfit        JSON of another shape, or wrong in itself, even when asked again
├─ RunError             a run stopped
│  ├─ RunCancelled        someone asked it to
│  │  └─ BudgetSpent        it may not spend more: run it again with more to go on
│  ├─ StillRunning        a run of the same id goes on: wait for its end, or take another id
│  ├─ NothingMade         every part failed: there is nothing to put together
│  ├─ WorkerDied          the process of a step ended before it answered
│  ├─ NotReproduced       its replay does not give the measured time: no what-if can be told
│  └─ WorkFaulty          made, but it did not pass the checks of its production
└─ StoreError           what is remembered cannot be read or written
   ├─ StoreFull           no room on the disk: nothing is lost, make room and run again
   ├─ StoreUnreadable     the file is damaged as a whole, or is none of ours
   └─ Damaged             a row or a blob is not what was stored: it is made again
"""

from __future__ import annotations

from collections.abc import Iterable
from types import CodeType

MOST_NAMES = 20
"""How many names a message lists before it only counts the rest."""


class FabulaError(Exception):
    """Base of every error that Fabula raises on purpose."""

    def __reduce__(self) -> tuple[object, ...]:
        # Most errors make their message themselves, so they cannot be made again of it.
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[FabulaError], args: tuple[object, ...], said: dict[str, object]) -> object:
    """An error that came from another process."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(said)
    return error


class UserError(FabulaError):
    """The caller can put it right."""


class UnknownName(UserError):
    """There is no such thing; the message says what there is and what is close."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        choices = sorted(known)
        # Only who mistypes a name waits for the import.
        import difflib

        near = difflib.get_close_matches(name, choices, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        listed = ", ".join(choices[:MOST_NAMES]) or "none"
        if len(choices) > MOST_NAMES:
            listed += f" and {len(choices) - MOST_NAMES} more"
        super().__init__(f"Unknown {kind} {name!r}. Known: {listed}.{hint}")


class NotInstalled(UserError):
    """An optional package is missing; the message gives the line that installs it."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs an optional package: pip install 'fabula[{extra}]'")


class NothingToDo(UserError):
    """What was asked for is so already."""


class Pinned(UserError):
    """A take holds its place against changes; to have another, a person lets it go first.

    Args:
        place: Where it was made.
        release: What they type for it, as far as that is known here.
    """

    def __init__(self, place: str, release: str = "fabula pin FOLDER STEP --undo") -> None:
        self.place = place
        super().__init__(f"{place} is pinned. Let it go first: {release}")


class BadSetting(UserError):
    """A flag, an environment variable or a line of fabula.yaml has a value that cannot be."""


class BadStep(UserError):
    """A step is written, or called, so that its result cannot be remembered."""


class Unkeyable(BadStep):
    """An input has no content that a key could be made of."""


class Unstorable(BadStep):
    """A result, or the type that a step declares to return, cannot be stored."""


class SameName(BadStep):
    """Two steps have the same name in the same module: their results would be mixed up."""

    def __init__(self, place: str, *codes: CodeType) -> None:
        lines = " and ".join(f"{code.co_filename}, line {code.co_firstlineno}" for code in codes)
        super().__init__(f"Two steps are called {place!r}: {lines}. Rename one of them.")


class Unsendable(BadStep):
    """An input or a result of a step cannot be sent to or from the process that it runs in."""


class BadInput(UserError):
    """A file is not what it should be.

    Args:
        source: The file or address, as the user named it.
        problem: What is wrong, as a clause without a full stop.
        remedy: What the user can do about it, as a sentence.
        place: Where in the file: "page 3", "line 12, field 'voice'"; empty for all of it.
    """

    def __init__(self, source: str, problem: str, remedy: str = "", *, place: str = "") -> None:
        self.source, self.problem, self.remedy, self.place = source, problem, remedy, place
        where = f"{source}, {place}" if place else source
        stop = "" if problem.endswith((".", "?", "!")) else "."
        super().__init__(f"{where}: {problem}{stop}" + (f" {remedy}" if remedy else ""))


class UnreadableInput(BadInput):
    """The file is damaged, or not of the kind that its name says."""


class LockedInput(BadInput):
    """The file is protected by a password."""


class ScannedInput(BadInput):
    """The file holds pictures of pages and no text."""


class EmptyInput(BadInput):
    """There is nothing in the file to work with."""


class TooLarge(BadInput):
    """The file is past a limit on bytes, pages, pixels or time."""


class UnreachableAddress(UserError):
    """A web address cannot, or may not, be fetched."""


class ModelError(FabulaError):
    """A model failed to answer."""


class ModelBusy(ModelError):
    """The model is busy; `retry_after` is how long it asked us to wait, in seconds, if it said."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ModelPaused(ModelBusy):
    """The model failed again and again, and is left alone for a while."""


class ModelUnreachable(ModelError):
    """No connection, a time-out, or an answer that broke off."""


class ModelRefused(ModelError):
    """The key, the quota, a policy or the request itself: trying again would not help."""


class TaskDeclined(ModelRefused):
    """The model itself, or a filter around it, will not do such a task."""


class BadAnswer(ModelError):
    """The model answered, but not what was asked for."""


class AnswerCut(BadAnswer):
    """The answer broke off at the model's length limit; with a larger limit too, if it has one.

    `tokens` is how many had come by then, if the provider said.
    """

    def __init__(self, message: str, tokens: int = 0) -> None:
        super().__init__(message)
        self.tokens = tokens


class AnswerEmpty(BadAnswer):
    """The model said nothing; another call may do."""


class AnswerDamaged(BadAnswer):
    """What came is cut off or garbled, or is no such thing at all; another call may do."""


class AnswerUnreadable(BadAnswer):
    """The answer is not the JSON that was asked for, even when it was asked for again."""


class AnswerUnfit(BadAnswer):
    """The answer is not of the type, or has faults that its task finds, even when asked again."""


class RunError(FabulaError):
    """A run stopped."""


class RunCancelled(RunError):
    """Someone asked the run to stop."""


class BudgetSpent(RunCancelled):
    """The run may not spend more money, tokens or time.

    Args:
        lack: What is spent, as a sentence.
    """

    def __init__(self, lack: str) -> None:
        self.lack = lack
        super().__init__(
            f"{lack} What was finished is remembered: run it again with more, and it goes on."
        )


class StillRunning(RunError):
    """A run of this id goes on; a run has one process at a time."""

    def __init__(self, run: str) -> None:
        super().__init__(
            f"Run {run} goes on, here or in another process. Wait for its end, or give this one "
            "an id of its own; a run that was killed is free within seconds."
        )


class NothingMade(RunError):
    """Every part failed: there is nothing to put together."""


class WorkerDied(RunError):
    """The process in which a step ran ended before it answered."""

    def __init__(self, step: str, code: int | None) -> None:
        how = f"was killed by signal {-code}" if code and code < 0 else f"ended with code {code}"
        super().__init__(
            f"The process of step {step!r} {how}. It may have run out of memory; a script that "
            'uses pool="process" must start its work below `if __name__ == "__main__":`.'
        )


class NotReproduced(RunError):
    """The replay of a run does not give the measured time, so it can foretell nothing."""


class WorkFaulty(RunError):
    """The work was made, but it did not pass the checks of its production."""


class StoreError(FabulaError):
    """What is remembered cannot be read or written; the message names the file and the remedy."""


class StoreFull(StoreError):
    """There is no room on the disk, or in its quota."""


class StoreUnreadable(StoreError):
    """The file of the memory is damaged as a whole, or is no memory of Fabula's."""


class Damaged(StoreError):
    """A row or a blob is not what was stored."""
