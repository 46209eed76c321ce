"""Run the performance tests of the voice agent: `--type stress`, `--verbose`, `--quick`."""

from __future__ import annotations

import sys

from fabula.cli import main

if __name__ == "__main__":
    sys.exit(main(["lab", "run", "voice", "--format", "json,text", *sys.argv[1:]]))
