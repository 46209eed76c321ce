"""Every report is made of the record alone, and says what its reader looks for."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from xml.etree import ElementTree

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from tests.lab.records import outcome_of, record_of, samples_of, small_record, target_of

from fabula.errors import UnknownName
from fabula.lab import metrics
from fabula.lab.comparing.colours import Series, compare
from fabula.lab.record import Metric, Record, Verdict
from fabula.lab.reports import FORMS, report_in
from fabula.lab.reports.github import complaints

VAD = Metric("vad.seconds")
FACTOR = Metric("realtime.factor", "x", "higher")


def told(form: str, record: Record) -> str:
    """The record in a form."""
    return report_in(form)(record)


@pytest.fixture
def record() -> Record:
    """A run with load, faults, memory, a miss, a skip, a failed scenario and a change."""
    responses = [
        samples_of(metrics.RESPONSE, *(0.1 * step, 0.2 * step, 0.3 * step), concurrency=str(step))
        for step in (1, 5, 10)
    ]
    load = outcome_of(
        *responses,
        *(samples_of(metrics.THROUGHPUT, 5.0 * n, concurrency=str(n)) for n in (1, 5, 10)),
        samples_of(metrics.SUCCESS, *[1.0] * 249, 0.0, concurrency="10"),
        name="load",
    )
    api = outcome_of(samples_of(metrics.ENDPOINT, 0.01245, 0.02178, endpoint="health"), name="api")
    faults = outcome_of(
        samples_of(metrics.JOBS, *[1.0] * 20, fault="none"),
        samples_of(metrics.RECOVERY, 1.0, 1.0, 1.0, 1.0, 0.0, fault="tts"),
        samples_of(metrics.REPAIR, 0.5, fault="tts"),
        samples_of(metrics.INTEGRITY, *[1.0] * 9, 0.0),
        suite="video.reliability",
        name="faults",
        state="failed",
        reason="the job <hangs> & waits",
    )
    memory = outcome_of(
        samples_of(metrics.PEAK, 1245.0),
        samples_of(metrics.GROWTH, 124.5),
        samples_of(metrics.COST, 0.012, part="models"),
        samples_of(metrics.COST, 0.003, part="cpu"),
        suite="video.resources",
        name="memory",
        facts={"jobs a month": "2000"},
    )
    verdicts = (
        Verdict(target_of(limit=0.5), "PASS", 0.2, 3),
        Verdict(target_of(id="T-listing", says="The listing"), "FAIL", 2.5, 9, "Profile it."),
        Verdict(target_of(id="T-redis", suite="voice"), "SKIP", reason="there is no voice yet"),
    )
    slower = Series(
        ("video.performance", "response.seconds", ()), metrics.RESPONSE, (1.0,) * 9, (1.3,) * 9
    )
    made = record_of(load, api, faults, memory, verdicts=verdicts)
    return replace(made, comparisons=compare([slower]), notes=("The machine was busy.",))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_tells_every_record(form: str, record: Record) -> None:
    """A rich one, a small one and an empty one, each to its end."""
    for one in (record, small_record(), record_of()):
        said = told(form, one)

        assert said.endswith("\n") or form == "json"


def test_unknown_form_is_told() -> None:
    """With what is near."""
    with pytest.raises(UnknownName, match="Did you mean 'html'"):
        report_in("htm")


def test_page_needs_nothing_else(record: Record) -> None:
    """No address, no script, light and dark, its text escaped."""
    page = told("html", record)

    assert len(page) < 200_000
    assert not re.search(r"https?://|<script|<link|@import|url\(", page)
    assert "prefers-color-scheme: dark" in page
    assert "the job &lt;hangs&gt; &amp; waits" in page
    assert page.count("<svg") >= 4


def test_large_record_stays_small_page() -> None:
    """Ten thousand samples of ten metrics give a page of less than 200 KB."""
    outcomes = [
        outcome_of(samples_of(Metric(f"m{n}"), *(float(v % 97) for v in range(10_000))))
        for n in range(10)
    ]

    assert len(told("html", record_of(*outcomes))) < 200_000


def test_many_metrics_stay_a_small_page() -> None:
    """Of six hundred rows of twenty samples the first are shown, and the rest counted."""
    samples = [
        samples_of(Metric(f"metric.{n}"), *(n + v / 7 for v in range(20)), of=str(part), at="noon")
        for n in range(60)
        for part in range(10)
    ]
    page = told("html", record_of(outcome_of(*samples)))

    assert len(page) < 200_000
    assert "300 more stand in the record." in page


def test_performance_report_has_the_documents_parts(record: Record) -> None:
    """All sections, a row a step of load, an ASCII chart, and the date."""
    report = told("performance", record)

    assert headings(report) >= [
        "Response Time Statistics",
        "Concurrent Load Testing Results",
        "API Endpoint Latency Breakdown",
        "Component-Level Performance Analysis",
    ]
    assert re.search(r"\| 10 +\| 2 s +\| 2.9 s  \| 50/s +\| 99.6 %", report)
    assert "█" in report
    assert "**The listing** (T-listing): Look at the trace." in report
    assert "**Last Updated**: 2026-11-21" in report


def test_few_samples_are_told_as_few() -> None:
    """A P95 of three is starred, a deviation of one is none; rows of one name are told apart."""
    one = outcome_of(samples_of(metrics.RESPONSE, 0.2), name="once")
    three = outcome_of(samples_of(metrics.RESPONSE, 0.1, 0.2, 0.3), name="thrice")
    report = told("performance", record_of(one, three))
    rows = [
        [cell.strip() for cell in line.split("|")][1:-1]
        for line in report.splitlines()
        if line.startswith("| from the request")
    ]

    assert [row[0].rpartition(".")[2] for row in rows] == ["once", "thrice"]
    assert rows[0][5:] == ["0.2 s*", "0.2 s*", "–"]
    assert rows[1][5:] == ["0.29 s*", "0.30 s*", "100 ms"]
    assert "little more than the largest" in report


def test_ladder_is_that_of_who_climbed() -> None:
    """A single request beside it is not taken for its first step."""
    alone = outcome_of(samples_of(metrics.RESPONSE, 9.0, concurrency="1"), name="alone")
    climbed = outcome_of(
        *(samples_of(metrics.RESPONSE, 0.1 * n, concurrency=str(n)) for n in (1, 5)), name="load"
    )
    load = told("performance", record_of(alone, climbed)).partition("## Concurrent")[2]
    none = told("performance", record_of(alone))

    assert re.search(r"\| 1 +\| 0.1 s", load)
    assert "Nothing was tried by many at the same time" in none


def test_reports_judge_their_own_subject(record: Record) -> None:
    """A target of memory stands in the report on resources, and in no other."""
    memory = target_of(
        id="T-memory", says="Memory of a job", suite="video.resources", metric="memory.growth"
    )
    made = replace(record, verdicts=(*record.verdicts, Verdict(memory, "PASS", 90.0, 1)))

    assert "T-memory" in told("resources", made)
    assert "T-memory" not in told("performance", made)
    assert "T-listing" not in told("resources", made)
    assert "Nothing of this was judged in this run." in told("reliability", made)
    assert "0.40 success + 0.20 recovery" in told("reliability", record_of())


def headings(report: str) -> list[str]:
    """Those of the second level."""
    return re.findall(r"^## (.*)$", report, re.MULTILINE)


def test_reliability_report_shows_its_sum(record: Record) -> None:
    """The score with its parts: 40 + 16 + 18 of 80 that were measured."""
    report = told("reliability", record)

    assert headings(report)[:7] == [
        "Success Rate under Normal Conditions",
        "Error Recovery and MTTR",
        "Circuit Breaker Effectiveness",
        "Partial Failure Handling",
        "Job Cancellation",
        "Data Integrity Validation",
        "Reliability Score",
    ]
    assert "**92.5 of 100**, of what was measured (80% of the weight)" in report
    assert "| recovery  | 20%    | 80 %         | 16.0   |" in report


def test_resources_report_tells_the_cost(record: Record) -> None:
    """Per job, per 1,000 jobs, per month, in parts and together."""
    report = told("resources", record)

    assert "| together | $0.0150 | $15.00         | $30.00" in report
    assert "per month (2,000 jobs)" in report


def test_voice_report_is_the_documents() -> None:
    """Line by line as the document has it; the verdict is that of the baseline's rate."""
    voice = outcome_of(
        samples_of(VAD, 0.0201, 0.0212, 0.0352),
        samples_of(FACTOR, *[2.5525] * 6, subject="vad"),
        suite="voice.performance",
    )
    change = Series(
        ("voice.performance", "realtime.factor", (("subject", "vad"),)),
        FACTOR,
        (2.5,) * 6,
        (2.5525,) * 6,
    )
    said = told("text", replace(record_of(voice), comparisons=compare([change])))

    assert said == (
        "Performance Test Report\n"
        "=======================\n\n"
        "VAD Processing:\n"
        "  Count: 3\n"
        "  Average: 25.5 ms\n"
        "  Min: 20.1 ms\n"
        "  Max: 35.2 ms\n"
        "  ✓ Stable: +2.1% vs baseline\n"
    )


