"""Documents that a writer keeps beside the units: each is only ever written over what this writer saw last of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from elasticsearch import ConflictError, Elasticsearch, NotFoundError

from indexer.engines.elasticsearch import mappings as m
from indexer.engines.elasticsearch.cluster import Body

ROUTE = "state"
STATE_KEY, MOMENTS_KEY, LEASE_KEY = "s:state", "s:moments", "s:writer"


class Overtaken(Exception):
    """Somebody else has written the document since it was read."""


@dataclass
class Kept:
    """One such document of the generation behind ``door``."""

    client: Elasticsearch
    door: str
    key: str
    _seen: tuple[int, int] | None = field(default=None, init=False)

    def read(self) -> Body | None:
        """What it holds now, written a moment ago or not; ``None`` where it was never written."""
        try:
            found = self.client.get(index=self.door, id=self.key, routing=ROUTE)
        except NotFoundError as error:
            if "found" not in error.body:
                raise
            self._seen = None
            return None
        self._seen = (found["_seq_no"], found["_primary_term"])
        held: Body = found["_source"][m.STATE]
        return held

    def write(self, held: Body) -> None:
        """Write it. Raises ``Overtaken``, unless what stands there is what was to be written: a request that was sent twice."""
        try:
            self._write(held)
        except ConflictError:
            if self.read() != held:
                raise Overtaken from None

    def _write(self, held: Body) -> None:
        if self._seen is None:
            expected: Body = {"op_type": "create"}
        else:
            expected = {"if_seq_no": self._seen[0], "if_primary_term": self._seen[1]}
        answer = self.client.index(
            index=self.door,
            id=self.key,
            routing=ROUTE,
            document={m.TYPE: m.STATE, m.STATE: held},
            require_alias=True,
            **expected,
        )
        self._seen = (answer["_seq_no"], answer["_primary_term"])
