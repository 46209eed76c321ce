"""A screenplay as one web page that needs nothing but itself."""

from __future__ import annotations

from fabula.media.screenplay.web.html import write_html

__all__ = ["write_html"]
