"""What a fingerprint counts, and what it does not."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import fabula
from fabula.engine import code, project

SOURCE = Path(fabula.__file__).parents[1]
RECIPE = '''
"""The recipe."""
from __future__ import annotations

import enum
import functools
import re
from dataclasses import dataclass

import studio.paint
import studio.paint as brushes
from studio import words
from studio.words import shout
from fabula.engine import emit, step

PROMPT = "write a scene"
LIMITS = {"words": 90}
_seen: dict[str, int] = {}
RULES = (re.compile("a+"), 3.5, None)


class Mood(enum.Enum):
    """How it feels."""

    GLAD = "glad"


@dataclass(frozen=True)
class Look:
    """How it looks."""

    colour: str = "red"
    mood: Mood = Mood.GLAD

    @property
    def name(self) -> str:
        return self.colour + "!"

    @staticmethod
    def plain() -> Look:
        return Look("white")

    @functools.cached_property
    def deep(self) -> str:
        return "deep " + self.colour


LOOKS = [Look("blue")]
SIZES = {"small", "large"}


class Film:
    """Met in annotations only."""

    def show(self) -> str:
        return "film"


Work = Film | None


class Trouble(ValueError):
    """Errors do not count."""


class State:
    """Other objects count by their class."""

    def speak(self) -> str:
        return "state"


keeper = State()


def helper(text: str, extra: str = "x") -> str:
    """Help."""
    return "H" + text + extra


HELPERS = {"first": helper}
half = functools.partial(helper, extra="half")


def maker(word: str):
    def inner(text: str) -> str:
        return word + text

    return inner


made = maker("captured")


@step
async def inner_step(text: str) -> str:
    return "inner" + text


@step(version="1")
async def settled(text: str) -> str:
    return "settled" + text


async def work(look: Look, text: str, film: Work = None, wet: brushes.Wet | None = None) -> str:
    """Do it."""
    import math

    import studio.late as lately

    if text in {"one", "two", "three"}:
        raise Trouble

    def nested() -> str:
        return "nested"

    # A comment.
    emit("progress", text=text)
    parts = [PROMPT, str(LIMITS), str(RULES), half(text), made(text), HELPERS["first"](text)]
    parts += [shout(text), words.whisper(text), brushes.stroke(text), studio.paint.dab(text)]
    parts += [brushes.use(text)]
    parts += [await inner_step(text), await settled(text), nested(), str(LOOKS), keeper.speak()]
    parts += [*SIZES, words.nothing_there(text)]
    _seen[text] = len(parts)
    return " ".join(parts) + (lambda: "lambda")()
'''
FILES = {
    "__init__.py": "",
    "recipe.py": RECIPE,
    "words.py": 'LOUD = "!"\n\ndef shout(t):\n    return t + LOUD\n\n\ndef whisper(t):\n'
    '    return t.lower()\n\n\ndef unused(t):\n    return "unused"\n',
    "paint.py": 'def stroke(t):\n    return "stroke"\n\n\ndef dab(t):\n    return "dab"\n'
    '\n\nclass Brush:\n    lay: str = "lay"\n\n\ndef use(brush: Brush):\n    return brush\n'
    "\n\nclass Wet:\n    drops = 3\n",
    "late.py": '"""Late."""\n\n\nfrom studio import later\n\n\ndef late():\n    return "late"\n',
    "later.py": 'class Later:\n    """Doc."""\n\n    word = "later"\n',
}

Fingerprint = Callable[..., str]


@pytest.fixture
def fingerprint_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fingerprint]:
    """Fingerprint of `work` in the package above, with a text in one file replaced."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(tmp_path)

    def fresh(file: str = "recipe.py", old: str = "", new: str = "") -> str:
        forget()
        (tmp_path / "studio").mkdir(exist_ok=True)
        for name, text in FILES.items():
            if name == file and old:
                assert old in text
            (tmp_path / "studio" / name).write_text(
                text.replace(old, new) if name == file and old else text
            )
        importlib.invalidate_caches()
        return code.fingerprint(importlib.import_module("studio.recipe").work)

    yield fresh
    forget()


