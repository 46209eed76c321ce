"""Fingerprints of code: a digest of a function and of all project code that it can reach by name.

What counts: instructions, constants, defaults, captured values, and in turn the functions, classes
(with their fields), modules, constants and data files of the project that they name. What does not:
comments, docstrings, line numbers, names of local variables, installed packages, and the engine.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import importlib.util
import re
import sys
import threading
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from fabula.engine.bytecode import UNCOUNTED, traits_of
from fabula.engine.keys import digest_of
from fabula.engine.material import digests_below, is_resources, texts_in
from fabula.engine.project import Project, file_of

_DATA = (str, bytes, int, float, type(None))
_lock = threading.Lock()


def fingerprint(function: Callable[..., Any]) -> str:
    """Digest of the function's code and of the project code that it uses. Safe in any thread."""
    return digest_of(pieces_of(function))


def pieces_of(function: Callable[..., Any]) -> dict[str, str]:
    """Each piece of code that the function reaches, as a person calls it, with its digest.

    "function studio.paint.stroke", "constant studio.recipe.PROMPT", "class ...", "module ...",
    "file prompts/scene.md". "Project" is the function's top-level package; for a script, the
    modules beside and below it. Safe in any thread.
    """
    with _lock:
        reach = _Reach(Project(function.__module__))
        reach.visit(function)
    pieces: dict[str, str] = {}
    for label, digest in sorted(reach.found):
        # Two lambdas of one function have the same name.
        pieces[label] = digest_of((pieces[label], digest)) if label in pieces else digest
    return pieces


class _Reach:
    """Collects a digest for each thing that can be reached; names lead from one to the next."""

    def __init__(self, project: Project) -> None:
        self.found: set[tuple[str, str]] = set()
        self._project = project
        # Keeps what was seen alive, so that no id is used twice.
        self._seen: dict[int, object] = {}
        self._seen_modules: set[str] = set()

    def visit(self, value: object) -> str:
        """Note what the value is made of, and return the label that stands for it."""
        label = _label_of(value)
        if id(value) not in self._seen and not isinstance(value, _DATA):
            self._seen[id(value)] = value
            self._note(value, label)
        return label

    def _note(self, value: Any, label: str) -> None:
        for package in getattr(value, "packages", ()):
            self.found.add((f"package {package}", _version_of(package)))
        if isinstance(value, types.FunctionType):
            if self._project.holds(value.__module__):
                self._function(value, label)
        elif isinstance(value, type) and not isinstance(value, types.GenericAlias):
            if self._project.holds(value.__module__) and not issubclass(value, BaseException):
                self._class(value, label)
        elif isinstance(value, functools.partial):
            content = self._plain((value.func, value.args, value.keywords))
            self.found.add((f"function {label}", digest_of(content)))
        elif getattr(value, "version", None) is not None and hasattr(value, "__wrapped__"):
            self.found.add((f"step {label}", f"version {value.version}"))
            return
        else:
            for argument in typing.get_args(value):
                self.visit(argument)
        wrapped = getattr(value, "__wrapped__", None)
        if wrapped is not None:
            self.visit(wrapped)

    def _function(self, function: types.FunctionType, label: str) -> None:
        captured = dict(_captured(function))
        names = _Names(function.__globals__, captured)
        content = (
            self._code(function.__code__, names),
            self._plain(function.__defaults__),
            self._plain(function.__kwdefaults__),
            sorted((name, digest_of(self._global(name, item))) for name, item in captured.items()),
        )
        self.found.add((f"function {label}", digest_of(content)))
        for annotation in function.__annotations__.values():
            self._annotation(annotation, names)

    def _class(self, kind: type, label: str) -> None:
        module = sys.modules.get(kind.__module__)
        names = _Names(vars(module) if module is not None else {}, {})
        content: list[object] = [self.visit(parent) for parent in kind.__bases__]
        item: Any
        for name, item in vars(kind).items():
            if name == "__annotations__":
                content.append((name, [(key, str(hint)) for key, hint in item.items()]))
                for hint in item.values():
                    self._annotation(hint, names)
            elif name == "__dataclass_fields__":
                content.append((name, [self._field(field) for field in item.values()]))
            elif name not in UNCOUNTED and not _is_generated(item):
                content.append((name, self._member(item)))
        self.found.add((f"class {label}", digest_of(content)))

    def _field(self, field: dataclasses.Field[Any]) -> object:
        chosen = field.default_factory if field.default is dataclasses.MISSING else field.default
        return field.name, None if chosen is dataclasses.MISSING else self._plain(chosen)

    def _member(self, item: Any) -> object:
        if isinstance(item, property):
            return [self.visit(part) for part in (item.fget, item.fset) if part is not None]
        if isinstance(item, classmethod | staticmethod):
            return self.visit(item.__func__)
        if isinstance(item, functools.cached_property):
            return self.visit(item.func)
        return self._plain(item)

    def _annotation(self, hint: object, names: _Names) -> None:
        """The classes of parameters and fields count: their methods may be called."""
        if not isinstance(hint, str):
            self.visit(hint)
            return
        for dotted in re.findall(r"[A-Za-z_][\w.]*", hint):
            for value in names.resolve(dotted.split(".")):
                self.visit(value)

    def _code(self, code: types.CodeType, names: _Names) -> str:
        traits = traits_of(code)
        for module in traits.imports:
            self._lazy(module)
        for name, value in names.used(traits.names, self._project):
            if name == "__file__":
                self._data(self._project.folder_of(names.home))
                continue
            kind = "name" if callable(value) else "constant"
            content = digest_of(self._global(name, value))
            self.found.add((f"{kind} {names.home}.{name}", content))
        if "importlib.resources" in traits.imports or names.lead_to_resources(traits.names):
            self._resources(code, names.home)
        return traits.digest

    def _resources(self, code: types.CodeType, home: str) -> None:
        """The data files of the packages that the code names, or of the one that it is in."""
        named = {self._project.folder_of(text) for text in texts_in(code) if text}
        for folder in (named - {None}) or {self._project.folder_of(home)}:
            self._data(folder)

    def _data(self, place: Path | None) -> None:
        if place is not None:
            self.found.update((f"file {name}", digest) for name, digest in digests_below(place))

    def _global(self, name: str, value: object) -> object:
        if isinstance(value, dict | list | set) and name != name.upper():
            # In lower case it is a cache or a registry that grows as the process runs.
            return type(value).__name__
        return self._plain(value)

    def _plain(self, value: Any) -> object:
        """The value as plain data; functions and classes in it are visited and named."""
        if isinstance(value, _DATA) and not isinstance(value, enum.Enum):
            return value
        if isinstance(value, tuple | list):
            return [self._plain(item) for item in value]
        if isinstance(value, set | frozenset):
            return {repr(self._plain(item)) for item in value}
        if isinstance(value, Mapping):
            return {repr(self._plain(key)): self._plain(item) for key, item in value.items()}
        if isinstance(value, Path):
            # Where it leads differs from machine to machine; what lies there is the code's own.
            self._data(value if self._project.owns(value) else None)
            return "path"
        return self._object(value)

    def _object(self, value: Any) -> object:
        if isinstance(value, re.Pattern):
            return ("pattern", value.pattern, value.flags)
        if callable(value):
            return self.visit(value)
        kind = self.visit(type(value))
        if isinstance(value, enum.Enum):
            return (kind, value.name)
        if isinstance(getattr(value, "identity", None), str):
            return (kind, value.identity)
        if dataclasses.is_dataclass(value):
            fields = dataclasses.fields(value)
            return (kind, [self._plain(getattr(value, field.name)) for field in fields])
        self.visit(value)
        return (kind, repr(value) if isinstance(value, complex) else "")

    def _lazy(self, module: str) -> None:
        """A module of the project that is imported inside of a function counts as a whole.

        It is read, not imported, so that a remembered step need not load what it would use.
        """
        if module in self._seen_modules or not self._project.holds(module):
            return
        self._seen_modules.add(module)
        code = _code_of(module)
        if code is not None:
            outer = {"__name__": module, "__file__": ""}
            self.found.add((f"module {module}", self._code(code, _Names(outer, {}))))


