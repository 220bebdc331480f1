"""What was acknowledged is there after the process was killed."""

import subprocess
import sys

from models.store import open_store

LOADER = """
import sys
from models.listings import Listing
from models.records import Origin, Record
from models.store import open_store
from models.text import Text

store = open_store(sys.argv[1])
number = 0
while True:
    names = [f"l{number + n}" for n in range(20)]
    store.loads.apply([
        Record(
            source="form",
            key=name,
            origin=Origin(file="f", place=name),
            listing=Listing(id=name, kind="need", title=Text.of(en=name)),
        )
        for name in names
    ])
    number += 20
    print(number, flush=True)
"""


def test_every_acknowledged_batch_survives_a_kill(url):
    child = subprocess.Popen([sys.executable, "-c", LOADER, url], stdout=subprocess.PIPE, text=True)
    acknowledged = [int(child.stdout.readline()) for _ in range(8)][-1]
    child.kill()
    rest = child.stdout.read().split()
    child.wait()
    child.stdout.close()
    acknowledged = max([acknowledged, *(int(one) for one in rest)])
    store = open_store(url)
    total = store.listings.counts().total
    found = store.listings.for_index([f"l{n}" for n in range(acknowledged)])
    changes = store.changes.after(0, 100_000)
    store.migrate()
    store.dispose()
    assert len(found) == acknowledged
    assert total in {acknowledged, acknowledged + 20}
    assert [one.sequence for one in changes] == list(range(1, total + 1))
