"""Flags become an order, and the lines of a folder that make the same."""

from __future__ import annotations

from fabula.cli.flags import build_parser
from fabula.cli.ordering import lines_of, order_of
from fabula.productions.video.order import VideoOrder


def test_flags_not_given_are_as_usual() -> None:
    """An order has what was said, and its defaults for the rest."""
    flags = build_parser().parse_args(["video", "paper.pdf", "--minutes", "4"])

    assert order_of(flags, VideoOrder) == VideoOrder(minutes=4.0)


def test_lines_say_only_what_was_chosen() -> None:
    """Choices, models and limits that were named stand in the folder; nothing else does."""
    words = ["video", "paper.pdf", "--theme", "slate", "--writer", "openai:gpt", "--budget", "0.5"]
    flags = build_parser().parse_args(words)
    lines = lines_of(flags, order_of(flags, VideoOrder), ("writer", "speech"))

    assert lines == {"theme": "slate", "writer": "openai:gpt", "budget": 0.5}
