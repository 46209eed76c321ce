"""Models are opened once for all who hire them, and closed when nobody needs them."""

from __future__ import annotations

import pytest

from fabula.errors import BadSetting
from fabula.models.agency import Agency, Staff
from fabula.models.choice import Link

pytestmark = pytest.mark.anyio

KEYS = {"OPENAI_API_KEY": "sk-secret"}


def link(model: str) -> Link:
    """A text model by its name."""
    return Link("text", "openai", model)


async def test_model_is_opened_once() -> None:
    """Two studios, and two works of one of them, ask the same model."""
    agency = Agency(KEYS)
    one, other = Staff(agency), Staff(agency)
    (first,), (second,) = one.hire("writer", "openai:a"), other.hire("writer", "openai:a")
    await one.release()
    (third,) = other.hire("critic", "openai:a")

    assert first is second is third


async def test_released_models_wait_for_the_next() -> None:
    """Those used last stay open; of more than may wait, the others are gone."""
    agency = Agency(KEYS, spare=1)
    models = [agency.hire(link(name)) for name in "ab"]
    for name in "ab":
        await agency.release(link(name))

    assert agency.hire(link("b")) is models[1]
    assert agency.hire(link("a")) is not models[0]


async def test_hired_model_stays_open() -> None:
    """However many come and go, what somebody works with is not closed."""
    agency = Agency(KEYS, spare=0)
    one, again = agency.hire(link("a")), agency.hire(link("a"))
    await agency.release(link("a"))
    other = agency.hire(link("a"))

    assert one is again is other


async def test_other_keys_are_another_agency() -> None:
    """A model is asked with the key of the agency that opened it, and with no other."""
    with pytest.raises(BadSetting, match="OPENAI_API_KEY"):
        Agency({}).hire(link("a"))


async def test_closed_agency_has_no_models() -> None:
    """What was hired is closed with it, and may still be released."""
    agency = Agency(KEYS)
    one = agency.hire(link("a"))
    await agency.close()
    await agency.release(link("a"))

    assert agency.hire(link("a")) is not one
