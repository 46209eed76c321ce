"""`fabula lab` runs suites, tells what it found, and ends with a code that says it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from blockbuster import BlockBuster
from tests.lab.repository import commit, two_revisions

import fabula
from fabula.cli import main
from fabula.lab.record_file import read_record, write_record

PASSING = '''
from fabula.lab import Lab, Metric, scenario

TOOK = Metric("took", "s")

@scenario("mine", "stress", measures=(TOOK,))
async def quick(lab: Lab) -> None:
    """Is quick."""
    lab.record(TOOK, 1.0)
'''
TARGET = """
[[target]]
id = "X-took"
document = "X"
suite = "mine"
metric = "took"
says = "It is quick"
below = {limit}
unit = "s"
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A suite of one's own."""
    path = tmp_path / "mine.py"
    path.write_text(PASSING)
    return path


def lab(*words: object) -> int:
    """Run `fabula lab`."""
    return main(["lab", *map(str, words)])


def test_run_ends_with_its_verdict(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 where all is met, 1 where a target is missed."""
    limits = [mine.with_name(f"{limit}.toml") for limit in (2.0, 0.5)]
    for path in limits:
        path.write_text(TARGET.format(limit=path.stem))

    codes = [lab("run", mine, "--targets", path) for path in limits]

    said = capsys.readouterr().out
    assert codes == [0, 1]
    assert "1 of 1 targets met" in said
    assert "0 of 1 targets met, 1 missed" in said


def test_run_writes_the_record(mine: Path, tmp_path: Path) -> None:
    """`--out` gives the record a place."""
    assert lab("run", mine, "--out", tmp_path / "out", "--seed", 5) == 0

    record = read_record(tmp_path / "out" / "lab-run.json")
    assert record.outcomes[0].samples[0].values == (1.0,)
    assert record.setup.seed == 5


def test_nothing_judged_is_no_success(mine: Path) -> None:
    """A run that ran nothing ends with 5."""
    assert lab("run", mine, "--type", "reliability") == 5


def test_unreachable_deployment_is_told(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody answers at the address: 4."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"

        assert lab("run", mine, "--target", address) == 4

    assert "does not answer" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nosuch"], "Unknown suite 'nosuch'"),
        (["engine", "--type", "nosuch"], "--type nosuch: known are performance"),
        (["engine", "--concurrency", "many"], "needs numbers from 1 on"),
        (["engine", "--clock", "sun"], "Unknown clock 'sun'"),
        (["engine", "--target", "moon"], "Unknown deployment 'moon'"),
        (["gone.py"], "gone.py: is not there"),
        (["engine", "--format", "pdf"], "Unknown report 'pdf'"),
        (["engine", "--iterations", "0"], "--iterations 0: needs a number from 1 on"),
        (["engine", "--test", "cancle"], "Unknown scenario 'cancle'"),
        (["engine", "--out", __file__], "is no folder that can be written to"),
        (["engine", "--out", f"{__file__}/below"], "is no folder that can be written to"),
    ],
)
def test_wrong_usage_is_told(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With exit code 2, and what would be right."""
    assert lab("run", *words) == 2

    said = capsys.readouterr()
    assert told in said.err
    assert not said.out


def test_list_names_everything(capsys: pytest.CaptureFixture[str]) -> None:
    """Suites with their scenarios, targets where asked for, aliases and reports."""
    assert lab("list") == 0
    assert lab("list", "engine", "--targets") == 0

    said = capsys.readouterr().out
    assert "side_by_side" in said
    assert "F-speedup" in said
    assert "brain_service" in said


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own to work in."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_all_reports_are_written(mine: Path, elsewhere: Path) -> None:
    """`--generate-report` writes every one of them into `reports`."""
    assert lab("run", mine, "--generate-report") == 0

    written = {path.name.partition("_2")[0] for path in (elsewhere / "reports").iterdir()}
    assert written >= {
        "lab-run.json", "lab-report.html", "performance_report.md", "reliability_report.md",
        "resources_report.md", "performance_report.txt", "integration_test_report", "junit.xml",
    }  # fmt: skip


def test_github_page_gets_the_summary(
    mine: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a runner of GitHub's, the report `github` is added to the page of the run."""
    page = elsewhere / "page.md"
    page.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))

    assert lab("run", mine, "--format", "github") == 0
    assert page.read_text().startswith("before\n## ✅ Fabula lab")


