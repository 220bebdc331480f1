"""Codes as people write them: read, checked, normalised, written back in English and Chinese."""

from models.codes.assets import (
    DomainName,
    LayoutNumber,
    LocarnoClass,
    NiceClass,
    SoftwareCopyrightNumber,
    TrademarkNumber,
)
from models.codes.classification import ClassificationSymbol
from models.codes.classification_tree import ClassificationTree
from models.codes.concordance import Concordance, packaged_concordance
from models.codes.dates import PartialDate, parse_date
from models.codes.errors import CheckDigitError, CodeError
from models.codes.languages import Language
from models.codes.money import Currency, Measures, Money, MoneyRange
from models.codes.parties import PartyIdentifier, PartyScheme, normal_name
from models.codes.patent_forms import NumberSpace
from models.codes.patent_kinds import Right, Stage
from models.codes.patent_labels import PatentRole
from models.codes.patent_offices import offices, parse_office
from models.codes.patents import PatentNumber, find_patent_numbers, parse_patent_number
from models.codes.places import Park, Place, PlaceTree, packaged_places, parks_from_csv, parse_place
from models.codes.rates import Rates, RateTable, convert, packaged_rates
from models.codes.readiness import Readiness, Round

__all__ = [
    "CheckDigitError",
    "ClassificationSymbol",
    "ClassificationTree",
    "CodeError",
    "Concordance",
    "Currency",
    "DomainName",
    "Language",
    "LayoutNumber",
    "LocarnoClass",
    "Measures",
    "Money",
    "MoneyRange",
    "NiceClass",
    "NumberSpace",
    "Park",
    "PartialDate",
    "PartyIdentifier",
    "PartyScheme",
    "PatentNumber",
    "PatentRole",
    "Place",
    "PlaceTree",
    "RateTable",
    "Rates",
    "Readiness",
    "Right",
    "Round",
    "SoftwareCopyrightNumber",
    "Stage",
    "TrademarkNumber",
    "convert",
    "find_patent_numbers",
    "normal_name",
    "offices",
    "packaged_concordance",
    "packaged_places",
    "packaged_rates",
    "parks_from_csv",
    "parse_date",
    "parse_office",
    "parse_patent_number",
    "parse_place",
]
