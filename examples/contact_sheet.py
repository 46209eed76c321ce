"""Shows one frame of each chapter of a film as one picture: `contact_sheet.py FILM PICTURE`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import av
from PIL import Image

from fabula.cli import main as fabula

ACROSS, WIDTH = 4, 400
TEXT = (
    "# Ice\n\nIce floats because it is lighter than water. Lakes freeze from above, so fish live.\n"
)


def frame_at(film: av.container.InputContainer, seconds: float) -> Image.Image:
    """The frame that is seen at a time."""
    video = film.streams.video[0]
    film.seek(int(seconds / (video.time_base or 1)), stream=video)
    for frame in film.decode(video):
        if frame.time >= seconds:
            image: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
            return image
    raise ValueError(f"the film ends before {seconds} s")


def contact_sheet(path: Path) -> Image.Image:
    """One frame of each chapter, a second after it begins, in rows of four."""
    with av.open(str(path)) as film:
        starts = [float(c["start"] * (c["time_base"] or 0)) for c in film.chapters()]
        frames = [frame_at(film, start + 1.0) for start in starts]
    height = WIDTH * frames[0].height // frames[0].width
    sheet = Image.new("RGB", (WIDTH * ACROSS, height * -(-len(frames) // ACROSS)), "white")
    for index, frame in enumerate(frames):
        place = (index % ACROSS * WIDTH, index // ACROSS * height)
        sheet.paste(frame.resize((WIDTH, height), Image.Resampling.LANCZOS), place)
    return sheet


def main(film: Path, picture: Path) -> None:
    """Write the picture; a film that is not there is made first, of a few words about ice."""
    if not film.exists():
        source = film.with_suffix(".md")
        source.write_text(TEXT)
        fabula(["video", str(source), "-o", str(film), "--resolution", "360", "--quiet"])
    sheet = contact_sheet(film).quantize(64, dither=Image.Dither.NONE)
    sheet.save(picture, optimize=True)
    print(f"{picture}: {sheet.width} x {sheet.height}")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(Path(folder) / "ice.mp4", Path("contact_sheet.png"))
