"""The file of policies: sections by model, checked line by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.engine.budget import Cost
from fabula.errors import BadSetting
from fabula.models.policy_file import Policies, read_policies
from fabula.models.prices import Price, Use


def written(folder: Path, text: str) -> Policies:
    """What a file says."""
    path = folder / "policies.toml"
    path.write_text(text)
    return read_policies(path)


def test_later_sections_override(tmp_path: Path) -> None:
    """A model has the lines of all sections that it fits, the last one first."""
    policies = written(
        tmp_path,
        '["*"]\nattempts = 7\ntimeout = 9\n["openai:*"]\nattempts = 2\nhedge = true\n'
        '["openai:tts"]\nusd_per_million_letters = 15',
    )
    policy = policies.guard("openai:tts").policy

    assert (policy.attempts, policy.timeout, policy.hedge) == (2, 9, True)
    assert policies.guard("groq:x").policy.attempts == 7
    assert policies.guard("openai:tts") is policies.guard("openai:tts")
    assert policies.price("openai:tts") == Price(usd_per_million_letters=15)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("attempts = 3", "outside of a section"),
        ('["*"]\natempts = 3', "'atempts' is not known"),
        ('["*"]\nattempts = 0', "at least 1"),
        ('["*"]\nattempts = 2.5', "a whole number"),
        ('["*"]\nhedge = 1', "true or false"),
        ('["*"]\ntimeout = "long"', "a number"),
        ("no toml", "policies.toml"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, text: str, told: str) -> None:
    """A line that cannot be is named, with the file and the section."""
    with pytest.raises(BadSetting, match=told):
        written(tmp_path, text)


def test_missing_file_is_told(tmp_path: Path) -> None:
    """A file that is not there is the user's to put right."""
    with pytest.raises(BadSetting, match=r"none\.toml"):
        read_policies(tmp_path / "none.toml")


def test_prices_are_public_free_or_unknown() -> None:
    """Local servers cost nothing, known models have their price, the rest is unknown."""
    policies = read_policies(None)

    assert policies.price("ollama:qwen3") == Price(0.0, 0.0, 0.0)
    assert policies.price("openai:gpt-4o") == Price(2.5, 10.0)
    assert policies.price("compatible:x@http://h/v1") == Price()


def test_unknown_part_makes_cost_unknown() -> None:
    """A price is needed only for what was used."""
    price = Price(2.0, None)

    assert price.cost(Use(1_000_000)) == Cost(1_000_000, 2.0)
    assert price.cost(Use(10, 10)) == Cost(20, None)
    assert price.cost(Use()) == Cost(0, 0.0)
