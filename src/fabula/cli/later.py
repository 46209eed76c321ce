"""Commands that are imported only when they are called, so that `fabula --help` is quick."""

from __future__ import annotations

import argparse
from importlib import import_module


class Later:
    """A command that is imported only when it is called: `module:function`."""

    def __init__(self, place: str) -> None:
        self.place = place

    def __call__(self, flags: argparse.Namespace) -> int:
        """Import the module and call the function with the flags."""
        module, _, name = self.place.partition(":")
        code: int = getattr(import_module(module), name)(flags)
        return code
