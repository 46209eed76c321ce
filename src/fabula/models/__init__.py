"""Models: what answers tasks, speaks, paints, hears and compares, each provider in its file."""

from __future__ import annotations

from fabula.models.choice import (
    choose_embedding,
    choose_hearing,
    choose_pictures,
    choose_speech,
    choose_text,
)
from fabula.models.gateway import Embedder, Listener, Narrator, Painter, Writer
from fabula.models.policy_file import Policies, read_policies
from fabula.models.protocols import (
    Embedding,
    Hearing,
    Picture,
    PictureOrder,
    Speech,
    Text,
    Voice,
)
from fabula.models.tasks import Task
from fabula.models.vector import Vector

__all__ = [
    "Embedder",
    "Embedding",
    "Hearing",
    "Listener",
    "Narrator",
    "Painter",
    "Picture",
    "PictureOrder",
    "Policies",
    "Speech",
    "Task",
    "Text",
    "Vector",
    "Voice",
    "Writer",
    "choose_embedding",
    "choose_hearing",
    "choose_pictures",
    "choose_speech",
    "choose_text",
    "read_policies",
]
