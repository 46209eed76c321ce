"""The house rules that no linter knows. Each failure names the file and what to do."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import fabula
from fabula import errors
from fabula.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
PACKAGE = Path(fabula.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
MODULE_LINES, FUNCTION_LINES = 400, 40
VAGUE = {"manager", "helper", "helpers", "util", "utils", "base", "process", "common", "misc"}
HEAVY = {"av", "PIL", "typst", "pypdfium2", "pydantic", "httpx2", "rich", "selectolax", "mammoth"}
HEAVY |= {"pydantic_ai", "openai", "anthropic", "google", "xllamacpp"}
HEAVY |= {"fastapi", "starlette", "uvicorn"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def code_lines(function: Function) -> int:
    """Lines of a function without its docstring."""
    first, last = function.body[0], function.end_lineno or 0
    words = (first.end_lineno or 0) - first.lineno + 1 if ast.get_docstring(function) else 0
    return last - function.lineno + 1 - words


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_fits_in_the_head(path: Path) -> None:
    """A module is at most 400 lines, a function at most 40, and a module says what it is."""
    source = path.read_text()
    tree = ast.parse(source)
    long = [
        f"{node.name} ({code_lines(node)} lines)"
        for node in ast.walk(tree)
        if isinstance(node, Function) and code_lines(node) > FUNCTION_LINES
    ]

    assert source.count("\n") <= MODULE_LINES, f"split {path}"
    assert not long, f"{path}: shorten {long}"
    assert ast.get_docstring(tree), f"{path}: say in one sentence what this file is"
    assert path.stem not in VAGUE, f"{path}: name it for what it does"


def test_no_name_hides_a_module() -> None:
    """A package never exports a name that is also one of its files."""
    for info in pkgutil.walk_packages([str(PACKAGE)], "fabula."):
        if info.ispkg:
            package = importlib.import_module(info.name)
            files = {module.name for module in pkgutil.iter_modules(package.__path__)}
            taken = {name: vars(package).get(name) for name in files}
            hidden = [n for n, value in taken.items() if value and not inspect.ismodule(value)]

            assert not hidden, f"{info.name}: rename {hidden}"


def test_every_error_is_drawn() -> None:
    """The drawing at the top of errors.py shows every error, and each says what happened."""
    drawing = errors.__doc__ or ""
    for name, error in vars(errors).items():
        if inspect.isclass(error) and issubclass(error, errors.FabulaError):
            assert name in drawing, f"draw {name} in the tree of errors.py"
            assert error.__doc__, f"say what {name} means"


def test_public_names_are_real() -> None:
    """`fabula` exports at most twelve names, sorted, and each exists."""
    assert list(fabula.__all__) == sorted(fabula.__all__)
    assert len(fabula.__all__) <= 12
    assert all(hasattr(fabula, name) for name in fabula.__all__)


def test_every_setting_is_documented() -> None:
    """Each environment variable of the settings stands in docs/settings.md."""
    page = (ROOT / "docs" / "settings.md").read_text()
    missing = [f.name for f in fields(Settings) if f"`{PREFIX}{f.name.upper()}`" not in page]

    assert not missing, f"run `make docs`: {missing}"


def test_help_needs_no_heavy_library() -> None:
    """The command line and the engine start without any library that a user would feel."""
    code = (
        "import sys, contextlib, io\n"
        "from fabula.cli import main\n"
        "import fabula.engine, fabula.models, fabula.productions.video, fabula.store\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        "    main(['--help'])\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert not HEAVY & set(done.stdout.split())


def test_pages_link_to_real_files() -> None:
    """Every relative link of the README and the docs leads to a file."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    links = [
        (page, link)
        for page in pages
        for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text())
    ]
    broken = [f"{page.name}: {link}" for page, link in links if not (page.parent / link).exists()]

    assert not broken


def test_readme_shows_a_command_early() -> None:
    """The README is short, and its first command stands within the first thirty lines."""
    lines = (ROOT / "README.md").read_text().splitlines()

    assert len(lines) <= 150
    assert any("make demo" in line for line in lines[:30])


def test_every_example_is_short() -> None:
    """An example is a script of at most sixty lines that says what it shows."""
    for path in (ROOT / "examples").glob("*.py"):
        source = path.read_text()

        assert source.count("\n") <= 60, path.name
        assert ast.get_docstring(ast.parse(source)), path.name
