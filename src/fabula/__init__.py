"""Fabula: make for generated media.

```python
from fabula import Studio, VideoOrder

async with Studio() as studio:
    made = await studio.film(await studio.find("paper.pdf"), VideoOrder(minutes=2))
```
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fabula.engine import fan_out, open_run, step
    from fabula.errors import FabulaError
    from fabula.productions.episode.order import EpisodeOrder
    from fabula.productions.episode.pitch import Pitch
    from fabula.productions.video.order import VideoOrder
    from fabula.studio import Studio


__all__ = [
    "EpisodeOrder",
    "FabulaError",
    "Pitch",
    "Studio",
    "VideoOrder",
    "fan_out",
    "open_run",
    "step",
]

_PLACES = {
    "EpisodeOrder": "fabula.productions.episode.order",
    "FabulaError": "fabula.errors",
    "Pitch": "fabula.productions.episode.pitch",
    "Studio": "fabula.studio",
    "VideoOrder": "fabula.productions.video.order",
    "fan_out": "fabula.engine",
    "open_run": "fabula.engine",
    "step": "fabula.engine",
}


def __getattr__(name: str) -> Any:
    """A public name, its module imported when it is first asked for: `import fabula` is free."""
    if name not in _PLACES:
        raise AttributeError(f"module 'fabula' has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
