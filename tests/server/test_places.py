"""Names that lead somewhere: those of owners, projects and files."""

from __future__ import annotations

import pytest

from fabula.errors import BadInput
from fabula.server.places import check_file, is_name, name_after


@pytest.mark.parametrize("name", ["luna", "a", "3-tides", "x" * 64])
def test_plain_names_are_names(name: str) -> None:
    """Small letters, digits and dashes make a name."""
    assert is_name(name)


@pytest.mark.parametrize("name", ["", ".", "..", "Luna", "-a", "a/b", "a\n", "x" * 65, "ü", "a.b"])
def test_other_names_are_none(name: str) -> None:
    """What could mean another folder, or another one elsewhere, is no name."""
    assert not is_name(name)


@pytest.mark.parametrize("name", ["fabula.yaml", "scenes/03.yaml", "A long paper, v2.pdf", "é.md"])
def test_files_may_lie_in_rooms(name: str) -> None:
    """A file of the project, and one in a folder of it, may be read and written."""
    assert check_file(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../x",
        "a/../b",
        "/etc/passwd",
        "a//b",
        "a/",
        ".fabula/memory.db",
        "scenes/.hidden",
        "a\\b",
        "c:x",
        "file:///etc/passwd",
        "a\0b",
        "a\nb",
        " a",
        "a ",
        "x" * 201,
    ],
)
def test_escapes_are_refused(name: str) -> None:
    """What leads out, is hidden, or means something else on another system is no file's name."""
    with pytest.raises(BadInput):
        check_file(name)


def test_project_is_named_after_its_document() -> None:
    """A project without a name gets that of its document, as a folder can bear it."""
    assert name_after("Tides & Ships (2nd).pdf") == "tides-ships-2nd"
    assert name_after("Übung.md") == "ubung"
    assert name_after("论文.pdf") == ""
