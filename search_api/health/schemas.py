"""What the API says of its health."""

from __future__ import annotations

from pydantic import BaseModel, Field


class Alive(BaseModel):
    """The process is up."""

    status: str = "up"
    version: str


class Dependency(BaseModel):
    """One part that searches need."""

    name: str = Field(description="`store`, `index` or `encoder`.")
    ready: bool
    detail: str = Field(description="What it is, or what is wrong with it.")
    advice: str | None = Field(default=None, description="What to do about it.")


class Readiness(BaseModel):
    """Whether every part is ready."""

    ready: bool
    dependencies: list[Dependency]
