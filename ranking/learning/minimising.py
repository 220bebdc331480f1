"""Where a smooth loss is least: L-BFGS-B (Byrd et al. 1995) by scipy, and a word where it finds no such place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.errors import BadInput, MissingExtra
from models.messages import Message

Values = NDArray[np.float64]
Loss = Callable[[Values], tuple[float, Values]]
"""A loss and its slope, shape (n,), at values of shape (n,)."""

Bounds = Sequence[tuple[float | None, float | None]]
"""The least and the largest that each value may be; ``None`` where it has no bound."""


def least(loss: Loss, start: Values, bounds: Bounds | None = None) -> Values:
    """The values of the least loss, from ``start``. Raises ``MissingExtra`` without scipy, ``BadInput`` where no least is found."""
    try:
        from scipy.optimize import minimize  # noqa: PLC0415 — an extra: only learning needs it
    except ImportError as error:
        raise MissingExtra("scipy", "learn") from error
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-13, "gtol": 1e-7})
    if not (np.isfinite(found.fun) and (found.success or _flat(found.x, found.jac, bounds))):
        raise BadInput(
            Message(
                en="No weights fit what was judged: {why}.", zh="没有权重符合已评判的结果：{why}。", why=found.message
            ),
            advice=Message(
                en="Look for extreme grades, or judge more pairs.", zh="请检查是否有极端评分，或评判更多配对。"
            ),
        )
    return np.asarray(found.x, dtype=np.float64)


def _flat(values: Values, slope: Values, bounds: Bounds | None) -> bool:
    """Whether the loss falls nowhere within the bounds: the search may end for want of digits where it is done."""
    low, high = np.array(bounds or [(None, None)] * len(values), dtype=np.float64).T
    inside = np.clip(values - slope, np.nan_to_num(low, nan=-np.inf), np.nan_to_num(high, nan=np.inf))
    return bool(np.abs(inside - values).max() < 1e-3)
