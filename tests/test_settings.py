"""Settings are read once from the environment, and a bad one is told by its variable."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.errors import BadSetting
from fabula.settings import Settings, read_settings


def test_nothing_set_gives_defaults() -> None:
    """An empty environment is a laptop without an account."""
    assert read_settings({}) == Settings()
    assert Settings().writer == "offline"
    assert Settings().folder.name == "fabula"


def test_variables_become_values() -> None:
    """Each variable is read as the type of its default."""
    settings = read_settings(
        {
            "FABULA_HOME": "/srv/fabula",
            "FABULA_MAX_PARALLEL_SCENES": "7",
            "FABULA_MAX_DOCUMENT_SECONDS": "2.5",
            "FABULA_ALLOW_PRIVATE_ADDRESSES": "yes",
            "OTHER": "ignored",
        }
    )

    assert settings.folder == Path("/srv/fabula")
    assert settings.max_parallel_scenes == 7
    assert settings.max_document_seconds == 2.5
    assert settings.allow_private_addresses


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("FABULA_MAX_PARALLEL_SCENES", "many", "must be a number"),
        ("FABULA_MAX_PARALLEL_SCENES", "0", "the least is 1"),
        ("FABULA_ALLOW_PRIVATE_ADDRESSES", "perhaps", "1 or 0"),
    ],
)
def test_bad_value_names_its_variable(variable: str, value: str, told: str) -> None:
    """The message names the variable, the value and what is possible."""
    with pytest.raises(BadSetting, match=variable) as caught:
        read_settings({variable: value})

    assert told in str(caught.value)
