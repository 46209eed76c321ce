"""Screenplays: Fountain, Final Draft and JSON in and out; pages, PDF and HTML out."""

from __future__ import annotations

from fabula.media.screenplay.element import KINDS, Element, Kind
from fabula.media.screenplay.fdx import read_fdx, write_fdx
from fabula.media.screenplay.files import FORMATS, format_of, read_script, write_script
from fabula.media.screenplay.fountain import read_fountain, write_fountain
from fabula.media.screenplay.front import Revision, TitlePage
from fabula.media.screenplay.json_form import read_json, write_json
from fabula.media.screenplay.layout.eighths import SceneLength
from fabula.media.screenplay.layout.layouts import FILM, MULTICAM, Layout, choose_layout
from fabula.media.screenplay.layout.paginator import Page, Pagination, paginate
from fabula.media.screenplay.printing.pdf import Print, write_pdf
from fabula.media.screenplay.script import Screenplay, number_scenes
from fabula.media.screenplay.slugs import Slug, Speaker, read_slug, read_speaker
from fabula.media.screenplay.web import write_html
from fabula.media.screenplay.wording import Remark, Span

__all__ = [
    "FILM",
    "FORMATS",
    "KINDS",
    "MULTICAM",
    "Element",
    "Kind",
    "Layout",
    "Page",
    "Pagination",
    "Print",
    "Remark",
    "Revision",
    "SceneLength",
    "Screenplay",
    "Slug",
    "Span",
    "Speaker",
    "TitlePage",
    "choose_layout",
    "format_of",
    "number_scenes",
    "paginate",
    "read_fdx",
    "read_fountain",
    "read_json",
    "read_script",
    "read_slug",
    "read_speaker",
    "write_fdx",
    "write_fountain",
    "write_html",
    "write_json",
    "write_pdf",
    "write_script",
]
