# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whom and what the facts of all books refer to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FormerTerm:
    """A term whose result another school gave (S1 Đ26).

    :param period: ``HK1`` or ``HK2``
    :param school: the name of the former school
    """

    period: str
    school: str


@dataclass(frozen=True)
class TeacherRef:
    """A member of staff, by code and by the name that is printed."""

    staff_code: str
    name: str
