# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Facts of a learner from plain JSON values, each mistake said with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..problems import HocbaError, Where, fail, register
from . import cells

register(
    {
        "facts.not_json": {
            "vi": "dòng không phải là một đối tượng JSON: {detail}",
            "en": "the line is no JSON object: {detail}",
        },
        "facts.duplicate_key": {
            "vi": "khóa «{key}» có hai lần",
            "en": "the key “{key}” occurs twice",
        },
        "facts.missing": {
            "vi": "thiếu «{key}»",
            "en": "“{key}” is missing",
        },
        "facts.unknown_key": {
            "vi": "không biết khóa «{key}»",
            "en": "unknown key “{key}”",
        },
        "facts.wrong_type": {
            "vi": "«{key}» phải là {wanted}, không phải «{value}»",
            "en": "“{key}” has to be {wanted}, not “{value}”",
        },
        "facts.unknown_subject": {
            "vi": "học sinh không học môn {subject}",
            "en": "the learner does not take the subject {subject}",
        },
        "facts.ignored": {
            "vi": "không dùng đến: {keys}",
            "en": "not used: {keys}",
        },
    }
)

_TYPES: dict[type, str] = {dict: "object", list: "list", bool: "true|false"}


class Reader:
    """The values of one JSON object; every mistake names learner and place."""

    def __init__(
        self, values: Any, learner: str, place: str = "", known: Iterable[str] = ()
    ) -> None:
        self.learner = learner
        self.place = place
        if not isinstance(values, Mapping):
            raise self.fail(
                "facts.wrong_type", key=place, wanted="object", value=values
            )
        self.values = values
        for key in values:
            if known and key not in known:
                raise self.fail("facts.unknown_key", key=key)

    def fail(self, code: str, **params: Any) -> HocbaError:
        """Return the error of one mistake here."""
        return fail(code, self.where(), **params)

    def where(self, key: str = "") -> Where:
        """Return the place of a value."""
        place = " ".join(part for part in (self.place, key) if part)
        return Where(column=place, learner=self.learner)

    def inner(self, key: str, known: Iterable[str] = ()) -> Reader:
        """Return the object under a key; nothing and ``null`` are an empty one."""
        values = self.values.get(key)
        place = " ".join(part for part in (self.place, key) if part)
        return Reader({} if values is None else values, self.learner, place, known)

    def typed(self, key: str, type_: type, default: Any) -> Any:
        """Return the list or truth value under a key."""
        value = self.values.get(key)
        if value is None:
            return default
        if not isinstance(value, type_):
            raise self.fail(
                "facts.wrong_type", key=key, wanted=_TYPES[type_], value=value
            )
        return value

    def text(self, key: str) -> str:
        """Return the text under a key, which has to be there."""
        value = self.values.get(key)
        if value in (None, ""):
            raise self.fail("facts.missing", key=key)
        if not isinstance(value, str):
            raise self.fail("facts.wrong_type", key=key, wanted="text", value=value)
        return value

    def number(self, key: str, default: int | None = None, least: int = 0) -> int:
        """Return the whole number under a key."""
        value = self.values.get(key, default)
        if value is None:
            raise self.fail("facts.missing", key=key)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            wanted = f"integer >= {least}"
            raise self.fail("facts.wrong_type", key=key, wanted=wanted, value=value)
        return value

    def choice(self, key: str, allowed: Iterable[str], default: Any = None) -> Any:
        """Return one of the allowed texts, or the default where there is none."""
        value = self.values.get(key)
        if value is None:
            return default
        if value not in tuple(allowed):
            wanted = "|".join(allowed)
            raise self.fail("facts.wrong_type", key=key, wanted=wanted, value=value)
        return value

    def cell(self, key: str, kind: str) -> str | None:
        """Return the canonical cell under a key, nothing where it is ``null``."""
        return self.as_cell(self.values.get(key), key, kind)

    def as_cell(self, value: Any, key: str, kind: str) -> str | None:
        """Return one value as a canonical cell."""
        text = self._plain(value, key)
        return cells.canonical(text, kind, self.where(key), typed=False) or None

    def plain(self, key: str) -> str | None:
        """Return the text or number under a key as it is written."""
        return self._plain(self.values.get(key), key)

    def _plain(self, value: Any, key: str) -> str | None:
        if isinstance(value, bool) or not isinstance(value, (str, int, type(None))):
            raise self.fail("facts.wrong_type", key=key, wanted="cell", value=value)
        return None if value is None else str(value)
