"""The HTTP routes of jobs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from models.store.jobs import JobState
from search_api.jobs.schemas import JobList, JobView
from search_api.jobs.service import JobService
from search_api.problems import responses
from search_api.requests import ReaderLanguage

router = APIRouter(prefix="/api/v1/jobs", tags=["jobs"])


@router.get("", summary="List the jobs", responses=responses(422, 503))
def list_jobs(
    request: Request,
    language: ReaderLanguage,
    kind: Annotated[
        str | None,
        Query(description="Only jobs of this kind.", openapi_examples={"encoding": {"value": "encoding"}}),
    ] = None,
    state: Annotated[
        JobState | None,
        Query(description="Only jobs in this state.", openapi_examples={"at work": {"value": "leased"}}),
    ] = None,
    limit: Annotated[int, Query(description="The most jobs to list.", ge=1, le=1000)] = 100,
) -> JobList:
    """The long work in the background, newest first: what it is, where it stands, and how far it has come.

    Everybody may see that much. What a job is about in detail, which worker has it and what went wrong is shown to the operator by `zhiqiao jobs`.
    """
    service: JobService = request.app.state.jobs
    return service.list(kind, state, limit, language)


@router.get("/{job_id}", summary="Read a job", responses=responses(404, 422, 503))
def read_job(
    request: Request,
    job_id: Annotated[
        int, Path(description="The job's id.", ge=1, le=2**31 - 1, openapi_examples={"the first": {"value": 1}})
    ],
    language: ReaderLanguage,
) -> JobView:
    """One job: where it stands and how far it has come. Jobs are forgotten 30 days after they ended."""
    service: JobService = request.app.state.jobs
    return service.get(job_id, language)
