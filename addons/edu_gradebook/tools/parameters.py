# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The parameters of a regulation: stored as JSON, shown as rows of a table.

Titles and sources are the library's; what is stored is the value, and beside it the
school's own source (``own_source``) where it entered one.
"""

import functools
import importlib
import json
from decimal import Decimal

from hocba.problems import HocbaError, fail


def rules_of(module):
    """Return the library module that holds a regulation."""
    return importlib.import_module(f"hocba.rules.{module}")


def default_text(module) -> str:
    """Return what the regulation says itself, ready to be amended."""
    return _text(rules_of(module).DEFAULT.entries())


@functools.lru_cache(maxsize=64)
def parse(module, text):
    """Return the parameters as the library takes them; what is left out is default.

    :raises HocbaError: no JSON, an unknown name, a value of the wrong kind
    """
    return rules_of(module).Params.from_json(text or "")


def rows(module, text, before, names):
    """Return the parameters as people read them, a row each.

    ``before`` is the JSON of the amended version, if any; ``names`` of subjects by
    code.

    :raises HocbaError: as :func:`parse`
    """
    params, stored = parse(module, text), json.loads(text)
    amended = before and parse(module, before)
    return [
        {
            "name": name,
            "title": known.title,
            "source": known.source,
            "own_source": stored.get(name, {}).get("own_source") or "",
            "uncertain": known.uncertain,
            "choices": list(known.readings.values()),
            "value": known.show(getattr(params, name), names),
            "before": known.show(getattr(amended, name), names) if amended else "",
        }
        for name, known in params.known().items()
    ]


def changed(module, text, changes, names) -> str:
    """Return the JSON with the rows that people changed.

    :raises HocbaError: every value that cannot be read, by its parameter's title
    """
    params = parse(module, text)
    known, stored, problems = params.known(), json.loads(text), []
    entries = params.entries()
    own = {name: entry.get("own_source") for name, entry in stored.items()}
    for row in changes:
        name = row["name"]
        if name not in known:
            raise fail("param.unknown", name=name)
        own[name] = row.get("own_source")
        try:
            value = known[name].read(str(row["value"]), names)
        except HocbaError as error:
            problems += error.problems
        else:
            entries[name]["value"] = str(value) if isinstance(value, Decimal) else value
    if problems:
        raise HocbaError(problems)
    for name, source in own.items():
        if source:
            entries[name]["own_source"] = str(source)
    return _text(entries)


def _text(entries) -> str:
    return json.dumps(entries, ensure_ascii=False, indent=2)