def forget() -> None:
    """Let the package be imported anew."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "studio"]:
        del sys.modules[name]
    code._code_of.cache_clear()
    project.file_of.cache_clear()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("recipe.py", "# A comment.", "# Another comment,\n    # and a longer one."),
        ("recipe.py", '"""Do it."""', '"""Do it differently."""'),
        ("recipe.py", '    """Do it."""\n', ""),
        ("recipe.py", '"""How it looks."""', '"""Looks."""'),
        ("recipe.py", '"""How it looks."""', "pass"),
        ("recipe.py", '"""Help."""', '"""Of no help."""'),
        ("recipe.py", "parts", "pieces"),
        ("recipe.py", "_seen: dict[str, int] = {}", '_seen: dict[str, int] = {"a": 1}'),
        ("recipe.py", '"""Errors do not count."""', "word = 1"),
        ("recipe.py", '"settled" + text', '"changed" + text'),
        ("words.py", '"unused"', '"still unused"'),
        ("late.py", '"""Late."""', '"""Too late.\n\nBy lines."""'),
        ("later.py", '"""Doc."""', '"""Other.\n\nLines."""'),
    ],
)
def test_what_does_not_count(fingerprint_of: Fingerprint, file: str, old: str, new: str) -> None:
    """Comments, docstrings, places, local names, caches and unused code leave it as it is."""
    before = fingerprint_of()

    assert fingerprint_of(file, old, new) == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("recipe.py", 'return " ".join(parts)', 'return "-".join(parts)'),
        ("recipe.py", '"H" + text', '"h" + text'),
        ("recipe.py", 'extra: str = "x"', 'extra: str = "y"'),
        ("recipe.py", "write a scene", "write two scenes"),
        ("recipe.py", '{"words": 90}', '{"words": 91}'),
        ("recipe.py", '"a+"', '"b+"'),
        ("recipe.py", "3.5", "3.25"),
        ("recipe.py", 'extra="half"', 'extra="whole"'),
        ("recipe.py", 'maker("captured")', 'maker("caught")'),
        ("recipe.py", '"nested"', '"nest"'),
        ("recipe.py", '(lambda: "lambda")', '(lambda: "lamb")'),
        ("recipe.py", '{"one", "two", "three"}', '{"one", "two", "four"}'),
        ("recipe.py", '"inner" + text', '"inmost" + text'),
        ("recipe.py", '@step(version="1")', '@step(version="2")'),
        ("recipe.py", 'colour: str = "red"', 'colour: str = "green"'),
        ("recipe.py", 'colour: str = "red"', 'colour: object = "red"'),
        ("recipe.py", 'self.colour + "!"', 'self.colour + "?"'),
        ("recipe.py", 'Look("white")', 'Look("black")'),
        ("recipe.py", '"deep "', '"dark "'),
        ("recipe.py", 'Look("blue")', 'Look("pink")'),
        ("recipe.py", 'GLAD = "glad"', 'GLAD = "merry"'),
        ("recipe.py", 'return "film"', 'return "reel"'),
        ("recipe.py", '{"small", "large"}', '{"small", "larger"}'),
        ("paint.py", "drops = 3", "drops = 4"),
        ("paint.py", 'lay: str = "lay"', 'lay: str = "lie"'),
        ("recipe.py", 'return "state"', 'return "country"'),
        ("words.py", 'LOUD = "!"', 'LOUD = "!!"'),
        ("words.py", "t.lower()", "t.casefold()"),
        ("paint.py", '"stroke"', '"line"'),
        ("paint.py", '"dab"', '"dot"'),
        ("late.py", 'return "late"', 'return "later"'),
        ("later.py", 'word = "later"', 'word = "latest"'),
    ],
)
def test_what_counts(fingerprint_of: Fingerprint, file: str, old: str, new: str) -> None:
    """Code, constants, fields and defaults count, wherever in the project they are."""
    before = fingerprint_of()

    assert fingerprint_of(file, old, new) != before


def test_same_in_another_process(fingerprint_of: Fingerprint, tmp_path: Path) -> None:
    """Hash seeds and what else is imported do not matter."""
    import subprocess

    before = fingerprint_of()
    script = (
        "import studio.late, studio.later, studio.recipe\n"
        "from fabula.engine.code import fingerprint\n"
        "print(fingerprint(studio.recipe.work))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONPATH": f"{tmp_path}{os.pathsep}{SOURCE}", "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }

    assert answers == {before}


def script_fingerprint(folder: Path, helper: str) -> str:
    """Fingerprint of a function in a script whose neighbour has the given text."""
    code._code_of.cache_clear()
    project.file_of.cache_clear()
    folder.mkdir(exist_ok=True)
    (folder / "neighbour_of_script.py").write_text(helper)
    (folder / "lone_script.py").write_text(
        "import json\nfrom neighbour_of_script import help_out\n\n\n"
        "def work(text):\n    import neighbour_of_script\n\n    return help_out(json.dumps(text))\n"
    )
    for name in ("lone_script", "neighbour_of_script"):
        sys.modules.pop(name, None)
    importlib.invalidate_caches()
    return code.fingerprint(importlib.import_module("lone_script").work)


def test_neighbours_of_scripts_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a script without a package, the modules in its folder are the project."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(tmp_path)
    before = script_fingerprint(tmp_path, "def help_out(text):\n    return text\n")
    same = script_fingerprint(tmp_path, "# why\ndef help_out(text):\n    return text\n")
    after = script_fingerprint(tmp_path, "def help_out(text):\n    return text * 2\n")

    assert before == same != after


def test_installed_packages_do_not_count() -> None:
    """A function reaches into other packages, but no further than their names."""
    reach = code._Reach(project.Project(__name__))
    reach.visit(script_fingerprint)
    labels = {label for label, _ in reach.found}

    assert not {label for label in labels if label.startswith(("importlib.", "pathlib."))}


def test_function_without_module_works() -> None:
    """Code that was typed in, or run by a documentation tool, has no module of its own."""
    scope: dict[str, Any] = {}
    exec("WORD = 'a'\ndef work():\n    return WORD", scope)  # noqa: S102
    before = code.fingerprint(scope["work"])
    scope["WORD"] = "b"

    assert code.fingerprint(scope["work"]) != before


def test_unbound_captures_are_passed_over() -> None:
    """A function that captures a name which has no value yet can be fingerprinted."""

    def work() -> object:
        return later

    first = code.fingerprint(work)
    later = "now"

    assert code.fingerprint(work) != first


def test_missing_lazy_imports_are_passed_over() -> None:
    """An import inside a function that would fail does not fail the fingerprint."""
    scope: dict[str, Any] = {"__name__": "studio_that_is_not.there"}
    source = "def work():\n    import studio_that_is_not.anywhere\n    return 1"
    exec(source, scope)  # noqa: S102

    assert len(code.fingerprint(scope["work"])) == 40


def test_modules_without_code_are_passed_over() -> None:
    """A module that is not written in Python has no code to read."""
    scope: dict[str, Any] = {"__name__": "math"}
    exec("def work():\n    import math\n    return math.pi", scope)  # noqa: S102

    assert len(code.fingerprint(scope["work"])) == 40


def test_methods_of_builtin_types_count() -> None:
    """What a function holds may be `str.strip`, which is of no module."""

    def tidied(tidy: Callable[[str], str]) -> Callable[[str], str]:
        return lambda text: f"{tidy(text)}."

    assert code.fingerprint(tidied(str.strip)) != code.fingerprint(tidied(str.lower))