class _Names:
    """What names mean inside of one function."""

    def __init__(self, outer: Mapping[str, Any], captured: Mapping[str, Any]) -> None:
        self._outer, self._captured = outer, captured
        self.home = outer.get("__name__", "")

    def used(self, paths: Iterable[str], project: Project) -> Iterator[tuple[str, object]]:
        """What the paths lead to, through modules of the project as far as they go."""
        for path in paths:
            first, *rest = path.split(".")
            value, way = self._outer.get(first), first
            while rest and isinstance(value, types.ModuleType) and project.holds(value.__name__):
                value, way = getattr(value, rest[0], None), f"{way}.{rest.pop(0)}"
            if first in self._outer and not isinstance(value, types.ModuleType):
                yield way, value

    def lead_to_resources(self, paths: Iterable[str]) -> bool:
        """Whether one of the paths leads to `importlib.resources`."""
        firsts = ((path, self._outer.get(path.partition(".")[0])) for path in paths)
        return any(
            is_resources(value) or (value is importlib and path.startswith("importlib.resources"))
            for path, value in firsts
        )

    def resolve(self, path: list[str]) -> Iterator[object]:
        """What a dotted name in an annotation means here, if anything."""
        value = self._captured.get(path[0], self._outer.get(path[0]))
        for name in path[1:]:
            value = getattr(value, name, None)
        if value is not None:
            yield value


def _label_of(value: Any) -> str:
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", None)
    kind = type(value)
    # Methods of built-in types, such as `str.strip`, are of no module.
    module = getattr(value, "__module__", kind.__module__)
    place = (module, name) if name else (kind.__module__, kind.__qualname__)
    return ".".join(str(part) for part in place)


def _captured(function: types.FunctionType) -> Iterator[tuple[str, object]]:
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            yield name, cell.cell_contents
        except ValueError:  # a name that is not bound yet
            continue


def _is_generated(item: object) -> bool:
    """Methods that dataclasses write, and the slots: they follow from the fields."""
    if isinstance(item, types.MemberDescriptorType | types.GetSetDescriptorType):
        return True
    written = getattr(item, "__wrapped__", item)
    return isinstance(written, types.FunctionType) and written.__code__.co_filename == "<string>"


def _version_of(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


@functools.cache
def _code_of(module: str) -> types.CodeType | None:
    if file_of(module) is None:
        return None
    spec = importlib.util.find_spec(module)
    get_code = getattr(spec.loader, "get_code", None) if spec is not None else None
    return get_code(module) if get_code is not None else None
