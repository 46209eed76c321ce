"""A task is a typed question to a text model."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar, get_args, get_origin

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Task(Generic[Answer]):
    """Base of all tasks: docstring = instructions, fields = inputs, type parameter = answer.

    ```python
    @dataclass(frozen=True)
    class NameTheShip(Task[str]):
        \"\"\"Give the ship a name that its captain would be proud of.\"\"\"

        captain: str
    ```
    """

    # Plain attributes and not read from the docstring when needed: a step that uses the task has
    # them in the fingerprint of its code, so new instructions make new results.
    instructions: ClassVar[str] = ""
    answers: ClassVar[Any] = None

    def __init_subclass__(cls) -> None:
        """Read the instructions and the type of the answer off the class."""
        super().__init_subclass__()
        cls.instructions = inspect.cleandoc(cls.__doc__ or "")
        for base in vars(cls).get("__orig_bases__", ()):
            kind = get_origin(base)
            if isinstance(kind, type) and issubclass(kind, Task):
                (cls.answers,) = get_args(base)

    def faults(self, answer: Answer) -> Iterable[str]:  # noqa: ARG002 for tasks to override
        """What is wrong with an answer of the right type; a model is asked once more with it."""
        return ()
