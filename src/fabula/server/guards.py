"""What a folder may not ask for on a server: what would read its own disk or network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fabula.desks.budget import budget_of
from fabula.errors import BadSetting
from fabula.models.choice import links_of
from fabula.roles import ROLES
from fabula.server.places import check_file
from fabula.server.work import Asked
from fabula.settings import Settings

_ON_DISK = frozenset({"local", "sentence-transformers", "simulated"})
"""Providers whose models are files of the machine that they run on."""


def guard_project(project: Any, settings: Settings) -> None:
    """See that a fabula.yaml names nothing outside of its folder but web addresses.

    Args:
        project: What the fabula.yaml says.
        settings: Of the server: the models that they name may be asked in any case.

    Raises:
        BadInput: Its source is no file of the folder.
        BadSetting: A model is a file, or at an address, of the server's choosing alone; or its
            budget is none.
    """
    if not project.source.startswith(("http://", "https://")):
        check_file(project.source)
    budget_of(Asked(None), project)
    guard_models({role: getattr(project, role, "") for role in ROLES}, settings)


def guard_models(models: Mapping[str, str], settings: Settings) -> None:
    """See that models are asked by their provider's name.

    Raises:
        UnknownName: There is no such provider.
        BadSetting: A model is a file, or at an address, of the server's choosing alone.
    """
    for role, setting in models.items():
        kind = ROLES[role].kind
        ours = links_of(kind, own) if (own := getattr(settings, role)) else []
        for link in links_of(kind, setting) if setting else []:
            on_disk = link.provider in _ON_DISK and link.model
            if link not in ours and (on_disk or "@" in link.model or "://" in link.model):
                raise BadSetting(
                    f"{role} is {str(link)!r}: a model that is a file, or at an address of its "
                    "own, is for the server to choose."
                )