@pytest.mark.usefixtures("elsewhere")
def test_record_is_told_again(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One form is printed; those for a paper are written; a wrong name is told."""
    lab("run", mine, "--save")
    capsys.readouterr()

    assert lab("report", "--format", "csv") == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("mine,took,s,1,1,,1")
    assert lab("report", "--paper") == 0
    assert sorted(path.name for path in Path("reports").iterdir()) == [
        "paper.csv",
        "paper.md",
        "paper.tex",
    ]
    assert lab("report", "--format", "pdf") == 2
    assert lab("report", "gone.json") == 2


@pytest.mark.parametrize(
    ("command", "has"), [("verify", "max ? 0 %"), ("report --format html", "≤")]
)
def test_poor_outputs_get_what_they_can_show(
    mine: Path, elsewhere: Path, command: str, has: str
) -> None:
    """A terminal that only has ASCII gets another letter; a page is in UTF-8 whatever it has."""
    (elsewhere / "one.toml").write_text(TARGET.format(limit=2).replace("below", "at_most"))
    lab("run", mine, "--save", "--targets", "one.toml")
    line = [sys.executable, "-m", "fabula", "lab", *command.split()]
    poor = {**os.environ, "PYTHONIOENCODING": "ascii"}

    assert has in subprocess.run(line, check=False, capture_output=True, env=poor).stdout.decode()


def test_reasons_stand_apart_from_demands(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was not measured says why behind a colon; where no records can be is told."""
    lab("run", mine, "book")

    assert (
        "A complete biography: there is no book in this deployment yet" in capsys.readouterr().out
    )
    assert lab("history", "nowhere") == 2


@pytest.mark.usefixtures("elsewhere")
def test_verify_shows_every_demand(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All documents' rows, with why they were not measured; a run of none of them proves none."""
    lab("run", mine, "--save")
    capsys.readouterr()

    assert lab("verify") == 5
    said = capsys.readouterr().out
    assert said.count("SKIP") == 156
    assert "scripts/profile_memory.py --test openrouter" in said
    assert lab("verify", "--document", "S,X") == 2


@pytest.mark.usefixtures("elsewhere")
def test_baseline_is_kept_and_compared(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second run stands beside the first; a slower one is red, and measured twice."""
    mine.write_text(PASSING.replace("1.0)", "[1.0] * 6)"))
    assert lab("run", mine, "--save-baseline") == 0
    assert lab("run", mine, "--baseline", "baselines") == 0
    assert "1 of 1 are stable beside the baseline" in capsys.readouterr().out

    mine.write_text(PASSING.replace("1.0)", "[1.5] * 6)"))
    assert lab("run", mine, "--baseline", "baselines") == 1
    said = capsys.readouterr().out
    assert "What looks red is measured again." in said
    assert "❌ REGRESSION: -50.0% vs baseline" in said


@pytest.mark.usefixtures("elsewhere")
def test_regression_makes_and_keeps_to_its_text(mine: Path) -> None:
    """The first run of `--type regression` writes performance_baseline.txt, the next keep to it."""
    steady = PASSING.replace('"stress"', '"regression"').replace("1.0)", "[1.0] * 6)")
    mine.write_text(steady)
    assert lab("run", mine, "--type", "regression") == 0
    assert Path("performance_baseline.txt").read_text() == "TOOK_BASELINE: 1.0 s\n"

    mine.write_text(steady.replace("[1.0]", "[1.3]"))
    assert lab("run", mine, "--type", "regression") == 1
    assert lab("run", mine, "--type", "regression", "--save-baseline") == 1
    assert lab("run", mine, "--type", "regression") == 0


@pytest.mark.usefixtures("elsewhere")
def test_nothing_measured_is_no_baseline(mine: Path) -> None:
    """A run that measured nothing is kept as none, and leaves the one that is there."""
    assert lab("run", mine, "--type", "regression") == 5
    assert not Path("performance_baseline.txt").exists()

    Path("performance_baseline.txt").write_text("TOOK_BASELINE: 1.0 s\n")
    assert lab("run", mine, "--type", "regression", "--save-baseline") == 5
    assert Path("performance_baseline.txt").read_text() == "TOOK_BASELINE: 1.0 s\n"


@pytest.mark.usefixtures("elsewhere")
def test_strict_wants_a_conclusion(mine: Path) -> None:
    """An inconclusive comparison is 3 with `--strict`, else 0."""
    lab("run", mine, "--save-baseline")
    mine.write_text(PASSING.replace("1.0)", "1.5)"))

    assert lab("run", mine, "--baseline", "baselines") == 0
    assert lab("run", mine, "--baseline", "baselines", "--strict") == 3


def test_history_follows_the_runs(
    mine: Path, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each run is a bar; a folder without records has no history."""
    for number in range(3):
        lab("run", mine, "--out", elsewhere / f"runs/{number}")
    capsys.readouterr()

    assert lab("history", "runs") == 0
    assert "mine took" in capsys.readouterr().out
    assert lab("history", "runs", "--metric", "nosuch") == 5


def test_revisions_are_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """1 where the later prints more, 0 where both print the same; the record is written."""
    repository = two_revisions(tmp_path / "repository")
    monkeypatch.chdir(repository)
    bench = ("--command", f"{sys.executable} bench.py", "--quick", "--out", tmp_path)

    assert lab("ab", "before", "after", *bench) == 1
    record = read_record(tmp_path / "lab-run.json")
    printed = next(one for one in record.comparisons if one.metric.id == "command.printed")
    assert (printed.before, printed.after, printed.confirmed) == (100.0, 150.0, True)
    assert lab("ab", "nosuch", *bench) == 2
    assert lab("ab", "before", "--pairs", 3, *bench) == 2


@pytest.mark.usefixtures("elsewhere")
def test_new_benchmark_runs_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    """What `new` begins is judged as it stands, by the command that it tells."""
    assert lab("new", "benchmark", "chapter_speed") == 0
    then = capsys.readouterr().out.splitlines()[-1].partition("fabula lab ")[2]

    assert lab(*then.split()) == 0
    assert "1 of 1 targets met" in capsys.readouterr().out


@pytest.mark.usefixtures("elsewhere")
def test_init_keeps_what_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    """The second time nothing is written, and that is told."""
    assert lab("init", "--document", "s,v") == 0
    assert lab("init", "--document", "s,v") == 0

    assert "pytest.ini is there already, and stays as it is" in capsys.readouterr().out
    assert lab("init", "--document", "Q") == 2


def test_suites_are_named_either_way(mine: Path) -> None:
    """By place, or by `--suite`, as the movie platform's runner has it."""
    assert lab("run", "--suite", mine) == 0


def test_history_names_a_change(
    mine: Path, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The run from which on a metric has another level."""
    lab("run", mine, "--out", elsewhere)
    record = read_record(elsewhere / "lab-run.json")
    for number in range(20):
        figure = 1.0 + number % 2 / 100 + (number > 11)
        samples = replace(record.outcomes[0].samples[0], values=(figure,))
        outcome = replace(record.outcomes[0], samples=(samples,))
        run = replace(record, started_at=float(number), outcomes=(outcome,))
        write_record(run, elsewhere / "runs" / f"{number}.json")
    capsys.readouterr()

    assert lab("history", "runs") == 0
    assert ": 1.01 s -> 2 s" in capsys.readouterr().out


def test_revision_of_fabula_is_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Scenarios of a suite, in a worktree that has a Fabula; one without is told."""
    repository = two_revisions(tmp_path / "repository")
    shutil.copytree(
        Path(fabula.__file__).parent,
        repository / "src" / "fabula",
        ignore=shutil.ignore_patterns("__pycache__", "lab", "templates"),
    )
    commit(repository, "whole")
    monkeypatch.chdir(repository)

    assert lab("ab", "whole", "--quick", "--test", "memory") == 0
    assert "are stable beside the baseline" in capsys.readouterr().out
    assert lab("ab", "before", "--quick") == 2
    assert "before has no src/fabula" in capsys.readouterr().err


def test_slow_commit_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 and its line; 5 where the later end is not worse; 2 for what is no range."""
    repository = two_revisions(tmp_path / "repository")
    monkeypatch.chdir(repository)
    bench = ("--command", f"{sys.executable} -S bench.py", "--metric", "printed", "--pairs", 12)

    assert lab("bisect", "before..after", *bench) == 0
    said = capsys.readouterr().out
    assert re.search(r"FOUND: \w{12} \d{4}-\d\d-\d\d Nobody: after", said)
    assert "Beside its parent: command.printed -50.0% [-50.0%, -50.0%]" in said
    assert lab("bisect", "after..before", *bench) == 5
    assert lab("bisect", "before", *bench) == 2
    assert lab("bisect", "before..", "--pairs", 3, "--command", "true") == 2


def test_doctor_tells_and_advises(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Clock, spread, driver, and what follows; the record has the figures."""
    assert lab("doctor", "--quick", "--aa", 1, "--out", tmp_path) == 0

    said = capsys.readouterr().out
    assert "slowdown seen 9 times of 10" in said
    assert "sent late by, p99 in ms" in said
    measured = {one.metric.id for _, one in read_record(tmp_path / "lab-run.json").samples()}
    assert {"doctor.spread", "doctor.least_change", "driver.lag.seconds"} <= measured


def test_rates_of_ones_own_are_put_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], no_blocking: BlockBuster
) -> None:
    """Into a run, and into the report of one that was reckoned by others; a bad file is told."""
    no_blocking.deactivate()
    rates = tmp_path / "rates.toml"
    rates.write_text('source = "ours"\negress_gb = 1000\njobs_a_month = 7\n')
    words = ["video.resources", "--test", "cost", "--out", str(tmp_path)]

    assert main(["lab", "run", *words]) == 0
    capsys.readouterr()
    record = ["lab", "report", str(tmp_path), "--format", "resources"]
    assert main(record) == 0
    usual = capsys.readouterr().out
    assert main([*record, "--rates", str(rates)]) == 0
    own = capsys.readouterr().out

    assert "per month (1,000 jobs)" in usual
    assert "per month (7 jobs)" in own
    assert "Rates: ours." in own
    rates.write_text("egress_gb = 'much'\n")
    assert main(["lab", "run", *words, "--rates", str(rates)]) == 2
    assert "line 1: egress_gb" in capsys.readouterr().err
