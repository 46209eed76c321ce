"""A workflow is read from the file that ComfyUI exports, and its places are filled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fabula.errors import BadSetting
from fabula.models.pictures.workflow import fill, places_of, read_workflow, usual_workflow

NODE = {"class_type": "CLIPTextEncode", "inputs": {"text": "oil on canvas, {prompt}"}}


def test_places_are_filled_by_kind() -> None:
    """A place alone becomes what it stands for; one among words becomes text."""
    values: dict[str, str | int] = {"prompt": 'a "mill" {seed}', "seed": 7, "width": 640}
    part = {"a": ["{seed}", 3, None], "b": "{prompt}, seed {seed}", "c": "{width}x{height} {other}"}

    assert fill(part, values) == {
        "a": [7, 3, None],
        "b": 'a "mill" {seed}, seed 7',
        "c": "640x{height} {other}",
    }


def test_usual_workflow_takes_a_whole_order() -> None:
    """All but a likeness."""
    assert places_of(usual_workflow("x")) == {"prompt", "avoid", "seed", "width", "height"}


def test_workflow_is_read_from_its_file(tmp_path: Path) -> None:
    """As ComfyUI exports it for its API."""
    path = tmp_path / "oil.json"
    path.write_text(json.dumps({"1": NODE}))

    assert places_of(read_workflow(path)) == {"prompt"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "cannot be read"),
        ('{"nodes": [], "links": []}', "Export"),
        ("[]", "Export"),
        ('{"1": {"class_type": "SaveImage", "inputs": {}}}', "no place for the prompt"),
    ],
)
def test_other_files_are_told_apart(tmp_path: Path, content: str, told: str) -> None:
    """A file that ComfyUI saved for itself is the likely mistake."""
    path = tmp_path / "oil.json"
    path.write_text(content)
    with pytest.raises(BadSetting, match=told):
        read_workflow(path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    """With its path."""
    with pytest.raises(BadSetting, match=r"oil\.json"):
        read_workflow(tmp_path / "oil.json")
