"""What is read of a listing, tier by tier."""

from indexer.texts import MOST_PASSAGES, encodable_passages, passage_texts, tier_texts
from models.listings import Listing, Section, Side, SideName, State, Tier
from models.text import Text


def listing(**sides: Side) -> Listing:
    return Listing(id="t-1", kind="technology", title=Text.of(en="Garnet film", zh="石榴石薄膜"), **sides)


def section(text: str, tier: Tier = Tier.TEASER) -> Section:
    return Section(text=Text.of(en=text), tier=tier)


def test_title_and_terms_are_read_at_the_widest_tier_even_where_every_text_is_of_a_deeper_one():
    open_tier, deep = tier_texts(listing(offers=Side(sections=(section("Secret.", Tier.NDA),))))
    assert (open_tier.tier, open_tier.bodies) == (Tier.TEASER, {})
    assert (deep.tier, deep.bodies) == (Tier.NDA, {"en": "Secret."})


def test_a_deeper_tier_holds_what_the_wider_ones_say() -> None:
    found = tier_texts(listing(offers=Side(sections=(section("Open."), section("Secret.", Tier.NDA)))))
    assert [(text.tier, text.bodies["en"]) for text in found] == [(Tier.TEASER, "Open."), (Tier.NDA, "Open.\nSecret.")]


def test_both_sides_are_read_apart_and_the_title_with_each() -> None:
    found = tier_texts(listing(offers=Side(sections=(section("Film."),)), seeks=Side(sections=(section("Money."),))))
    assert [text.side for text in found] == [SideName.OFFERS, SideName.SEEKS]
    assert all(text.whole("en").startswith("Garnet film") for text in found)


def test_a_listing_that_says_nothing_is_read_by_its_title() -> None:
    (only,) = tier_texts(listing())
    assert [passage.text for passage in passage_texts(only)] == ["Garnet film", "石榴石薄膜"]


def test_an_abstract_is_one_passage_that_begins_with_the_title() -> None:
    (only,) = tier_texts(listing(offers=Side(sections=(section("A film of 20 micrometres."),))))
    english = [passage.text for passage in passage_texts(only) if passage.language == "en"]
    assert english == ["Garnet film. A film of 20 micrometres."]


def test_a_long_text_is_several_passages_that_lose_nothing() -> None:
    body = " ".join(f"Sentence number {n} says something about lithium films." for n in range(150))
    (only,) = tier_texts(listing(offers=Side(sections=(section(body),))))
    passages = [passage for passage in passage_texts(only) if passage.language == "en"]
    assert 1 < len(passages) <= MOST_PASSAGES
    assert " ".join(passage.text.removeprefix("Garnet film. ") for passage in passages) == body
    assert all(body[passage.start :].startswith(passage.text.removeprefix("Garnet film. ")) for passage in passages)


def test_the_hash_follows_the_text() -> None:
    one, other, again = (
        passage_texts(tier_texts(listing(offers=Side(sections=(section(text),))))[0])[0].content_hash
        for text in ("A film.", "A foil.", "A film.")
    )
    assert one == again != other


def test_a_remote_encoder_is_given_only_what_everyone_may_read() -> None:
    tiered = listing(offers=Side(sections=(section("Open."), section("Secret.", Tier.NDA))))
    teaser, deeper = tier_texts(tiered)
    assert encodable_passages(tiered, teaser, remote=True) == passage_texts(teaser)
    assert encodable_passages(tiered, deeper, remote=True) == []
    assert encodable_passages(tiered, deeper, remote=False) == passage_texts(deeper)
    draft = tiered.model_copy(update={"state": State.DRAFT})
    assert encodable_passages(draft, teaser, remote=True) == []
