"""Profile the memory of BookGen: `--test openrouter`, `--test concurrent --concurrent-users 10`."""

from __future__ import annotations

import sys

from fabula.cli import main

if __name__ == "__main__":
    sys.exit(main(["lab", "run", "book", "--type", "resource", *sys.argv[1:]]))
