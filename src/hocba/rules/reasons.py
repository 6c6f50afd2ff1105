# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What all regulations share: parameters with a source, reasons with an article."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, TypeVar

from ..problems import Problem, fail, register

register(
    {
        "param.not_json": {
            "vi": "tham số phải là một đối tượng JSON: {detail}",
            "en": "the parameters have to be a JSON object: {detail}",
        },
        "param.no_reading": {
            "vi": "không có cách hiểu này: {detail}",
            "en": "there is no such reading: {detail}",
        },
        "param.unknown": {
            "vi": "quy định không có tham số «{name}»",
            "en": "the regulation has no parameter “{name}”",
        },
        "param.wrong": {
            "vi": "tham số «{name}» không đọc được: {detail}",
            "en": "the parameter “{name}” cannot be read: {detail}",
        },
    }
)

_Set = TypeVar("_Set", bound="ParamSet")


def param(default: Any, source: str, *, uncertain: bool = False) -> Any:
    """Return a field of a :class:`ParamSet` with its source.

    ``uncertain``: the text does not settle it; the default is a reading of ours.
    """
    metadata = {"source": source, "uncertain": uncertain}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class ParamSet:
    """The parameters of a regulation."""

    @classmethod
    def sources(cls) -> dict[str, str]:
        """Return the source of every parameter by name."""
        return {item.name: item.metadata["source"] for item in fields(cls)}

    @classmethod
    def uncertain(cls) -> set[str]:
        """Return the names of those parameters that the text does not settle."""
        return {item.name for item in fields(cls) if item.metadata["uncertain"]}

    def check(self, name: str, *allowed: str) -> None:
        """Refuse a reading that does not exist.

        :raises ValueError: it is none of those allowed.
        """
        if getattr(self, name) not in allowed:
            raise ValueError(f"{name} must be one of {', '.join(allowed)}")

    @classmethod
    def from_json(cls: type[_Set], text: str | bytes) -> _Set:
        """Return the parameters of a record, ``{name: {"value", ...}}`` as JSON.

        What is not named keeps its default.

        :raises HocbaError: ``param.not_json``, ``param.unknown``, ``param.wrong``.
        """
        try:
            entries = json.loads(text)
        except ValueError as error:
            raise fail("param.not_json", detail=str(error))
        if not isinstance(entries, dict):
            raise fail("param.not_json", detail=type(entries).__name__)
        defaults = {item.name: item.default for item in fields(cls)}
        found = {}
        for name, entry in entries.items():
            if name not in defaults:
                raise fail("param.unknown", name=name)
            if not isinstance(entry, dict) or "value" not in entry:
                raise fail("param.wrong", name=name, detail='{"value": ...}')
            try:
                found[name] = _typed(defaults[name], entry["value"])
            except (ArithmeticError, TypeError, ValueError):
                raise fail("param.wrong", name=name, detail=json.dumps(entry["value"]))
        try:
            return cls(**found)
        except ValueError as error:
            raise fail("param.no_reading", detail=str(error))

    def entries(self) -> dict[str, dict[str, Any]]:
        """Return plain values for JSON: each parameter with value and source."""
        found: dict[str, dict[str, Any]] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            entry = {
                "value": str(value) if isinstance(value, Decimal) else value,
                "source": item.metadata["source"],
            }
            if item.metadata["uncertain"]:
                entry["uncertain"] = True
            found[item.name] = entry
        return found


@dataclass(frozen=True)
class Reason:
    """Why a result is what it is: a code of the catalogue and the article.

    ``about`` is the result it explains: ``study_hk1``, ``study_hk2``, ``study_year``,
    ``study_final`` (after retests), ``training``, ``promotion``, ``award`` or
    ``subject``. In ``params`` subjects stand by code: ``subject``, ``subjects`` (a
    list in one text) and ``marks`` (the mark by subject).
    """

    code: str
    article: str
    params: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""

    def text(self, lang: str = "vi", names: Mapping[str, str] | None = None) -> str:
        """Return the reason as a sentence with its article.

        ``names`` are the names of subjects by code, for people to read.
        """
        sentence = Problem(self.code, _named(self.params, names or {})).text(lang)
        return f"{sentence} ({self.article})"

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, with both texts."""
        return {
            "about": self.about,
            "code": self.code,
            "article": self.article,
            "params": dict(self.params),
            "vi": self.text("vi"),
            "en": self.text("en"),
        }


def _typed(example: Any, value: Any) -> Any:
    """Return a JSON value in the type of a default.

    :raises TypeError, ValueError, ArithmeticError: it is of another type.
    """
    if isinstance(example, Decimal):
        number = Decimal(value if isinstance(value, str) else json.dumps(value))
        if not number.is_finite():
            raise ValueError(value)
        return number
    if isinstance(example, tuple):
        if not isinstance(value, list):
            raise TypeError(value)
        if all(isinstance(item, tuple) for item in example):
            return tuple(_typed(example[0], item) for item in value)
        return tuple(_typed(*pair) for pair in zip(example, value, strict=True))
    if type(value) is not type(example):
        raise TypeError(value)
    return value


def _named(params: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    shown = dict(params)
    for key in ("subject", "subjects"):
        if key in shown:
            codes = shown[key].split(", ")
            shown[key] = ", ".join(names.get(code, code) for code in codes)
    if "marks" in shown:
        marks = shown["marks"].items()
        shown["marks"] = "; ".join(f"{names.get(code, code)} {m}" for code, m in marks)
    return shown
