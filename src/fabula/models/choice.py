"""Which provider answers for a role: "provider:model", and more after commas as stand-ins."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from fabula.errors import BadSetting, UnknownName
from fabula.models.protocols import Speech, Text

_CHAT = "fabula.models.text.compatible"
_SPEECH = "fabula.models.speech.compatible"

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
