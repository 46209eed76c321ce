"""Which provider answers for a role: "provider:model", and more after commas as stand-ins."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from fabula.errors import BadSetting, UnknownName
from fabula.models.protocols import Embedding, Hearing, Picture, Speech, Text

_CHAT = "fabula.models.text.compatible"
_SPEECH = "fabula.models.speech.compatible"
_PICTURES = "fabula.models.pictures.compatible"
_HEARING = "fabula.models.hearing.compatible"
_EMBEDDING = "fabula.models.embedding.compatible"

TEXT = {
    "offline": "fabula.models.offline.writer",
    "compatible": _CHAT,
    "deepseek": _CHAT,
    "groq": _CHAT,
    "llamacpp": _CHAT,
    "mistral": _CHAT,
    "ollama": _CHAT,
    "openai": _CHAT,
    "openrouter": _CHAT,
    "together": _CHAT,
    "vllm": _CHAT,
    "xai": _CHAT,
}
"""Providers of text, and the module whose `provide(provider, model, environment)` opens one."""

SPEECH = {
    "espeak": "fabula.models.speech.espeak",
    "compatible": _SPEECH,
    "groq": _SPEECH,
    "kokoro": _SPEECH,
    "openai": _SPEECH,
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
    "together": _PICTURES,
    "xai": _PICTURES,
}
"""Providers of pictures, in the same way."""

HEARING = {
    "compatible": _HEARING,
    "groq": _HEARING,
    "mistral": _HEARING,
    "openai": _HEARING,
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
    "together": _EMBEDDING,
    "vllm": _EMBEDDING,
}
"""Providers of embeddings, in the same way."""


def choose_text(setting: str, environment: Mapping[str, str]) -> list[Text]:
    """The chain of text models that a setting names; a `Writer` takes it.

    ```python
    choose_text("openrouter:anthropic/claude-sonnet-4.5, offline", os.environ)
    ```

    Args:
        setting: Provider and model; after commas, who stands in when it fails. Empty: "offline".
        environment: Where the keys are.

    Raises:
        UnknownName: There is no such provider.
        BadSetting: A model, an address or a key is missing.
    """
    return _chain(setting or "offline", "text model", TEXT, environment)


def choose_speech(setting: str, environment: Mapping[str, str]) -> list[Speech]:
    """The chain of speech models that a setting names, as `choose_text`; a `Narrator` takes it.

    Empty: "espeak".

    Raises:
        UnknownName: There is no such provider.
        BadSetting: A model, an address or a key is missing.
    """
    return _chain(setting or "espeak", "speech model", SPEECH, environment)


def choose_pictures(setting: str, environment: Mapping[str, str]) -> list[Picture]:
    """The chain of picture models that a setting names, as `choose_text`; a `Painter` takes it.

    Empty: "offline", which typesets a card in place of a painting.

    Raises:
        UnknownName: There is no such provider.
        BadSetting: A model, an address or a key is missing.
    """
    return _chain(setting or "offline", "picture model", PICTURES, environment)


def choose_hearing(setting: str, environment: Mapping[str, str]) -> list[Hearing]:
    """The chain of hearing models that a setting names, as `choose_text`; a `Listener` takes it.

    Raises:
        UnknownName: There is no such provider.
        BadSetting: Nothing is named, or a model, an address or a key is missing.
    """
    if not setting:
        raise BadSetting("No hearing model is chosen, and none is offline: openai:whisper-1, say.")
    return _chain(setting, "hearing model", HEARING, environment)


def choose_embedding(setting: str, environment: Mapping[str, str]) -> list[Embedding]:
    """The chain of embedding models that a setting names, as `choose_text`; an `Embedder` takes it.

    Empty: "offline", which compares words and parts of words.

    Raises:
        UnknownName: There is no such provider.
        BadSetting: A model, an address or a key is missing.
    """
    return _chain(setting or "offline", "embedding model", EMBEDDING, environment)


def _chain(
    setting: str, kind: str, modules: Mapping[str, str], environment: Mapping[str, str]
) -> list[Any]:
    links = [link.strip() for link in setting.split(",")]
    if not all(links):
        raise BadSetting(f"The {kind} {setting!r} has a comma too many.")
    return [_open(link, kind, modules, environment) for link in links]


def _open(link: str, kind: str, modules: Mapping[str, str], environment: Mapping[str, str]) -> Any:
    provider, _, model = link.partition(":")
    if provider not in modules:
        raise UnknownName(kind, provider, modules)
    return importlib.import_module(modules[provider]).provide(provider, model.strip(), environment)
