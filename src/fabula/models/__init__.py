"""Models: what answers tasks and reads texts aloud, each provider in a file of its own."""

from __future__ import annotations

from fabula.models.choice import choose_speech, choose_text
from fabula.models.gateway import Narrator, Writer
from fabula.models.policy_file import Policies, read_policies
from fabula.models.protocols import Speech, Text, Voice
from fabula.models.tasks import Task

__all__ = [
    "Narrator",
    "Policies",
    "Speech",
    "Task",
    "Text",
    "Voice",
    "Writer",
    "choose_speech",
    "choose_text",
    "read_policies",
]
