"""Matching: one technology against every mandate, everybody at once, and one change, beside the plain double loop.

    python benchmarks/match.py [--listings 10000] [--asked 30] [--json]

A made-up pool (``benchmarks/match_world.py``) of so many technologies and as many mandates, vectors given, goes through the product's own store,
index and matching. Measured: the answer to "who fits?" with all reasons of the first twenty (cold: the first; warm: the median of further
technologies); ``zhiqiao match --all`` over both kinds, twenty matches a list; the same after one listing has changed. *Double loop*: each
pair scored alone, on a sample, and what that comes to for all pairs. The lists are compared with the whole loop over a few technologies.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable

from benchmarks.match_world import World, index, loaded
from models.viewer import ANONYMOUS
from search_api.assembly import Application
from search_api.loading import load_batches
from search_api.matching.everybody import Everybody
from search_api.matching.service import MatchQuery, MatchService

Report = dict[str, float]
SHOWN = 20
PAIRS_ALONE = 300
COMPARED = 10


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def asking(application: Application, count: int) -> Report:
    """The whole answer to "who fits?", as the API gives it, in milliseconds."""
    service = MatchService(application)
    query = MatchQuery(kinds=("mandate",), limit=SHOWN)
    times = [
        1000 * seconds(lambda number=number: service.matches(f"technology-{number:06d}", query, ANONYMOUS))
        for number in range(count + 1)
    ]
    again = [
        1000 * seconds(lambda number=number: service.matches(f"technology-{number:06d}", query, ANONYMOUS))
        for number in range(1, count + 1)
    ]
    return {
        "first answer ms": times[0],
        "further answers p50 ms": statistics.median(times[1:]),
        "known candidates p50 ms": statistics.median(again),
    }


def double_loop(application: Application, listings: int) -> Report:
    """Each pair scored alone: how long one takes, and all of both kinds would."""
    dossiers = application.dossiers.many([f"mandate-{n:06d}" for n in range(PAIRS_ALONE)], ANONYMOUS)
    asker = application.dossiers.many(["technology-000000"], ANONYMOUS)["technology-000000"]
    matcher = application.matcher
    each = seconds(lambda: [matcher.pair(asker, other) for other in dossiers.values()]) / len(dossiers)
    return {"a pair alone ms": 1000 * each, "double loop, all pairs, extrapolated s": each * listings * listings}


def agreement(application: Application, listings: int) -> Report:
    """The share of the kept twenty that the loop over every mandate has too."""
    names = [f"mandate-{n:06d}" for n in range(listings)]
    others = list(application.dossiers.many(names, ANONYMOUS).values())
    shares = []
    for number in range(COMPARED):
        name = f"technology-{number:06d}"
        asker = application.dossiers.many([name], ANONYMOUS)[name]
        scored = application.matcher.score(asker, others)
        ranked = (scored.match(n) for n in scored.order)
        best = [match.other for match, _ in zip((one for one in ranked if one.stands), range(SHOWN), strict=False)]
        kept = application.store.matches.of(name, ANONYMOUS, kind="mandate").get("mandate", [])
        shares.append(len({one.other for one in kept} & set(best)) / max(1, len(best)))
    return {"share of the loop's twenty that are kept": statistics.mean(shares)}


def measure(listings: int, asked: int) -> Report:
    """Every figure."""
    world = World(listings)
    with loaded(world) as application:
        report = asking(application, asked)
        everybody = Everybody(application)
        full = everybody.run(("technology", "mandate"))
        report |= {"everybody s": full.seconds, "pairs scored": full.pairs, "matches kept": full.kept}
        list(load_batches(application.store, [world.record("technology", 0, version=1)]))
        index(application)
        report["one change s"] = everybody.run(("technology", "mandate")).seconds
        report |= double_loop(application, listings)
        report |= agreement(application, listings)
    return report


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listings", type=int, default=10_000, help="technologies, and as many mandates")
    parser.add_argument("--asked", type=int, default=30, help="technologies that ask who fits")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    report = measure(given.listings, given.asked)
    print(
        json.dumps(report, indent=2)
        if given.json
        else "\n".join(f"{name}: {value:.4g}" for name, value in report.items())
    )


if __name__ == "__main__":
    main()
