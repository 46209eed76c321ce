"""Desks: what the command line must know of each production to keep it in a studio folder."""

from __future__ import annotations

from fabula.cli.desks.desk import (
    Desk,
    FolderText,
    Told,
    begin_folder,
    open_desk,
    project_text,
)

__all__ = ["Desk", "FolderText", "Told", "begin_folder", "open_desk", "project_text"]
