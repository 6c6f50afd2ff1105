# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The learners of the sample class and their marks, always the same ones."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from demo.samples import people
from hocba.rules import tt22_2021
from hocba.sheets.names import sort_key


@dataclass(frozen=True)
class Subject:
    code: str
    sheet: str
    name: str
    kind: str
    periods: int

    @property
    def regular(self) -> int:
        return tt22_2021.regular_count(self.periods, self.kind)


SUBJECTS = (
    Subject("TOAN", "Toán", "Toán", "score", 140),
    Subject("VAN", "Ngữ văn", "Ngữ văn", "score", 140),
    Subject("NN1", "Ngoại ngữ 1", "Ngoại ngữ 1 (Tiếng Anh)", "score", 105),
    Subject("KHTN", "KHTN", "Khoa học tự nhiên", "score", 140),
    Subject("LSDL", "LS&ĐL", "Lịch sử và Địa lí", "score", 105),
    Subject("GDCD", "GDCD", "Giáo dục công dân", "score", 35),
    Subject("TIN", "Tin học", "Tin học", "score", 35),
    Subject("CONGNGHE", "Công nghệ", "Công nghệ", "score", 35),
    Subject("GDTC", "GDTC", "Giáo dục thể chất", "remark", 70),
    Subject("NGHETHUAT", "Nghệ thuật", "Nghệ thuật", "remark", 70),
    Subject("GDDP", "GDĐP", "Nội dung giáo dục của địa phương", "remark", 35),
    Subject("HDTN", "HĐTN-HN", "Hoạt động trải nghiệm, hướng nghiệp", "remark", 105),
)
SCORED = tuple(subject for subject in SUBJECTS if subject.kind == "score")

# the year's average by subject that a profile aims at: lowest and highest
AIMS = {
    "xuat_sac": (9.0, 9.7),
    "gioi": (8.0, 8.8),
    "kha": (6.6, 7.8),
    "dat": (5.2, 6.3),
}
TRAINING = {
    "xuat_sac": ("TOT", "TOT"),
    "gioi": ("TOT", "TOT"),
    "kha": ("KHA", "TOT"),
    "dat": ("DAT", "KHA"),
    "absent": ("KHA", "DAT"),
    "retest": ("DAT", "DAT"),
}
# averages of HK I and HK II that make the special learners what they are
FIXED = {
    "adjusted": {"LSDL": ("4.6", "4.3")},
    "retest": {"TOAN": ("4.6", "4.9"), "NN1": ("3.4", "3.1")},
}
LIKE = {
    "adjusted": "gioi",
    "retest": "dat",
    "absent": "kha",
    "exempt": "kha",
    "failed_remark": "kha",
    "longest_name": "gioi",
}


@dataclass
class Learner:
    person: people.Person
    number: int
    random: random.Random
    marks: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    @property
    def special(self) -> str:
        return self.person.profile

    @property
    def profile(self) -> str:
        return LIKE.get(self.special, self.special)

    @property
    def training(self) -> tuple[str, str]:
        return TRAINING.get(self.special) or TRAINING[self.profile]

    @cached_property
    def birth(self) -> dt.date:
        year = 2012 if self.person.profile == "dat" and self.number % 5 == 0 else 2013
        return dt.date(year, 1, 1) + dt.timedelta(days=self.pick(range(365)))

    @cached_property
    def personal_id(self) -> str:
        century = 2 if self.person.gender == "male" else 3
        tail = 100_000 + self.number * 1_711
        return f"{self.person.province}{century}{self.birth:%y}{tail % 1_000_000:06d}"

    def pick(self, choices: Sequence[Any]) -> Any:
        """Choose with random() alone, which no Python version has ever changed."""
        return choices[int(self.random.random() * len(choices))]

    def between(self, low: float, high: float) -> float:
        return low + self.random.random() * (high - low)


def make_class() -> list[Learner]:
    """Return the learners in the order of a class list, with all their marks."""
    ordered = sorted(people.LEARNERS, key=lambda person: sort_key(person.name))
    learners = [
        Learner(person, number, random.Random(f"7A1/{person.name}"))
        for number, person in enumerate(ordered, start=1)
    ]
    for learner in learners:
        _give_marks(learner)
    return learners


def _give_marks(learner: Learner) -> None:
    # nobody is equally good at all subjects; the adjusted one has to be, but for one
    count = 0 if learner.special == "adjusted" else 2
    weaker = {learner.pick(range(8)) for _ in range(count)}
    for place, subject in enumerate(SUBJECTS):
        for term, name in enumerate(("HK1", "HK2")):
            key = (subject.code, name)
            if subject.kind == "remark":
                learner.marks[key] = _remarks(learner, subject, name)
                continue
            fixed = FIXED.get(learner.special, {}).get(subject.code)
            low, high = AIMS[learner.profile]
            if place in weaker and learner.profile in ("gioi", "xuat_sac"):
                low, high = low - 1.2, low - 0.3
            aim = fixed[term] if fixed else f"{learner.between(low, high):.1f}"
            learner.marks[key] = _marks_for(learner, aim, subject.regular)


def _remarks(learner: Learner, subject: Subject, term: str) -> list[str]:
    if learner.special == "exempt" and subject.code == "GDTC":
        return ["M"] * 4
    if learner.special == "failed_remark" and subject.code == "NGHETHUAT":
        return ["D", "CD", "D", "D"] if term == "HK1" else ["D", "D", "CD", "CD"]
    return ["D"] * 4


def _marks_for(learner: Learner, aim: str, count: int) -> list[str]:
    """Return marks that look like a learner's and have exactly this average."""
    target = float(aim)
    while True:
        regular = [_near(learner, target, 1.4, whole=True) for _ in range(count)]
        middle = _near(learner, target, 0.8)
        for tenth in sorted(range(0, 101), key=lambda value: abs(value - 10 * target)):
            end = f"{tenth // 10}.{tenth % 10}".removesuffix(".0")
            # papers are marked in quarters and rounded: 0, 3, 5, 8 after the comma
            if tenth % 10 not in (0, 3, 5, 8):
                continue
            average = tt22_2021.term_average(regular, middle, end, count)
            if str(average) == aim:
                return [*regular, middle, end]
            if abs(tenth - 10 * target) > 15:
                break


def _near(learner: Learner, target: float, spread: float, whole: bool = False) -> str:
    value = min(10.0, max(1.0, learner.between(target - spread, target + spread)))
    if whole:
        return str(int(value + 0.5))
    quarter = int(value * 4 + 0.5)
    tenth = (0, 3, 5, 8)[quarter % 4]
    return f"{quarter // 4}.{tenth}".removesuffix(".0")


def average(learner: Learner, subject: Subject, term: str) -> str:
    """Return the term's result as a mark sheet shows it, empty for an exemption."""
    *regular, middle, end = learner.marks[subject.code, term]
    if regular[0] == "M":
        return ""
    if subject.kind == "remark":
        found = tt22_2021.term_remark(regular, middle, end, subject.regular)
        return found or ""
    return str(tt22_2021.term_average(regular, middle, end, subject.regular))
