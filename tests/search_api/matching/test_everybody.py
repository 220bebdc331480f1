"""Everybody at once: the lists are those of every pair, whatever way they came about, and a run that is stopped goes on."""

import datetime as dt
import random
import shutil
import socket
from types import SimpleNamespace

import pytest

from models.errors import BadQuery, Conflict
from models.listings import State
from models.text import Text
from models.viewer import ANONYMOUS, SYSTEM
from models.vocabulary import kinds, matchable
from ranking.matching.everybody.pool import Pool, Scorer
from ranking.matching.weights import default_weights
from search_api.matching import everybody as module
from search_api.matching.everybody import MATCHING, Everybody, pairs_of

DAY = dt.date(2026, 11, 24)


def lists(pool):
    """Every list as the store has it, with rounded scores."""
    found = {}
    for kind, other in pairs_of():
        for name, one in pool.store.matches.lists(pool.store.matches.made(kind, other), other).items():
            found[name, other] = {match.other: match.score for match in one.matches[:20]}
    return found


def assert_same(some, others):
    """The same listings in the same order, with the same scores."""
    assert some.keys() == others.keys()
    for key, one in some.items():
        assert list(one) == list(others[key]), key
        assert one == pytest.approx(others[key], abs=1e-6), key


def run(pool, *only, day=DAY, **more):
    return Everybody(pool.application, today=lambda: day).run(only, **more)


@pytest.fixture
def own_world(world, make_pool, tmp_path):
    """The fixture world, to be changed."""
    shutil.copytree(world.application.settings.data, tmp_path / "changing")
    return make_pool("changing")


def test_the_lists_are_the_best_of_every_pair_that_stands(own_world):
    run(own_world, day=dt.datetime.now(dt.UTC).date())
    application = own_world.application
    dossiers = application.dossiers.many(own_world.store.matches.standing(), ANONYMOUS)
    by_kind = {kind: [one for one in dossiers.values() if one.kind == kind] for kind in kinds()}
    for name in random.Random(1).sample(sorted(dossiers), 12):
        asker = dossiers[name]
        kept = own_world.store.matches.of(name, ANONYMOUS)
        for other in set(matchable(asker.kind)) - {asker.kind}:
            scored = application.matcher.score(asker, by_kind[other])
            best = [match for match in map(scored.match, scored.order) if match.stands][:20]
            there = kept.get(other, [])
            assert [one.score for one in there] == pytest.approx([one.score for one in best], abs=1e-6)
            found = {match.other: match for match in best}
            for one in there:
                match = found.get(one.other) or application.matcher.pair(asker, dossiers[one.other])
                expected = (match.mutual, match.forward.log_odds, match.backward.log_odds)
                assert (one.mutual, one.forward, one.backward) == pytest.approx(expected, abs=1e-5)


def test_every_pair_scores_as_it_does_alone(world):
    application = world.application
    dossiers = application.dossiers.many(world.store.matches.standing(), ANONYMOUS)
    context, rng = application.match_context(), random.Random(2)
    scorer = Scorer(application.match_weights(), context)
    pools = {kind: Pool(kind, tuple(one for one in dossiers.values() if one.kind == kind), context) for kind in kinds()}
    for kind, other in pairs_of():
        block = Pool(kind, tuple(rng.sample(pools[kind].dossiers, 6)), context)
        found = scorer.pairs(block, pools[other], both_ways=True)
        for row, asker in enumerate(block.dossiers):
            scored = application.matcher.score(asker, pools[other].dossiers)
            assert found.forward[row] == pytest.approx(scored.forward.log_odds, abs=1e-5)
            assert found.backward[row] == pytest.approx(scored.backward.log_odds, abs=1e-5)
            assert found.scores[row] == pytest.approx(scored.scores, abs=1e-6)
            assert found.stands[row].tolist() == [scored.match(n).stands for n in range(len(scored.others))]
            turned = [application.matcher.pair(one, asker).stands for one in pools[other].dossiers[:10]]
            assert found.returns[row][:10].tolist() == turned


def test_a_model_that_is_not_linear_is_given_every_feature(world):
    application, context = world.application, world.application.match_context()
    names = [name for name, kind in world.store.matches.standing().items() if kind in {"technology", "mandate"}]
    dossiers = application.dossiers.many(names, ANONYMOUS)
    pools = [
        Pool(kind, tuple(one for one in dossiers.values() if one.kind == kind)[:9], context)
        for kind in ("technology", "mandate")
    ]
    linear = application.match_weights().model
    shape = tuple(map(len, pools))

    class Other:
        names = linear.names
        contributions = linear.contributions

    weights = application.match_weights()
    opaque = SimpleNamespace(model=Other(), method=weights.method, calibration=weights.calibration)
    one, other = (Scorer(some, context).pairs(*pools) for some in (weights, opaque))
    assert one.scores.shape == shape
    assert one.scores == pytest.approx(other.scores, abs=1e-9)


