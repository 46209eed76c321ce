"""Addresses and keys come from the environment alone, and a wrong one is told without the key."""

from __future__ import annotations

import pytest

from fabula.errors import BadSetting
from fabula.models.addresses import find_place

SECRET = "hunter2-" * 2


def test_key_comes_from_environment() -> None:
    """The provider's own variable holds the key, and no repr shows it."""
    place, model = find_place("openrouter", "vendor/model:free", {"OPENROUTER_API_KEY": SECRET})

    assert (place.key, model) == (SECRET, "vendor/model:free")
    assert place.address == "https://openrouter.ai/api/v1"
    assert SECRET not in repr(place)


def test_address_can_be_another() -> None:
    """FABULA_<PROVIDER>_URL moves a provider; local ones need no key."""
    place, _ = find_place("ollama", "llama", {"FABULA_OLLAMA_URL": "http://box:11434/v1/"})

    assert (place.address, place.key) == ("http://box:11434/v1", "")


def test_compatible_brings_its_address() -> None:
    """Any server can be named with the model; its key is optional."""
    place, model = find_place("compatible", "my/model@http://127.0.0.1:9000/v1", {})

    assert (place.address, model) == ("http://127.0.0.1:9000/v1", "my/model")


@pytest.mark.parametrize(
    ("provider", "model", "environment", "message"),
    [
        ("openai", "", {}, "openai:MODEL"),
        ("openai", "gpt", {}, "set OPENAI_API_KEY"),
        ("openai", "gpt", {"OPENAI_API_KEY": f"{SECRET}\n\x1b"}, "copy the key again"),
        ("compatible", "gpt", {}, "MODEL@http://HOST"),
        ("compatible", f"gpt@http://me:{SECRET}@host/v1", {}, "COMPATIBLE_API_KEY"),
        ("compatible", f"gpt@http://host/v1?key={SECRET}", {}, "COMPATIBLE_API_KEY"),
        ("compatible", "gpt@ftp://host/v1", {}, "http://HOST:PORT/v1"),
        ("compatible", "gpt@http://host:99999/v1", {}, "cannot be read"),
        ("ollama", "llama", {"FABULA_OLLAMA_URL": "box:11434"}, "http://HOST:PORT/v1"),
    ],
)
def test_wrong_place_is_explained(
    provider: str, model: str, environment: dict[str, str], message: str
) -> None:
    """The error says what to write, and holds no secret."""
    with pytest.raises(BadSetting, match=message) as caught:
        find_place(provider, model, environment)

    assert SECRET not in str(caught.value)