def test_benchmark_report_has_three_forms_and_alerts(record: Record) -> None:
    """Benchmarks, load and memory as BookGen's document has them, and a warning for each miss."""
    health = target_of(
        id="B-health",
        metric="endpoint.seconds",
        where={"endpoint": "health"},
        limit=50.0,
        unit="ms",
    )
    record = replace(record, verdicts=(*record.verdicts, Verdict(health, "PASS", 17.1, 2)))
    said = told("benchmark", record)

    assert (
        "test_health_endpoint_performance\n  Mean: 17.11ms\n  Min: 12.45ms\n  Max: 21.78ms\n"
        "  ✅ PASS: < 50ms target\n"
    ) in said
    assert "Total requests: 250\nTotal failures: 1\nAverage response time: " in said
    assert "Error rate: 0.4%\n❌ FAIL: 1 outside their targets" in said
    assert "Maximum memory usage: 1.245 GB\nMemory per operation: 124.5 MB" in said
    assert "WARNING: The listing: 2.5 s, FAIL: < 2s target\n  Profile it." in said


def test_integration_report_is_for_programs(record: Record) -> None:
    """Success rates, a matrix of services, issues and recommendations."""
    said = json.loads(told("integration", record))

    assert said["executive_summary"]["test_success_rate"] == 0.75
    assert said["executive_summary"]["target_success_rate"] == 0.5
    assert said["service_status_matrix"]["video.reliability"]["status"] == "failing"
    assert said["critical_issues"] == [
        {"target": "T-listing", "issue": "The listing", "measured": 2.5}
    ]
    assert said["recommendations"] == ["Look at the trace."]


