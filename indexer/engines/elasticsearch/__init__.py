"""The Elasticsearch engine: for what outgrows one machine. The same tokens, constraints, scores and answers as the embedded engine.

**One document a unit, with its passages nested.** A unit is what is retrieved, so it is what is a document: BM25 ranks units, and kNN over the
nested passages gives the best units (not the best passages), with the constraint and the words as a filter inside it. A listing's units share
its route, hence a shard, where they become visible in one refresh.

**A document a listing** keeps its version and which units it ever had. It is written before its units, in one bulk: what a crash leaves behind
is named in it, and is replaced or removed by the replay. A listing that is gone keeps this document, so that an older change never brings it
back (Elasticsearch itself forgets deletions after a while). Every write carries the listing's version (``external_gte``).

**Facts under names that nobody can list beforehand** (``offers.ticket.CNY``) are in three *flattened* fields, which Elasticsearch keeps as terms
``name\\0value``: ``codes`` for code sets, ``low`` and ``high`` for intervals. Strict mappings stay strict and never grow with the names, a filter
is one term or one range of terms, and a scan sorts by ``low.NAME``. Numbers are written as 16 hexadecimal digits in the order of the numbers, so
every double, the infinities among them, is compared exactly. ``stated`` names the facts that are there, which the three-valued logic needs.

**Siblings.** ``-word`` looks at every unit of a listing that passes, and a count counts a listing once. Both ask of a unit what the others of its
listing are, so each unit carries them nested: their facts and words, and whether they come before it. A listing has few units.

**Scores.** Both legs go in one ``_msearch``. Elasticsearch finds; cosines are computed here from the raw vectors, which come with the hits as one
binary value (half precision: 0.0005 at most), so that a unit's score does not depend on the leg that found it or on the quantisation.

**One writer at a time** holds a lease, a document of the generation; its state is written on condition that nobody wrote it in between. Changes
wait in memory until the checkpoint, which writes them, then the state, and refreshes: nothing else does.
"""

from models.errors import MissingExtra
from models.messages import Message

try:
    import elasticsearch  # noqa: F401 — to say what is missing
except ImportError as error:
    raise MissingExtra(Message(en="The Elasticsearch client", zh=" Elasticsearch 客户端"), "elasticsearch") from error

from indexer.engines.elasticsearch.cluster import Options, open_client
from indexer.engines.elasticsearch.generations import ElasticsearchGenerations

__all__ = ["ElasticsearchGenerations", "Options", "open_client"]
