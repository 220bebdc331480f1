"""The generations of an Elasticsearch index: indices side by side, and an alias of the one that is live."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from uuid import uuid4

from elasticsearch import Elasticsearch, NotFoundError

from indexer.engines.elasticsearch.cluster import Cluster, Options, answering
from indexer.engines.elasticsearch.kept import STATE_KEY, Kept
from indexer.engines.elasticsearch.lease import Lease, held
from indexer.engines.elasticsearch.mappings import index_settings, mapping, read_header
from indexer.engines.elasticsearch.reader import ElasticsearchReader
from indexer.engines.elasticsearch.writer import ElasticsearchWriter
from indexer.engines.refusals import is_live, no_generation
from models.errors import Conflict, NotFound

GENERATION = re.compile(r"(\d{4,})-[0-9a-f]{8}")


class ElasticsearchGenerations:
    """The index on a cluster, of vectors with ``dimensions`` numbers. Implements ``models.ports.Generations``."""

    def __init__(self, client: Elasticsearch, options: Options, *, dimensions: int) -> None:
        self._cluster = Cluster(client, options)
        self._dimensions = dimensions

    def live(self) -> str | None:
        """See ``Generations.live``."""
        return self._cluster.live()

    def answers(self) -> bool:
        """See ``Served.answers``."""
        return self._cluster.answers()

    def reader(self) -> ElasticsearchReader:
        """See ``Generations.reader``. Its methods raise ``EngineUnavailable`` while no generation is live."""
        return ElasticsearchReader(self._cluster, self._dimensions)

    def writer(self, generation: str) -> ElasticsearchWriter:
        """See ``Generations.writer``. ``RebuildNeeded`` where the generation holds vectors of another length."""
        return ElasticsearchWriter(self._cluster, generation, self._dimensions)

    def owned(self, generation: str) -> bool:
        """See ``Generations.owned``."""
        with answering():
            try:
                return held(self._cluster.client, self._cluster.door(generation))
            except NotFoundError:
                raise no_generation(generation) from None

    def create(self, made_by: Mapping[str, object]) -> str:
        """See ``Generations.create``."""
        number = 1 + max(map(_number, self._all()), default=0)
        name = f"{number:04d}-{uuid4().hex[:8]}"
        with answering():
            self._cluster.client.indices.create(
                index=self._cluster.index(name),
                mappings=mapping(self._cluster.options, self._dimensions, made_by),
                settings={"index": index_settings(self._cluster.options)},
                aliases={self._cluster.door(name): {}},
            )
            state = Kept(self._cluster.client, self._cluster.door(name), STATE_KEY)
            state.write({"sequence": 0, "stale": 0, "stamp": uuid4().hex, "writer": ""})
            self._cluster.client.indices.refresh(index=self._cluster.index(name))
        return name

    def made_by(self, generation: str) -> Mapping[str, object]:
        """See ``Generations.made_by``. ``NotFound`` where there is no such generation."""
        return read_header(self._cluster, generation).made_by

    def switch(self, generation: str) -> None:
        """See ``Generations.switch``. ``NotFound`` where there is no such generation. What builds that were broken off have left is removed."""
        read_header(self._cluster, generation)
        before = self.live()
        actions = [{"add": {"index": self._cluster.index(generation), "alias": self._cluster.alias}}]
        if before not in {None, generation}:
            actions.append({"remove": {"index": self._cluster.index(str(before)), "alias": self._cluster.alias}})
        with answering():
            self._cluster.client.indices.update_aliases(actions=actions)
        self._sweep(generation, before)

    def drop(self, generation: str) -> None:
        """See ``Generations.drop``. ``Conflict`` where it is live or being written, ``NotFound`` where there is none."""
        with answering():  # one of another form is dropped like any
            if not self._cluster.client.indices.exists(index=self._cluster.index(generation)):
                raise no_generation(generation)
        if generation == self.live():
            raise is_live(generation)
        self._remove(generation)

    def remove(self) -> None:
        """Remove every generation, the live one too: an index that was made to be thrown away."""
        for name in self._all():
            with answering():
                self._cluster.client.indices.delete(index=self._cluster.index(name), ignore_unavailable=True)

    def _all(self) -> list[str]:
        """Every generation, by the names of the indices."""
        with answering():
            found = self._cluster.client.indices.get_alias(index=self._cluster.index("*"))
        names = (self._cluster.generation(index) for index in found)
        return [name for name in names if GENERATION.fullmatch(name)]

    def _sweep(self, live: str, before: str | None) -> None:
        """Remove what builds have left that a crash broke off: all that is older than the live generation, but for the one before it."""
        for name in self._all():
            if _number(name) < _number(live) and name != before:
                with suppress(Conflict, NotFound):
                    self._remove(name)

    def _remove(self, generation: str) -> None:
        """Raises ``Conflict`` where it is being written: nobody starts to while its lease is held here."""
        lease = Lease(self._cluster.client, self._cluster.door(generation), generation)
        try:
            with answering():
                self._cluster.client.indices.delete(index=self._cluster.index(generation), ignore_unavailable=True)
        finally:
            lease.release()


def _number(generation: str) -> int:
    found = GENERATION.fullmatch(generation)
    return int(found[1]) if found else 0
