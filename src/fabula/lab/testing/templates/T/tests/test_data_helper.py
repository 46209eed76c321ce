"""What the tests of the text-to-video service measure with, by the names of its document."""

from __future__ import annotations

from fabula.lab.context import LADDER
from fabula.lab.resources import Meter as ResourceMetricsCollector
from fabula.lab.suites.stage import SCENES
from fabula.lab.suites.video_room import document as sample_document

__all__ = ["LADDER", "SCENES", "ResourceMetricsCollector", "sample_document"]
