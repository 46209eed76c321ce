"""Providers are chosen by name, opened on use, and a wrong name is met with the right ones."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from fabula.errors import BadSetting, UnknownName
from fabula.models import Narrator, Writer, choose_speech, choose_text
from fabula.models.choice import PROVIDERS

KEYS = {"OPENAI_API_KEY": "sk-secret-1", "OPENROUTER_API_KEY": "sk-secret-2"}


def test_nothing_chosen_is_offline() -> None:
    """With no model named the studio works offline."""
    assert Writer(choose_text("", {})).identity.startswith("offline ")
    assert Narrator(choose_speech("", {})).identity.startswith("espeak ")


def test_chain_keeps_its_order() -> None:
    """Stand-ins follow after commas; no key is part of what they are called."""
    writer = Writer(choose_text("openrouter:vendor/model:free, openai:gpt ,offline", KEYS))
    first, second, third = writer.identity.split(", ")

    assert (first, second) == ("openrouter:vendor/model:free", "openai:gpt")
    assert third.startswith("offline ")
    assert "secret" not in writer.identity + repr(vars(writer))


def test_own_server_is_told_by_address() -> None:
    """Two servers of one's own with the same model are not the same; a provider's gateway is."""
    own = choose_text("compatible:m@http://a/v1, compatible:m@http://b/v1", {})
    moved = choose_text("openai:gpt", {**KEYS, "FABULA_OPENAI_URL": "https://gateway/v1"})

    assert own[0].identity != own[1].identity
    assert moved[0].identity == choose_text("openai:gpt", KEYS)[0].identity


def test_unknown_provider_is_named() -> None:
    """The error says what there is and what was likely meant."""
    with pytest.raises(UnknownName, match=r"text model 'opnai'.*Did you mean 'openai'"):
        choose_text("opnai:gpt", {})
    with pytest.raises(UnknownName, match=r"speech model 'offline'.*espeak"):
        choose_speech("offline", {})


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("openai", "names no model"),
        ("openai:", "names no model"),
        ("offline:gpt", "offline"),
        ("openai:gpt,", "a comma too many"),
        (",offline", "a comma too many"),
        (":gpt", "names no provider before its colon"),
    ],
)
def test_malformed_choice_is_refused(setting: str, told: str) -> None:
    """A model too few, a model too many and a comma too many are told."""
    with pytest.raises(BadSetting, match=told):
        choose_text(setting, KEYS)


def test_voice_is_no_model() -> None:
    """Who writes a voice where a model belongs hears where it belongs."""
    with pytest.raises(BadSetting, match="--voice f3"):
        choose_speech("espeak:f3", {})


def test_missing_key_names_its_variable() -> None:
    """Before any work is done the user hears which variable to set."""
    with pytest.raises(BadSetting, match="MISTRAL_API_KEY"):
        choose_text("mistral:large, offline", KEYS)


@pytest.mark.parametrize(
    "module", sorted({module for table in PROVIDERS.values() for module in table.values()})
)
def test_every_provider_can_be_opened(module: str) -> None:
    """Each name leads to a module that knows how to open it."""
    assert callable(importlib.import_module(module).provide)


def test_choice_imports_nothing_heavy() -> None:
    """Choosing a remote model loads no HTTP client: that waits until the model is asked."""
    code = (
        "import sys\n"
        "from fabula.models import choose_speech, choose_text\n"
        "choose_text('openai:gpt, offline', {'OPENAI_API_KEY': 'k'}), choose_speech('', {})\n"
        "print(*{'pydantic', 'httpx2', 'av'} & set(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert not done.stdout.strip()
