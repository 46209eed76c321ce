"""Benchmark the making of biographies: `--quick`, `--api-only`, `--save`."""

from __future__ import annotations

import sys

from fabula.cli import main

if __name__ == "__main__":
    sys.exit(main(["lab", "run", "book", "--type", "performance", *sys.argv[1:]]))
