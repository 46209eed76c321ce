"""Run all suites, and write every report into `reports`."""

from __future__ import annotations

import sys

from fabula.cli import main

if __name__ == "__main__":
    sys.exit(main(["lab", "run", "all", "--generate-report", *sys.argv[1:]]))
