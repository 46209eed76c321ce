"""`fabula models`: who takes which role and why; a checkup; the providers; keys in the keyring."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fabula.cli.exits import FAILED, MADE
from fabula.desks import project_text
from fabula.errors import BadSetting, UnknownName, UserError
from fabula.models.addresses import variable_of
from fabula.models.keys import forget_key, keep_key
from fabula.models.prices import Price
from fabula.models.roster import Entry, Key, Member, providers, roster
from fabula.roles import ROLES, Choice, Chooser
from fabula.store.studio_folder import PROJECT, StudioFolder
from fabula.store.written import read_lines
from fabula.studio import Studio

if TYPE_CHECKING:
    from fabula.models.checkup import Finding

INDENT = " " * 11
SHOWN = 8
"""The longest list of languages, voices or sizes that is shown as it is."""

WORDS = {
    "repeatable": "the same each time",
    "seed": "the same for the same seed",
    "avoid": "knows what to avoid",
    "references": "likeness of up to {} pictures",
    "steps": "tells how far it is",
    "megabytes": "up to {} MB",
    "texts": "{} texts a call",
    "meaning": "compares meanings",
}
"""What abilities are called whose names do not tell."""


def show_models(flags: argparse.Namespace) -> int:
    """`fabula models`: each role, its models and why these."""
    studio = Studio()
    entries = roster(_choices(flags, studio), studio.environment, studio.policies)
    if flags.json:
        print(json.dumps([_plain_entry(entry) for entry in entries]))
        return MADE
    for entry in entries:
        print("\n".join(_lines(entry)))
    return MADE


def check_models(flags: argparse.Namespace) -> int:
    """`fabula models check`: one tiny real question to each."""
    if not 0 < flags.timeout < float("inf"):
        raise BadSetting(f"--timeout is {flags.timeout:g}; it must be seconds above 0.")
    for role in flags.roles:
        if role not in ROLES:
            raise UnknownName("role", role, ROLES)
    studio = Studio()
    chosen = [one for one in _choices(flags, studio) if one.role in (flags.roles or ROLES)]
    for choice in chosen:
        if flags.roles and not choice.setting:
            remedy = f"--{choice.role} PROVIDER:MODEL"
            raise BadSetting(f"Nobody is chosen for {choice.role}; try {remedy}.")
    entries = roster(chosen, studio.environment, studio.policies)
    findings = asyncio.run(_examined(entries, flags))
    if flags.json:
        print(json.dumps([asdict(finding) for finding in findings]))
    return FAILED if any(finding.state == "failed" for finding in findings) else MADE


async def _examined(entries: Sequence[Entry], flags: argparse.Namespace) -> Sequence[Finding]:
    # Loads media: only a checkup needs it.
    from fabula.models.checkup import examine

    def tell(finding: Finding) -> None:
        if not flags.json:
            print(_told(finding), flush=True)

    try:
        return await examine(entries, tell, seconds=flags.timeout, pictures=flags.paint)
    finally:
        for entry in entries:
            await entry.close()


def show_providers(flags: argparse.Namespace) -> int:
    """`fabula models providers`: what can stand before the colon."""
    known = providers(Studio().environment)
    if flags.json:
        print(json.dumps([asdict(provider) for provider in known]))
        return MADE
    for one in known:
        print(f"{one.name:<22} {', '.join(one.kinds)}")
        said = ("key: " + _key(one.key), one.address, one.extra and f"needs {one.extra}")
        print(f"{'':<22} {'; '.join(text for text in said if text)}")
    print("FABULA_<PROVIDER>_URL moves one to another address, such as FABULA_OLLAMA_URL.")
    return MADE


def keep_provider_key(flags: argparse.Namespace) -> int:
    """`fabula models key PROVIDER`: ask for a key, and keep it in the keyring."""
    known = [one.name for one in providers({}) if one.key.variable]
    if flags.provider not in known:
        raise UnknownName("provider", flags.provider, known)
    variable = variable_of(flags.provider)
    if flags.forget:
        there = forget_key(variable)
        print(f"{variable}: {'forgotten' if there else 'was not in the keyring'}.")
        return MADE
    asked = getpass.getpass if sys.stdin.isatty() else lambda _prompt: sys.stdin.readline()
    key = asked(f"{variable}: ").strip()
    if not key:
        raise UserError("No key was given; nothing is kept.")
    keep_key(variable, key)
    print(f"{variable}: kept in the keyring of this machine.")
    return MADE


def _choices(flags: argparse.Namespace, studio: Studio) -> list[Choice]:
    """Who takes each role: as the flags say, else fabula.yaml, else the environment."""
    said = {role: getattr(flags, role, "") for role in ROLES}
    path = Path(flags.folder) / PROJECT
    written: dict[str, str] = {}
    if path.is_file() or flags.folder != ".":
        lines = read_lines(project_text(StudioFolder(path.parent)), str(path))
        written = {role: str(lines[role]) for role in ROLES if lines.get(role)}
    choosers = Chooser("flag", said), Chooser(PROJECT, written)
    return [studio.choice(role, *choosers) for role in ROLES]


def _lines(entry: Entry) -> Iterable[str]:
    """A role, as a person reads it."""
    choice = entry.choice
    why = (
        f"environment, FABULA_{choice.role.upper()}" if choice.why == "environment" else choice.why
    )
    if not entry.members:
        yield f"{choice.role:<10} nobody ({why})"
        yield f"{INDENT}choose one: FABULA_{choice.role.upper()}=PROVIDER:MODEL, or --{choice.role}"
        return
    for place, member in enumerate(entry.members):
        head = f"{choice.role:<10} " if place == 0 else f"{INDENT}if that fails: "
        yield f"{head}{member.model}" + (f" ({why})" if place == 0 else "")
        if choice.why.startswith("as the "):
            continue
        known = (_key_of(member), _price(member.price), _abilities(member), _state(member))
        yield INDENT + "; ".join(text for text in known if text)
        if member.problem:
            yield f"{INDENT}{member.problem}"


def _key_of(member: Member) -> str:
    return f"key: {_key(member.key)}" if member.key.variable else ""


def _key(key: Key) -> str:
    """Whether there is a key, and where it would be looked for."""
    if not key.variable:
        return "none needed"
    if key.whence:
        return f"{key.variable}, from the {key.whence}"
    return f"{key.variable}, not set" + (" and seldom needed" if key.optional else "")


def _price(price: Price) -> str:
    """A price as a person reads it."""
    if price.free:
        return "free"
    words = (
        (price.usd_per_million_in, "a million tokens in"),
        (price.usd_per_million_out, "out"),
        (price.usd_per_million_letters, "a million letters"),
        (price.usd_per_picture, "a picture"),
        (price.usd_per_megapixel, "a megapixel"),
        (price.usd_per_minute_heard, "a minute"),
    )
    known = ", ".join(f"${usd:.4g} {what}" for usd, what in words if usd is not None)
    return f"{known} ({price.source})" if known else "price unknown"


def _abilities(member: Member) -> str:
    """What a model can, in words."""
    return ", ".join(_ability(name, value) for name, value in member.abilities.items())


def _ability(name: str, value: Any) -> str:
    if name in WORDS:
        return WORDS[name].format(value)
    words = name.replace("_", " ")
    if value is True:
        return words
    if not isinstance(value, tuple | list):
        return f"{value} {words}"
    if len(value) > SHOWN:
        return f"{len(value)} {words}"
    listed = ("x".join(map(str, one)) if isinstance(one, tuple) else str(one) for one in value)
    return f"{words} {' '.join(listed)}"


def _state(member: Member) -> str:
    return "" if member.state == "closed" else f"left alone after failures ({member.state})"


def _told(finding: Finding) -> str:
    """A finding, as a person reads it."""
    took = f"{finding.seconds:.2f} s" if finding.cost is not None else ""
    head = f"{'/'.join(finding.roles):<14} {finding.state:<9} {took:>8}"
    line = f"{head}  {finding.model}: {finding.said}"
    if finding.cost is None or finding.state == "failed":
        return line
    usd = finding.cost.usd
    return f"{line}; " + ("cost unknown" if usd is None else f"${usd:.6f}" if usd else "no cost")


def _plain_entry(entry: Entry) -> dict[str, Any]:
    """A role as plain data, for --json."""
    return {
        **asdict(entry.choice),
        "about": ROLES[entry.choice.role].about,
        "models": [_plain_member(member) for member in entry.members],
    }


def _plain_member(member: Member) -> dict[str, Any]:
    return {
        "model": member.model,
        "key": asdict(member.key),
        "price": {**asdict(member.price), "free": member.price.free},
        "abilities": member.abilities,
        "breaker": member.state,
        "problem": member.problem,
    }
