"""What a person orders: a dataclass of choices, each with its default, meaning and range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields
from typing import Any, TypeVar, get_args

from fabula.errors import BadSetting, UnknownName

Order = TypeVar("Order")


def choice(
    default: Any, about: str, *, least: float = 0, most: float = 0, allowed: Any = str
) -> Any:
    """A field of an order: its default, what it is for, its range or the words it allows."""
    limits = {"least": least, "most": most, "allowed": get_args(allowed)}
    return field(default=default, metadata={"about": about, **limits})


def check_order(kind: Any, order: Any) -> None:
    """Check every choice of an order.

    Args:
        kind: The dataclass whose choices are meant; the order may have more.
        order: One of them.

    Raises:
        BadSetting: A choice is not one of the allowed words, or out of its range.
    """
    for item in fields(kind):
        _check(item.name, getattr(order, item.name), item.metadata)


def read_order(kind: type[Order], values: Mapping[str, Any], source: str = "the order") -> Order:
    """The order that a person wrote as names and values.

    Args:
        kind: A dataclass of choices.
        values: By name; what is not there is as usual.
        source: What the values come from, for messages.

    Raises:
        UnknownName: There is no such choice.
        BadSetting: A value is of the wrong type or out of its range.
    """
    known: dict[str, Any] = {item.name: item for item in fields(kind)}  # type: ignore[arg-type]
    made: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            raise UnknownName(f"choice in {source}", name, known)
        made[name] = _typed(name, value, known[name].default)
    return kind(**made)


def chosen(order: Any) -> dict[str, Any]:
    """The choices of an order that are not the usual ones."""
    said = {item.name: (getattr(order, item.name), item.default) for item in fields(order)}
    return {name: value for name, (value, usual) in said.items() if value != usual}


def _typed(name: str, value: Any, like: Any) -> Any:
    """The value with the type of the default; lists may be written with commas."""
    if isinstance(like, tuple) and isinstance(value, str):
        return tuple(word.strip() for word in value.split(","))
    if isinstance(like, str) and isinstance(value, str):
        return value
    try:
        return {int: int, float: float, tuple: tuple}[type(like)](value)
    except (KeyError, TypeError, ValueError):
        wanted = {int: "a whole number", float: "a number", tuple: "a list"}.get(type(like), "text")
        raise BadSetting(f"{name} is {value!r}; it must be {wanted}.") from None


def _check(name: str, value: Any, limits: Mapping[str, Any]) -> None:
    """Raise if a value is not one of the allowed words, or out of its range."""
    least, most, allowed = limits["least"], limits["most"], limits["allowed"]
    for word in value if isinstance(value, tuple) else (value,):
        if allowed and word not in allowed:
            raise BadSetting(f"{name} is {word!r}; it can be {', '.join(allowed)}.")
    if most and not least <= value <= most:
        raise BadSetting(f"{name} is {value:g}; it must be from {least:g} to {most:g}.")
