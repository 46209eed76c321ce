"""How fast a narrated film is composed: Fabula against MoviePy and one-process FFmpeg.

    python benchmarks/video.py            several rounds, about ten minutes
    python benchmarks/video.py --quick    one round of shorter films

Every contender gets the same slides and the same narration, in a fresh process, in turn within
each round. The medians are printed as a Markdown table, then the cost of one edited scene of ten
and of ten minutes with forty scenes.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
import wave
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

FPS, RATE, WIDTH, HEIGHT = 30, 24_000, 1920, 1080
CAPTION = 2  # seconds each caption is shown
FONTS = Path(__file__).parent.parent / "src/fabula/media/slides/fonts"
FONT = FONTS / "Commissioner-SemiBold.ttf"
OURS = ("fabula", "burned")
SAYING = "A narrated film repeats almost all of its frames"
PROSE = (
    "Every slide carries a heading, a few lines of text and a chart, as slides do. The chart has "
    "bars of different heights, so that no two slides are alike to an encoder."
)


@dataclass(frozen=True, slots=True)
class Job:
    """What a contender makes a film of: a folder with s0.png, s0.wav and so on."""

    folder: Path
    scenes: int
    seconds: int  # of narration in each scene

    @property
    def total(self) -> int:
        """How long the film is, in seconds."""
        return self.scenes * self.seconds


@dataclass(frozen=True, slots=True)
class Measured:
    """What one process took: seconds of film and of time, CPU seconds, peak MB, bytes made."""

    film: float
    wall: float
    cpu: float
    peak: float
    size: int

    @property
    def speed(self) -> float:
        """Seconds of film made in a second."""
        return self.film / self.wall


def prepare(job: Job) -> None:
    """Draw the slides and voice the narration."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    heading, body = (ImageFont.truetype(FONT, size) for size in (84, 40))
    for number in range(job.scenes):
        chance = np.random.default_rng(number)
        image = Image.new("RGB", (WIDTH, HEIGHT), ("#f7f5f0", "#14213d", "#eef3f7")[number % 3])
        draw = ImageDraw.Draw(image)
        ink = "#ffffff" if number % 3 == 1 else "#1d2430"
        draw.text((140, 110), f"{number + 1}. What is on this slide", ink, heading)
        draw.multiline_text((140, 260), textwrap.fill(PROSE, 44), ink, body, spacing=18)
        for bar in range(9):
            top = 860 - int(chance.integers(60, 420))
            draw.rectangle(
                (1000 + bar * 86, top, 1060 + bar * 86, 860), ("#d1495b", "#2e7d6b")[bar % 2]
            )
        image.save(job.folder / f"s{number}.png", compress_level=1)
        now = np.arange(job.seconds * RATE) / RATE
        syllables = np.clip(np.sin(2 * np.pi * 3.3 * now + number), 0, 1)
        voice = sum(np.sin(2 * np.pi * (110 + number) * k * now) / k for k in range(1, 24))
        noise = chance.normal(0, 0.15, len(now))
        samples = (6000 * syllables * (voice + noise)).clip(-32768, 32767).astype("<i2")
        with wave.open(str(job.folder / f"s{number}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples.tobytes())


def compose(job: Job, *, burned: bool = False) -> None:
    """Fabula: code every scene, two at a time, and join them."""
    coded = _code(job, range(job.scenes), burned=burned)
    _join(job.folder / "fabula.mp4", coded)


def _code(job: Job, numbers: range, *, burned: bool = False) -> list[object]:
    from fabula.media.film.audio import code_sound
    from fabula.media.film.captions import Cue
    from fabula.media.film.forms import Form, SoundForm
    from fabula.media.film.lettering import Lettering
    from fabula.media.film.lettering import burned as strips
    from fabula.media.film.shots import Shot, code_shot
    from fabula.media.film.writer import Clip
    from fabula.media.sound import Sound

    form, sound_form = Form(WIDTH, HEIGHT, FPS), SoundForm(lead=0.05, tail=0.05)
    cues = tuple(
        Cue(at, at + CAPTION - 0.1, SAYING) for at in range(0, job.seconds - CAPTION + 1, CAPTION)
    )

    def scene(number: int) -> Clip:
        with wave.open(str(job.folder / f"s{number}.wav")) as file:
            # The silences that Fabula puts around a scene are taken from it, so that all
            # contenders make films of one length.
            cut = file.getnframes() - round(0.1 * RATE)
            sound = code_sound(Sound(file.readframes(cut), RATE), sound_form)
        frames = job.seconds * FPS
        overlays = strips(cues, form, Lettering(FONT), frames) if burned else ()
        shot = Shot((job.folder / f"s{number}.png").read_bytes(), overlays)
        return Clip(code_shot(shot, form, frames), sound, frames, f"Scene {number + 1}", cues)

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(scene, numbers))


def _join(path: Path, clips: list[object]) -> None:
    from fabula.media.film.forms import Form
    from fabula.media.film.writer import Tags, write_film

    write_film(path, clips, Form(WIDTH, HEIGHT, FPS), Tags("Benchmark", language="en"))  # type: ignore[arg-type]


def edit(job: Job) -> None:
    """Fabula: one scene of a finished film is changed; prints the seconds that it takes."""
    coded = _code(job, range(job.scenes))
    _join(job.folder / "fabula.mp4", coded)
    (job.folder / "s3.png").write_bytes((job.folder / "s4.png").read_bytes())
    wall, cpu = time.perf_counter(), time.process_time()
    coded[3:4] = _code(job, range(3, 4))
    _join(job.folder / "fabula.mp4", coded)
    spent = time.perf_counter() - wall, time.process_time() - cpu
    print(json.dumps(spent))


def moviepy(job: Job) -> None:
    """MoviePy as the popular generators use it: clips, text clips upon them, one composite."""
    from moviepy import (
        AudioFileClip,
        CompositeVideoClip,
        ImageClip,
        TextClip,
        concatenate_videoclips,
    )

    clips = []
    for number in range(job.scenes):
        audio = AudioFileClip(str(job.folder / f"s{number}.wav"))
        still = ImageClip(str(job.folder / f"s{number}.png"), duration=job.seconds)
        clips.append(still.with_audio(audio))
    film = concatenate_videoclips(clips, method="chain")
    texts = [
        TextClip(
            font=str(FONT), text=SAYING, font_size=46, color="white", stroke_color="black",
            stroke_width=2, duration=CAPTION - 0.1,
        )
        .with_start(at)
        .with_position(("center", 940))
        for at in range(0, job.total, CAPTION)
    ]  # fmt: skip
    CompositeVideoClip([film, *texts]).write_videofile(
        str(job.folder / "moviepy.mp4"), fps=FPS, codec="libx264", audio_codec="aac", threads=2,
        temp_audiofile_path=str(job.folder), logger=None,
    )  # fmt: skip


def ffmpeg(job: Job) -> None:
    """One FFmpeg process: stills and voices by its concat demuxer, constant rate, soft captions."""
    import imageio_ffmpeg

    pictures = "".join(f"file s{n}.png\nduration {job.seconds}\n" for n in range(job.scenes))
    (job.folder / "pictures.txt").write_text(f"{pictures}file s{job.scenes - 1}.png\n")
    (job.folder / "voices.txt").write_text("".join(f"file s{n}.wav\n" for n in range(job.scenes)))
    cues = (
        f"{n + 1}\n{_clock(at)},000 --> {_clock(at + CAPTION - 1)},900\n{SAYING}\n\n"
        for n, at in enumerate(range(0, job.total, CAPTION))
    )
    (job.folder / "captions.srt").write_text("".join(cues))
    arguments = (
        "-y -v error -f concat -i pictures.txt -f concat -i voices.txt -i captions.srt "
        f"-r {FPS} -fps_mode cfr -c:v libx264 -preset veryfast -tune stillimage -crf 18 "
        f"-pix_fmt yuv420p -c:a aac -b:a 96k -c:s mov_text -t {job.total} "
        "-movflags +faststart ffmpeg.mp4"
    )
    subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), *arguments.split()], check=True, cwd=job.folder
    )


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


