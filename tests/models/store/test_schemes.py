from models.records import SchemeEntry
from models.text import Text


def entry(symbol, parent, **titles):
    return SchemeEntry(symbol=symbol, parent=parent, titles=titles)


def test_entries_give_the_tree_and_the_titles(store):
    store.schemes.put(
        [
            entry("A01L1/00", None, en="Shoes"),
            entry("A01L1/02", "A01L1/00", en="of metal"),
            entry("A01L1/04", "A01L1/02"),
        ]
    )
    assert store.schemes.pairs() == [("A01L1/02", "A01L1/00"), ("A01L1/04", "A01L1/02")]
    assert store.schemes.titles(["A01L1/00", "A01L1/04", "B99"]) == {"A01L1/00": Text.of(en="Shoes")}


def test_a_newer_scheme_moves_a_symbol_and_adds_titles(store):
    store.schemes.put([entry("A01L1/02", "A01L1/00", en="of metal")])
    store.schemes.put([entry("A01L1/02", "A01L1/01", zh="金属制")])
    assert store.schemes.pairs() == [("A01L1/02", "A01L1/01")]
    assert store.schemes.titles(["A01L1/02"]) == {"A01L1/02": Text.of(en="of metal", zh="金属制")}


def test_a_record_brings_entries(store, make):
    one = make.record("A01L", scheme=(entry("A01L1/02", "A01L1/00"),))
    assert [outcome.what.value for outcome in store.loads.apply([one, one])] == ["new", "unchanged"]
    assert store.schemes.pairs() == [("A01L1/02", "A01L1/00")]
