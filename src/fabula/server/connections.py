"""Connections: one that brings no request, or only ever the head of one, is ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol as Protocol
else:
    Protocol = AutoHTTPProtocol

PATIENCE = 30.0
"""Seconds that a connection may take to bring the head of a request."""

MOST_HEAD = 65_536
"""Bytes that the head of a request may have; a proxy in front of a server lets less pass."""


class BoundedProtocol(Protocol):
    """A connection on which nobody can wait for ever, or fill the memory, without a request."""

    def connection_made(self, transport: Any) -> None:
        """It is open, and a request is expected."""
        super().connection_made(transport)
        self._head_bytes, self._head_began = 0, self.loop.time()
        self._watch = self.loop.call_later(PATIENCE, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is closed."""
        self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Something came: a piece of a head, or of a body."""
        if not self._answering:
            if self._head_bytes == 0:
                self._head_began = self.loop.time()
            self._head_bytes += len(data)
        super().data_received(data)
        if self._answering:
            self._head_bytes = 0
        elif self._head_bytes > MOST_HEAD:
            self.transport.close()

    @property
    def _answering(self) -> bool:
        cycle: Any = self.cycle
        return cycle is not None and not cycle.response_complete

    def _look(self) -> None:
        """End it if a head has been on its way for too long; else look again later."""
        waited = self.loop.time() - self._head_began
        begun = self._head_bytes or self.cycle is None
        if begun and not self._answering and waited >= PATIENCE:
            self.transport.close()
            return
        self._watch = self.loop.call_later(PATIENCE, self._look)