def test_junit_counts_what_failed(record: Record) -> None:
    """Scenarios and targets are tests; figures are properties."""
    root = ElementTree.fromstring(told("junit", record))  # noqa: S314 our own
    suites = {suite.get("name"): suite for suite in root}

    assert suites["video.performance"].get("tests") == "4"
    assert suites["video.performance"].get("failures") == "1"
    assert suites["voice"].get("skipped") == "1"
    assert suites["video.reliability"].find(".//failure").get("message") == (  # type: ignore[union-attr]
        "the job <hangs> & waits"
    )
    assert root.find(".//property[@name='response.seconds (concurrency 10) p50']") is not None


def families(text: str) -> Iterator[tuple[str, str]]:
    """Each sample with the family that it stands under."""
    family = ""
    for line in text.splitlines():
        if line.startswith("# TYPE"):
            family = line.split()[2]
        elif not line.startswith("#"):
            yield family, line


def test_openmetrics_keep_to_their_grammar(record: Record) -> None:
    """Base units in the names, samples below their family, an end; seconds are seconds."""
    text = told("openmetrics", record)
    sample = re.compile(r'[a-zA-Z_]\w*(\{(\w+="[^"\\]*",?)*\})? -?[\d.e+-]+')

    assert text.endswith("# EOF\n")
    assert all(sample.fullmatch(line) and line.startswith(of) for of, line in families(text))
    assert "fabula_lab_endpoint_seconds_sum" in text
    assert 'fabula_lab_memory_peak_bytes{quantile="0.5",suite="video.resources"} 1.245e+09' in text
    assert 'fabula_lab_target_met{suite="video.performance",target="T-listing"} 0' in text


