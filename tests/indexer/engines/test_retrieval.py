"""Both legs against other implementations: BM25 as bm25s computes it, cosines as numpy does; phrases, words to leave out, long questions."""

import bm25s
import numpy as np
import pytest

from models.constraints import EVERYTHING, In
from models.ports import KeywordQuery, Phrase
from models.units import ListingUnits

VOCABULARY = [f"w{number}" for number in range(60)]


def corpus(seed, count=200):
    """Texts of 5 to 39 words (longer ones' lengths are stored coarsely by engines, which moves scores by some per cent)."""
    rng = np.random.default_rng(seed)
    chances = 1 / np.arange(1, len(VOCABULARY) + 1)
    chances /= chances.sum()
    return [" ".join(rng.choice(VOCABULARY, size=rng.integers(5, 40), p=chances)) for _ in range(count)]


def reference_scores(texts, weights):
    retriever = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    retriever.index([text.split() for text in texts], show_progress=False)
    known = {term: weight for term, weight in weights.items() if term in retriever.vocab_dict}
    return sum(weight * retriever.get_scores([term]) for term, weight in known.items())


def test_keyword_scores_are_those_of_bm25s(engine, listing, seed):
    texts = corpus(seed)
    engine.put(*(listing(f"l{number:03d}", text) for number, text in enumerate(texts)))
    weights = {"w0": 1.0, "w3": 0.5, "w17": 2.0, "w40": 1.25, "unseen": 3.0}
    expected = reference_scores(texts, weights)
    found = engine.reader.retrieve(KeywordQuery(weights), None, EVERYTHING, depth=len(texts))
    scores = {candidate.listing: candidate.keyword for candidate in found}
    assert set(scores) == {f"l{number:03d}" for number in np.flatnonzero(expected)}
    for name, score in scores.items():
        assert score == pytest.approx(expected[int(name[1:])], abs=1e-3)
    assert [candidate.keyword_rank for candidate in found] == list(range(1, len(found) + 1))
    assert sorted(scores.values(), reverse=True) == list(scores.values())


@pytest.mark.parametrize("depth", [1, 10, 75])
def test_a_depth_takes_the_best(engine, listing, seed, depth):
    texts = corpus(seed)
    engine.put(
        *(
            listing(f"l{number:03d}", text, facts={"n": frozenset({str(number % 3)})})
            for number, text in enumerate(texts)
        )
    )
    for kept in ({"0"}, {"0", "1"}, {"0", "1", "2"}):
        all_scores = reference_scores(texts, {"w1": 1.0, "w8": 1.0})
        allowed = [score for number, score in enumerate(all_scores) if str(number % 3) in kept and score > 0]
        found = engine.search("w1 w8", In("n", frozenset(kept)), depth=depth)
        assert [hit.keyword for hit in found] == pytest.approx(sorted(allowed, reverse=True)[:depth], abs=1e-3)


def test_a_whole_abstract_is_a_question(engine, listing, seed):
    rng = np.random.default_rng(seed)
    words = [f"term{number}" for number in range(2000)]
    texts = [" ".join(rng.choice(words, 30)) for _ in range(100)]
    engine.put(*(listing(f"l{number}", text) for number, text in enumerate(texts)))
    weights = dict.fromkeys(rng.choice(words, 600, replace=False), 1.0) | dict.fromkeys(texts[42].split(), 1.0)
    assert engine.reader.retrieve(KeywordQuery(weights), None, EVERYTHING, depth=10)[0].listing == "l42"


def test_a_unit_with_none_of_the_terms_is_not_retrieved(engine, listing):
    engine.put(listing("a", "battery"), listing("b", "membrane"))
    assert engine.found("battery") == {"a"}
    assert engine.found("nothing") == set()
    assert engine.search() == []


def test_a_phrase_needs_its_words_side_by_side_and_in_order(engine, listing):
    engine.put(
        listing("a", "solid state battery"), listing("b", "state solid battery"), listing("c", "solid battery state")
    )
    assert engine.found(phrase="solid state") == {"a"}
    assert engine.found("battery", phrase="solid state") == {"a"}
    assert engine.found("nothing", phrase="solid state") == set()


def test_a_phrase_of_han_characters_is_found_inside_longer_text(engine, listing):
    engine.put(listing("a", "知 识 产 权 质 押 融 资"), listing("b", "质 押 权 融 资"))
    assert engine.found(phrase="质 押 融") == {"a"}
    assert engine.found(phrase="融 资") == {"a", "b"}


