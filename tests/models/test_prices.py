"""What a call costs, by tokens, letters, pictures or seconds; what is unknown is never zero."""

from __future__ import annotations

import pytest

from fabula.engine import Event, open_run
from fabula.engine.costs import Cost, metered
from fabula.models.prices import Price, Use, priced, used
from fabula.store.memory import memory_store

ALL = Price(2.0, 10.0, 15.0, 0.5, 0.03, 0.01, 0.006)


@pytest.mark.parametrize(
    ("price", "use", "cost"),
    [
        (ALL, Use(1_000_000), Cost(1_000_000, 2.0)),
        (ALL, Use(1_000_000, tokens_cached=800_000), Cost(1_000_000, 0.8)),
        (Price(2.0, 10.0), Use(1_000_000, tokens_cached=800_000), Cost(1_000_000, 2.0)),
        (ALL, Use(0, 1000, tokens_reasoning=900), Cost(1000, 0.01)),
        (ALL, Use(letters=1000), Cost(1000, 0.015)),
        (ALL, Use(pictures=2, megapixels=3.0), Cost(0, 0.09)),
        (Price(usd_per_picture=0.04), Use(pictures=2, megapixels=3.0), Cost(0, 0.08)),
        (Price(usd_per_megapixel=0.02), Use(pictures=2, megapixels=3.0), Cost(0, 0.06)),
        (ALL, Use(seconds_heard=90), Cost(0, 0.009)),
        # Sold by tokens: the library tells no price for the picture or the sound itself.
        (Price(5.0, 40.0), Use(100, 1000, pictures=1, megapixels=1.0), Cost(1100, 0.0405)),
        (Price(5.0, 40.0), Use(100, 1000, seconds_heard=9), Cost(1100, 0.0405)),
        # Sold by the picture: its tokens are told besides, and not charged again.
        (Price(usd_per_picture=0.04), Use(100, 1000, pictures=1), Cost(1100, 0.04)),
        (Price(2.0, None), Use(10, 10), Cost(20, None)),
        (Price(5.0, 40.0), Use(pictures=1), Cost(0, None)),
        (Price(5.0, 40.0), Use(seconds_heard=9), Cost(0, None)),
        (Price(), Use(10), Cost(10, None)),
        (ALL, Use(), Cost(0, 0.0)),
    ],
)
def test_each_unit_has_its_price(price: Price, use: Use, cost: Cost) -> None:
    """A price is needed only for what was used; where it is missing, the cost is unknown."""
    assert price.cost(use).tokens == cost.tokens
    assert price.cost(use).usd == pytest.approx(cost.usd)


def test_long_questions_may_cost_more() -> None:
    """Past a length, all tokens of a question and its answer have the other price."""
    price = Price(1.0, 1.0, dearer=((200, Price(2.0, 3.0)), (400, Price(5.0, 5.0))))

    assert price.cost(Use(200)).usd == pytest.approx(200e-6)
    assert price.cost(Use(201, 1)).usd == pytest.approx(405e-6)
    assert price.cost(Use(500, 1)).usd == pytest.approx(2505e-6)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("price", "use", "usd", "told"),
    [
        (ALL, Use(10, 10), 0.5, {"tokens_in": 10, "tokens_out": 10, "usd": 0.5,
                                 "priced_by": "the provider"}),
        (ALL, Use(0, 1000), None, {"tokens_out": 1000, "usd": 0.01, "priced_by": "prices.toml"}),
        (Price(), Use(10), None, {"tokens_in": 10, "usd": None}),
        (Price(0.0, 0.0), Use(), None, {"usd": 0.0, "priced_by": "prices.toml"}),
    ],
)  # fmt: skip
async def test_use_is_told_in_an_event(
    price: Price, use: Use, usd: float | None, told: dict[str, object]
) -> None:
    """What was used, what it cost and who says so; a provider that tells nothing is not free."""
    events: list[Event] = []
    async with open_run(memory_store(), "test", on_event=events.append):
        with priced(price), metered() as meter:
            used("m", use, usd)

    (event,) = [event for event in events if event.kind == "model.used"]
    assert event.fields == {"who": "m", **told}
    assert meter.told


@pytest.mark.anyio
async def test_silence_is_left_to_the_role() -> None:
    """Who tells nothing has told nothing: it is not taken for an answer that used nothing."""
    events: list[Event] = []
    async with open_run(memory_store(), "test", on_event=events.append):
        with priced(ALL), metered() as meter:
            used("m", Use(), None)

    assert not meter.told
    assert not [event for event in events if event.kind == "model.used"]
