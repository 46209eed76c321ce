"""What a step's function takes and gives: its inputs by name, and the type of its result."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any

from fabula.errors import Unstorable


class Signature:
    """The signature of a step's function.

    Raises:
        Unstorable: The function does not say what it returns.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        if "return" not in function.__annotations__:
            raise Unstorable(
                f"Step {function.__qualname__!r} does not say what it returns. "
                "Annotate it: its results are stored by that type."
            )
        self._function = function
        self._signature = inspect.signature(function)
        # Inputs that can be given in order, if all can: then binding them is no more than pairing.
        plain = inspect.Parameter.POSITIONAL_OR_KEYWORD
        simple = all(item.kind == plain for item in self._signature.parameters.values())
        self._simple = tuple(self._signature.parameters) if simple else ()

    def inputs(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Mapping[str, Any]:
        """The inputs of a call by name, those that have their default too.

        Raises:
            TypeError: The function cannot be called like this.
        """
        if not kwargs and len(args) == len(self._simple):
            return dict(zip(self._simple, args, strict=True))
        bound = self._signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return bound.arguments

    def returns(self) -> Any:
        """The declared type of the result; the other annotations may name what is not imported.

        Raises:
            Unstorable: It names something that cannot be found.
        """
        function = self._function
        only = types.SimpleNamespace(__annotations__={"return": function.__annotations__["return"]})
        captured = inspect.getclosurevars(function).nonlocals
        names = {**inspect.unwrap(function).__globals__, **captured}
        try:
            return typing.get_type_hints(only, globalns=names)["return"]
        except NameError as exc:
            raise Unstorable(
                f"Step {function.__qualname__!r}: its return type cannot be found ({exc}). "
                "Import it at the top of the module, not only for type checkers."
            ) from exc
