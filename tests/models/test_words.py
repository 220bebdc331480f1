"""The words of the field as types: what they accept, and what they refuse with which words."""

import pytest
from pydantic import ValidationError

from models.listings import Listing, Tier
from models.parties import PartyMention, PartyRole
from models.terms import Codes, Period, Span, Term
from models.text import Text
from models.vocabulary import kinds, term_kinds


def test_text_keeps_languages_apart_and_drops_empty_ones() -> None:
    text = Text.of(en=" Film ", zh="")
    assert text.languages == ("en",)
    assert text.best("zh") == ("en", "Film")
    assert Text.of(zh="薄膜", en="Film").best("zh") == ("zh", "薄膜")
    assert not Text.of(en="  ")


def test_newer_text_stands_over_older_language_by_language() -> None:
    assert Text.of(en="old", zh="旧").merged(Text.of(en="new")) == Text.of(en="new", zh="旧")


@pytest.mark.parametrize("key", list(kinds()))
def test_every_kind_has_words_in_both_languages_and_known_terms(key: str) -> None:
    kind = kinds()[key]
    assert set(kind.name.languages) >= {"en", "zh"}
    assert set(kind.offers) | set(kind.seeks) <= set(term_kinds())
    assert set(kind.answers) <= set(kinds())
    assert all(set(words.languages) >= {"en", "zh"} for words in kind.profiles.values())


@pytest.mark.parametrize("key", list(term_kinds()))
def test_every_term_has_words_in_both_languages(key: str) -> None:
    term = term_kinds()[key]
    assert set(term.name.languages) >= {"en", "zh"}
    assert all(set(words.languages) >= {"en", "zh"} for words in term.values.values())


def test_the_words_of_the_field_are_the_right_ones() -> None:
    deal_types = term_kinds()["deal_type"].values
    assert deal_types["pledge_loan"].get("zh") == "质押融资"
    assert deal_types["managed_ip"].get("zh") == "托管"
    assert deal_types["valuation"].get("zh") == "评估"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("colour", Span(low=1), "no term 'colour'"),
        ("stage", Codes(codes=("x",)), "takes span"),
        ("deal_type", Codes(codes=("marriage",)), "no value marriage"),
    ],
)
def test_a_term_that_is_not_in_the_vocabulary_is_refused(name: str, value: Span | Codes, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Term(name=name, value=value)


def test_ends_must_be_in_order() -> None:
    with pytest.raises(ValidationError, match="above the upper end"):
        Span(low=5, high=4)
    with pytest.raises(ValidationError, match="above the upper end"):
        Period.model_validate({"start": "2026-02-01", "end": "2026-01-01"})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kind": "marriage"}, "no kind of listing"),
        ({"profile": "fund"}, "has no profile 'fund'"),
        ({"title": {}}, "needs a title"),
        ({"id": "a b"}, "pattern"),
        ({"colour": "red"}, "Extra inputs"),
    ],
)
def test_a_listing_says_what_is_wrong_with_it(changed: dict[str, object], said: str) -> None:
    good: dict[str, object] = {"id": "t-1", "kind": "technology", "title": {"en": "Film"}}
    Listing.model_validate(good)
    with pytest.raises(ValidationError, match=said):
        Listing.model_validate(good | changed)


def test_a_party_is_named_and_its_role_is_known() -> None:
    with pytest.raises(ValidationError, match="needs a name"):
        PartyMention(name=Text())
    with pytest.raises(ValidationError, match="no party role"):
        PartyRole(role="wizard")


def test_tiers_are_ordered_from_the_widest_audience() -> None:
    assert [tier.depth for tier in (Tier.TEASER, Tier.MEMBERS, Tier.ACCEPTED, Tier.NDA)] == [0, 1, 2, 3]


def test_a_listing_survives_its_json() -> None:
    listing = Listing.model_validate(
        {
            "id": "t-1",
            "kind": "technology",
            "title": {"en": "Film", "zh": "薄膜"},
            "offers": {
                "sections": [{"text": {"en": "A film."}, "tier": "members"}],
                "terms": [{"name": "price", "value": {"type": "money", "money": "CNY 1–2 million"}}],
            },
        }
    )
    assert Listing.model_validate_json(listing.model_dump_json()) == listing
