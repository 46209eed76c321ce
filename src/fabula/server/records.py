"""What crosses the wire: questions and answers, as JSON has them and OpenAPI tells them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from fabula.errors import BadInput
from fabula.server.places import NAME

Name = Annotated[str, Field(pattern=f"^{NAME}$")]
Role = Literal["writer", "critic", "speech", "pictures", "hearing", "embedding"]

State = Literal["queued", "running", "finished", "failed", "cancelled", "killed"]
"""A run that the server could not end, because it ended itself each time, is "killed"."""

ENDED = frozenset({"finished", "failed", "cancelled", "killed"})


class _Asked(BaseModel):
    """A question: a field that there is not is a mistake."""

    model_config = ConfigDict(extra="forbid")


class SourceText(_Asked):
    """A document or an outline in the request: `text`, or any bytes as `base64`."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    text: str | None = None
    base64: str | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.text is None) == (self.base64 is None):
            raise ValueError("a source has a text, or base64")
        return self

    def content(self) -> bytes:
        """The bytes.

        Raises:
            BadInput: They are not encoded as they should be.
        """
        if self.text is not None:
            return self.text.encode()
        try:
            return base64.b64decode(self.base64 or "", validate=True)
        except binascii.Error:
            raise BadInput(self.name, "is no base64") from None


class SourceAddress(_Asked):
    """A document on the web."""

    url: Annotated[str, Field(pattern="^https?://", max_length=2000)]


class ProjectWish(_Asked):
    """A project to begin; without a source, with the production's own example."""

    project: Name | None = None
    production: str = "video"
    source: SourceText | SourceAddress | None = None
    order: dict[str, Any] = Field(default_factory=dict)


class RunWish(_Asked):
    """A run of a project that there is, or of one to begin, if anything of it is told."""

    project: Name | None = None
    production: str | None = None
    source: SourceText | SourceAddress | None = None
    order: dict[str, Any] | None = None
    budget_usd: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    models: dict[Role, str] = Field(default_factory=dict)

    def chosen_models(self) -> dict[str, str]:
        """Models by role, in place of those that the project names."""
        return {role: setting for role, setting in self.models.items() if setting}

    def project_wish(self) -> ProjectWish | None:
        """The project to begin; None: it is there."""
        told = {"production", "source", "order"} & self.model_fields_set
        if self.project is not None and not told:
            return None
        return ProjectWish(
            project=self.project,
            production=self.production or "video",
            source=self.source,
            order=self.order or {},
        )


class Problem(BaseModel):
    """What is wrong, and what to do about it."""

    kind: str
    message: str
    remedy: str = ""


class ProblemTold(BaseModel):
    """The answer to a request that is not done."""

    error: Problem


class Hole(BaseModel):
    """A part that is missing, and why."""

    title: str
    reason: str


class Steps(BaseModel):
    """How many steps were made, and how many were remembered."""

    made: int = 0
    remembered: int = 0


class Progressed(BaseModel):
    """How far a run is; `usd` is null where a price is unknown, which is never zero."""

    stage: str = ""
    part: str = ""
    done: int = 0
    total: int = 0
    failed: int = 0
    seconds_left: float | None = None
    usd: float | None = 0.0
    saved_usd: float = 0.0


class RunStatus(BaseModel):
    """How a run stands; times are Unix seconds."""

    run: str
    project: str
    production: str
    state: State = "queued"
    asked_at: float
    started_at: float | None = None
    ended_at: float | None = None
    progress: Progressed = Progressed()
    failure: Problem | None = None
    holes: list[Hole] = []
    headline: str = ""
    notes: list[str] = []
    files: list[str] = []
    steps: Steps = Steps()


class RunEvent(BaseModel):
    """Something that happened in a run."""

    seq: int
    at: float
    kind: str
    fields: Mapping[str, Any]


class ProjectLine(BaseModel):
    """A project in a list."""

    project: str
    production: str
    state: State | None = Field(None, description="of its latest run")


class FileStatus(BaseModel):
    """How a file of a project stands; "yours" is what no run makes."""

    condition: str
    bytes: int | None = Field(None, description="null: it is not there yet")
    why: list[str] = []


class ProjectStatus(BaseModel):
    """How a project stands."""

    project: str
    production: str
    files: dict[str, FileStatus]
    latest: RunStatus | None = None


class Written(BaseModel):
    """A file that was written."""

    name: str
    bytes: int
    sha256: str


class Living(BaseModel):
    """The server answers."""

    status: Literal["pass"] = "pass"


Grade = Literal["pass", "warn", "fail"]


class Check(BaseModel):
    """One thing that was looked at."""

    status: Grade
    output: str = ""


class Health(BaseModel):
    """How the server is, and what it can do."""

    status: Grade
    version: str
    offers: list[str]
    checks: dict[str, Check]
    models: dict[str, str] | None = None
