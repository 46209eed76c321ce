"""Desks: one production's side of a studio folder; whoever serves one serves all."""

from __future__ import annotations

from fabula.desks.desk import (
    Desk,
    FolderText,
    Told,
    begin_folder,
    open_desk,
    production_of,
    project_text,
)

__all__ = [
    "Desk",
    "FolderText",
    "Told",
    "begin_folder",
    "open_desk",
    "production_of",
    "project_text",
]
