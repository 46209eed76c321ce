"""An order as the flags say it, and the lines of a fabula.yaml that say the same."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import fields
from typing import Any, TypeVar

from fabula.cli.budget import limits_of
from fabula.order import chosen, read_order

Order = TypeVar("Order")


def order_of(flags: argparse.Namespace, kind: type[Order]) -> Order:
    """The order that the flags make.

    Args:
        flags: With one for each choice, None where it was not given.
        kind: A dataclass of choices.

    Raises:
        BadSetting: A value is of the wrong type or out of its range.
    """
    names: list[str] = [item.name for item in fields(kind)]  # type: ignore[arg-type]
    given = {name: getattr(flags, name) for name in names}
    return read_order(kind, {name: value for name, value in given.items() if value is not None})


def lines_of(flags: argparse.Namespace, order: Any, roles: Iterable[str]) -> dict[str, object]:
    """What a fabula.yaml must say for the same to be made: choices, models and limits.

    Raises:
        BadSetting: A limit is no number above 0, or there is no such way to go on at the limit.
    """
    said = {**{role: getattr(flags, role) for role in roles}, **limits_of(flags)}
    return {**chosen(order), **{name: value for name, value in said.items() if value}}
