# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The canonical text of facts: the same bytes for equal facts, for digests.

The entries of the journal are chained and sealed over it, and the facts of a book are
frozen in it.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from typing import Any


def canonical(facts: Mapping[str, Any]) -> str:
    """Return facts as JSON that is the same for equal facts.

    Keys are sorted, text is Unicode NFC, no space is added, non-ASCII stays readable.

    :raises TypeError: a value that is neither text, whole number, truth value, None,
        list nor mapping with text keys; binary fractions have no single spelling
    :raises ValueError: two keys that differ in their Unicode form only
    """
    return json.dumps(
        _normal(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple):
        return [_normal(item) for item in value]
    if isinstance(value, Mapping):
        return _normal_mapping(value)
    raise TypeError(f"no canonical text for {type(value).__name__}")


def _normal_mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError("keys of facts are text")
        name = unicodedata.normalize("NFC", key)
        if name in result:
            raise ValueError(f"key {name!r} stands twice")
        result[name] = _normal(item)
    return result
