"""Reports: each a function of the record, and each in a module of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from fabula.errors import UnknownName
from fabula.lab.record import Record

Report = Callable[[Record], str]


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a record can be told in.

    Args:
        place: The function that makes it, `module:function`.
        file: What its file is called.
        about: What it is for.
    """

    place: str
    file: str
    about: str


FORMS: Mapping[str, Form] = {
    "json": Form("fabula.lab.record_file:to_json", "lab-run.json", "the record itself"),
}
"""Every form of report, by the name that `--format` takes."""


def report_in(form: str) -> Report:
    """The function that makes a report.

    Raises:
        UnknownName: There is no such form.
    """
    if form not in FORMS:
        raise UnknownName("report", form, FORMS)
    module, _, name = FORMS[form].place.partition(":")
    report: Report = getattr(import_module(module), name)
    return report
