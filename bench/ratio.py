# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A measure beside its limit: medians of runs that take turns, so that noise hits
both alike."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """What took how long against what; ``most`` is the ratio that is still good."""

    what: str
    against: str
    seconds: float
    limit: float
    most: float

    @property
    def ratio(self) -> float:
        return self.seconds / self.limit

    @property
    def good(self) -> bool:
        return self.ratio <= self.most

    def line(self) -> str:
        most = "no limit" if math.isinf(self.most) else f"at most {self.most:g} ×"
        return (
            f"  {'ok ' if self.good else 'BAD'} {self.ratio:6.2f} × ({most})"
            f"  {self.what}: {self.seconds * 1000:.1f} ms;"
            f" {self.against}: {self.limit * 1000:.1f} ms"
        )


def measure(
    what: str,
    act: Callable[[], object],
    against: str,
    limit: Callable[[], object],
    *,
    most: float,
    runs: int,
) -> Ratio:
    """Run both by turns, ``runs`` times after one that is not counted."""
    taken: dict[str, list[float]] = {what: [], against: []}
    for run in range(runs + 1):
        for name, function in ((against, limit), (what, act)):
            start = time.perf_counter()
            function()
            if run:
                taken[name].append(time.perf_counter() - start)
    median = statistics.median
    return Ratio(what, against, median(taken[what]), median(taken[against]), most)
