"""Which provider answers for a role: "provider:model", and more after commas as stand-ins."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fabula.errors import BadSetting, UnknownName
from fabula.models.protocols import Embedding, Hearing, Picture, Speech, Text
from fabula.roles import ROLES, Kind, settle

_CHAT = "fabula.models.text.compatible"
_NATIVE = "fabula.models.text.native"
_LOCAL = "fabula.models.text.local"
_SPEECH = "fabula.models.speech.compatible"
_PICTURES = "fabula.models.pictures.compatible"
_HEARING = "fabula.models.hearing.compatible"
_EMBEDDING = "fabula.models.embedding.compatible"
_NEAR = "fabula.models.simulator.near"

TEXT = {
    "offline": "fabula.models.offline.writer",
    "anthropic": _NATIVE,
    "compatible": _CHAT,
    "deepseek": _CHAT,
    "google": _NATIVE,
    "groq": _CHAT,
    "llamacpp": _CHAT,
    "local": _LOCAL,
    "mistral": _CHAT,
    "ollama": _CHAT,
    "openai": _CHAT,
    "openai-responses": _NATIVE,
    "openrouter": _CHAT,
    "pydantic-ai": _NATIVE,
    "simulated": f"{_NEAR}.text",
    "together": _CHAT,
    "vllm": _CHAT,
    "xai": _CHAT,
}
"""Providers of text, and the module whose `provide(provider, model, environment)` opens one."""

SPEECH = {
    "espeak": "fabula.models.speech.espeak",
    "compatible": _SPEECH,
    "elevenlabs": "fabula.models.speech.elevenlabs",
    "groq": _SPEECH,
    "kokoro": _SPEECH,
    "openai": _SPEECH,
    "piper": "fabula.models.speech.piper",
    "simulated": f"{_NEAR}.speech",
}
"""Providers of speech, in the same way."""

PICTURES = {
    "offline": "fabula.models.pictures.offline",
    "automatic1111": "fabula.models.pictures.automatic1111",
    "comfyui": "fabula.models.pictures.comfyui",
    "compatible": _PICTURES,
    "fal": "fabula.models.pictures.fal",
    "openai": _PICTURES,
    "replicate": "fabula.models.pictures.replicate",
    "simulated": f"{_NEAR}.picture",
    "together": _PICTURES,
    "xai": _PICTURES,
}
"""Providers of pictures, in the same way."""

HEARING = {
    "compatible": _HEARING,
    "groq": _HEARING,
    "mistral": _HEARING,
    "openai": _HEARING,
    "simulated": f"{_NEAR}.hearing",
}
"""Providers of hearing, in the same way; none of them is offline."""

EMBEDDING = {
    "offline": "fabula.models.embedding.offline",
    "compatible": _EMBEDDING,
    "llamacpp": _EMBEDDING,
    "mistral": _EMBEDDING,
    "ollama": _EMBEDDING,
    "openai": _EMBEDDING,
    "openrouter": _EMBEDDING,
    "sentence-transformers": "fabula.models.embedding.transformers",
    "simulated": f"{_NEAR}.embedding",
    "together": _EMBEDDING,
    "vllm": _EMBEDDING,
}
"""Providers of embeddings, in the same way."""


PROVIDERS: Mapping[Kind, Mapping[str, str]] = {
    "text": TEXT,
    "speech": SPEECH,
    "picture": PICTURES,
    "hearing": HEARING,
    "embedding": EMBEDDING,
}
"""The tables above, by kind of model."""

EXTRAS = {
    "anthropic": "anthropic",
    "google": "google",
    "local": "local",
    "openai-responses": "openai",
    "pydantic-ai": "openai",
    "sentence-transformers": "embeddings",
}
"""What `pip install 'fabula[EXTRA]'` must bring before a provider can be asked."""


@dataclass(frozen=True, slots=True)
class Link:
    """One model of a chain, as it is written.

    Args:
        kind: What it can.
        provider: A name in its table.
        model: What stands after the colon.
    """

    kind: Kind
    provider: str
    model: str

    def __str__(self) -> str:
        return f"{self.provider}:{self.model}" if self.model else self.provider

    def open(self, environment: Mapping[str, str]) -> Any:
        """The model itself.

        Raises:
            BadSetting: A model, an address or a key is missing.
        """
        module = importlib.import_module(PROVIDERS[self.kind][self.provider])
        return module.provide(self.provider, self.model, environment)


def links_of(kind: Kind, setting: str) -> list[Link]:
    """The models that a setting names, the first choice first.

    Raises:
        UnknownName: There is no such provider of this kind.
        BadSetting: There is a comma too many, or a colon with nothing before it.
    """
    links = []
    for text in setting.split(","):
        provider, colon, model = text.strip().partition(":")
        if not provider:
            fault = "names no provider before its colon" if colon else "has a comma too many"
            raise BadSetting(f"The {kind} model {setting!r} {fault}; write PROVIDER:MODEL, OTHER.")
        if provider not in PROVIDERS[kind]:
            raise UnknownName(f"{kind} model", provider, PROVIDERS[kind])
        links.append(Link(kind, provider, model.strip()))
    return links


def choose(role: str, setting: str, environment: Mapping[str, str]) -> list[Any]:
    """The chain of models that take a role.

    Args:
        role: A name in `ROLES`.
        setting: Provider and model; after commas, who stands in when it fails. Empty: the usual.
        environment: Where the keys are.

    Raises:
        UnknownName: There is no such provider.
        BadSetting: Nothing is named and nothing is usual; or a model, address or key is missing.
    """
    return [link.open(environment) for link in chain_of(role, setting)]


def chain_of(role: str, setting: str) -> list[Link]:
    """The models that take a role, the first choice first; for the arguments, see `choose`.

    Raises:
        UnknownName: There is no such provider.
        BadSetting: Nothing is named and nothing is usual, or there is a comma too many.
    """
    setting = setting or settle(role).setting
    kind = ROLES[role].kind
    if not setting:
        raise BadSetting(
            f"No {kind} model is chosen, and none is offline. Choose one, as PROVIDER:MODEL, with "
            f"FABULA_{role.upper()}, or {role} in fabula.yaml. "
            f"Providers: {', '.join(PROVIDERS[kind])}."
        )
    return links_of(kind, setting)


def choose_text(setting: str, environment: Mapping[str, str]) -> list[Text]:
    """The chain of text models that a setting names; a `Writer` takes it. Empty: "offline".

    ```python
    choose_text("openrouter:anthropic/claude-sonnet-4.5, offline", os.environ)
    ```

    For the arguments and errors of this and the others, see `choose`.
    """
    return choose("writer", setting, environment)


def choose_speech(setting: str, environment: Mapping[str, str]) -> list[Speech]:
    """The chain of speech models that a setting names; a `Narrator` takes it. Empty: "espeak"."""
    return choose("speech", setting, environment)


def choose_pictures(setting: str, environment: Mapping[str, str]) -> list[Picture]:
    """The chain of picture models that a setting names; a `Painter` takes it.

    Empty: "offline", which typesets a card in place of a painting.
    """
    return choose("pictures", setting, environment)


def choose_hearing(setting: str, environment: Mapping[str, str]) -> list[Hearing]:
    """The chain of hearing models that a setting names; a `Listener` takes it. None is usual."""
    return choose("hearing", setting, environment)


def choose_embedding(setting: str, environment: Mapping[str, str]) -> list[Embedding]:
    """The chain of embedding models that a setting names; an `Embedder` takes it.

    Empty: "offline", which compares words and parts of words.
    """
    return choose("embedding", setting, environment)
