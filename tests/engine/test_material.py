"""Data files count as code does, however the code finds them."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from fabula.engine import code, project

WAYS = {
    "a constant folder": "from pathlib import Path\nROOM = Path(__file__).parent\n\n\n"
    "def work():\n    return (ROOM / 'prompts' / 'scene.md').read_text()\n",
    "a constant file": "from pathlib import Path\n"
    "PROMPT = Path(__file__).with_name('prompts') / 'scene.md'\n\n\n"
    "def work():\n    return PROMPT.read_text()\n",
    "a text": "from pathlib import Path\n"
    "PROMPT = (Path(__file__).parent / 'prompts' / 'scene.md').read_text()\n\n\n"
    "def work():\n    return PROMPT\n",
    "its own place": "from pathlib import Path\n\n\ndef work():\n"
    "    return Path(__file__).with_name('prompts').joinpath('scene.md').read_text()\n",
    "its package": "from importlib.resources import files\n\n\ndef work():\n"
    "    return (files('troupe') / 'prompts' / 'scene.md').read_text()\n",
    "its package by module": "from importlib import resources\n\n\ndef work():\n"
    "    return (resources.files(__package__) / 'prompts' / 'scene.md').read_text()\n",
    "its package by path": "import importlib.resources\n\n\ndef work():\n"
    "    return importlib.resources.files('troupe').joinpath('prompts/scene.md').read_text()\n",
    "an import inside": "def work():\n    from importlib.resources import files\n\n"
    "    return (files('troupe') / 'prompts' / 'scene.md').read_text()\n",
    "another module": "from troupe import shelf\n\n\ndef work():\n    return shelf.read()\n",
    "a module imported late": "def work():\n    from troupe import shelf\n\n"
    "    return shelf.read()\n",
}
SHELF = (
    "from pathlib import Path\n\n\ndef read():\n"
    "    return Path(__file__).with_name('prompts').joinpath('scene.md').read_text()\n"
)


@pytest.fixture
def troupe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with a prompt in a file."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(tmp_path)
    folder = tmp_path / "troupe"
    (folder / "prompts").mkdir(parents=True)
    (folder / "prompts" / "scene.md").write_text("Write a scene.")
    (folder / "__init__.py").write_text("")
    (folder / "shelf.py").write_text(SHELF)
    return folder


def pieces(folder: Path) -> dict[str, str]:
    """What `work` in a package reaches, as a new process would see it."""
    for name in [name for name in sys.modules if name.partition(".")[0] == folder.name]:
        del sys.modules[name]
    code._code_of.cache_clear()
    project.file_of.cache_clear()
    importlib.invalidate_caches()
    return code.pieces_of(importlib.import_module(f"{folder.name}.recipe").work)


@pytest.mark.parametrize("way", WAYS)
def test_prompt_file_counts(troupe: Path, way: str) -> None:
    """A changed prompt changes the fingerprint, whichever way the code reads it."""
    (troupe / "recipe.py").write_text(WAYS[way])
    before, again = pieces(troupe), pieces(troupe)
    (troupe / "prompts" / "scene.md").write_text("Write a good scene.")

    assert before == again != pieces(troupe)


def test_changed_file_is_named(troupe: Path) -> None:
    """Only the piece of the file changes, and its name tells a person which."""
    (troupe / "recipe.py").write_text(WAYS["its own place"])
    before = pieces(troupe)
    (troupe / "prompts" / "scene.md").write_text("Write a good scene.")
    after = pieces(troupe)

    assert [name for name in after if after[name] != before[name]] == [
        "file troupe/prompts/scene.md"
    ]


def test_moved_project_keeps_its_keys(troupe: Path, tmp_path: Path) -> None:
    """The place of the package on the disk counts for nothing."""
    (troupe / "recipe.py").write_text(WAYS["a constant folder"])
    before = pieces(troupe)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    troupe.rename(elsewhere / "troupe")
    sys.path.insert(0, str(elsewhere))
    try:
        assert pieces(troupe) == before
    finally:
        sys.path.remove(str(elsewhere))


def test_files_that_are_no_data_do_not_count(troupe: Path) -> None:
    """Hidden files, compiled modules and modules that nobody uses leave it as it is."""
    (troupe / "recipe.py").write_text(WAYS["a constant folder"])
    before = pieces(troupe)
    (troupe / ".draft.md").write_text("Draft.")
    (troupe / "__pycache__").mkdir()
    (troupe / "__pycache__" / "notes.txt").write_text("Compiled.")
    (troupe / "unused.py").write_text("x = 1")

    assert pieces(troupe) == before


def test_neighbours_of_scripts_do_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies beside a script is not its own, but a file that it names is."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(tmp_path)
    script = "from pathlib import Path\nHERE = Path(__file__).parent\nBOOK = HERE / 'book.md'\n\n\n"
    (tmp_path / "lone.py").write_text(script + "def work():\n    return (HERE, BOOK)\n")
    (tmp_path / "book.md").write_text("one")
    (tmp_path / "film.mp4").write_bytes(b"film")
    before = code.pieces_of(importlib.import_module("lone").work)
    (tmp_path / "film.mp4").write_bytes(b"another film")
    same = code.pieces_of(importlib.import_module("lone").work)
    (tmp_path / "book.md").write_text("two")

    assert before == same
    assert before != code.pieces_of(importlib.import_module("lone").work)


def test_books_and_templates_count() -> None:
    """The offline writer's phrasebooks and the slides' templates stand in their fingerprints."""
    from fabula.media.slides import paint
    from fabula.productions.video.offline.phrasebook import phrasebook

    painted = {name for name in code.pieces_of(paint) if name.startswith("file ")}
    known = code.pieces_of(phrasebook.__wrapped__)

    assert {"file slides/templates/main.typ", "file slides/themes/paper.toml"} <= painted
    assert "file slides/fonts/Manrope-Medium.ttf" in painted
    assert "constant fabula.productions.video.offline.phrasebook._BOOKS" in known