CONTENDERS: dict[str, tuple[Callable[[Job], None], str]] = {
    "fabula": (compose, "Fabula, soft captions"),
    "burned": (lambda job: compose(job, burned=True), "Fabula, burned-in captions"),
    "ffmpeg": (ffmpeg, "FFmpeg, one process, soft captions"),
    "moviepy": (moviepy, "MoviePy, composite, burned-in captions"),
    "edit": (edit, "Fabula, one scene edited"),
}


def measure(name: str, job: Job) -> tuple[Measured, str]:
    """Run a contender in a process of its own; also what it printed."""
    order = ["--run", name, str(job.folder), str(job.scenes), str(job.seconds)]
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, __file__, *order], stdout=subprocess.PIPE, text=True
    ) as child:
        peak, usage = watch(child)
        printed = child.stdout.read() if child.stdout else ""
    wall = time.perf_counter() - start
    if child.returncode:
        raise SystemExit(f"{name} failed")
    made = {"burned": "fabula", "edit": "fabula"}.get(name, name)
    size = (job.folder / f"{made}.mp4").stat().st_size
    return Measured(job.total, wall, usage.ru_utime + usage.ru_stime, peak, size), printed


def watch(child: subprocess.Popen[str]) -> tuple[float, resource.struct_rusage]:
    """Wait for a process; the most memory that it and its children held, in MB, and its usage."""
    import psutil

    tree, peak = psutil.Process(child.pid), 0
    while not (waited := os.wait4(child.pid, os.WNOHANG))[0]:
        resident = 0
        for process in (tree, *tree.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                resident += process.memory_info().rss
        peak = max(peak, resident)
        time.sleep(0.02)
    child.returncode = os.waitstatus_to_exitcode(waited[1])
    return peak / 1e6, waited[2]


def compare(jobs: dict[str, Job], rounds: int) -> None:
    """Run all contenders in turn, several times, and print the table."""
    results: dict[str, list[Measured]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            results[name].append(measure(name, job)[0])
            print(f"{name}: {results[name][-1].wall:.2f} s", file=sys.stderr)
    ours = {name: statistics.median(run.speed for run in results[name]) for name in OURS}
    print("| way | film | x real time | CPU s per s | peak MB | kbit/s | slower than ours |")
    print("|---|---|---|---|---|---|---|")
    for name, runs in results.items():
        speed = statistics.median(run.speed for run in runs)
        cpu = statistics.median(run.cpu / run.film for run in runs)
        peak = statistics.median(run.peak for run in runs)
        rate = runs[0].size * 8 / runs[0].film / 1000
        against = "" if name in OURS else f"{ours['fabula'] / speed:.1f} times"
        if name == "moviepy":
            against += f" ({ours['burned'] / speed:.0f} with burned-in captions)"
        print(
            f"| {CONTENDERS[name][1]} | {runs[0].film:.0f} s | {speed:.2f} | {cpu:.3f} "
            f"| {peak:.0f} | {rate:.0f} | {against} |"
        )


def main() -> None:
    """Read the command line; measure, or be one of the measured."""
    parser = argparse.ArgumentParser(description="Compose the same film in several ways.")
    parser.add_argument("--quick", action="store_true", help="one round of shorter films")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--run", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        name, folder, scenes, seconds = options.run
        CONTENDERS[name][0](Job(Path(folder), int(scenes), int(seconds)))
        return
    rounds = 1 if options.quick else options.rounds
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}\n")
    with tempfile.TemporaryDirectory() as name:
        minute = Job(Path(name), 5 if options.quick else 10, 6)
        prepare(minute)
        # MoviePy gets a shorter film: it makes about a quarter of a second in a second.
        short = replace(minute, scenes=1 if options.quick else 2)
        compare({"fabula": minute, "burned": minute, "ffmpeg": minute, "moviepy": short}, rounds)
        edits = [json.loads(measure("edit", minute)[1]) for _ in range(rounds)]
        wall, cpu = (statistics.median(values) for values in zip(*edits, strict=True))
        print(f"\nOne scene edited, in process: {wall:.2f} s ({cpu:.2f} CPU s).")
    with tempfile.TemporaryDirectory() as name:
        ten = Job(Path(name), 40, 15)
        prepare(ten)
        long = measure("fabula", ten)[0]
        print(
            f"40 scenes, ten minutes: {long.wall:.1f} s, {long.speed:.0f}x real time, "
            f"{long.cpu:.1f} CPU s, at most {long.peak:.0f} MB."
        )


if __name__ == "__main__":
    main()