def test_openmetrics_are_read_by_prometheus(record: Record) -> None:
    """By the parser of its own client; what can be below zero is a gauge, for summaries may not."""
    grown = outcome_of(samples_of(metrics.TREND, -0.02, 0.01), suite="video.resources")
    text = told("openmetrics", replace(record, outcomes=(*record.outcomes, grown)))
    kinds = {one.name: one.type for one in text_string_to_metric_families(text)}  # type: ignore[no-untyped-call]

    assert kinds["fabula_lab_endpoint_seconds"] == "summary"
    assert kinds["fabula_lab_memory_trend_ratio"] == "gauge"
    assert kinds["fabula_lab_target_met"] == "gauge"


def test_bencher_has_nanoseconds(record: Record) -> None:
    """Its own measure of latency, with the least and the most."""
    said = json.loads(told("bencher", record))
    latency = said["video.performance::endpoint.seconds (endpoint health)"]["latency"]

    assert latency["lower_value"] == pytest.approx(12_450_000)
    assert latency["value"] == pytest.approx(17_115_000)


def test_github_summary_folds_the_figures(record: Record) -> None:
    """What was missed first, the figures folded away."""
    said = told("github", record)

    assert said.startswith("## ❌ Fabula lab: 1 of 2 targets met, 1 missed, 1 skipped")
    assert said.index("What to do") < said.index("## Targets") < said.index("<details>")


def test_paper_has_its_key_figures(record: Record) -> None:
    """As the text-to-video document names them."""
    paper = told("paper", record)

    assert "- Response time: 1.067s ± 0.962s\n" in paper
    assert "- Throughput: 50.0 requests/second\n" in paper
    assert "- P95 latency: 2600.0ms\n" in paper
    assert "- MTTR: 0.50s\n- Recovery rate: 80.0%\n- Memory per job: 124.5 MB\n" in paper
    assert "- Cost per 1000 jobs: $15.00\n" in paper
    assert headings(paper) == ["Methodology", "Results", "Discussion"]


def test_paper_tables_are_latex_and_csv(record: Record) -> None:
    """LaTeX is escaped; CSV has a row a metric."""
    latex, rows = told("latex", record), list(csv.reader(StringIO(told("csv", record))))

    assert r"\textless{} 500 ms" in latex or r"\textless{} 2 s" in latex
    assert "_" not in latex.replace(r"\_", "")
    assert latex.count(r"\begin{tabular}") == latex.count(r"\end{tabular}") == 2
    assert rows[0][:4] == ["suite", "metric", "unit", "n"]
    assert len(rows) == 1 + sum(1 for _ in record.samples())


def test_console_prints_what_went_wrong(record: Record) -> None:
    """Targets, the change, the failed scenario, notes and the headline last."""
    said = told("console", record)

    assert "T-listing: Profile it." in said
    assert "❌ REGRESSION: -30.0% vs baseline" in said
    assert "video.reliability.faults" in said
    assert said.splitlines()[-2] == "The machine was busy."
    assert said.splitlines()[-1].startswith("1 of 2 targets met, 1 missed, 1 skipped, 1 red")


def test_misses_are_annotated(record: Record) -> None:
    """A line each that GitHub understands, whatever is in it."""
    advice = "Profile it:\n90 % is waiting."
    miss = Verdict(target_of(id="T-listing", says="The listing"), "FAIL", 2.5, 9, advice)

    assert complaints(replace(record, verdicts=(miss,))) == [
        "::error title=T-listing::The listing: Profile it:%0A90 %25 is waiting."
    ]
