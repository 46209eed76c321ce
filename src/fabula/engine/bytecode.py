"""Bytecode as plain data: what a piece of code does, without where it stands and how it is told."""

from __future__ import annotations

import opcode
import sys
import types
from collections.abc import Iterator

UNCOUNTED = frozenset(
    {
        "__doc__",
        "__module__",
        "__qualname__",
        "__dict__",
        "__weakref__",
        "__firstlineno__",
        "__static_attributes__",
        "__dataclass_params__",
        "__match_args__",
        "__slots__",
        "__abstractmethods__",
        "_abc_impl",
        "__parameters__",
        "__orig_bases__",
        "__protocol_attrs__",
        "__non_callable_proto_members__",
        "_is_protocol",
        "_is_runtime_protocol",
    }
)
"""Attributes of a class that only tell of it, or that Python derives from the rest."""

_SHIFTS = {
    "LOAD_GLOBAL": 1,
    "LOAD_ATTR": 1 if sys.version_info >= (3, 12) else 0,
    "LOAD_SUPER_ATTR": 2,
}
_CONST, _NAMED = frozenset(opcode.hasconst), frozenset(opcode.hasname)
_EXTENDED, _STORE = opcode.opmap["EXTENDED_ARG"], opcode.opmap["STORE_NAME"]
_IMPORT, _FROM = opcode.opmap["IMPORT_NAME"], opcode.opmap["IMPORT_FROM"]


def instructions_of(code: types.CodeType) -> list[tuple[int, object]]:
    """Operations with what they mean: a constant's value, a name's text, else the bare number."""
    found: list[tuple[int, object]] = []
    for operation, number in _operations(code):
        argument: object = number
        if operation in _CONST:
            argument = _constant(code.co_consts[number])
        elif operation in _NAMED:
            shift = _SHIFTS.get(opcode.opname[operation], 0)
            argument = (code.co_names[number >> shift], number & ((1 << shift) - 1))
            if operation == _STORE and argument[0] in UNCOUNTED:
                # A docstring or a line number of a class: two instructions that do not count.
                found.pop()
                continue
        found.append((operation, argument))
    return found


def _operations(code: types.CodeType) -> Iterator[tuple[int, int]]:
    content, extension = code.co_code, 0
    for place in range(0, len(content), 2):
        operation, number = content[place], content[place + 1] | extension
        extension = number << 8 if operation == _EXTENDED else 0
        # 0 fills the room that the interpreter keeps for its own notes.
        if operation not in (_EXTENDED, 0):
            yield operation, number


def _constant(value: object) -> object:
    if isinstance(value, types.CodeType):
        return value
    if isinstance(value, frozenset):
        return sorted(repr(item) for item in value)
    return f"{type(value).__name__} {value!r}"


def imports_of(code: types.CodeType) -> Iterator[str]:
    """Modules that the code imports, and what it takes from them, which may be modules too."""
    module = ""
    for operation, number in _operations(code):
        if operation == _IMPORT:
            module = code.co_names[number]
            yield module
        elif operation == _FROM:
            yield f"{module}.{code.co_names[number]}"
