"""What a folder may not ask for on a server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fabula.errors import BadInput, BadSetting, UnknownName
from fabula.productions.video.project import Project
from fabula.server.guards import guard_models, guard_project
from fabula.settings import Settings

USUAL = Project(source="paper.md")


@pytest.mark.parametrize(
    "writer",
    [
        "local:/etc/passwd",
        "offline, local:model.gguf",
        "simulated:/etc/passwd",
        "compatible:x@http://169.254.169.254/v1",
        "vllm:x@http://10.0.0.1/v1",
    ],
)
def test_models_on_disk_are_refused(writer: str) -> None:
    """A model that is a file, or at an address, would be the server's file or its network."""
    with pytest.raises(BadSetting, match="for the server to choose"):
        guard_project(replace(USUAL, writer=writer), Settings())


def test_models_by_name_may_be_asked() -> None:
    """Models by the names of their providers may be asked, and so may the server's own."""
    ours = "local:/models/gemma.gguf"
    guard_models({"writer": "openrouter:anthropic/claude, offline"}, Settings())
    guard_models({"writer": f"{ours}, offline"}, Settings(writer=ours))

    with pytest.raises(UnknownName):
        guard_models({"writer": "nobody:x"}, Settings())


@pytest.mark.parametrize("source", ["../x.md", "/etc/passwd", "file:///x", ".fabula/memory.db"])
def test_sources_elsewhere_are_refused(source: str) -> None:
    """A source is a file of the folder, or on the web."""
    guard_project(replace(USUAL, source="https://example.org/x"), Settings())

    with pytest.raises(BadInput):
        guard_project(replace(USUAL, source=source), Settings())
