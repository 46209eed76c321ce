"""Who takes a role: a flag, then fabula.yaml, then the environment, then the usual."""

from __future__ import annotations

import pytest

from fabula.models.choice import PROVIDERS, links_of
from fabula.roles import ROLES, Choice, Chooser, settle

FLAG = Chooser("flag", {"writer": "openai:gpt"})
FILE = Chooser("fabula.yaml", {"writer": "groq:llama", "critic": " xai:grok ", "speech": ""})
ENVIRONMENT = Chooser("environment", {"writer": "ollama:qwen", "speech": "kokoro:kokoro"})


@pytest.mark.parametrize(
    ("choosers", "choice"),
    [
        ((FLAG, FILE, ENVIRONMENT), Choice("writer", "openai:gpt", "flag")),
        ((FILE, ENVIRONMENT), Choice("writer", "groq:llama", "fabula.yaml")),
        ((ENVIRONMENT,), Choice("writer", "ollama:qwen", "environment")),
        ((), Choice("writer", "offline", "default")),
        ((FLAG, FILE, ENVIRONMENT), Choice("speech", "kokoro:kokoro", "environment")),
        ((FLAG, FILE, ENVIRONMENT), Choice("critic", "xai:grok", "fabula.yaml")),
        ((FLAG, ENVIRONMENT), Choice("critic", "openai:gpt", "as the writer")),
        ((FLAG,), Choice("hearing", "", "default")),
    ],
)
def test_first_to_say_something_decides(choosers: tuple[Chooser, ...], choice: Choice) -> None:
    """What says nothing about a role is passed over; a critic is the writer if nobody says."""
    assert settle(choice.role, *choosers) == choice


@pytest.mark.parametrize("role", ROLES)
def test_usual_models_need_nothing(role: str) -> None:
    """Every usual model is one that works with no account and no network."""
    duty, setting = ROLES[role], settle(role).setting

    assert not setting or str(links_of(duty.kind, setting)[0]) in {"offline", "espeak"}
    assert duty.kind in PROVIDERS
