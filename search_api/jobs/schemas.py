"""What the API says of jobs."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, Field

from models.store.jobs import JobState


class JobView(BaseModel):
    """A job: what it is, where it stands, and how far it has come. What it is about in detail, who does it and what went wrong is the operator's."""

    id: int
    kind: str = Field(description="`encoding`, `indexing` or `matching`.")
    kind_label: str
    state: JobState
    state_label: str
    priority: int = Field(description="The higher, the sooner.")
    attempts: int = Field(description="How often it was begun; one that was given back is not counted.")
    done: int
    total: int | None = Field(default=None, description="Of how many; not there before that is known.")
    progress: float | None = Field(default=None, description="From 0 to 1; not there before the total is known.")
    created: dt.datetime
    due: dt.datetime | None = Field(default=None, description="When a waiting job may be taken.")
    ended: dt.datetime | None = None


class JobList(BaseModel):
    """The latest jobs, newest first, and how many there are in each state."""

    jobs: list[JobView]
    counts: dict[JobState, int]
    language: str = Field(description="The reader's language.")
