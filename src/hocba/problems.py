# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is wrong, where, and what to do, in Vietnamese and in English.

A :class:`Problem` is data: a code, the values that fill its text and the place. The
texts live in one catalogue; a module registers its own codes when it is imported.
Callers that cannot go on raise :class:`HocbaError`, callers that can (a reader of a
whole sheet) collect problems and return them.
"""

from __future__ import annotations

import errno
import string
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

LANGUAGES = ("vi", "en")
LEVELS = ("error", "warning")

#: Why the system refuses a file, in the words of its users.
_IO_REASONS = {
    errno.ENOENT: "không có tệp này",
    errno.ENOTDIR: "không có tệp này",
    errno.EISDIR: "đây là thư mục",
    errno.EACCES: "không được phép đọc",
    errno.EPERM: "không được phép đọc",
    errno.EIO: "thiết bị lưu trữ bị lỗi",
    errno.ENAMETOOLONG: "tên tệp quá dài",
    errno.EEXIST: "đã có tệp này",
    errno.ENOSPC: "ổ đĩa đầy",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
}

_CATALOGUE: dict[str, dict[str, str]] = {}

_PLACE = {
    "vi": {
        "file": "tệp {}",
        "sheet": "trang tính «{}»",
        "row": "hàng {}",
        "column": "cột {}",
        "learner": "học sinh {}",
    },
    "en": {
        "file": "file {}",
        "sheet": "sheet “{}”",
        "row": "row {}",
        "column": "column {}",
        "learner": "learner {}",
    },
}


@dataclass(frozen=True)
class Where:
    """A place in a file; every part may be missing."""

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    learner: str | None = None

    def text(self, lang: str = "vi") -> str:
        """Return the place as one phrase, empty when nothing is known."""
        parts = _PLACE[lang if lang in _PLACE else "vi"]
        found = (
            template.format(getattr(self, name))
            for name, template in parts.items()
            if getattr(self, name) not in (None, "")
        )
        return ", ".join(found)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    ``params`` fill the text of ``code`` in the catalogue. Its ``level`` is fixed there:
    an ``error`` stops what was asked for, a ``warning`` only has to be seen.
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    where: Where | None = None

    @property
    def level(self) -> str:
        """Return ``"error"`` or ``"warning"``."""
        return _CATALOGUE.get(self.code, {}).get("level", "error")

    def message(self, lang: str = "vi") -> str:
        """Return the text without the place."""
        texts = _CATALOGUE.get(self.code)
        if texts is None:
            values = ", ".join(f"{key}={value}" for key, value in self.params.items())
            return f"{self.code} ({values})" if values else self.code
        template = texts.get(lang) or texts["vi"]
        return string.Formatter().vformat(template, (), _Lenient(self.params))

    def text(self, lang: str = "vi") -> str:
        """Return place and text as one sentence, its first letter a capital."""
        place = self.where.text(lang) if self.where else ""
        message = self.message(lang)
        sentence = f"{place}: {message}" if place else message
        return sentence[:1].upper() + sentence[1:]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON: code, level, params, where and both texts."""
        where = asdict(self.where) if self.where else {}
        return {
            "code": self.code,
            "level": self.level,
            "params": dict(self.params),
            "where": {key: value for key, value in where.items() if value is not None},
            "vi": self.text("vi"),
            "en": self.text("en"),
        }


class _Lenient(dict[str, Any]):
    """A value that is missing must not hide the message that needs it."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


class HocbaError(Exception):
    """Something could not be done; ``problems`` says what and where.

    ``str()`` is the Vietnamese text, one problem a line.
    """

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        found = [problems] if isinstance(problems, Problem) else list(problems)
        self.problems: list[Problem] = found
        super().__init__(found)

    def text(self, lang: str = "vi") -> str:
        """Return the texts of all problems, one a line."""
        return "\n".join(problem.text(lang) for problem in self.problems)

    def __str__(self) -> str:
        return self.text("vi")


def register(texts: Mapping[str, Mapping[str, str]]) -> None:
    """Add codes to the catalogue: ``{code: {"en", "vi"[, "level"]}}``.

    :raises ValueError: a code that is already known with other words, a language that
        is missing, or texts whose placeholders differ.
    """
    for code, entry in texts.items():
        wanted = dict(entry)
        missing = [lang for lang in LANGUAGES if not wanted.get(lang)]
        if missing:
            raise ValueError(f"{code}: no text for {', '.join(missing)}")
        if wanted.get("level", "error") not in LEVELS:
            raise ValueError(f"{code}: unknown level {wanted['level']}")
        if _placeholders(wanted["vi"]) != _placeholders(wanted["en"]):
            raise ValueError(f"{code}: the two texts name different values")
        if _CATALOGUE.setdefault(code, wanted) != wanted:
            raise ValueError(f"{code}: registered twice with different words")


def fail(code: str, where: Where | None = None, **params: Any) -> HocbaError:
    """Return the error of one problem, ready to be raised."""
    return HocbaError(Problem(code, params, where))


def io_reason(error: OSError) -> str:
    """Return in Vietnamese why the system refuses a file.

    >>> io_reason(FileNotFoundError(errno.ENOENT, "No such file or directory"))
    'không có tệp này'
    """
    return _IO_REASONS.get(error.errno or 0, f"lỗi hệ thống số {error.errno}")


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return those problems that stop the work (warnings left out)."""
    return [problem for problem in problems if problem.level == "error"]


def catalogue() -> dict[str, dict[str, str]]:
    """Return a copy of all registered codes and their texts."""
    return {code: dict(texts) for code, texts in _CATALOGUE.items()}


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}
