"""How a model is chosen is said once, to people, where nobody has chosen one."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from fabula.cli.advice import advise
from fabula.cli.display import Display, Json, Plain
from fabula.studio import Studio

RULES, MODEL = "offline", "openai:gpt"


def said(home: Path, writer: str, kind: type[Display] = Plain, chosen: str = "") -> str:
    """What one run says."""
    out = io.StringIO()
    environment = {"FABULA_HOME": str(home), "FABULA_WRITER": chosen}
    display = kind(out)
    display.progress.models.add(writer)
    advise(Studio(environment=environment), display)
    return out.getvalue()


def test_it_is_said_once(tmp_path: Path) -> None:
    """After the first film; the second one is made without a word."""
    first, second = (said(tmp_path / "home", RULES) for _ in range(2))

    assert "fabula models" in first
    assert second == ""


@pytest.mark.parametrize(
    ("writer", "kind", "chosen"),
    [(MODEL, Plain, ""), (RULES, Plain, "offline"), (RULES, Json, ""), (RULES, Display, "")],
)
def test_who_need_not_know_is_not_told(
    tmp_path: Path, writer: str, kind: type[Display], chosen: str
) -> None:
    """Neither those who chose, nor programs, nor who asked for quiet; it stays to be said."""
    assert said(tmp_path, writer, kind, chosen) == ""
    assert said(tmp_path, RULES) != ""


def test_locked_home_is_no_error(tmp_path: Path) -> None:
    """Where nothing can be noted, it is said again."""
    (tmp_path / "home").write_text("a file in its place")

    assert said(tmp_path / "home", RULES) == said(tmp_path / "home", RULES) != ""
