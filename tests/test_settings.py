"""Settings are read once from the environment, and a bad one is told by its variable."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.errors import BadSetting, UnknownName
from fabula.settings import Settings, read_settings


def test_nothing_set_gives_defaults() -> None:
    """An empty environment is a laptop without an account."""
    assert read_settings({}) == Settings()
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
        ("FABULA_MAX_DOCUMENT_SECONDS", "nan", "least"),
        ("FABULA_MAX_DOCUMENT_SECONDS", "inf", "least"),
        ("FABULA_HOME", "~nobody-here/x", "FABULA_HOME"),
        ("FABULA_ALLOW_PRIVATE_ADDRESSES", "perhaps", "1 or 0"),
    ],
)
def test_bad_value_names_its_variable(variable: str, value: str, told: str) -> None:
    """The message names the variable, the value and what is possible."""
    with pytest.raises(BadSetting, match=variable) as caught:
        _ = read_settings({variable: value}).folder

    assert told in str(caught.value)


def test_misspelt_variable_is_told() -> None:
    """A variable that begins like a setting and is none is not passed over."""
    with pytest.raises(UnknownName, match="Did you mean 'FABULA_WRITER'"):
        read_settings({"FABULA_WRITRE": "offline"})
    assert read_settings({"FABULA_OPENAI_URL": "http://localhost"}) == Settings()
