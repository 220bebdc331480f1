"""What a party did before counts for what its other listings want."""

import pytest

from models.listings import State
from models.viewer import ANONYMOUS
from ranking.matching.explanation import LEAST, WORK

WANTED = "We look for drying methods that keep vaccines stable without refrigeration."
OFFER = "Freeze drying of vaccines in glass vials with trehalose, stable at forty degrees for a year."
ALIKE = "Trehalose glass that keeps vaccines stable through freeze drying, for vials of ten doses."
CLOSE = "What its party did before is close to what the other offers."
STRANGE = "Gearboxes for offshore wind turbines with journal bearings and oil sensors."


@pytest.fixture
def market(pool, write):
    """One offer, and two needs in the same words: one of a party that ``did`` something before."""

    def loaded(did, *, person=False, **more):
        seeker = write("need-knows", "need", seeks=WANTED, party="Party that knows")
        work = write("tech-before", offers=did, party="Party that knows", **more)
        if person:
            seeker, work = (
                one.model_copy(update={"party": one.party.model_copy(update={"person": True})})
                for one in (seeker, work)
            )
        pool.load(
            write("tech", offers=OFFER),
            write("need-new", "need", seeks=WANTED, party="Party that is new"),
            seeker,
            work,
            *(write(f"tech-{n}", offers=f"Another matter, number {n}, of {word}.") for n, word in enumerate(_OTHERS)),
        )

    return loaded


_OTHERS = (
    "bridges",
    "bread",
    "satellites",
    "tax law",
    "textiles",
    "harbours",
    "music",
    "glue",
    "rails",
    "maps",
    "soil",
)


def told(service, one, other="tech"):
    """What the party that is ``one``'s did before adds to what it thinks of the other, and the reasons that are told."""
    pair = service.pair(one, other, ANONYMOUS, "en")
    sums = {part.reason: part.log_odds for part in pair.forward.contributions}
    return sums.get(WORK, 0.0), [reason.text for reason in pair.forward.reasons], pair.score


def test_who_did_such_work_before_is_the_better_match(market, service, ask):
    market(ALIKE)
    more, reasons, score = told(service, "need-knows")
    nothing, plain, less = told(service, "need-new")
    assert more > 0
    assert nothing == 0
    assert score > less
    assert CLOSE in reasons
    assert len(plain) < len(reasons)
    assert [one.listing.id for one in ask("tech", kinds=("need",)).results] == ["need-knows", "need-new"]


def test_work_of_another_kind_is_nothing_against_anybody(market, service):
    market(STRANGE)
    added, reasons, _ = told(service, "need-knows")
    assert 0 <= added < LEAST
    assert CLOSE not in reasons


def test_of_a_natural_person_nothing_but_the_listing_counts(market, service):
    market(ALIKE, person=True)
    assert told(service, "need-knows")[0] == 0


def test_a_draft_says_nothing_of_its_party(market, service):
    market(ALIKE, state=State.DRAFT)
    assert told(service, "need-knows")[0] == 0


def test_work_counts_as_soon_as_it_is_there_and_no_longer(market, service, pool, write):
    market(STRANGE)
    before = told(service, "need-knows")
    pool.load(write("tech-later", offers=ALIKE, party="Party that knows"))
    assert told(service, "need-knows")[0] > 0
    pool.store.listings.remove("tech-later")
    pool.index()
    assert told(service, "need-knows") == before
