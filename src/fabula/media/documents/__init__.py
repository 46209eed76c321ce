"""Documents in: PDF, DOCX, Markdown, HTML and plain text as passages in reading order."""

from __future__ import annotations

from fabula.media.documents.document import Document, Passage, PassageKind, Picture
from fabula.media.documents.source import Limits, Source, load
from fabula.media.documents.web import fetch
from fabula.media.documents.worker import read

__all__ = [
    "Document",
    "Limits",
    "Passage",
    "PassageKind",
    "Picture",
    "Source",
    "fetch",
    "load",
    "read",
]
