# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Why a result is what it is, with the article that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..problems import Problem


@dataclass(frozen=True)
class Reason:
    """Why a result is what it is: a code of the catalogue and the article.

    ``about`` is the result it explains: ``study_hk1``, ``study_hk2``, ``study_year``,
    ``study_final`` (after retests), ``training``, ``promotion``, ``award`` or
    ``subject``. In ``params`` subjects stand by code: ``subject``, ``subjects`` (a
    list in one text), ``marks`` (the mark by subject) and ``missing`` (what is missing
    of each subject; a stored reason without it names the subjects alone).
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


def _named(params: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    shown = dict(params)
    for key in ("subject", "subjects"):
        if key in shown:
            codes = shown[key].split(", ")
            shown[key] = ", ".join(names.get(code, code) for code in codes)
    if "missing" in shown:
        shown["missing"] = ", ".join(
            f"{names.get(code, code)} ({what})"
            for code, what in shown["missing"].items()
        )
    elif "subjects" in shown:
        shown["missing"] = shown["subjects"]
    if "marks" in shown:
        marks = shown["marks"].items()
        shown["marks"] = "; ".join(f"{names.get(code, code)} {m}" for code, m in marks)
    return shown
