"""`fabula convert`: a screenplay from one format into another."""

from __future__ import annotations

import argparse
from pathlib import Path

from fabula.errors import UserError
from fabula.media.documents.source import Limits, load
from fabula.media.screenplay import (
    choose_layout,
    format_of,
    number_scenes,
    paginate,
    read_script,
    write_script,
)
from fabula.media.screenplay.files import LARGEST, READABLE
from fabula.plurals import counted
from fabula.store.studio_folder import write_whole


def convert_script(flags: argparse.Namespace) -> int:
    """Write the screenplay in the format that the name of the target means.

    Returns:
        0.
    """
    layout = choose_layout(flags.layout, flags.paper)
    form = format_of(flags.target)
    target = _free(Path(flags.target), flags.source, form, replace=flags.replace)
    source = load(flags.source, Limits(bytes=LARGEST))
    script = read_script(source.data, flags.source)
    if flags.number_scenes:
        script = number_scenes(script)
    written = write_script(script, form, layout, number_dialogue=flags.number_dialogue)
    write_whole(target, written.data)
    pages = paginate(script, layout)
    print(f"{target}: {counted(len(pages.pages), 'page')}, {counted(len(pages.scenes), 'scene')}")
    for note in (*script.notes, *written.notes):
        print(f"note: {note}")
    return 0


def _free(target: Path, source: str, form: str, *, replace: bool) -> Path:
    """The target, if it may be written.

    Raises:
        UserError: It is a folder, the source itself, or a script that a person may have written.
    """
    if target.is_dir():
        raise UserError(f"{target} is a folder; name the file in it.")
    if target.exists() and Path(source).exists() and target.samefile(source):
        raise UserError(f"{target} is the source; name another file.")
    if target.exists() and form in READABLE and not replace:
        raise UserError(f"{target} is there already; name another file, or add --replace.")
    return target