def test_what_changed_is_taken_in_as_a_full_run_would(own_world, make):
    pool, rng = own_world, random.Random(7)
    mine = Everybody(pool.application, today=lambda: DAY)
    first = mine.run()
    assert first.full
    assert first.listings == len({name for name, _ in lists(pool)})
    for step in range(4):
        standing = pool.store.matches.standing()
        some = rng.sample(sorted(standing), 8)
        for number, name in enumerate(some):
            listing = pool.store.listings.get(name, SYSTEM).listing
            if number < 3:
                pool.store.listings.remove(name)
            elif number < 5:
                other = pool.store.listings.get(rng.choice(some[3:]), SYSTEM).listing
                pool.store.listings.put(
                    listing.model_copy(update={"offers": other.offers, "title": other.title}), SYSTEM
                )
            elif number == 5:
                pool.store.listings.put(listing.model_copy(update={"state": State.DRAFT}), SYSTEM)
            else:
                pool.store.listings.put(listing.model_copy(update={"id": f"{name}-again-{step}"}), SYSTEM)
        pool.index()
        # a run that has the listings at hand, and one that reads them anew
        told = (mine if step % 2 else Everybody(pool.application, today=lambda: DAY)).run()
        assert not told.full
        assert told.changes >= 8
        followed = lists(pool)
        assert run(pool, rebuild=True).full
        assert_same(followed, lists(pool))


def test_a_second_run_has_nothing_to_do(own_world):
    run(own_world)
    told = run(own_world)
    assert (told.full, told.pairs, told.touched, told.changes) == (False, 0, 0, 0)
    assert told.kept > 0


def test_what_is_removed_leaves_every_list(own_world):
    run(own_world)
    before = lists(own_world)
    gone = next(next(iter(others)) for others in before.values() if others)
    own_world.remove(gone)
    run(own_world)
    after = lists(own_world)
    assert not [name for name, _ in after if name == gone]
    assert not [others for others in after.values() if gone in others]
    full = {key: len(others) for key, others in before.items() if len(others) == 20}
    assert all(len(after[key]) >= 19 for key in full if key in after)


def test_other_weights_another_day_or_another_length_are_a_full_run(own_world, monkeypatch):
    run(own_world)
    before = lists(own_world)
    assert run(own_world, day=DAY + dt.timedelta(days=1)).full
    weights = default_weights()
    changed = weights.model_copy(update={"weights": {**weights.weights, "place": 5.0}})
    monkeypatch.setattr(own_world.application, "match_weights", lambda: changed)
    assert run(own_world, day=DAY + dt.timedelta(days=1)).full
    assert lists(own_world) != before
    assert Everybody(own_world.application, kept=3, today=lambda: DAY).run().full
    assert (
        max(len(some) for some in own_world.store.matches.of("tech-garnet-ceramic-separator", ANONYMOUS).values()) == 3
    )


def test_a_run_that_is_stopped_goes_on_where_it_was(own_world, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 16)
    monkeypatch.setattr(module, "BLOCK", 8)
    kept, batches = own_world.store.matches.keep, []

    def fail_after(count):
        def keep(some, marks=(), **more):
            if len(batches) == count:
                raise KeyboardInterrupt
            batches.append(len(some))
            kept(some, marks, **more)

        return keep

    for count in (5, 20):
        monkeypatch.setattr(own_world.store.matches, "keep", fail_after(count))
        with pytest.raises(KeyboardInterrupt):
            run(own_world)
    monkeypatch.setattr(own_world.store.matches, "keep", kept)
    # something changes between two runs, one part of which was matched before it
    name = next(iter(lists(own_world)))[0]
    own_world.store.listings.put(
        own_world.store.listings.get(name, SYSTEM).listing.model_copy(update={"title": Text.of(en="Pumps of steel")}),
        SYSTEM,
    )
    own_world.index()
    told = run(own_world)
    assert told.full
    assert told.touched < len(lists(own_world))
    followed = lists(own_world)
    run(own_world, rebuild=True)
    assert_same(followed, lists(own_world))


def test_two_runs_do_not_meet(own_world, monkeypatch):
    met = []

    def report(what, _done, _of):
        if what.startswith("reading") and not met:
            met.append(what)
            with pytest.raises(Conflict, match="Another process"):
                run(own_world)

    assert run(own_world, report=report).full
    assert met


def test_a_worker_that_is_dead_is_not_waited_for(own_world):
    jobs = own_world.store.jobs
    jobs.add(MATCHING, {}, unique_key=MATCHING)
    jobs.lease([MATCHING], f"{socket.gethostname()}:{2**22 + 1}:gone", 3600)
    assert run(own_world).full


def test_only_some_kinds_are_matched(own_world):
    told = run(own_world, "service")
    assert {kind for pair in own_world.store.matches.bookmarks() for kind in pair} > {"service"}
    assert all("service" in pair for pair in own_world.store.matches.bookmarks())
    assert told.full
    assert run(own_world).full
    with pytest.raises(BadQuery, match="no kind"):
        run(own_world, "pump")


def test_what_had_no_vectors_yet_is_matched_again(own_world, make):
    run(own_world)
    own_world.store.listings.put(
        make("fresh", "Solid-state battery separator", text="A garnet ceramic separator film."), SYSTEM
    )
    own_world.index(encode=False)
    run(own_world)
    assert own_world.store.matches.incomplete("technology", "need") == ["fresh"]
    own_world.index()
    run(own_world)
    assert not own_world.store.matches.incomplete("technology", "need")
    followed = lists(own_world)
    run(own_world, rebuild=True)
    assert_same(followed, lists(own_world))


def test_nobody_is_matched_by_what_not_everyone_may_read(pool, make):
    pool.load(
        make("open", "A pump", party="Hill Works", text="A pump of steel for deep wells"),
        make("closed", "A need", kind="need", side="seeks", tiers=[("members", "pumps of steel for deep wells")]),
        make("told", "A need", kind="need", side="seeks", text="pumps of steel for deep wells"),
    )
    run(pool)
    scores = {one.other: one.score for one in pool.store.matches.of("open", SYSTEM)["need"]}
    assert scores["told"] > scores["closed"]
