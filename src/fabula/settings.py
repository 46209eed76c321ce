"""What a deployment may choose: read once from the environment, then frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from fabula.errors import BadSetting, UnknownName

PREFIX = "FABULA_"


def knob(default: Any, about: str, *, unit: str = "", least: float = 0) -> Any:
    """A field of `Settings`: its default, what it is for, its unit and its least value."""
    return field(default=default, metadata={"about": about, "unit": unit, "least": least})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every knob of a deployment; the environment variable is the name with `FABULA_` before it."""

    home: str = knob("", "where results are remembered; empty: the user's cache folder")
    redis_url: str = knob("", "a Redis that shares results with other machines; empty: none")
    writer: str = knob(
        "", "text model, `provider:model`, more after commas as stand-ins; empty: `offline`"
    )
    critic: str = knob("", "text model that judges; empty: the writer's")
    speech: str = knob("", "speech model; empty: `espeak`")
    pictures: str = knob("", "picture model; empty: `offline`")
    hearing: str = knob("", "hearing model; empty: none")
    embedding: str = knob("", "embedding model; empty: `offline`")
    policies: str = knob("", "TOML file of limits and retries, by model and step; empty: none")
    prices: str = knob("", "TOML file of your own prices by model; empty: the public ones")
    max_parallel_scenes: int = knob(4, "scenes made at the same time", least=1)
    max_document_mb: int = knob(100, "largest document read", unit="MB", least=1)
    max_document_pages: int = knob(1000, "most pages read of a document", unit="pages", least=1)
    max_document_seconds: float = knob(120.0, "longest time to read", unit="s", least=1)
    allow_private_addresses: bool = knob(False, "fetch documents from private networks too")
    server_runs: int = knob(2, "runs that the server works on at the same time", least=1)
    server_queue: int = knob(100, "runs that may wait for it; more get a 429", least=1)
    server_keys: str = knob("", "TOML file of who may ask the server; empty: whoever is here")

    @property
    def folder(self) -> Path:
        """Where results are remembered."""
        if self.home:
            try:
                return Path(self.home).expanduser()
            except RuntimeError as error:
                raise BadSetting(f"{PREFIX}HOME is {self.home!r}: {error}.") from None
        from platformdirs import user_cache_path

        return user_cache_path("fabula")


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings from environment variables.

    Raises:
        BadSetting: A variable has a value that cannot be.
        UnknownName: A variable that begins like a setting is none.
    """
    known = {PREFIX + f.name.upper(): f for f in fields(Settings)}
    for variable in environment:
        # A model's address has a variable of its own: FABULA_OPENAI_URL.
        if variable.startswith(PREFIX) and variable not in known and not variable.endswith("_URL"):
            raise UnknownName("setting", variable, known)
    values = {}
    for variable, knob_field in known.items():
        if variable in environment:
            least = knob_field.metadata["least"]
            text = environment[variable]
            values[knob_field.name] = _parsed(variable, text, type(knob_field.default), least)
    return Settings(**values)


def _parsed(variable: str, text: str, kind: type, least: float) -> Any:
    """The value of a variable as the type of its default."""
    if kind is bool:
        if text.lower() in {"1", "true", "yes", "on"}:
            return True
        if text.lower() in {"0", "false", "no", "off", ""}:
            return False
        raise BadSetting(f"{variable} is {text!r}; it can be 1 or 0.")
    if kind is str:
        return text
    try:
        number = kind(text)
    except ValueError:
        raise BadSetting(f"{variable} is {text!r}; it must be a number.") from None
    if not least <= number < float("inf"):
        raise BadSetting(f"{variable} is {text}; the least is {least:g}.")
    return number
