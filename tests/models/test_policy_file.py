"""The file of policies: sections by model, checked line by line."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest

from fabula.engine.costs import Cost
from fabula.errors import BadSetting, ModelBusy
from fabula.models.policy_file import Policies, read_policies
from fabula.models.prices import Price, Use
from fabula.productions.video.steps import paint_slide, read_back


def written(folder: Path, policies: str, prices: str = "") -> Policies:
    """What two files say."""
    paths = folder / "policies.toml", folder / "prices.toml"
    for path, text in zip(paths, (policies, prices), strict=True):
        path.write_text(text)
    return read_policies(*paths)


def test_later_sections_override(tmp_path: Path) -> None:
    """A model has the lines of all sections that it fits, the last one first."""
    policies = written(
        tmp_path,
        '["*"]\nattempts = 7\ntimeout = 9\n["openai:*"]\nattempts = 2\nhedge = true',
        '["openai:*"]\nusd_per_million_letters = 30\n["openai:tts"]\nusd_per_million_letters = 15',
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
        ('["*"]\ntimeout = inf', "a number"),
        ('["*"]\nusd_per_million_in = 1', "Prices stand in prices.toml"),
        ('["*"]\nOPENAI_API_KEY = "sk-1"', "line 2: a key does not belong in a file"),
        ('["step:*"]\ntokens_per_minute = 9', "'tokens_per_minute' is not known. Known: attempts"),
        ('["step:*"]\npool = "cloud"', "pool is 'cloud'; it must be \"loop\""),
        ('["*"]\npool = "thread"', "'pool' is not known"),
        ('["*"]\nretry_on = ["ModelBsy"]', "retry_on names 'ModelBsy'"),
        ("no toml", "FABULA_POLICIES.*policies.toml"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, text: str, told: str) -> None:
    """A line that cannot be is named, with the file and the section."""
    with pytest.raises(BadSetting, match=told):
        written(tmp_path, text)


def test_steps_have_sections_too(tmp_path: Path) -> None:
    """Models and steps are declared in one file; neither takes the other's lines."""
    policies = written(
        tmp_path, '["step:paint_*"]\ntimeout = 5\nretry_on = ["OSError", "ModelBusy"]'
    )
    assert policies.steps
    guard, pool = policies.steps.treat(paint_slide)

    assert guard
    assert (guard.policy.timeout, guard.policy.attempts, pool) == (5, 1, "thread")
    assert guard.policy.retry_on == (OSError, ModelBusy)
    assert policies.steps.treat(read_back) == (None, "thread")
    assert written(tmp_path, '["*"]\ntimeout = 5').steps is None


def test_missing_file_is_told(tmp_path: Path) -> None:
    """A file that is not there is the user's to put right."""
    with pytest.raises(BadSetting, match=r"none\.toml: No such file or directory\."):
        read_policies(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('["*"]\nusd_per_picture = -1', "a number, at least 0"),
        ('["*"]\nattempts = 1', "'attempts' is not known. Known: usd_per_million_in"),
        ("no toml", "FABULA_PRICES.*prices.toml"),
    ],
)
def test_mistakes_in_prices_are_told(tmp_path: Path, text: str, told: str) -> None:
    """The file of prices is read as strictly, and holds nothing else."""
    with pytest.raises(BadSetting, match=told):
        written(tmp_path, "", text)


def test_own_price_goes_first(tmp_path: Path) -> None:
    """Who has a contract knows better than a public list; it says who says so."""
    own = written(tmp_path, "", '["openai:gpt-4o"]\nusd_per_million_in = 1\n').price(
        "openai:gpt-4o"
    )
    public = read_policies().price("openai:gpt-4o")

    assert (own.usd_per_million_in, own.usd_per_million_out, own.source) == (1, None, "prices.toml")
    assert (public.usd_per_million_in, public.source) == (2.5, "genai-prices")


def test_local_servers_are_free() -> None:
    """A server of one's own costs nothing; one behind any address may, and nobody knows what."""
    policies = read_policies()

    assert policies.price("ollama:qwen3").cost(Use(10, 10)) == Cost(20, 0.0)
    assert policies.price("compatible:x@http://h/v1") == Price()


@pytest.mark.anyio
async def test_written_limit_is_shared() -> None:
    """Places of all processes are taken for a model whose limit somebody wrote down, not else."""

    class Board:
        taken: ClassVar[list[str]] = []

        async def take(self, name: str, most: int) -> str:
            self.taken.append(f"{name} {most}")
            return "ticket"

        def leave(self, name: str, ticket: str) -> None:
            self.taken.append(f"left {name}, {ticket}")

    async def ask() -> None:
        pass

    policies = Policies({"openai:*": {"concurrency": 4}})
    policies.places = Board()
    for model in ("openai:x", "groq:y"):
        await policies.guard(model).call(ask)

    assert Board.taken == ["openai:x 4", "left openai:x, ticket"]