def test_a_required_phrase_adds_nothing_to_the_score(engine, listing):
    engine.put(listing("a", "solid state battery"), listing("b", "red flow battery"))
    plain = {hit.listing: hit.keyword for hit in engine.search("battery")}
    (hit,) = engine.search("battery", phrase="solid state")
    assert hit.keyword == pytest.approx(plain["a"], abs=1e-6)


def test_words_and_phrases_can_be_left_out(engine, listing):
    engine.put(listing("a", "solid state battery"), listing("b", "flow battery"), listing("c", "solid lead battery"))
    assert engine.found("battery", without="flow") == {"a", "c"}
    assert engine.found("battery", without="solid state") == {"b", "c"}
    assert engine.found(phrase="battery", without="solid") == {"b"}


def test_phrases_and_exclusions_hold_for_the_vector_leg_too(engine, listing, vectors):
    texts = {"a": "solid state battery", "b": "state solid battery", "c": "solid state fuel cell"}
    engine.put(*(listing(name, text, vectors=vectors(n, 1)) for n, (name, text) in enumerate(texts.items())))

    def found(**asked):
        return {
            hit.listing for hit in engine.reader.retrieve(KeywordQuery(**asked), vectors(9, 1), EVERYTHING, depth=9)
        }

    assert found(phrases=(Phrase(("solid", "state")),)) == {"a", "c"}
    assert found(without=(Phrase(("fuel",)),)) == {"a", "b"}
    assert found(phrases=(Phrase(("solid", "state")),), without=(Phrase(("cell",)),)) == {"a"}
    assert found(weights={"battery": 1.0}, without=(Phrase(("state", "battery")),)) == {"b", "c"}


def test_counts_and_scans_keep_phrases_and_exclusions(engine, listing):
    texts = {"a": "solid state battery", "b": "state solid battery", "c": "solid state fuel cell"}
    engine.put(*(listing(name, text) for name, text in texts.items()))
    query = KeywordQuery({"unseen": 1.0}, phrases=(Phrase(("solid", "state")),), without=(Phrase(("cell",)),))
    assert engine.reader.count(EVERYTHING, keyword=query).listings == 1
    page = engine.reader.scan(EVERYTHING, order="published", descending=False, after=None, limit=9, keyword=query)
    assert page.units == ("a/offers/teaser",)


def test_a_prefix_is_a_word_still_being_typed(engine, listing, vectors):
    texts = {"a": "solid battery", "b": "flow batteries", "c": "bat wing", "d": "电 池"}
    engine.put(*(listing(name, text, vectors=vectors(n, 1)) for n, (name, text) in enumerate(texts.items())))

    def found(prefix, vectors=None, **asked):
        query = KeywordQuery(prefix=prefix, **asked)
        return {hit.listing for hit in engine.reader.retrieve(query, vectors, EVERYTHING, depth=9)}

    assert found("batt") == found("batt", vectors(9, 1)) == {"a", "b"}
    assert found("bat") == {"a", "b", "c"}
    assert found("battery") == {"a"}
    assert found("电") == {"d"}
    assert found("batt", weights={"solid": 1.0, "wing": 1.0}) == {"a"}
    assert found("bat", phrases=(Phrase(("flow",)),)) == {"b"}
    assert engine.reader.count(EVERYTHING, keyword=KeywordQuery(prefix="batt")).listings == 2


def test_tokens_are_taken_as_they_are(engine, unit):
    """Nothing is lower-cased, split or stemmed again, whatever is in a token."""
    odd = ["Isn't", "A61K-31/00", "1,2-二氯乙烷", "a b", "x\u3000y", '"quoted"', "-minus", "(", "AND"]
    made = unit("a")
    streams = {"terms": odd, "words": odd}
    engine.put(ListingUnits("a", 1, (type(made)(made.id, "a", 1, streams, {}),)))
    for token in odd:
        for query in (KeywordQuery({token: 1.0}), KeywordQuery(phrases=(Phrase((token,)),))):
            assert [hit.listing for hit in engine.reader.retrieve(query, None, EVERYTHING, depth=5)] == ["a"], token
    assert engine.found("isn't") == engine.found("a") == set()


def test_vector_scores_are_cosines(engine, listing, vectors, seed):
    stored = vectors(seed, 150)
    question = vectors(seed + 1, 1)
    engine.put(*(listing(f"l{number}", vectors=stored[number : number + 1]) for number in range(150)))
    found = engine.near(question, depth=150)
    expected = (stored @ question.T).ravel()
    assert [hit.listing for hit in found[:20]] == [f"l{number}" for number in np.argsort(-expected)[:20]]
    for hit in found:
        assert hit.vector == pytest.approx(expected[int(hit.listing[1:])], abs=1e-3)
    assert [hit.vector_rank for hit in found] == list(range(1, 151))
    assert {hit.keyword for hit in found} == {hit.keyword_rank for hit in found} == {None}


