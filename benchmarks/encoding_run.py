"""How much of the encoder's own speed an indexing run keeps.

    python benchmarks/encoding_run.py [PATH…] [--models FOLDER] [--rounds 3] [--json]

The passages of all listings in PATH (the fixture world where none is given) are encoded in turn by the encoder alone, given all at once, and
by the pipeline, which reads listings from the store, keeps every vector and puts them into the index. The ratio of the two is what counts:
rounds alternate, and the best of each is kept, in seconds on the wall and in seconds of the processors (which other programs disturb less).
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from fixtures import world
from indexer.encoders import DEFAULT, open_encoder
from indexer.sources import read_paths
from indexer.texts import passage_texts, tier_texts
from models.listings import Listing
from models.ports import Encoder
from models.records import Record
from models.settings import Settings
from models.store import open_store
from search_api.assembly import Application
from search_api.loading import load_batches


def clocks() -> NDArray[np.float64]:
    """Seconds on the wall, and seconds of the processors spent by this process."""
    return np.array([time.perf_counter(), time.process_time()], np.float64)


def alone(encoder: Encoder, texts: list[str]) -> NDArray[np.float64]:
    """Seconds that the encoder takes for all texts, by both clocks."""
    start = clocks()
    encoder.encode_passages(texts)
    return clocks() - start


def piped(encoder: Encoder, records: list[Record]) -> NDArray[np.float64]:
    """Seconds from listings that are found by their words only to listings that are all found by meaning, by both clocks."""
    with TemporaryDirectory(prefix="zhiqiao-encoding-") as folder:
        application = Application(Settings(data=Path(folder)), encoder=encoder)
        for _ in load_batches(application.store, records):
            pass
        owner = application.own_index()
        if owner is None:
            raise SystemExit("The temporary index has another owner.")
        owner.catch_up()
        start = clocks()
        while owner.encode_some():
            pass
        spent = clocks() - start
        owner.close()
        application.close()
    return spent


def listed(records: list[Record]) -> list[Listing]:
    """The listings that the store makes of records."""
    with TemporaryDirectory(prefix="zhiqiao-encoding-") as folder:
        store = open_store(f"sqlite:///{folder}/store.sqlite")
        store.migrate()
        for _ in load_batches(store, records):
            pass
        changes = store.changes.after(0, 1_000_000)
        found = store.listings.for_index([change.listing_id for change in changes])
        store.dispose()
    return [one.listing for one in found.values()]


def measure(paths: list[Path], models: Path, rounds: int) -> dict[str, float]:
    """The best of some rounds of each, one after the other."""
    records = [item for _, item in read_paths(paths) if isinstance(item, Record)]
    listings = listed(records)
    passages = [one for listing in listings for text in tier_texts(listing) for one in passage_texts(text)]
    texts = list({one.content_hash: one.text for one in passages}.values())
    encoder = open_encoder(DEFAULT, cache=models)
    encoder.encode_passages(texts[:8])
    spent = [(alone(encoder, texts), piped(encoder, records)) for _ in range(rounds)]
    by_itself = np.min([one for one, _ in spent], axis=0)
    in_run = np.min([other for _, other in spent], axis=0)
    return {
        "passages": len(texts),
        "encoder alone, passages a second": len(texts) / by_itself[0],
        "indexing run, passages a second": len(texts) / in_run[0],
        "share of the encoder's own speed": by_itself[0] / in_run[0],
        "share by processor time": by_itself[1] / in_run[1],
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", type=Path, nargs="*", default=[world()])
    parser.add_argument("--models", type=Path, default=Path("data/models"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    report = measure(given.paths, given.models, given.rounds)
    print(
        json.dumps(report, indent=1)
        if given.json
        else "\n".join(f"{name}: {value:,.2f}" for name, value in report.items())
    )


if __name__ == "__main__":
    main()
