"""Public prices of models, as genai-prices brings them along: no network is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from fabula.models.prices import FREE, Price

NAMES = {"xai": "x-ai", "openai-responses": "openai"}
"""Providers that the library calls otherwise than we do."""

_UNITS = {
    "usd_per_million_in": ("input_mtok",),
    # Who paints pays more for the tokens of a picture than for those of a word.
    "usd_per_million_out": ("output_image_mtok", "output_mtok"),
    "usd_per_million_letters": ("input_mchars",),
    "usd_per_million_cached": ("cache_read_mtok",),
    "usd_per_minute_heard": ("input_audio_hours", "audio_hours"),
}
_SO_MANY = {"input_audio_hours": 60, "audio_hours": 60}


@lru_cache
def public_price(identity: str) -> Price:
    """The public price of a model; every line of it None if it is not known.

    The first call loads the library, which takes some tenths of a second: make it in a thread.

    Args:
        identity: "provider:model".
    """
    from genai_prices import Usage, calc_price

    provider, _, model = identity.partition(":")
    if provider == "openrouter" and model.endswith(":free"):
        # What such a name means: https://openrouter.ai/docs/guides/routing/model-variants/free
        return replace(FREE, source="its name")
    try:
        found = calc_price(Usage(), model_ref=model, provider_id=NAMES.get(provider, provider))
    except LookupError:
        return Price()
    units = {name: unit for name, unit in vars(found.model_price).items() if unit is not None}
    starts = {tier.start for unit in units.values() for tier in getattr(unit, "tiers", ())}
    dearer = tuple((start, _price(units, start)) for start in sorted(starts))
    return _price(units, 0, dearer)


def _price(
    units: Mapping[str, Any], start: int, dearer: tuple[tuple[int, Price], ...] = ()
) -> Price:
    """The price of questions of more tokens than `start`."""
    lines: dict[str, float] = {}
    for line, names in _UNITS.items():
        name = next((one for one in names if one in units), None)
        if name is not None:
            lines[line] = _usd(units[name], start) / _SO_MANY.get(name, 1)
    return Price(**lines, dearer=dearer, source="genai-prices")


def _usd(unit: Any, start: int) -> float:
    """What a unit costs in questions of more tokens than `start`."""
    tiers = [tier.price for tier in getattr(unit, "tiers", ()) if tier.start <= start]
    return float(tiers[-1] if tiers else getattr(unit, "base", unit))
