"""Bytecode as plain data: what a piece of code does, without where it stands and how it is told."""

from __future__ import annotations

import opcode
import sys
import types
from collections.abc import Iterator
from typing import NamedTuple

from fabula.engine.keys import digest_of_bytes

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

_Operations = list[tuple[int, int]]

_SHIFTS = {
    "LOAD_GLOBAL": 1,
    "LOAD_ATTR": 1 if sys.version_info >= (3, 12) else 0,
    "LOAD_SUPER_ATTR": 2,
}
_GLOBALS = frozenset(opcode.opmap[name] for name in ("LOAD_GLOBAL", "LOAD_NAME"))
_ATTRIBUTES = frozenset(
    opcode.opmap[name] for name in ("LOAD_ATTR", "LOAD_METHOD") if name in opcode.opmap
)
_CONST, _NAMED = frozenset(opcode.hasconst), frozenset(opcode.hasname)
_EXTENDED, _STORE = opcode.opmap["EXTENDED_ARG"], opcode.opmap["STORE_NAME"]
_IMPORT, _FROM = opcode.opmap["IMPORT_NAME"], opcode.opmap["IMPORT_FROM"]


class Traits(NamedTuple):
    """What a piece of code does, by digest, and what it looks up to do it.

    Args:
        digest: Of its instructions and constants.
        names: Globals, each with the attributes that are taken from it at once: "words.shout".
        imports: Modules.
    """

    digest: str
    names: tuple[str, ...]
    imports: tuple[str, ...]


# With the code itself, so that it lives and its id is not used twice.
_known: dict[int, tuple[types.CodeType, Traits]] = {}


def traits_of(code: types.CodeType) -> Traits:
    """The traits of a piece of code and of all that is nested in it; read once a process."""
    known = _known.get(id(code))
    if known is None:
        content: list[object] = []
        names: dict[str, None] = {}
        imports: dict[str, None] = {}
        for piece in _pieces(code):
            operations = list(_operations(piece))
            content.append((piece.co_flags, piece.co_argcount, piece.co_kwonlyargcount))
            content.append((piece.co_exceptiontable, _instructions_of(piece, operations)))
            names.update(dict.fromkeys(_names_of(piece, operations)))
            imports.update(dict.fromkeys(_imports_of(piece, operations)))
        digest = digest_of_bytes(repr(content).encode("utf-8", "backslashreplace"))
        known = _known[id(code)] = (code, Traits(digest, tuple(names), tuple(imports)))
    return known[1]


def _pieces(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _pieces(constant)


def _instructions_of(code: types.CodeType, operations: _Operations) -> list[tuple[int, object]]:
    """Operations with what they mean: a constant's value, a name's text, else the bare number."""
    found: list[tuple[int, object]] = []
    for operation, number in operations:
        argument: object = number
        if operation in _CONST:
            argument = _constant(code.co_consts[number])
        elif operation in _NAMED:
            name = _name_of(code, operation, number)
            argument = (name, number & ((1 << _shift_of(operation)) - 1))
            if operation == _STORE and name in UNCOUNTED:
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


def _shift_of(operation: int) -> int:
    """How many of the lowest bits of the number are no part of the name's place."""
    return _SHIFTS.get(opcode.opname[operation], 0)


def _name_of(code: types.CodeType, operation: int, number: int) -> str:
    return code.co_names[number >> _shift_of(operation)]


def _names_of(code: types.CodeType, operations: _Operations) -> Iterator[str]:
    """Globals, each with the attributes that are taken from it at once."""
    path = ""
    for operation, number in operations:
        if path and operation in _ATTRIBUTES:
            path += "." + _name_of(code, operation, number)
            continue
        if path:
            yield path
        path = _name_of(code, operation, number) if operation in _GLOBALS else ""


def _constant(value: object) -> object:
    if isinstance(value, types.CodeType):
        return value.co_name
    if isinstance(value, frozenset):
        return sorted(repr(item) for item in value)
    return f"{type(value).__name__} {value!r}"


def _imports_of(code: types.CodeType, operations: _Operations) -> Iterator[str]:
    """Modules that the code imports, and what it takes from them, which may be modules too."""
    module = ""
    for operation, number in operations:
        if operation == _IMPORT:
            module = code.co_names[number]
            yield module
        elif operation == _FROM:
            yield f"{module}.{code.co_names[number]}"
