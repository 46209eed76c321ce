"""Edits one sentence of a storyboard and makes the film again: only that scene is made."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from fabula.cli import main as fabula


def main(folder: Path) -> None:
    """Begin a studio folder with the example document, film it, edit it, film it again."""
    fabula(["new", "video", str(folder)])
    settings = folder / "fabula.yaml"
    settings.write_text(settings.read_text() + "resolution: 360\n")
    fabula(["run", str(folder)])

    board = folder / "storyboard.yaml"
    before = board.read_text()
    board.write_text(before.replace("light", "shine", 1))

    fabula(["status", str(folder)])
    fabula(["run", str(folder)])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as place:
            main(Path(place) / "lighthouse")
