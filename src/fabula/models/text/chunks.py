"""A chat completion that comes in chunks, put together again."""

from __future__ import annotations

import json
from typing import Any

from fabula.errors import ModelUnreachable
from fabula.models.text.draft import Pen

_TEXTS = ("refusal", "reasoning_content")
_LISTS = ("reasoning_details",)


class Chunks:
    """Puts the chunks of a stream together, and writes the words down as they come.

    Args:
        who: Names the model in errors.
        pen: Writes the words.
    """

    def __init__(self, who: str, pen: Pen) -> None:
        self._who, self._pen = who, pen
        self._words: list[str] = []
        self._calls: dict[int, dict[str, Any]] = {}
        self._message: dict[str, Any] = {}
        self._ending: str | None = None
        self._rest: dict[str, Any] = {}

    def hear(self, data: bytes) -> None:
        """One event of the stream.

        Raises:
            ModelUnreachable: It is damaged.
        """
        if data == b"[DONE]":
            return
        try:
            chunk = json.loads(data)
        except ValueError:
            raise self._damaged() from None
        self.add(chunk)

    def add(self, chunk: Any) -> None:
        """One chunk.

        Raises:
            ModelUnreachable: It is none.
        """
        try:
            choices = chunk.get("choices")
            if choices:
                self._take(choices[0])
        except (TypeError, AttributeError, KeyError, IndexError):
            raise self._damaged() from None
        if chunk.get("usage") or chunk.get("error"):
            self._rest |= {name: chunk[name] for name in ("usage", "error") if chunk.get(name)}

    def whole(self) -> dict[str, Any]:
        """The completion, as a server sends it whole.

        Raises:
            ModelUnreachable: The stream ended before the answer did.
        """
        if "error" in self._rest:
            return self._rest
        if self._ending is None:
            raise ModelUnreachable(f"{self._who} broke off in the middle of its answer.")
        message = {**self._message, "content": "".join(self._words)}
        if self._calls:
            message["tool_calls"] = [self._calls[index] for index in sorted(self._calls)]
        choice = {"message": message, "finish_reason": self._ending}
        return {"choices": [choice], **self._rest}

    def _damaged(self) -> ModelUnreachable:
        return ModelUnreachable(f"{self._who} sent a damaged chunk.")

    def _take(self, choice: dict[str, Any]) -> None:
        delta = choice.get("delta") or {}
        words = delta.get("content")
        if words:
            self._words.append(words)
            self._pen(words)
        elif delta:
            self._take_other(delta)
        self._ending = choice.get("finish_reason") or self._ending

    def _take_other(self, delta: dict[str, Any]) -> None:
        for name in _TEXTS:
            if delta.get(name):
                self._message[name] = self._message.get(name, "") + delta[name]
        for name in _LISTS:
            if delta.get(name):
                self._message[name] = [*self._message.get(name, ()), *delta[name]]
        for number, piece in enumerate(delta.get("tool_calls") or ()):
            self._take_call(piece.get("index", number), piece)

    def _take_call(self, index: int, piece: dict[str, Any]) -> None:
        call = self._calls.setdefault(index, {"function": {"name": "", "arguments": ""}})
        call["id"] = piece.get("id") or call.get("id")
        for name, value in (piece.get("function") or {}).items():
            if name in call["function"]:
                call["function"][name] += value or ""
