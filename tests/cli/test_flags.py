"""The command line starts at once, completes in shells, and offers every choice of an order."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from subprocess import PIPE

import pytest

from fabula.cli import main
from fabula.cli.flags import build_parser, read_flags
from fabula.productions.video.order import VideoOrder


def test_every_choice_is_a_flag() -> None:
    """What an order knows, the command line offers."""
    flags = read_flags(["video", "paper.pdf"])

    assert all(getattr(flags, item.name) is None for item in fields(VideoOrder))


def test_no_command_shows_help(capsys: pytest.CaptureFixture[str]) -> None:
    """`fabula` alone shows what there is, and counts as wrong usage."""
    with pytest.raises(SystemExit) as left:
        main([])

    assert left.value.code == 2
    assert "make a narrated film" in capsys.readouterr().out


def test_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    """`--version` prints the version and nothing else."""
    with pytest.raises(SystemExit) as left:
        main(["--version"])

    assert left.value.code == 0
    assert capsys.readouterr().out.strip().count(".") == 2


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_completion_is_a_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The script knows the commands and the flags."""
    assert main(["completion", shell]) == 0

    script = capsys.readouterr().out
    assert "--minutes" in script
    assert "status" in script


def test_bash_accepts_its_script(capsys: pytest.CaptureFixture[str]) -> None:
    """A real bash reads the script without complaint."""
    main(["completion", "bash"])
    script = capsys.readouterr().out
    done = subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr


def test_broken_pipe_is_quiet() -> None:
    """`fabula ... | head` ends without a traceback."""
    code = "import sys; from fabula.cli import main; sys.exit(main(['completion', 'bash']))"
    with subprocess.Popen([sys.executable, "-c", code], stdout=PIPE, stderr=PIPE) as process:
        assert process.stdout
        process.stdout.close()
        told = process.stderr.read() if process.stderr else b""

    assert b"Traceback" not in told


def test_every_flag_has_help() -> None:
    """Each flag says what it is for."""
    parser = build_parser()
    commands = parser._subparsers._group_actions[0].choices  # type: ignore[union-attr]
    silent = [
        (name, action.dest)
        for name, command in commands.items()  # type: ignore[union-attr]
        for action in command._actions
        if not action.help and action.dest != "shell"
    ]

    assert not silent


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_full_disk_behind_the_output_is_told() -> None:
    """What was printed and could not be kept is a failure, with what to do; no traceback."""
    command = [sys.executable, "-m", "fabula", "completion", "bash"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=PIPE, text=True, check=False)

    assert (done.returncode, done.stderr) == (
        1,
        "fabula: No space left on device. Make room, and run again.\n",
    )
