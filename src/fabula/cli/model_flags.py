"""The flags of `fabula models`, and those that name the models of a run."""

from __future__ import annotations

import argparse
from typing import Any

from fabula.cli.exits import EXIT_CODES
from fabula.cli.later import Later
from fabula.cli.shared_flags import add_json
from fabula.roles import ROLES

FORM = "PROVIDER:MODEL, and more after commas as stand-ins"


def add_models(parser: argparse.ArgumentParser, *roles: str, default: str = "") -> None:
    """A flag for the models of each of these roles."""
    group = parser.add_argument_group(f"models: {FORM}")
    for role in roles:
        duty = ROLES[role]
        usual = duty.usual or (f"the {duty.like}'s" if duty.like else "none")
        about = f"who {duty.about} (default: {usual})"
        group.add_argument(f"--{role}", metavar="MODEL", help=about, default=default)


def add_model_command(commands: Any) -> None:
    """Add `fabula models` and what it can do."""
    models = commands.add_parser(
        "models",
        help="who takes which role, why, and what it costs; ask them a tiny question",
        description="Say for each role which models take it and why, whether their keys are "
        "there (never the keys), what they cost and what they can.",
        epilog=EXIT_CODES,
    )
    _add_folder(models)
    add_json(models, "them")
    # Left out where it is not given: `check` must not forget what `models` was told.
    add_models(models, *ROLES, default=argparse.SUPPRESS)
    models.set_defaults(command=Later("fabula.cli.models:show_models"))
    verbs = models.add_subparsers(metavar="COMMAND", help="what else to do")
    _add_check(verbs)
    providers = verbs.add_parser("providers", help="all providers, their variables and addresses")
    add_json(providers, "them")
    providers.set_defaults(command=Later("fabula.cli.models:show_providers"))
    _add_key(verbs)


def _add_check(verbs: Any) -> None:
    check = verbs.add_parser(
        "check",
        help="ask each a tiny question, and say how long it took and what it cost",
        description="Ask the models of each role one tiny real question, all at the same time. "
        "Exit code 1 if one does not answer.",
        epilog=EXIT_CODES,
    )
    check.add_argument("roles", metavar="ROLE", nargs="*", help="only these: " + ", ".join(ROLES))
    about = "have a small picture painted, even if that costs something"
    check.add_argument("--paint", action="store_true", help=about)
    about = "longest time for an answer, in seconds (default: 30)"
    check.add_argument("--timeout", metavar="S", type=float, default=30.0, help=about)
    _add_folder(check)
    add_json(check, "what was found")
    add_models(check, *ROLES, default=argparse.SUPPRESS)
    check.set_defaults(command=Later("fabula.cli.models:check_models"))


def _add_key(verbs: Any) -> None:
    key = verbs.add_parser(
        "key",
        help="keep a provider's key in your keyring",
        description="Ask for a provider's key and keep it in the keyring of this machine. What "
        "the environment says goes before it. Needs pip install 'fabula[keyring]'.",
    )
    key.add_argument("provider", metavar="PROVIDER", help="openai, openrouter, groq, ...")
    key.add_argument("--forget", action="store_true", help="take it out again")
    key.set_defaults(command=Later("fabula.cli.models:keep_provider_key"))


def _add_folder(parser: argparse.ArgumentParser) -> None:
    about = "the studio folder whose fabula.yaml counts (default: here, if there is one)"
    parser.add_argument("--folder", metavar="FOLDER", default=".", help=about)
