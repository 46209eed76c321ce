"""What a person is told once, and never again."""

from __future__ import annotations

from contextlib import suppress

from fabula.cli.display import Display, Live, Plain
from fabula.studio import Studio

MODELS_TOLD = "models-told"
"""A file in the home: its being there says that a person knows how models are chosen."""

ADVICE = (
    "Written offline, by rules. For a model of your choice: --writer openrouter:MODEL, or "
    "FABULA_WRITER, and its key in OPENROUTER_API_KEY; `fabula models` shows who does what."
)


def advise(studio: Studio, display: Display) -> None:
    """Say how a model is chosen: once ever, to a person, after rules wrote for want of a choice.

    Args:
        studio: Where it was written.
        display: Where a person reads; it knows who answered.
    """
    home = studio.settings.folder
    chosen = studio.choice("writer").why != "default"
    if (
        chosen
        or "offline" not in display.progress.models
        or not isinstance(display, Plain | Live)
        or (home / MODELS_TOLD).exists()
    ):
        return
    print(ADVICE, file=display.out, flush=True)
    # Who has a home that cannot be written to is told again.
    with suppress(OSError):
        home.mkdir(parents=True, exist_ok=True)
        (home / MODELS_TOLD).touch()
