"""Jobs as people may see them. No HTTP."""

from __future__ import annotations

from dataclasses import dataclass

from models.store.jobs import Job, JobState
from models.text import Text
from search_api.assembly import Application
from search_api.jobs.schemas import JobList, JobView

KINDS = {
    "encoding": Text.of(en="Encoding", zh="语义编码"),
    "indexing": Text.of(en="Rebuilding the index", zh="重建索引"),
    "matching": Text.of(en="Matching everybody", zh="全部匹配"),
}
STATES = {
    JobState.WAITING: Text.of(en="waiting", zh="等待中"),
    JobState.LEASED: Text.of(en="at work", zh="进行中"),
    JobState.DONE: Text.of(en="done", zh="已完成"),
    JobState.FAILED: Text.of(en="failed", zh="失败"),
}


@dataclass(frozen=True)
class JobService:
    """The jobs of one application.

    Until there are accounts, everybody may see that there is work and how far it has come, and nothing of what it is about: payloads, the names of
    workers and error messages are shown by ``zhiqiao jobs`` to whoever runs the machine.
    """

    application: Application

    def list(self, kind: str | None, state: JobState | None, limit: int, language: str) -> JobList:
        """The latest jobs, newest first."""
        jobs = self.application.store.jobs
        found = [view(job, language) for job in jobs.list(kind=kind, state=state, limit=limit)]
        return JobList(jobs=found, counts=jobs.counts(kind=kind), language=language)

    def get(self, job_id: int, language: str) -> JobView:
        """One job. Raises ``NotFound``."""
        return view(self.application.store.jobs.get(job_id), language)


def view(job: Job, language: str) -> JobView:
    """A job in the reader's words."""
    return JobView(
        id=job.id,
        kind=job.kind,
        kind_label=KINDS[job.kind].best(language)[1] if job.kind in KINDS else job.kind,
        state=job.state,
        state_label=STATES[job.state].best(language)[1],
        priority=job.priority,
        attempts=job.attempts,
        done=job.done,
        total=job.total,
        progress=min(1.0, job.done / job.total) if job.total else None,
        created=job.created,
        due=job.due if job.state is JobState.WAITING else None,
        ended=job.ended,
    )
