"""A pool of documents, loaded and indexed as a user's would be, to ask questions of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from indexer.encoders import DEFAULT, open_encoder
from models.constraints import EVERYTHING
from models.settings import Settings
from models.viewer import ANONYMOUS
from ranking.evaluate import Task
from ranking.fusion import Fusion
from ranking.question import pasted
from ranking.search import Searcher, SearchRequest
from ranking.window import Window
from search_api.assembly import Application
from search_api.evaluation.documents import listing_id, records
from search_api.loading import load_batches
from search_api.question_means import asking_anew


@dataclass(frozen=True)
class Pool:
    """Documents that can be asked. ``names`` gives a result's document id back."""

    application: Application
    names: Mapping[str, str]

    def searcher(self, fusion: Fusion | None = None, *, centred: bool = True) -> Searcher:
        """A searcher whose question means know nothing yet; ``fusion`` in place of the product's own."""
        own = self.application.searcher
        changed = replace(own, fusion=fusion) if fusion else own
        return asking_anew(changed, self.application.question_means.prior) if centred else changed

    def ask(self, searcher: Searcher, text: str, *, without: Sequence[str] = ()) -> Window:
        """The first hundred answers to a question, some documents left out."""
        left_out = frozenset(listing for listing, name in self.names.items() if name in without)
        return searcher.search(SearchRequest(pasted(text), ANONYMOUS, EVERYTHING, size=100, without_listings=left_out))


@contextmanager
def pool(documents: Sequence[tuple[str, str, str]], models: Path, encoder_spec: str = DEFAULT) -> Iterator[Pool]:
    """A pool of (id, title, text), encoded by the encoder that is named, whose files are kept in ``models``."""
    task = Task("pool", documents, [], {}, {})
    with TemporaryDirectory(prefix="zhiqiao-pool-") as folder:
        encoder = open_encoder(encoder_spec, cache=models)
        application = Application(Settings(data=Path(folder)), encoder=encoder)
        for _ in load_batches(application.store, records(task, application.analyser)):
            pass
        owner = application.own_index()
        if owner is None:
            raise SystemExit("The temporary index has another owner.")
        owner.catch_up()
        owner.encode_all()
        yield Pool(application, {listing_id(number): name for number, (name, _, _) in enumerate(documents)})
        owner.close()
        application.close()
