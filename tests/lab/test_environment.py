"""A record says where it was measured."""

from __future__ import annotations

import platform
from pathlib import Path

from tests.lab.repository import begin, commit

from fabula.lab.environment import look_around, revision_of


def test_environment_is_this_machine() -> None:
    """Its fingerprint is the same each time; versions are told."""
    one, two = look_around(), look_around()

    assert one.machine == two.machine
    assert len(one.machine) == 12
    assert one.python == platform.python_version()
    assert one.packages["fabula"]
    assert one.cores >= 1


def test_revision_is_the_folders_own(tmp_path: Path) -> None:
    """A tag is none, a change is a plus, and what git does not follow has no revision."""
    repository = begin(tmp_path / "repository")
    (repository / "code.py").write_text("1")
    commit(repository, "first")
    clean = revision_of(repository)
    (repository / "code.py").write_text("2")
    (repository / "installed").mkdir()

    assert len(clean) == 12
    assert revision_of(repository) == f"{clean}+"
    assert revision_of(repository / "installed") == ""
    assert revision_of(tmp_path) == ""
