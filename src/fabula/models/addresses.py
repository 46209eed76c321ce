"""Where the providers are, and where their keys come from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from fabula.errors import BadSetting
from fabula.models.keys import find_key

ADDRESSES = {
    "openai": "https://api.openai.com/v1",
    "openrouter": "https://openrouter.ai/api/v1",
    "anthropic": "https://api.anthropic.com",
    "google": "https://generativelanguage.googleapis.com",
    "groq": "https://api.groq.com/openai/v1",
    "mistral": "https://api.mistral.ai/v1",
    "deepseek": "https://api.deepseek.com/v1",
    "xai": "https://api.x.ai/v1",
    "together": "https://api.together.xyz/v1",
    "ollama": "http://localhost:11434/v1",
    "vllm": "http://localhost:8000/v1",
    "llamacpp": "http://localhost:8080/v1",
    "kokoro": "http://localhost:8880/v1",
    "elevenlabs": "https://api.elevenlabs.io/v1",
    "fal": "https://queue.fal.run",
    "replicate": "https://api.replicate.com/v1",
    "piper": "http://localhost:5000",
    "comfyui": "http://127.0.0.1:8188",
    "automatic1111": "http://127.0.0.1:7860",
}
LOCAL = frozenset(
    {"ollama", "vllm", "llamacpp", "kokoro", "piper", "comfyui", "automatic1111", "compatible"}
)
"""These need no key, and send one if there is one."""

_VARIABLES = {"fal": "FAL_KEY", "replicate": "REPLICATE_API_TOKEN"}
"""Where a provider's own programs look for the key, if not in `PROVIDER_API_KEY`."""

SAME_PLACE = {"openai-responses": "openai"}
"""Providers that have the key and the address of another one."""

_WITH_ADDRESS = re.compile(r"(.*?)@(\w+://.*)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a provider is, and the key to it, which no `repr` shows."""

    provider: str
    address: str
    variable: str
    key: str = field(repr=False)


def find_place(provider: str, model: str, environment: Mapping[str, str]) -> tuple[Place, str]:
    """The place of a provider, and the model without an address.

    Args:
        provider: A name in `ADDRESSES`, or "compatible".
        model: What stands after the colon; "MODEL@http://host:8000/v1" for "compatible".
        environment: Has the keys, as `OPENAI_API_KEY`, and other addresses, as `FABULA_OPENAI_URL`;
            a key that is not there may be in the user's keyring.

    Raises:
        BadSetting: No model, no address or no key, or an address that cannot be.
    """
    address = address_of(provider, environment)
    if provider == "compatible" and (split := _WITH_ADDRESS.fullmatch(model)):
        model, address = split.groups()
    if not model:
        raise BadSetting(f"{provider!r} names no model; write {provider}:MODEL.")
    if not address:
        raise BadSetting(f"'{provider}:{model}' has no address; write MODEL@http://HOST:PORT/v1.")
    variable = variable_of(provider)
    key = find_key(variable, environment)
    if not key and provider not in LOCAL:
        raise BadSetting(
            f"{provider}:{model} needs a key: set {variable} in the environment, or keep it in "
            f"your keyring with: fabula models key {provider}"
        )
    return Place(provider, _checked(provider, address), variable, key), model


def refuse_model(provider: str, model: str) -> None:
    """See that no model is named where the provider, in this process, has but one.

    Raises:
        BadSetting: One is named.
    """
    if model:
        raise BadSetting(f"'{provider}:{model}': {provider!r} has no models to choose from.")


def address_of(provider: str, environment: Mapping[str, str]) -> str:
    """Where a provider is; "" where the model says it.

    Raises:
        BadSetting: It was moved to an address that cannot be.
    """
    moved = environment.get(address_variable(provider), "")
    return _checked(provider, moved) if moved else ADDRESSES.get(provider, "")


def variable_of(provider: str) -> str:
    """The environment variable that holds the key of a provider; its name in a keyring, too."""
    return _VARIABLES.get(provider, f"{provider.upper()}_API_KEY")


def address_variable(provider: str) -> str:
    """The environment variable that moves a provider to another address."""
    return f"FABULA_{provider.upper()}_URL"


def name_of(place: Place, model: str) -> str:
    """What a model is called in keys and events.

    The address is left out where the provider has one of its own: who moves to another gateway does
    not pay for every answer again.
    """
    named = f"{place.provider}:{model}"
    return f"{named}@{place.address}" if place.provider not in ADDRESSES else named


def _checked(provider: str, address: str) -> str:
    """The address, if it is one and has no secrets in it."""
    try:
        parts = urlsplit(address)
        fit = parts.scheme in {"http", "https"} and parts.hostname and (parts.port or 1)
    except ValueError:
        raise BadSetting(f"The address of {provider!r} cannot be read.") from None
    if "@" in parts.netloc or parts.query:
        raise BadSetting(
            f"The address of {provider!r} holds a password or a query; "
            f"put the key into {variable_of(provider)}."
        )
    if not fit:
        raise BadSetting(f"The address of {provider!r} is {address!r}; write http://HOST:PORT/v1.")
    return address.rstrip("/")
