"""Constraints compiled to SQL over the stored facts: which units a predicate holds of."""

from __future__ import annotations

import sqlalchemy as sa

from models.predicates import Every, HasAny, Inside, IsStated, Meets, Never, Predicate, Some
from models.store.tables import facts, units


def compiled(predicate: Predicate) -> sa.ColumnElement[bool]:
    """The predicate as a condition on ``units``."""
    match predicate:
        case Every(parts):
            return sa.and_(sa.true(), *(compiled(part) for part in parts))
        case Some(parts):
            return sa.or_(sa.false(), *(compiled(part) for part in parts))
        case Never(part):
            return sa.not_(compiled(part))
        case HasAny(field, values):
            return _has(field, facts.c.code.in_(sorted(values)))
        case Inside(field, within):
            return _has(field, facts.c.low >= within.low, facts.c.high <= within.high)
        case Meets(field, span):
            return _has(field, facts.c.low <= span.high, facts.c.high >= span.low)
        case IsStated(field):
            return _has(field)


def _has(field: str, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return units.c.id.in_(sa.select(facts.c.unit_id).where(facts.c.field == field, *conditions))
