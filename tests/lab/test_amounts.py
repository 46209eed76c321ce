"""Times, sizes, rates and shares are read as people write them."""

from __future__ import annotations

import pytest

from fabula.errors import BadSetting
from fabula.lab.amounts import read_bytes, read_lasting, read_rate, read_seconds, read_share


def test_amounts_have_units() -> None:
    """A bare number is seconds, bytes, or a share."""
    assert [read_seconds(text) for text in ("100ms", "2s", "1.5m", "3")] == [0.1, 2, 90, 3]
    assert [read_bytes(text) for text in ("10kB", "2MB", "512")] == [10_000, 2_000_000, 512]
    assert [read_rate(text) for text in ("50kB/s", "50KB")] == [50_000, 50_000]
    assert [read_share(text) for text in ("30%", "0.5")] == [0.3, 0.5]


@pytest.mark.parametrize("text", ["0", "0s", "soon", "-1s"])
def test_what_goes_on_takes_time(text: str) -> None:
    """A time that is to pass is above 0."""
    assert read_lasting("1h") == 3600

    with pytest.raises(BadSetting, match="is no time above 0; write such as 30s"):
        read_lasting(text)
