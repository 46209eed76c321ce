"""A task is a typed question to a text model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Task(Generic[Answer]):
    """Base of all tasks: the docstring instructs, the fields are the inputs, the type parameter
    is the answer.

    ```python
    @dataclass(frozen=True)
    class NameTheShip(Task[str]):
        \"\"\"Give the ship a name that its captain would be proud of.\"\"\"

        captain: str
    ```
    """

    def faults(self, answer: Answer) -> Iterable[str]:
        """What is wrong with an answer of the right type; a model is asked once more with it."""
        return ()
