"""Putting the parts together: lazily, by the settings, with what is kept over restarts."""

import subprocess
import sys

import numpy as np
import pytest

from models.centring import QUERY
from models.constraints import In
from models.errors import EncoderUnavailable, SettingsError
from models.settings import Settings
from search_api.assembly import Application
from search_api.question_means import KEEP_EVERY
from search_api.warming import WarmingEncoder

HEAVY = ("onnxruntime", "faiss", "tantivy", "fastapi", "lxml", "rjieba")


def test_assembling_loads_nothing_heavy(tmp_path):
    code = (
        "import sys; from models.settings import Settings; from search_api.assembly import assemble; from pathlib import Path;"
        f"assemble(Settings(data=Path({str(tmp_path)!r}))); print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert list(tmp_path.iterdir()) == []


def test_the_index_has_one_owner(pool):
    owner = pool.application.own_index()
    assert pool.application.own_index() is None
    owner.close()
    again = pool.application.own_index()
    assert again is not None
    again.close()


def test_the_operators_rates_and_parks_are_used(tmp_path, make_pool, make):
    rates, parks = tmp_path / "rates.csv", tmp_path / "parks.csv"
    rates.write_text("date,currency,per_USD\n2026-01-01,CNY,1000\n", "utf-8")
    parks.write_text("id,en,zh,divisions,also\nmoor,Moor Valley,荒原谷,CN-JS,\n", "utf-8")
    pool = make_pool(rates=rates, parks=parks)
    assert {str(one.currency) for one in pool.application.in_every_currency(_dollars())} == {"USD", "CNY"}
    from models.terms import Codes, Term  # noqa: PLC0415

    pool.load(make("here", terms=(Term(name="place", value=Codes(codes=("park:moor",))),)))
    for place in ("荒原谷", "Moor Valley", "CN-JS", "CN"):
        assert pool.search(f'place:"{place}"').total == 1


def test_the_operators_industries_are_used(tmp_path, make_pool, make):
    from models.terms import Codes, Term  # noqa: PLC0415

    table = tmp_path / "industries.csv"
    table.write_text("scheme,industry,en,zh,prefixes\nmine,cells,cells and packs,电芯与电池包,H01M10\n", "utf-8")
    pool = make_pool(concordance=table)
    fields = Term(name="field", value=Codes(codes=("H01M10/0562",)))
    pool.load(make("cell", terms=(fields, Term(name="industry", value=Codes(codes=("cells",))))))
    (unit,) = (
        pool.application.generations.reader()
        .scan(In("implied.industry", frozenset({"cells"})), order="published", descending=True, after=None, limit=5)
        .units
    )
    assert unit.startswith("cell/")
    with pool.client() as client:
        terms = client.get("/api/v1/listings/cell?lang=zh").json()["offers"]["terms"]
    assert terms[1]["value"] == "电芯与电池包"


@pytest.mark.parametrize(
    ("setting", "content"),
    [
        ("rates", "date,currency\n"),
        ("parks", "id,en\nx,y\n"),
        ("rates", None),
        ("concordance", "industry\n"),
        ("concordance", None),
    ],
)
def test_a_table_that_cannot_be_read_is_a_setting_that_cannot_work(tmp_path, setting, content):
    path = tmp_path / "table.csv"
    if content is not None:
        path.write_text(content + "2026-01-01,CNY\n" * (setting == "rates"), "utf-8")
    application = Application(Settings(data=tmp_path / "data", **{setting: path}))
    with pytest.raises(SettingsError, match=r"table\.csv"):
        _ = application.filters if setting == "parks" else getattr(application, setting)


def test_an_amount_in_a_currency_without_a_rate_stays_alone(pool):
    from models.codes import MoneyRange  # noqa: PLC0415

    amount = MoneyRange.parse("XAF 5 million")
    assert list(pool.application.in_every_currency(amount)) == [amount]


def test_the_means_of_questions_are_kept_over_a_restart(make_pool, make):
    pool = make_pool("kept")
    pool.load(make("one", "Pump"))
    for number in range(KEEP_EVERY + 1):
        pool.search(f"pump {number}")
    asked = pool.application.question_means.centring().mean(QUERY, "en")
    pool.close()
    again = make_pool("kept").application.question_means.centring().mean(QUERY, "en")
    np.testing.assert_allclose(again, asked, atol=1e-6)


def test_an_imported_scheme_orders_the_subgroups(pool, make):
    from models.records import SchemeEntry  # noqa: PLC0415
    from models.terms import Codes, Term  # noqa: PLC0415

    entries = [
        SchemeEntry(symbol="H01M10/05", parent="H01M10/00", titles={"en": "Accumulators with non-aqueous electrolyte"}),
        SchemeEntry(symbol="H01M10/0562", parent="H01M10/05", titles={"en": "Solid materials"}),
    ]
    pool.store.schemes.put(entries)
    pool.load(make("cell", terms=(Term(name="field", value=Codes(codes=("H01M10/0562",))),)))
    answer = pool.search("cpc:H01M10/05")
    assert [one.id for one in answer.results] == ["cell"]
    assert answer.notices == []
    assert answer.results[0].terms[0].value == "H01M10/0562 (Solid materials)"


class Slow:
    """An encoder that becomes ready when it is let, or fails."""

    fingerprint, dimensions = "slow", 2

    def __init__(self):
        self.error = EncoderUnavailable("The weights are missing.")

    def encode_queries(self, texts):
        if self.error:
            raise self.error
        return np.ones((len(texts), 2), np.float32)

    encode_passages = encode_queries


def test_a_server_does_not_wait_for_an_encoder_that_is_not_ready():
    encoder = WarmingEncoder(Slow())
    encoder.warm()
    encoder.wait()
    assert encoder.problem is not None
    with pytest.raises(EncoderUnavailable, match="weights are missing"):
        encoder.encode_queries(["pump"])


def test_an_encoder_that_recovers_is_used_again():
    slow = Slow()
    encoder = WarmingEncoder(slow)
    encoder.warm()
    encoder.wait()
    slow.error = None
    with pytest.raises(EncoderUnavailable):
        encoder.encode_queries(["the question that makes it try again"])
    encoder.wait()
    assert encoder.ready
    assert encoder.problem is None
    assert encoder.encode_queries(["pump"]).shape == (1, 2)


def test_a_command_waits_for_its_encoder():
    slow = Slow()
    slow.error = None
    encoder = WarmingEncoder(slow)
    assert not encoder.ready
    assert encoder.encode_queries(["pump"]).shape == (1, 2)
    assert encoder.ready


def _dollars():
    from models.codes import MoneyRange  # noqa: PLC0415

    return MoneyRange.parse("USD 1 million")
