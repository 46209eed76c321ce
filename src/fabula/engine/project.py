"""Which modules and data files are a project's own, and which are installed."""

from __future__ import annotations

import functools
import importlib.util
import sys
from pathlib import Path

_ENGINE = "fabula.engine"


class Project:
    """Tells a project's own modules from all others.

    Args:
        module: Where the code is that counts: its package is the project, or for a script, the
            folder that it lies in.
    """

    def __init__(self, module: str | None) -> None:
        self._module = module or ""
        self._top = self._module.partition(".")[0]
        file = getattr(sys.modules.get(self._module), "__file__", None)
        alone = self._top == self._module and file and Path(file).name != "__init__.py"
        self._folder = Path(file).parent if alone and file else None

    def holds(self, module: str | None) -> bool:
        """Whether a module of this name belongs to the project."""
        if not module:
            # Code that was typed in, or run by a documentation tool, has no module.
            return not self._module
        if self._is_engine(module) and not self._is_engine(self._module):
            return False
        if self._folder is None or module == self._module:
            return module.partition(".")[0] == self._top
        file = getattr(sys.modules.get(module), "__file__", None) or file_of(module)
        return (
            file is not None
            and Path(file).is_relative_to(self._folder)
            and not {"site-packages", "lib"} & set(Path(file).relative_to(self._folder).parts)
        )

    def folder_of(self, module: str) -> Path | None:
        """Where the data files of a package lie, or of the package that a module is in.

        None for a script: what else lies in its folder need not be its own.
        """
        file = file_of(module) if module and self.holds(module) else None
        return Path(file).parent if file and self._folder is None else None

    def owns(self, path: Path) -> bool:
        """Whether a path leads to data of the project: into its package, or to a script's file."""
        if self._folder is not None:
            return path.is_file() and path.is_relative_to(self._folder)
        top = self.folder_of(self._top)
        return top is not None and path.is_absolute() and path.is_relative_to(top)

    @staticmethod
    def _is_engine(module: str) -> bool:
        return module == _ENGINE or module.startswith(_ENGINE + ".")


@functools.cache
def file_of(module: str) -> str | None:
    """Where a module is; None if there is no such file."""
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, ValueError, AttributeError):
        return None
    return spec.origin if spec is not None else None
