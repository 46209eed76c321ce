"""Shared fixtures: async tests run on asyncio; a blocking call on its loop fails the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from blockbuster import BlockBuster, blockbuster_ctx


@pytest.fixture
def anyio_backend() -> str:
    """Async tests run on asyncio, the loop that the product runs on."""
    return "asyncio"


@pytest.fixture(autouse=True)
def no_blocking() -> Iterator[BlockBuster]:
    """A sleep, a subprocess or a file write on the loop's thread fails the test."""
    with blockbuster_ctx("fabula") as blocker:
        yield blocker
