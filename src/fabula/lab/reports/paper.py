"""For a paper: methodology, results and discussion in Markdown; their tables in LaTeX and CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from fabula.lab import metrics
from fabula.lab.record import Record
from fabula.lab.reports.costs import job_usd
from fabula.lab.reports.layout import bullets, section, table
from fabula.lab.reports.rows import (
    comparison_cells,
    environment_lines,
    labelled,
    limit_of,
    metric_rows,
    told,
)
from fabula.lab.reports.sections import chart, named, of_metrics
from fabula.lab.scoring import reliability
from fabula.lab.statistics.summary import deviation, mean, percentile

TITLES = ("suite", "metric", "unit", "n", "mean", "stddev", "min", "p50", "p95", "p99", "max")


def paper_report(record: Record) -> str:
    """The report in Markdown."""
    parts = [
        section("Methodology", *_methodology(record)),
        section("Results", *_results(record)),
        section("Discussion", *_discussion(record)),
    ]
    return "\n\n".join(["# Evaluation", *parts]) + "\n"


def _methodology(record: Record) -> Iterator[str]:
    counts = [samples.values for _, samples in record.samples()]
    yield (
        f"All figures were measured by {len(record.outcomes)} scenarios with "
        f"{sum(map(len, counts))} samples in all, in one run of {record.seconds:.0f} s. "
        "Percentiles are interpolated between the nearest ranks (type 7 of Hyndman and Fan); "
        "± is the standard deviation of a sample. Intervals are percentile intervals of the "
        "median (95 %, 2,000 resamples)."
    )
    if record.setup.clock == "virtual":
        yield "Time is virtual: providers are simulated, and the figures are the same anywhere."
    yield table(("", ""), environment_lines(record))
    rows = (
        (f"`{one.id}`", one.title, str(sum(len(samples.values) for samples in one.samples)))
        for one in record.outcomes
    )
    yield table(("scenario", "what it shows", "samples"), rows)


def _results(record: Record) -> Iterator[str]:
    yield bullets(key_figures(record))
    yield table(TITLES, _rows(record, digits=4))
    yield "A P95 of fewer than 20 samples, or a P99 of fewer than 100, is little more than the max."
    responses = of_metrics(record, metrics.RESPONSE.id)
    yield chart(responses, named) if len(responses) > 1 else ""
    yield table(
        ("target", "limit", "measured", "verdict"),
        (
            (one.target.says, limit_of(one.target), told(one.measured, one.target.unit), one.state)
            for one in record.verdicts
            if one.state != "SKIP"
        ),
    )


def key_figures(record: Record) -> Iterator[str]:
    """The metrics that the text-to-video document names for a paper, as it writes them."""
    seconds = _all(record, metrics.RESPONSE.id)
    if seconds:
        yield f"Response time: {mean(seconds):.3f}s ± {deviation(seconds):.3f}s"
    rates = _all(record, metrics.THROUGHPUT.id)
    if rates:
        yield f"Throughput: {max(rates):.1f} requests/second"
    if seconds:
        yield f"P95 latency: {percentile(seconds, 95) * 1000:.1f}ms"
    for name, metric, form in (
        ("Success rate", metrics.SUCCESS.id, "{:.1%}"),
        ("MTTR", metrics.REPAIR.id, "{:.2f}s"),
        ("Recovery rate", metrics.RECOVERY.id, "{:.1%}"),
        ("Memory per job", metrics.GROWTH.id, "{:.1f} MB"),
        ("Cache hit rate", metrics.HITS.id, "{:.1%}"),
    ):
        values = _all(record, metric)
        if values:
            yield f"{name}: {form.format(mean(values))}"
    usd = job_usd(record)
    if usd is not None:
        yield f"Cost per 1000 jobs: ${1000 * usd:.2f}"
    score = reliability(record)
    if score.value is not None:
        yield f"Reliability score: {score.value:.1f} of 100"


def _all(record: Record, metric: str) -> list[float]:
    rows = of_metrics(record, metric)
    # What nothing can be remembered of yet says nothing about remembering.
    counted = (row for row in rows if row.labels.get("generation") != "first")
    return [value for row in counted for value in row.values]


def _discussion(record: Record) -> Iterator[str]:
    if record.comparisons:
        yield "Beside the baseline:"
        titles = ("metric", "before", "now", "change (95 %)", "")
        yield table(titles, (comparison_cells(one) for one in record.comparisons))
    for row in of_metrics(record, metrics.SPEEDUP.id):
        low, high = told(row.summary.least, "x"), told(row.summary.most, "x")
        over = f"{low} to {high}, n = {row.summary.count}" if row.summary.count > 1 else "n = 1"
        yield (
            f"In `{row.outcome.suite}`{labelled(row.labels)}, working side by side is "
            f"{told(row.summary.p50, 'x')} as fast as one after the other ({over})."
        )
    for row in of_metrics(record, metrics.HITS.id):
        share = told(row.summary.mean, "share")
        where = f"`{row.outcome.suite}`{labelled(row.labels)}"
        yield f"In {where}, {share} of what was asked for was remembered."
    missed = [one for one in record.verdicts if one.state == "FAIL"]
    yield bullets(f"{one.target.says} was missed: {one.target.advice}" for one in missed)


def _rows(record: Record, digits: int = 6) -> Iterator[tuple[str, ...]]:
    """A row for each metric; of a single sample there is no deviation."""
    for row in metric_rows(record):
        found = row.summary
        figures = (
            found.mean, found.deviation, found.least, found.p50, found.p95, found.p99, found.most,
        )  # fmt: skip
        cells = [f"{figure:.{digits}g}" for figure in figures]
        cells[1] = cells[1] if found.count > 1 else ""
        yield (row.outcome.suite, row.name, row.metric.unit, str(found.count), *cells)


def paper_csv(record: Record) -> str:
    """The figures of every metric, a row each."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(TITLES)
    writer.writerows(_rows(record))
    return text.getvalue()


_SPECIAL = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "≤": r"$\leq$", "≥": r"$\geq$",
}  # fmt: skip


def paper_latex(record: Record) -> str:
    """Two tables for LaTeX (with the package booktabs): figures, and targets."""
    keep = (0, 1, 2, 3, 4, 5, 8, 10)
    figures = [tuple(row[place] for place in keep) for row in _rows(record)]
    targets = [
        (one.target.says, limit_of(one.target), told(one.measured, one.target.unit), one.state)
        for one in record.verdicts
        if one.state != "SKIP"
    ]
    return "\n".join(
        [
            "% \\usepackage{booktabs}",
            _tabular("lllrrrrr", tuple(TITLES[place] for place in keep), figures),
            _tabular("p{8cm}rrl", ("target", "limit", "measured", "verdict"), targets),
        ]
    )


def _tabular(columns: str, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [" & ".join(map(_latex, row)) + r" \\" for row in rows]
    head = " & ".join(titles) + r" \\"
    return "\n".join(
        [f"\\begin{{tabular}}{{{columns}}}", r"\toprule", head, r"\midrule", *lines,
         r"\bottomrule", r"\end{tabular}", ""]
    )  # fmt: skip


def _latex(text: str) -> str:
    return "".join(_SPECIAL.get(letter, letter) for letter in text)
