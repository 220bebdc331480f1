"""Matching: one technology against every mandate, everybody at once, and one change, beside the plain double loop.

    python benchmarks/match.py [--listings 10000] [--asked 30] [--folder FOLDER] [--json]

A made-up pool (``benchmarks/match_world.py``) of so many technologies and as many mandates, vectors given, goes through the product's own store,
index and matching. Measured: the answer to "who fits?" with all reasons of the first twenty (cold: the first; warm: the median of further
technologies); ``zhiqiao match --all`` over both kinds, twenty matches a list; the same after one listing has changed. *Double loop*: each
pair scored alone, on a sample, and what that comes to for all pairs. The lists, and what a question finds, are compared with the whole loop over
a few technologies. ``--folder`` keeps the pool, to be used again.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import time
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks.match_world import World, index, loaded
from models.viewer import ANONYMOUS
from ranking.matching.matcher import MatchRequest
from search_api.assembly import Application
from search_api.loading import load_batches
from search_api.matching.everybody import Everybody
from search_api.matching.service import MatchQuery, MatchService

Report = dict[str, float]
SHOWN = 20
PAIRS_ALONE = 300
COMPARED = 10
CHANGED = 10


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def asking(application: Application, count: int) -> Report:
    """The whole answer to "who fits?", as the API gives it, in milliseconds."""
    service = MatchService(application)
    query = MatchQuery(kinds=("mandate",), limit=SHOWN)

    def answered(number: int) -> object:
        return service.matches(f"technology-{number:06d}", query, ANONYMOUS)

    times = [1000 * seconds(partial(answered, number)) for number in range(count + 1)]
    again = [1000 * seconds(partial(answered, number)) for number in range(1, count + 1)]
    scored = [1000 * seconds(partial(best, application, number)) for number in range(1, count + 1)]
    return {
        "scored with all reasons, known candidates p50 ms": statistics.median(scored),
        "first answer ms": times[0],
        "further answers p50 ms": statistics.median(times[1:]),
        "known candidates p50 ms": statistics.median(again),
    }


def best(application: Application, number: int) -> None:
    """The first twenty of one technology with all reasons, before they are worded."""
    asker = application.dossiers.asker(f"technology-{number:06d}", ANONYMOUS)
    if asker is not None:
        application.matcher.matches(MatchRequest(asker, ANONYMOUS, ("mandate",))).best(SHOWN)


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
    shares, found, apart, loop = [], [], 0.0, 0.0
    for number in range(COMPARED):
        name = f"technology-{number:06d}"
        asker = application.dossiers.many([name], ANONYMOUS)[name]
        started = time.perf_counter()
        scored = application.matcher.score(asker, others)
        loop += time.perf_counter() - started
        ranked = (scored.match(n) for n in scored.order)
        best = {match.other: match.score for match in islice((one for one in ranked if one.stands), SHOWN)}
        kept = {one.other: one.score for one in application.store.matches.of(name, ANONYMOUS).get("mandate", [])}
        asked = MatchService(application).matches(name, MatchQuery(kinds=("mandate",), limit=SHOWN), ANONYMOUS)
        shares.append(len(kept.keys() & best.keys()) / max(1, len(best)))
        found.append(len({one.listing.id for one in asked.results} & best.keys()) / max(1, len(best)))
        apart = max([apart, *(abs(kept[other] - best[other]) for other in kept.keys() & best.keys())])
    return {
        "share of the loop's twenty that are kept": statistics.mean(shares),
        "share of the loop's twenty that an answer has": statistics.mean(found),
        "scores apart, at most": apart,
        "a row at a time, all pairs, extrapolated s": loop / COMPARED * listings,
    }


def changes(world: World, application: Application, everybody: Everybody) -> Report:
    """Everybody's lists brought up to one changed technology, with the listings at hand; the first makes ready what the others use."""
    times = []
    for number in range(CHANGED + 1):
        list(load_batches(application.store, [world.record("technology", number, version=time.time_ns())]))
        index(application)
        times.append(everybody.run(("technology", "mandate")).seconds)
    return {"first change s": times[0], "further changes p50 s": statistics.median(times[1:])}


def measure(listings: int, asked: int, folder: Path | None) -> Report:
    """Every figure."""
    world = World(listings)
    with loaded(world, folder) as application:
        report = asking(application, asked)
        everybody = Everybody(application)
        full = everybody.run(("technology", "mandate"), rebuild=True)
        report |= {"everybody s": full.seconds, "pairs scored": full.pairs, "matches kept": full.kept}
        report |= double_loop(application, listings)
        report["double loop to everybody"] = report["double loop, all pairs, extrapolated s"] / full.seconds
        report |= agreement(application, listings)
        report |= changes(world, application, everybody)
        report["peak memory GB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return report


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listings", type=int, default=10_000, help="technologies, and as many mandates")
    parser.add_argument("--asked", type=int, default=30, help="technologies that ask who fits")
    parser.add_argument("--folder", type=Path, help="where the pool is kept, to be used again")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    report = measure(given.listings, given.asked, given.folder)
    print(
        json.dumps(report, indent=2)
        if given.json
        else "\n".join(f"{name}: {value:.4g}" for name, value in report.items())
    )


if __name__ == "__main__":
    main()
