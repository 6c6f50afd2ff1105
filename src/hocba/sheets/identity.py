# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which learner of a class a row is about.

A code and the name must agree; a name alone is enough only where the sheet says
nothing more. Exact spelling decides (:func:`hocba.sheets.names.spelling`): what merely
looks alike is proposed in words, never taken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from ..problems import Problem, register
from .names import alike, clean, spelling
from .scope import Named

CODES = ("personal_id", "student_code")

register(
    {
        "identity.unknown": {
            "vi": "lớp {class_name} không có học sinh này",
            "en": "no learner of class {class_name} matches this row",
        },
        "identity.alike": {
            "vi": "lớp không có «{name}»; gần giống là «{known}». Nếu đúng là em đó, "
            "hãy sửa họ tên trong tệp cho đúng từng dấu",
            "en": "the class has no “{name}”; “{known}” looks alike. If that is who is "
            "meant, correct the name in the file to the last tone mark",
        },
        "identity.other_name": {
            "vi": "mã trong hàng này là của «{known}», còn tệp ghi «{name}»",
            "en": "the code in this row belongs to “{known}”, the file says “{name}”",
        },
        "identity.two_codes": {
            "vi": "hai mã trong hàng này là của hai học sinh: {known}",
            "en": "the two codes in this row belong to two learners: {known}",
        },
        "identity.other_code": {
            "vi": "lớp có «{known}» nhưng mã «{value}» không phải là mã của học sinh "
            "đó",
            "en": "the class has “{known}”, but “{value}” is not that learner's code",
        },
        "identity.other_birth": {
            "vi": "lớp có «{known}» nhưng ngày sinh {value} không phải là của học sinh "
            "đó",
            "en": "the class has “{known}”, but {value} is not that learner's date of "
            "birth",
        },
        "identity.several": {
            "vi": "lớp có nhiều học sinh tên «{known}»: hãy ghi thêm ngày sinh hoặc mã",
            "en": "several learners of the class are named “{known}”: add the date of "
            "birth or the code",
        },
        "identity.only_name": {
            "vi": "hàng này chỉ có họ tên «{known}»: hãy ghi thêm ngày sinh hoặc mã "
            "như các hàng khác",
            "en": "this row has the name “{known}” only: add the date of birth or the "
            "code, as in the other rows",
        },
        "identity.twice": {
            "vi": "học sinh «{known}» đã có ở hàng {other}",
            "en": "the learner “{known}” stands in row {other} already",
        },
        "identity.codes_unknown": {
            "vi": "mã của {count} học sinh trong tệp chưa có trong hồ sơ để đối chiếu, "
            "nên các em được nhận ra theo họ tên: {names}",
            "en": "the codes of {count} learners in the file are not on record and "
            "cannot be compared; they were known by their names: {names}",
            "level": "warning",
        },
    }
)


@dataclass(frozen=True)
class Known:
    """A learner of the class; ``ref`` is the caller's. Codes may be empty."""

    ref: int
    name: str
    birth_date: dt.date | None
    personal_id: str = ""
    student_code: str = ""
    birth_year_only: bool = False
    active: bool = True

    def code(self, field: str) -> str:
        """Return the code of one of :data:`CODES`."""
        return self.personal_id if field == "personal_id" else self.student_code


@dataclass(frozen=True)
class Found:
    """Whom a row is about, or why that cannot be said and in which column.

    ``unsure`` tells that the row has a code that could not be compared, so that the
    name decided alone.
    """

    known: Known | None = None
    problem: Problem | None = None
    column: str = "name"
    unsure: bool = False


class Roll:
    """The learners of a class, to be found for the rows of one sheet."""

    def __init__(
        self, class_name: str, people: Iterable[Known], rows: Iterable[Named]
    ) -> None:
        self.class_name = class_name
        self.people = list(people)
        self.told = {
            field
            for row in rows
            for field in (*CODES, "birth_date")
            if _has(row, field)
        }

    def find(self, row: Named) -> Found:
        """Return whom the row is about; what contradicts is refused, not weighed."""
        by_code = {
            field: self._present(
                known for known in self.people if known.code(field) == _code(row, field)
            )
            for field in CODES
            if _code(row, field)
        }
        found = [people for people in by_code.values() if people]
        if len(found) == 2 and found[0] != found[1]:
            names = ", ".join(known.name for known in [*found[0], *found[1]])
            return _no("identity.two_codes", CODES[0], known=names)
        if found:
            return self._by_code(row, found[0])
        return self._by_name(row)

    def _by_code(self, row: Named, people: list[Known]) -> Found:
        if len(people) > 1:
            return _no("identity.several", known=people[0].name)
        [known] = people
        if row.name and spelling(row.name) != spelling(known.name):
            params = {"known": known.name, "name": clean(row.name)}
            return _no("identity.other_name", **params)
        return _conflict(row, known) or Found(known)

    def _by_name(self, row: Named) -> Found:
        name = spelling(row.name)
        same = self._present(k for k in self.people if spelling(k.name) == name)
        if not same:
            near = [known.name for known in self.people if alike(known.name, row.name)]
            if near:
                params = {"name": clean(row.name), "known": "», «".join(near)}
                return _no("identity.alike", **params)
            return _no("identity.unknown", class_name=self.class_name)
        fitting = [known for known in same if not _conflict(row, known)]
        if not fitting:
            return _conflict(row, same[0]) or Found()
        agreeing = [known for known in fitting if agrees(row, known)]
        if len(agreeing or fitting) > 1:
            return _no("identity.several", known=same[0].name)
        [known] = agreeing or fitting
        if not agreeing and self._says_more(known):
            return _no("identity.only_name", known=known.name)
        return Found(known, unsure=not agreeing and any(_code(row, f) for f in CODES))

    def _says_more(self, known: Known) -> bool:
        """Return whether the sheet has what would tell this learner from a namesake."""
        codes = any(field in self.told and known.code(field) for field in CODES)
        return codes or ("birth_date" in self.told and bool(known.birth_date))

    def _present(self, people: Iterable[Known]) -> list[Known]:
        """Prefer who is in the class now to who left it."""
        found = list(people)
        return [known for known in found if known.active] or found


def _no(code: str, column: str = "name", **params: object) -> Found:
    return Found(problem=Problem(code, params), column=column)


def _code(row: Named, field: str) -> str:
    return row.personal_id if field == "personal_id" else row.student_code


def _has(row: Named, field: str) -> bool:
    return bool(row.birth_date if field == "birth_date" else _code(row, field))


def _same_birth(row: Named, known: Known) -> bool:
    if row.birth_date and known.birth_date and known.birth_year_only:
        return row.birth_date.year == known.birth_date.year
    return row.birth_date == known.birth_date


def _conflict(row: Named, known: Known) -> Found | None:
    """Return the first particular of the row that is not the learner's."""
    for field in CODES:
        code = _code(row, field)
        if code and known.code(field) and code != known.code(field):
            return _no("identity.other_code", field, known=known.name, value=code)
    if row.birth_date and known.birth_date and not _same_birth(row, known):
        value = f"{row.birth_date:%d/%m/%Y}"
        return _no("identity.other_birth", "birth_date", known=known.name, value=value)
    return None


def agrees(row: Named, known: Known) -> bool:
    """Return whether anything beyond the name says that it is this learner."""
    codes = any(_code(row, f) and _code(row, f) == known.code(f) for f in CODES)
    return codes or bool(row.birth_date and _same_birth(row, known))
