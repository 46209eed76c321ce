"""The tier in the process: what was used last stays, and bytes are bounded."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fabula.store.lru import Lru


def test_least_recently_used_goes_first() -> None:
    """What was read lately outlives what was written before it."""
    lru: Lru[bytes] = Lru(80, len)
    for key in "abcdefgh":
        lru.put(key, bytes(10))
    lru.get("a")
    lru.put("i", bytes(10))

    assert lru.get("b") is None
    assert lru.get("a") == bytes(10)


def test_one_large_value_pushes_nothing_out() -> None:
    """A value that would take much of the room is not kept."""
    lru: Lru[bytes] = Lru(80, len)
    lru.put("small", bytes(10))
    lru.put("large", bytes(11))

    assert (lru.get("small"), lru.get("large")) == (bytes(10), None)


@given(st.lists(st.tuples(st.sampled_from("abcdefghij"), st.integers(0, 30)), max_size=200))
def test_room_is_never_exceeded(puts: list[tuple[str, int]]) -> None:
    """Whatever comes, the bytes are counted right and stay within the room."""
    lru: Lru[bytes] = Lru(100, len)
    for key, size in puts:
        lru.put(key, bytes(size))

        assert lru.bytes <= 100
    assert lru.bytes == sum(len(lru.get(key) or b"") for key in "abcdefghij")
