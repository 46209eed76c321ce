"""A voice that passes on what another says of itself; who inherits decides how it speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fabula.models.protocols import Speech, Voice

if TYPE_CHECKING:
    from fabula.models.abilities import SpeechAbilities


class PassingSpeech:
    """Another model's voice, as it is.

    Args:
        inner: Who speaks.
    """

    def __init__(self, inner: Speech) -> None:
        self._inner = inner

    @property
    def identity(self) -> str:
        """That of who speaks."""
        return self._inner.identity

    @property
    def abilities(self) -> SpeechAbilities:
        """Those of who speaks."""
        return self._inner.abilities

    def pace(self, voice: Voice) -> float:
        """Letters a second."""
        return self._inner.pace(voice)

    async def check(self, voice: Voice) -> None:
        """Whether there is such a voice."""
        await self._inner.check(voice)

    async def say(self, text: str, voice: Voice) -> Any:
        """What the other says."""
        return await self._inner.say(text, voice)

    async def close(self) -> None:
        """Let go of who speaks."""
        await self._inner.close()
