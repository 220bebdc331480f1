"""What becomes of a list when some of those in it change."""

from models.matches import KeptList, KeptMatch
from ranking.matching.everybody.lists import changed, short


def match(other, score):
    return KeptMatch(other, 0.0, 0.0, score, score)


def kept(*pairs, following=None):
    return KeptList("one", "need", "technology", "made", True, tuple(match(*pair) for pair in pairs), following)


def names(one):
    return [match.other for match in one.matches]


def test_who_is_better_than_what_was_left_out_comes_in_and_who_is_last_goes():
    before = kept(("a", 0.9), ("b", 0.5), following=(-0.4, "c"))
    after = changed(before, (), [match("d", 0.7), match("e", 0.3)], 2)
    assert (names(after), after.next) == (["a", "d"], (-0.5, "b"))
    assert not short(after, 2)


def test_who_is_worse_than_what_was_left_out_is_not_known_to_be_next():
    before = kept(("a", 0.9), ("b", 0.5), following=(-0.4, "c"))
    after = changed(before, {"b"}, [match("b", 0.3)], 2)
    assert (names(after), after.next) == (["a"], (-0.4, "c"))
    assert short(after, 2)
    assert not short(after, 1)


def test_a_list_that_leaves_nobody_out_takes_everybody():
    after = changed(kept(("a", 0.9)), {"a"}, [match("b", 0.01)], 2)
    assert (names(after), after.next) == (["b"], None)
    assert not short(after, 2)


def test_of_equal_scores_the_smaller_id_comes_first():
    before = kept(("b", 0.5), ("d", 0.5), following=(-0.5, "e"))
    assert names(changed(before, (), [match("c", 0.5), match("f", 0.5)], 3)) == ["b", "c", "d"]
