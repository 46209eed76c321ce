"""JUnit's XML: a test a target and a scenario, figures as properties; what every CI shows."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from fabula.lab.record import Outcome, Record, Verdict
from fabula.lab.reports.rows import limit_of, metric_rows, told


def junit_report(record: Record) -> str:
    """The record as JUnit's XML."""
    root = Element("testsuites", name="fabula lab", time=f"{record.seconds:.3f}")
    when = datetime.fromtimestamp(record.started_at, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    suites = [one.suite for one in record.outcomes]
    suites += [verdict.target.suite for verdict in record.verdicts]
    for suite in dict.fromkeys(suites):
        _suite(root, suite, when, record)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(root: Element, suite: str, when: str, record: Record) -> None:
    outcomes = [one for one in record.outcomes if one.suite == suite]
    verdicts = [one for one in record.verdicts if one.target.suite == suite]
    states = [one.state for one in outcomes] + [one.state for one in verdicts]
    element = SubElement(
        root,
        "testsuite",
        name=suite,
        timestamp=when,
        tests=str(len(states)),
        failures=str(sum(state in ("failed", "FAIL") for state in states)),
        errors=str(sum(state in ("invalid", "INVALID") for state in states)),
        skipped=str(sum(state in ("skipped", "SKIP") for state in states)),
        time=f"{sum(one.seconds for one in outcomes):.3f}",
    )
    properties = SubElement(element, "properties")
    for row in metric_rows(record):
        if row.outcome.suite == suite:
            figure = told(row.summary.p50, row.metric.unit)
            SubElement(properties, "property", name=f"{row.name} p50", value=figure)
    for outcome in outcomes:
        _scenario(element, outcome)
    for verdict in verdicts:
        _target(element, verdict)


def _scenario(suite: Element, outcome: Outcome) -> None:
    case = SubElement(
        suite,
        "testcase",
        classname=outcome.suite,
        name=outcome.name,
        time=f"{outcome.seconds:.3f}",
    )
    tag = {"failed": "failure", "invalid": "error", "skipped": "skipped"}.get(outcome.state)
    if tag:
        SubElement(case, tag, message=outcome.reason)
    if outcome.said:
        SubElement(case, "system-out").text = "\n".join(outcome.said)


def _target(suite: Element, verdict: Verdict) -> None:
    target = verdict.target
    case = SubElement(
        suite,
        "testcase",
        classname=f"{target.suite}.targets",
        name=f"{target.id} {target.says}",
        time="0",
    )
    tag = {"FAIL": "failure", "INVALID": "error", "SKIP": "skipped"}.get(verdict.state)
    if tag == "skipped":
        SubElement(case, tag, message=verdict.reason)
    elif tag:
        measured = told(verdict.measured, target.unit)
        message = f"{measured}, demanded: {limit_of(target)}"
        SubElement(case, tag, message=message).text = verdict.reason
