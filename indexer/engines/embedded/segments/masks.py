"""Predicates over a segment's columns: which of its units satisfy one."""

from __future__ import annotations

import numpy as np

from indexer.engines.embedded.segments.columns import Mask
from indexer.engines.embedded.segments.table import Table
from models.predicates import Every, HasAny, Inside, IsStated, Meets, Never, Predicate, Some


def satisfying(predicate: Predicate, table: Table) -> Mask:
    """Which units of the table satisfy the predicate, those that stand and those that do not."""
    size = len(table)
    match predicate:
        case HasAny(field, values):
            codes = table.codes.get(field)
            return np.zeros(size, np.bool_) if codes is None else codes.any_of(list(values), size)
        case Inside(field, within):
            spans = table.spans.get(field)
            return np.zeros(size, np.bool_) if spans is None else spans.inside(within, size)
        case Meets(field, span):
            spans = table.spans.get(field)
            return np.zeros(size, np.bool_) if spans is None else spans.meets(span, size)
        case IsStated(field):
            return _stated(field, table)
        case Every(parts):
            return _folded(np.logical_and, np.ones(size, np.bool_), parts, table)
        case Some(parts):
            return _folded(np.logical_or, np.zeros(size, np.bool_), parts, table)
        case Never(part):
            return np.logical_not(satisfying(part, table))


def _folded(join: np.ufunc, mask: Mask, parts: tuple[Predicate, ...], table: Table) -> Mask:
    for part in parts:
        join(mask, satisfying(part, table), out=mask)
    return mask


def _stated(field: str, table: Table) -> Mask:
    mask = np.zeros(len(table), np.bool_)
    if codes := table.codes.get(field):
        mask[codes.stated] = True
    if spans := table.spans.get(field):
        mask[spans.rows] = True
    return mask
