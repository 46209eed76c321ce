"""Run the integration tests: `--install-deps`, `--suite NAME`, `--generate-report`."""

from __future__ import annotations

import sys

from fabula.cli import main

if __name__ == "__main__":
    sys.exit(main(["lab", "run", *sys.argv[1:]]))
