"""What the command-line tests share: a short document and a home that is thrown away."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.cli import main

TEXT = """# Tides

## The problem

A harbour that falls dry twice a day is hard to use. Ships must wait outside until the water is
deep enough, and a captain who comes an hour late has to wait for half a day.

## What causes them

The Moon pulls the water on the near side of the Earth more strongly than the Earth itself. The
water rises in two places, below the Moon and on the far side. The Earth turns below both bulges,
so most coasts have two high waters in about twenty-five hours.

## What follows

Tide tables tell the height of the water for years ahead. Engineers use the same tables to place
power stations where the difference is large. A tide of twelve metres moves more water in an hour
than most rivers do in a week.
"""


@pytest.fixture
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A document in a folder of its own; what is remembered goes to a folder beside it."""
    monkeypatch.setenv("FABULA_HOME", str(tmp_path / "home"))
    path = tmp_path / "tides.md"
    path.write_text(TEXT)
    return path


@pytest.fixture
def folder(document: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A studio folder that was made once, small."""
    path = document.with_name("talk")
    assert main(["new", "video", str(path), "--source", str(document)]) == 0
    settings = path / "fabula.yaml"
    settings.write_text(settings.read_text() + "minutes: 0.5\nresolution: 240\n")
    assert main(["run", str(path), "--quiet"]) == 0
    capsys.readouterr()
    return path
