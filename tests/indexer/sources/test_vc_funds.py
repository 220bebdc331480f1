"""What a user may rely on when a list of venture funds is read."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from indexer.sources.base import Context, Head
from indexer.sources.vc_funds import SOURCE
from models.listings import Listing
from models.records import Record, Refusal
from models.terms import Amount, Codes, Weight

FUND = {
    "id": "acme-ventures",
    "name": "Acme Ventures I",
    "firm": "Acme Ventures",
    "stage": ["Pre-seed", "Series A"],
    "sectors": ["Health", "Developer Tools", "Generalist"],
    "geography": "Israel",
    "fundSize": "> $1B",
    "checkSize": "$2M-$5M",
    "thesis": "A template that says nothing.",
}


def read(text: str) -> list[Record | Refusal]:
    return list(SOURCE.read(io.BytesIO(text.encode("utf-8")), "funds.json", Context()))


def listing(**members: Any) -> Listing:
    (found,) = read(json.dumps([{**FUND, **members}]))
    assert isinstance(found, Record), found
    assert found.listing is not None
    return found.listing


def test_a_fund_is_a_mandate_with_its_terms() -> None:
    found = listing()
    assert (found.kind, found.profile, found.title.get("en")) == ("mandate", "fund", "Acme Ventures I")
    assert found.party is not None
    assert (found.party.name.get("en"), found.party.role) == ("Acme Ventures", "investor")
    sought = {term.name: term.value for term in found.seeks.terms}
    assert sought == {
        "round": Codes(codes=("pre-seed", "a")),
        "industry": Codes(codes=("health", "developer-tools")),
        "place": Codes(codes=("IL",)),
    }
    assert {term.weight for term in found.seeks.terms} == {Weight.PREFERRED}
    offered = {term.name: term.value for term in found.offers.terms}
    ticket, size = offered["ticket"], offered["fund_size"]
    assert isinstance(ticket, Amount)
    assert isinstance(size, Amount)
    assert (ticket.money.low, ticket.money.high, str(ticket.money.currency)) == (2_000_000, 5_000_000, "USD")
    assert (size.money.low, size.money.high) == (1_000_000_000, None)


def test_its_text_is_made_of_its_facts_in_both_languages_and_the_template_is_left_out() -> None:
    found = listing()
    aims = found.seeks.sections[0].text
    assert (
        aims.get("en") == "Invests in Health, Developer Tools, Generalist; rounds: Pre-seed, Series A; place: Israel."
    )
    assert aims.get("zh") == "投资领域：医疗健康、开发者工具、综合；轮次：种子前、A轮；地区：以色列。"
    assert "template" not in found.model_dump_json()


def test_a_figure_that_cannot_be_read_states_no_term_and_stays_in_the_text() -> None:
    found = listing(checkSize="$25M - $2M", stage=["Seed", "Whatever"])
    assert "ticket" not in {term.name for term in found.offers.terms}
    assert "$25M - $2M" in found.offers.sections[0].text.get("en")
    assert {term.name: term.value for term in found.seeks.terms}["round"] == Codes(codes=("seed",))
    assert "Whatever" in found.seeks.sections[0].text.get("zh")


def test_a_fund_of_every_sector_states_none() -> None:
    assert "industry" not in {term.name for term in listing(sectors=["Generalist"]).seeks.terms}


def test_two_funds_of_one_id_are_two_listings() -> None:
    assert listing(name="Work-Bench").id != listing(name="Workbench").id == listing(name="Workbench", stage=["Seed"]).id


@pytest.mark.parametrize("broken", ['{"id": "x"}', "7", '{"id": "x", "name": }', '"text"'])
def test_a_broken_item_loses_only_itself(broken: str) -> None:
    found = read(f"[{json.dumps(FUND)}, {broken}, {json.dumps(FUND)}]")
    assert [isinstance(item, Record) for item in found] == [True, False, True]
    assert found[1].origin.place == "item 2"


def test_the_format_is_told_by_its_members() -> None:
    assert SOURCE.recognise(Head("x.json", json.dumps([FUND]).encode()))
    assert not SOURCE.recognise(Head("x.json", b'[{"name": "x"}]'))
