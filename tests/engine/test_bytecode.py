"""Bytecode as plain data: what is read from a piece of code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fabula.engine.bytecode import traits_of


def made(source: str) -> Callable[..., Any]:
    """The function `work` of a source text."""
    scope: dict[str, Any] = {}
    exec(source, scope)  # noqa: S102
    work: Callable[..., Any] = scope["work"]
    return work


def test_names_keep_their_attributes() -> None:
    """A global is told with the attributes that are taken from it at once, also inside nests."""
    work = made(
        "def work(x):\n"
        "    def inner():\n"
        "        return studio.words.shout(x.title)\n"
        "    return [inner, LIMIT, print(LIMIT)]"
    )

    assert set(traits_of(work.__code__).names) == {"studio.words.shout", "LIMIT", "print"}


def test_imports_are_told() -> None:
    """Modules that are imported inside, and what is taken from them, which may be modules too."""
    work = made("def work():\n    import a.b\n    from c import d, e\n    return a, d, e")

    assert traits_of(work.__code__).imports == ("a.b", "c", "c.d", "c.e")


def test_long_functions_keep_their_constants() -> None:
    """Past 256 constants the compiler writes wider numbers, which are read right."""
    lines = "".join(f"    x += {number}.5\n" for number in range(300))

    def digest(last: int) -> str:
        return traits_of(made(f"def work(x):\n{lines}    return x + {last}.25").__code__).digest

    assert digest(1) == digest(1) != digest(2)


def test_constants_of_different_types_differ() -> None:
    """1, 1.0, True and "1" are different constants."""
    digests = {
        traits_of(made(f"def work():\n    return {constant}").__code__).digest
        for constant in ("1", "1.0", "True", "'1'", "b'1'", "None", "(1,)", "(1.0,)")
    }

    assert len(digests) == 8
