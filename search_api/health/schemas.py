"""What the API says of its health."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, Field, computed_field


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
    filling: bool = Field(
        default=False, exclude=True, description="It is empty, and is being filled for the first time."
    )


class Status(StrEnum):
    """What may be sent here."""

    READY = "ready"
    DEGRADED = "degraded"
    STARTING = "starting"
    UNAVAILABLE = "unavailable"

    @property
    def answers(self) -> bool:
        """Whether questions may be sent here."""
        return self in {Status.READY, Status.DEGRADED}


class Readiness(BaseModel):
    """What can be answered, and what every part says."""

    status: Status = Field(
        description="`ready`: every part is. `degraded`: a part is away, and questions are answered without it. `starting`: the encoder is "
        "being made ready, or the index filled, for the first time. `unavailable`: no question can be answered."
    )
    dependencies: list[Dependency]

    @computed_field(description="Whether questions may be sent here, as the HTTP status says too.")
    def ready(self) -> bool:
        """Whether questions may be sent here."""
        return self.status.answers
