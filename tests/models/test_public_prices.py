"""Public prices are those of genai-prices, read into a price of ours."""

from __future__ import annotations

import pytest
from genai_prices import Usage, calc_price

from fabula.models.prices import Price, Use
from fabula.models.public_prices import public_price


@pytest.mark.parametrize("tokens", [1_000, 199_000, 201_000, 900_000])
@pytest.mark.parametrize(
    "model",
    [
        "openai:gpt-4o",
        "anthropic:claude-sonnet-4-5",
        "google:gemini-2.5-pro",
        "openrouter:anthropic/claude-sonnet-4.5",
        "groq:llama-3.3-70b-versatile",
    ],
)
def test_cost_is_that_of_the_library(model: str, tokens: int) -> None:
    """Whatever the length of the question: past some, all of its tokens cost more."""
    provider, _, name = model.partition(":")
    usage = Usage(input_tokens=tokens, output_tokens=500, cache_read_tokens=tokens // 2)
    theirs = float(calc_price(usage, model_ref=name, provider_id=provider).total_price)

    cost = public_price(model).cost(Use(tokens, 500, tokens_cached=tokens // 2))
    assert cost.usd == pytest.approx(theirs)


@pytest.mark.parametrize(
    ("model", "use", "usd"),
    [
        ("openai:tts-1", Use(letters=1000), 0.015),
        ("openai:whisper-1", Use(seconds_heard=90), 0.009),
        ("openai:text-embedding-3-small", Use(1_000_000), 0.02),
        ("openai:gpt-image-1.5", Use(100, 1000, pictures=1), 0.0325),
    ],
)
def test_other_kinds_have_their_units(model: str, use: Use, usd: float) -> None:
    """Letters, seconds, and tokens of pictures, which cost more than those of words."""
    assert public_price(model).cost(use).usd == pytest.approx(usd)


@pytest.mark.parametrize(
    ("model", "use"),
    [
        ("openai:gpt-of-tomorrow", Use(1, 1)),
        ("nobody:model", Use(1, 1)),
        ("openai:tts-1", Use(1, 1)),
        ("openai:gpt-4o", Use(letters=5)),
        ("fal:flux", Use(pictures=1, megapixels=1.0)),
    ],
)
def test_what_is_not_listed_is_unknown(model: str, use: Use) -> None:
    """Neither a model that nobody knows nor a unit that it is not sold by costs nothing."""
    assert public_price(model).cost(use).usd is None


def test_provider_is_found_by_its_other_name() -> None:
    """The library says x-ai where we say xai."""
    assert public_price("xai:grok-4") != Price()


def test_free_by_name_is_free() -> None:
    """OpenRouter's free variants say so in their names, and a budget in money can be kept."""
    price = public_price("openrouter:deepseek/deepseek-r1:free")

    assert (price.free, price.source) == (True, "its name")