@pytest.mark.parametrize("depth", [3, 40])
def test_a_unit_scores_as_its_best_passage_for_any_of_the_questions_vectors(engine, listing, vectors, seed, depth):
    passages = {f"l{number}": vectors(seed + number, 1 + number % 5) for number in range(40)}
    questions = vectors(seed + 100, 3)
    engine.put(*(listing(name, vectors=rows) for name, rows in passages.items()))
    best = {name: (rows @ questions.T).max(axis=1) for name, rows in passages.items()}
    ranked = sorted(best, key=lambda name: -best[name].max())[:depth]
    found = engine.near(questions, depth=depth)
    assert [hit.listing for hit in found] == ranked
    for hit in found:
        assert hit.vector == pytest.approx(best[hit.listing].max(), abs=1e-3)
        assert best[hit.listing][hit.passage] == pytest.approx(best[hit.listing].max(), abs=1e-3)


def test_every_candidate_has_its_vector_score(engine, listing, vectors, seed):
    stored = vectors(seed, 50)
    question = vectors(seed + 1, 1)
    engine.put(
        *(listing(f"l{n}", f"all word{n}", vectors=stored[n : n + 1]) for n in range(50)), listing("bare", "all")
    )
    expected = (stored @ question.T).ravel()
    worst = int(expected.argmin())
    query = KeywordQuery({"all": 1.0, f"word{worst}": 1.0})
    found = engine.reader.retrieve(query, question, EVERYTHING, depth=2)
    first = found[0]
    assert (first.listing, first.keyword_rank, first.vector_rank) == (f"l{worst}", 1, None)
    assert first.vector == pytest.approx(expected[worst], abs=1e-3)
    best = next(hit for hit in found if hit.vector_rank == 1)
    assert best.listing == f"l{int(expected.argmax())}"
    everything = engine.reader.retrieve(query, question, EVERYTHING, depth=100)
    bare = next(hit for hit in everything if hit.listing == "bare")
    assert (bare.vector, bare.vector_rank, bare.passage) == (None, None, None)
    assert len(everything) == 51


def test_a_question_that_centring_left_no_direction_is_near_nothing_and_is_answered_by_its_words(
    engine, listing, vectors
):
    stored = vectors(5, 3)
    engine.put(*(listing(f"l{n}", f"all word{n}", vectors=stored[n : n + 1]) for n in range(3)))
    nowhere = np.zeros_like(stored[:1])
    assert engine.near(nowhere) == []
    (found,) = engine.reader.retrieve(KeywordQuery({"word1": 1.0}), nowhere, EVERYTHING, depth=10)
    assert (found.listing, found.keyword_rank, found.vector, found.vector_rank) == ("l1", 1, None, None)
    both = engine.near(np.concatenate([nowhere, stored[2:]]), depth=1)
    assert [(one.listing, one.vector) for one in both] == [("l2", pytest.approx(1.0, abs=1e-3))]


def test_a_unit_keeps_the_numbers_of_its_passages(engine, unit, vectors):
    rows = vectors(3, 2)
    made = unit("a", vectors=rows)
    partial = tuple(type(passage)(passage.number + 4, "zh", passage.vector) for passage in made.vectors)
    engine.put(ListingUnits("a", 1, (type(made)(made.id, "a", 1, {}, {}, partial, 9),)))
    assert engine.near(rows[1:])[0].passage == 5


def test_an_empty_index_answers(engine, vectors):
    assert engine.search("battery", phrase="solid state") == []
    assert engine.near(vectors(1, 1)) == []
    assert engine.reader.count(EVERYTHING, ["kind"]).listings == 0


def test_a_listing_is_excluded_by_a_word_on_either_of_its_sides(engine, unit):
    sides = (unit("a", "marine drive", part="offers/teaser"), unit("a", "seeks a battery", part="seeks/teaser"))
    engine.put(ListingUnits("a", 1, sides))
    assert engine.found("marine") == {"a"}
    assert engine.found("marine", without="battery") == set()


def test_what_a_viewer_may_not_read_excludes_nothing_for_that_viewer(engine, unit):
    secret = unit("a", "marine drive battery", part="offers/nda", facts={"tier": frozenset({"nda"})})
    open_ = unit("a", "marine drive", part="offers/teaser", facts={"tier": frozenset({"teaser"})})
    engine.put(ListingUnits("a", 1, (open_, secret)))
    readable = In("tier", frozenset({"teaser"}))
    assert {one.listing for one in engine.search("marine", readable, without="battery")} == {"a"}
