"""The flags that several commands of the lab have: each is said, and explained, once."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from typing import Any

CODES: Mapping[int, str] = {
    0: "all is well",
    1: "a target missed or a red",
    2: "usage",
    3: "inconclusive with --strict",
    4: "nobody answers at --target",
    5: "nothing that could be judged",
}
PRODUCTIONS = ("video", "episode")


def exit_codes(codes: Iterable[int] = CODES, *, red: str = CODES[1]) -> str:
    """What the exit codes of a command say; 1 may mean something of its own: `red="a leak"`."""
    told = {**CODES, 1: red}
    return "exit codes: " + ", ".join(f"{code} {told[code]}" for code in codes)


def add_target(parser: Any) -> None:
    """The deployment that is measured."""
    about = "`embedded` (this process), `spawned` (a server that the lab starts), or an address "
    about += "(default: embedded)"
    parser.add_argument("--target", metavar="WHERE", default="embedded", help=about)
    add_key(parser)


def add_key(parser: Any) -> None:
    """What a deployment may ask for."""
    parser.add_argument("--key", metavar="KEY", default="", help="the deployment's key, if it asks")


def add_seed(parser: Any, about: str = "of all chance") -> None:
    """The same seed, the same chance."""
    parser.add_argument("--seed", metavar="N", type=int, default=0, help=f"{about} (default: 0)")


def add_production(parser: argparse.ArgumentParser) -> None:
    """A work that a command makes again and again."""
    about = "what is made (default: video)"
    parser.add_argument("--production", choices=PRODUCTIONS, default="video", help=about)


def add_faults(parser: argparse.ArgumentParser, default: str) -> None:
    """What a provider does wrong."""
    about = 'of the provider, with ";" between: "429:1;close:0.5,model=text" '
    about += f"(default: {default}; docs/simulator.md)"
    parser.add_argument("--faults", metavar="LIST", help=about)


def add_lasting(parser: Any, about: str, default: str | None = None) -> None:
    """How long a command goes on."""
    parser.add_argument("--for", metavar="TIME", dest="seconds", default=default, help=about)


def add_budget(parser: Any, about: str, default: str | None = None) -> None:
    """The longest time that something may take."""
    told = f" (default: {default})" if default else ""
    parser.add_argument("--budget", metavar="TIME", default=default, help=f"{about}: 90s, 5m{told}")


def add_rates(parser: Any) -> None:
    """Whose prices a cost is reckoned by."""
    about = "what CPU, memory, traffic and storage cost you, in TOML (docs/lab-resources.md)"
    parser.add_argument("--rates", metavar="FILE", help=about)


def add_strict(parser: Any) -> None:
    """For who wants to be sure."""
    about = "an inconclusive comparison ends with exit code 3"
    parser.add_argument("--strict", action="store_true", help=about)


def add_writing(parser: Any) -> None:
    """What is written besides what is printed."""
    about = "lab-run.json and reports go here (default: only what is printed)"
    parser.add_argument("--out", metavar="FOLDER", help=about)
    about = "reports to write, with commas; `fabula lab list` names them (default: only the record)"
    parser.add_argument("--format", metavar="NAME,NAME", help=about)
    about = "write the record as lab-run.json here, or into --out"
    parser.add_argument("--save", action="store_true", help=about)
    parser.set_defaults(generate_report=False)


def add_line(parser: argparse.ArgumentParser, about: str) -> None:
    """A command line, after the flags."""
    parser.add_argument("line", metavar="COMMAND", nargs=argparse.REMAINDER, help=about)
