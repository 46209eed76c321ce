"""Slides: a visual painted by a designer's rules, measured and checked."""

from fabula.media.slides.checks import Box
from fabula.media.slides.looks import THEMES, Look
from fabula.media.slides.painting import Slide, cover, paint

__all__ = ["THEMES", "Box", "Look", "Slide", "cover", "paint"]
