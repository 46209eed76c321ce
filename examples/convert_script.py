"""A screenplay in Fountain becomes Final Draft's FDX, a PDF and a web page; scenes are measured."""

from __future__ import annotations

from pathlib import Path

from fabula.media.screenplay import (
    choose_layout,
    number_scenes,
    paginate,
    read_fountain,
    write_script,
)

SCRIPT = """\
Title: I Love Luna
Credit: Written by
Author: Ada Winter

> COLD OPEN <

INT. LUNA'S DOME - KITCHEN - DAY

Luna waters a *plastic* fern. It does not grow.

LUNA
(to the fern)
You never call. You never write.

RICK (O.S.)
Are you talking to the fern again?

LUNA
It is the only one up here who listens.

EXT. CRATER - NIGHT

Fred bounces by, far too high.

> FADE OUT.
"""


def main() -> None:
    """Read it, number its scenes, and write it in three formats."""
    script = number_scenes(read_fountain(SCRIPT))
    layout = choose_layout("multicam", "letter")
    pages = paginate(script, layout)
    for scene, length in zip(script.scenes, pages.scenes, strict=True):
        slug = scene[0].slug
        print(f"{length.number}. {slug.place}, {slug.time}: {length.printed} of a page")
    for form in ("fdx", "pdf", "html"):
        written = write_script(script, form, layout)
        Path(f"luna.{form}").write_bytes(written.data)
        print(f"luna.{form}: {len(written.data)} bytes, {len(pages.pages)} pages")


if __name__ == "__main__":
    main()
