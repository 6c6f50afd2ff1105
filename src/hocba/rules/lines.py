# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The law as JSON Lines: one learner's facts a line in, one learner's results out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

from ..problems import HocbaError, fail
from .params import ParamSet
from .reasons import Reason


def evaluate_lines(
    rules: ModuleType, lines: Iterable[bytes], params: ParamSet | None = None
) -> Iterator[tuple[str, bool]]:
    """Yield the line of results of each line of facts, and whether all facts held.

    ``rules`` is a module of :func:`hocba.rules.regulations`. A line that cannot be
    evaluated gives ``{"id", "line", "errors"}``, and the next ones go on. Empty lines
    are left out.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _evaluate(rules, line, number, params or rules.DEFAULT)


def _evaluate(
    rules: ModuleType, line: bytes, number: int, params: ParamSet
) -> tuple[str, bool]:
    values: Any = None
    try:
        values = _parse(line)
        result = rules.evaluate(rules.facts_from_dict(values, params), params)
        report = result.to_dict()
        sound = not report.get("errors")
        if ignored := [key for key in values if key not in rules.FACT_KEYS]:
            keys = {"keys": ", ".join(ignored)}
            unused = Reason("facts.ignored", rules.REGULATION, keys, "facts")
            report["reasons"].append(unused.to_dict())
    except HocbaError as error:
        report = {
            "id": values.get("id") if isinstance(values, dict) else None,
            "line": number,
            "errors": [problem.to_dict() for problem in error.problems],
        }
        sound = False
    return json.dumps(report, ensure_ascii=False), sound


def _parse(line: bytes) -> dict[str, Any]:
    """Return the object of a line; numbers with a decimal point stay text, exactly."""
    try:
        values = json.loads(
            line.decode("utf-8-sig"),
            parse_float=str,
            parse_constant=str,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError) as error:
        raise fail("facts.not_json", detail=str(error))
    if not isinstance(values, dict):
        raise fail("facts.not_json", detail=type(values).__name__)
    return values


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in pairs:
        if key in values:
            raise fail("facts.duplicate_key", key=key)
        values[key] = value
    return values
