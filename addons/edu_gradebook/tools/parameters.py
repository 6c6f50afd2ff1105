# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The parameters of a regulation as JSON: each with its value and its source."""

import dataclasses
import functools
import importlib
import json
from decimal import Decimal, InvalidOperation


class ParameterError(ValueError):
    """A text of parameters that the law cannot use; says which one and why."""


def rules_of(module):
    """Return the library module that holds a regulation."""
    return importlib.import_module(f"hocba.rules.{module}")


def default_text(module) -> str:
    """Return what the regulation says itself, ready to be amended."""
    entries = rules_of(module).DEFAULT.entries()
    return json.dumps(entries, ensure_ascii=False, indent=2)


@functools.lru_cache(maxsize=64)
def parse(module, text):
    """Return the parameters as the library takes them; what is left out is default.

    :raises ParameterError: no JSON, an unknown name, a value of the wrong kind
    """
    kind = rules_of(module).Params
    known = {field.name: field.default for field in dataclasses.fields(kind)}
    try:
        entries = json.loads(text or "")
    except ValueError as error:
        raise ParameterError(f"JSON: {error}")
    if not isinstance(entries, dict):
        raise ParameterError('{"…": {"value": …, "source": "…"}}')
    values = {}
    for name, entry in entries.items():
        if name not in known:
            raise ParameterError(f"“{name}”: ?")
        if not isinstance(entry, dict) or "value" not in entry:
            raise ParameterError(f'“{name}”: {{"value": …, "source": "…"}}')
        try:
            values[name] = _as(known[name], entry["value"])
        except (TypeError, ValueError, InvalidOperation):
            raise ParameterError(f"“{name}”: {json.dumps(entry['value'])}")
    try:
        return kind(**values)
    except ValueError as error:
        raise ParameterError(str(error))


def _as(example, value):
    """Return a JSON value in the type of ``example``."""
    if isinstance(example, Decimal):
        if isinstance(value, bool) or not Decimal(str(value)).is_finite():
            raise ValueError(value)
        return Decimal(str(value))
    if isinstance(example, tuple):
        if not isinstance(value, list):
            raise TypeError(value)
        if len({type(item) for item in example}) == 1:
            return tuple(_as(example[0], item) for item in value)
        return tuple(_as(*pair) for pair in zip(example, value, strict=True))
    if type(value) is not type(example):
        raise TypeError(value)
    return value
