# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The parameters of a regulation as JSON: each with its value and its source."""

import functools
import importlib
import json


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

    :raises HocbaError: no JSON, an unknown name, a value of the wrong kind
    """
    return rules_of(module).Params.from_json(text or "")
