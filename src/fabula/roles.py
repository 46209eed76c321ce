"""The roles that models take, and how it comes that a model has one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "speech", "picture", "hearing", "embedding"]


@dataclass(frozen=True, slots=True)
class Duty:
    """What a role is about.

    Args:
        kind: Which models can take it.
        about: What it does, in words that follow its name.
        usual: Who takes it where nobody is chosen; empty: nobody can.
        like: The role whose models take it where it has none of its own.
    """

    kind: Kind
    about: str
    usual: str = ""
    like: str = ""


ROLES: Mapping[str, Duty] = {
    "writer": Duty("text", "answers typed tasks: outlines, narration, dialogue", "offline"),
    "critic": Duty("text", "judges what the writer wrote", like="writer"),
    "speech": Duty("speech", "reads texts aloud", "espeak"),
    "pictures": Duty("picture", "paints pictures", "offline"),
    "hearing": Duty("hearing", "writes down what is said"),
    "embedding": Duty("embedding", "gives texts their place by content", "offline"),
}
"""Each role by the name of its setting: `writer` in fabula.yaml, `FABULA_WRITER`, `--writer`."""


@dataclass(frozen=True, slots=True)
class Chooser:
    """What chooses models, such as the flags of a command.

    Args:
        name: What a person calls it: "flag", "fabula.yaml", "environment".
        said: What it says, by role.
    """

    name: str
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """The models of a role, and why these.

    Args:
        role: Its name.
        setting: "provider:model", and more after commas as stand-ins; empty: nobody.
        why: The name of who says so, "default", or "as the writer".
    """

    role: str
    setting: str
    why: str


def settle(role: str, *choosers: Chooser) -> Choice:
    """Who takes a role: as the first says that says anything, else the usual one.

    ```python
    settle("critic", Chooser("flag", {}), Chooser("environment", {"writer": "openai:gpt-5"}))
    # Choice("critic", "openai:gpt-5", "as the writer")
    ```
    """
    for chooser in choosers:
        if setting := chooser.said.get(role, "").strip():
            return Choice(role, setting, chooser.name)
    duty = ROLES[role]
    if duty.like:
        return Choice(role, settle(duty.like, *choosers).setting, f"as the {duty.like}")
    return Choice(role, duty.usual, "default")
