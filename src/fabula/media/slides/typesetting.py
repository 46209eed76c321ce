"""Typst kept warm: one compiler a thread, our own fonts only, and no file but the templates."""

from __future__ import annotations

import json
import threading
from functools import cache
from typing import TYPE_CHECKING, Any

from fabula.media.slides.looks import ROOM

if TYPE_CHECKING:
    import typst

_warm = threading.local()


class Unsettable(Exception):
    """Typst could not set the slide: what it said."""


def typeset(page: dict[str, Any]) -> tuple[bytes, list[dict[str, Any]]]:
    """Set one page.

    Args:
        page: What templates/main.typ reads: plain values only, so that text stays text.

    Returns:
        The PNG as Typst writes it (RGBA), and what the template reports of each box.

    Raises:
        Unsettable: Typst refused the page.
    """
    import typst

    compiler = _compiler()
    try:
        png = compiler.compile(format="png", ppi=72, sys_inputs={"slide": json.dumps(page)})
        report = compiler.query("<box>", field="value")
    except typst.TypstError as error:
        raise Unsettable(error.diagnostic or error.message) from error
    if not isinstance(png, bytes):
        raise Unsettable("the slide ran over to a second page")
    return png, json.loads(report)


def _compiler() -> typst.Compiler:
    import typst

    if not hasattr(_warm, "compiler"):
        templates = ROOM / "templates"
        _warm.compiler = typst.Compiler(
            templates / "main.typ", root=templates, font_paths=_fonts(), ignore_system_fonts=True
        )
    compiler: typst.Compiler = _warm.compiler
    return compiler


@cache
def _fonts() -> typst.Fonts:
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(ROOM / "fonts")])
