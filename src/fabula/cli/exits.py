"""What the exit code of a command says."""

from __future__ import annotations

MADE, FAILED, USAGE, HOLES, INTERRUPTED = 0, 1, 2, 3, 130

EXIT_CODES = (
    f"exit codes: {MADE} made, {FAILED} failed, {USAGE} usage or bad input, "
    f"{HOLES} made with holes, {INTERRUPTED} interrupted"
)
