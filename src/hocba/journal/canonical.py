# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The canonical text of a journal entry, over which chains and seals are made."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from typing import Any


def canonical(entry: Mapping[str, Any]) -> str:
    """Return one entry as JSON that is the same for equal entries.

    Keys are sorted, text is Unicode NFC, no space is added, non-ASCII stays readable.

    :raises TypeError: a value that is neither text, whole number, truth value, None,
        list nor mapping with text keys; binary fractions have no single spelling
    :raises ValueError: two keys that differ in their Unicode form only
    """
    return json.dumps(
        _normal(entry), ensure_ascii=False, sort_keys=True, separators=(",", ":")
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
            raise TypeError("keys of an entry are text")
        name = unicodedata.normalize("NFC", key)
        if name in result:
            raise ValueError(f"key {name!r} stands twice")
        result[name] = _normal(item)
    return result
