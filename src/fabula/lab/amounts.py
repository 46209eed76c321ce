"""Times, sizes, rates and shares as people write them: "100ms", "10kB", "50kB/s", "30%"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fabula.errors import BadSetting

_AMOUNT = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*([A-Za-z/%]*)")
_SECONDS: Mapping[str, float] = {
    "ms": 0.001, "s": 1.0, "": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0,
}  # fmt: skip
_SIZES: Mapping[str, float] = {"": 1.0, "b": 1.0, "kb": 1e3, "mb": 1e6, "gb": 1e9}
_SHARES: Mapping[str, float] = {"": 1.0, "%": 0.01}


def read_seconds(text: str) -> float:
    """Seconds of "100ms", "20s", "2m", "1h"; a bare number is seconds.

    Raises:
        BadSetting: It is none of that.
    """
    return _amount(text, _SECONDS, "a time such as 100ms or 2s")


def read_lasting(text: str) -> float:
    """Seconds as `read_seconds` has them, but more than none: how long something goes on.

    Raises:
        BadSetting: It is no time, or none at all.
    """
    try:
        seconds = read_seconds(text)
    except BadSetting:
        seconds = 0.0
    if not seconds:
        raise BadSetting(f"{text!r} is no time above 0; write such as 30s or 2m.")
    return seconds


def read_bytes(text: str) -> float:
    """Bytes of "10kB", "2MB"; a bare number is bytes.

    Raises:
        BadSetting: It is none of that.
    """
    return _amount(text.lower(), _SIZES, "a size such as 10kB or 2MB")


def read_rate(text: str) -> float:
    """Bytes a second of "50kB/s"; the `/s` may be left out.

    Raises:
        BadSetting: It is none of that.
    """
    wanted = "bytes a second such as 50kB/s"
    return _amount(text.lower().removesuffix("/s"), _SIZES, wanted, told=text)


def read_share(text: str) -> float:
    """0 to 1, of "0.3" or "30%".

    Raises:
        BadSetting: It is none of that.
    """
    share = _amount(text, _SHARES, "a share such as 30% or 0.3")
    if share > 1:
        raise BadSetting(f"{text!r} is more than all of them.")
    return share


def read_count(text: str) -> int:
    """A whole number.

    Raises:
        BadSetting: It is none.
    """
    if not text.isdigit():
        raise BadSetting(f"{text!r} is no whole number.")
    return int(text)


def _amount(text: str, units: Mapping[str, float], wanted: str, *, told: str = "") -> float:
    read = _AMOUNT.fullmatch(text.strip())
    if read is None or read[2] not in units:
        raise BadSetting(f"{told or text!r} is not {wanted}.")
    return float(read[1]) * units[read[2]]
