# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Make the sample class: files as a real school has them, always the same ones.

``python -m demo.samples [FOLDER]`` writes class 7A1 of the school year 2025-2026. All
people are invented, and so are their numbers (telephones begin with 0900000). What is
odd in the files is odd on purpose and listed in the README beside them.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from demo import samples_people as people
from hocba.rules import cells, tt22_2021
from hocba.sheets.names import sort_key

FOLDER = Path(__file__).resolve().parents[1] / "data" / "samples" / "lop-7a1"

SCHOOL = {
    "code": "79-760-70123",
    "name": "Trường THCS Nguyễn Du",
    "kind": "lower",
    "commune": "Phường Tân Định",
    "province": "Thành phố Hồ Chí Minh",
    "address": "Số 35 đường Trần Quang Khải, phường Tân Định, Thành phố Hồ Chí Minh",
    "head_title": "Hiệu trưởng",
}
AUTHORITIES = [
    {
        "code": "79",
        "name": "Sở Giáo dục và Đào tạo Thành phố Hồ Chí Minh",
        "kind": "department",
        "parent": None,
    },
    {
        "code": "79-760",
        "name": "Ủy ban nhân dân phường Tân Định",
        "kind": "commune",
        "parent": "79",
    },
]
YEAR = {
    "name": "2025-2026",
    "from": "2025-09-05",
    "to": "2026-05-31",
    "terms": [
        {"code": "HK1", "name": "Học kì I", "from": "2025-09-05", "to": "2026-01-17"},
        {"code": "HK2", "name": "Học kì II", "from": "2026-01-19", "to": "2026-05-31"},
    ],
}
CLASS = {"name": "7A1", "grade": 7, "programme": "GDPT2018"}


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

# name, login, title; the code is the place in the list
STAFF = (
    ("Phạm Thị Thu Hằng", "hieutruong", "Hiệu trưởng"),
    ("Trương Quốc Tuấn", "hieupho", "Phó Hiệu trưởng"),
    ("Lê Thị Bích Ngọc", "vanthu", "Văn thư"),
    ("Huỳnh Minh Khôi", "giaovu", "Giáo vụ"),
    ("Đỗ Thanh Bình", "quantri", "Quản trị hệ thống"),
    ("Nguyễn Thị Kim Dung", "gv.toan", "Giáo viên Toán"),
    ("Vũ Thị Hồng Nhung", "gv.van", "Giáo viên Ngữ văn"),
    ("Trần Lê Phương Uyên", "gv.anh", "Giáo viên Tiếng Anh"),
    ("Bùi Đức Trí", "gv.khtn1", "Giáo viên Khoa học tự nhiên"),
    ("Ngô Thị Mỹ Lệ", "gv.khtn2", "Giáo viên Khoa học tự nhiên"),
    ("Phan Văn Hòa", "gv.sudia", "Giáo viên Lịch sử và Địa lí"),
    ("Đinh Thị Thu Thảo", "gv.gdcd", "Giáo viên Giáo dục công dân"),
    ("Lâm Hữu Nghĩa", "gv.gdcd2", "Giáo viên Giáo dục công dân"),
    ("Võ Hoàng Long", "gv.tin", "Giáo viên Tin học"),
    ("Hồ Thị Cẩm Tú", "gv.congnghe", "Giáo viên Công nghệ"),
    ("Nguyễn Mạnh Cường", "gv.theduc", "Giáo viên Giáo dục thể chất"),
    ("Tạ Thị Yến Nhi", "gv.nghethuat", "Giáo viên Nghệ thuật"),
    ("Mai Xuân Quỳnh", "gv.trainghiem", "Tổng phụ trách Đội"),
)
CODES = {login: f"NS{index:03d}" for index, (_, login, _) in enumerate(STAFF, start=1)}
ASSIGNED = "Quyết định số 52/QĐ-THCSND ngày 29/8/2025"
REASSIGNED = "Quyết định số 04/QĐ-THCSND ngày 16/01/2026"
# login, kind, subject, from, to, decision
DUTIES: tuple[tuple[str, str, str | None, str, str | None, str], ...] = (
    (
        "hieutruong",
        "head",
        None,
        "2023-08-01",
        None,
        "Quyết định số 1180/QĐ-UBND ngày 28/7/2023",
    ),
    (
        "hieupho",
        "deputy",
        None,
        "2023-08-01",
        None,
        "Quyết định số 1181/QĐ-UBND ngày 28/7/2023",
    ),
    ("vanthu", "clerk", None, "2025-09-01", None, ASSIGNED),
    ("giaovu", "registrar", None, "2025-09-01", None, ASSIGNED),
    ("quantri", "administrator", None, "2025-09-01", None, ASSIGNED),
    ("gv.toan", "homeroom", None, "2025-09-01", None, ASSIGNED),
    ("gv.toan", "subject_teacher", "TOAN", "2025-09-01", None, ASSIGNED),
    ("gv.van", "subject_teacher", "VAN", "2025-09-01", None, ASSIGNED),
    ("gv.anh", "subject_teacher", "NN1", "2025-09-01", None, ASSIGNED),
    ("gv.khtn1", "subject_teacher", "KHTN", "2025-09-01", None, ASSIGNED),
    ("gv.khtn2", "subject_teacher", "KHTN", "2025-09-01", None, ASSIGNED),
    ("gv.sudia", "subject_teacher", "LSDL", "2025-09-01", None, ASSIGNED),
    ("gv.gdcd", "subject_teacher", "GDCD", "2025-09-01", "2026-01-18", ASSIGNED),
    ("gv.gdcd2", "subject_teacher", "GDCD", "2026-01-19", None, REASSIGNED),
    ("gv.tin", "subject_teacher", "TIN", "2025-09-01", None, ASSIGNED),
    ("gv.congnghe", "subject_teacher", "CONGNGHE", "2025-09-01", None, ASSIGNED),
    ("gv.theduc", "subject_teacher", "GDTC", "2025-09-01", None, ASSIGNED),
    ("gv.nghethuat", "subject_teacher", "NGHETHUAT", "2025-09-01", None, ASSIGNED),
    ("gv.sudia", "subject_teacher", "GDDP", "2025-09-01", None, ASSIGNED),
    ("gv.trainghiem", "subject_teacher", "HDTN", "2025-09-01", None, ASSIGNED),
)
EXEMPTION = "Quyết định số 61/QĐ-THCSND ngày 12/9/2025"

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


# ---------------------------------------------------------------------------- sheets

FONT = "Times New Roman"
THIN = Side(style="thin", color="808080")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD = PatternFill("solid", fgColor="DDEBF7")
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
EPOCH = dt.datetime(2026, 6, 1, 8, 0, 0)


def _title(sheet: Worksheet, lines: Sequence[str], width: int) -> int:
    """Write title rows merged over the table; return the next free row."""
    for row, line in enumerate(lines, start=1):
        cell = sheet.cell(row, 1, line)
        cell.font = Font(name=FONT, size=14 if row == 3 else 12, bold=row != 2)
        cell.alignment = CENTRE
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
    return len(lines) + 2


def _header(
    sheet: Worksheet, row: int, columns: Sequence[tuple[str, list[str]]]
) -> int:
    """Write a header of two rows, groups merged across, the others down.

    ``columns``: text and the texts below it. One that ends in an empty text is merged
    over two columns with nothing below. Returns the first row of data.
    """
    column = 1
    for text, below in columns:
        sheet.cell(row, column, text)
        width = max(1, len(below))
        deep = not any(below)
        for offset, part in enumerate(below):
            if part:
                sheet.cell(row + 1, column + offset, part)
        if width > 1 or deep:
            sheet.merge_cells(
                start_row=row,
                start_column=column,
                end_row=row + int(deep),
                end_column=column + width - 1,
            )
        column += width
    for line in sheet.iter_rows(row, row + 1, 1, column - 1):
        for cell in line:
            cell.font = Font(name=FONT, size=11, bold=True)
            cell.fill = HEAD
            cell.border = GRID
            cell.alignment = CENTRE
    return row + 2


def _row(sheet: Worksheet, row: int, values: Sequence[Any]) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column, value)
        cell.font = Font(name=FONT, size=11)
        cell.border = GRID
        if isinstance(value, dt.date):
            cell.number_format = "dd/mm/yyyy"
        elif isinstance(value, str):
            cell.number_format = "@"


def _widths(sheet: Worksheet, widths: Sequence[int]) -> None:
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def _footer(sheet: Worksheet, row: int, column: int, lines: Sequence[str]) -> None:
    for offset, line in enumerate(lines):
        cell = sheet.cell(row + 1 + offset, column, line)
        cell.font = Font(name=FONT, size=11, italic=offset == 0, bold=offset > 0)


def _save(workbook: Workbook) -> bytes:
    """Return the file without the clock: the same content gives the same bytes."""
    workbook.properties.creator = "Giáo vụ"
    workbook.properties.created = EPOCH
    first = io.BytesIO()
    workbook.save(first)
    made, now = io.BytesIO(), workbook.properties.modified
    stamps = (
        f"{now:%Y-%m-%dT%H:%M:%SZ}".encode(),
        f"{EPOCH:%Y-%m-%dT%H:%M:%SZ}".encode(),
    )
    with (
        zipfile.ZipFile(first) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = content.replace(*stamps)
            info = zipfile.ZipInfo(name, (2026, 6, 1, 8, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return made.getvalue()


def _new_sheet(workbook: Workbook, name: str) -> Worksheet:
    sheet: Worksheet = workbook.create_sheet(name)
    sheet.sheet_view.showGridLines = False
    return sheet


def _empty() -> Workbook:
    workbook = Workbook()
    workbook.remove(workbook.active)
    return workbook


def _split(name: str) -> tuple[str, str]:
    family, _, given = name.rpartition(" ")
    return family, given


def _date(learner: Learner, as_text: bool) -> Any:
    return f"{learner.birth:%d/%m/%Y}" if as_text else learner.birth


def _shown(mark: str, as_text: bool) -> Any:
    """Return a mark as typed: text with a comma, or a number Excel understood."""
    if mark in ("M", "D", "CD"):
        return {"M": "M", "D": "Đ", "CD": "CĐ"}[mark]
    if as_text:
        return cells.display(mark)
    return float(mark) if "." in mark else int(mark)


def class_list(learners: Sequence[Learner]) -> bytes:
    workbook = _empty()
    sheet = _new_sheet(workbook, "7A1")
    person = ["Họ và tên", "Nghề nghiệp", "Điện thoại"]
    columns: list[tuple[str, list[str]]] = [
        ("STT", []),
        ("Mã định danh cá nhân", []),
        ("Họ và tên học sinh", ["", ""]),
        ("Ngày, tháng,\nnăm sinh", []),
        ("Nữ", []),
        ("Dân tộc", []),
        ("Nơi sinh", []),
        ("Chỗ ở hiện nay", []),
        ("Cha", person),
        ("Mẹ", person),
        ("Người giám hộ", person),
        ("Đối tượng chính sách", []),
        ("Ghi chú", []),
    ]
    row = _title(
        sheet,
        (
            "UBND PHƯỜNG TÂN ĐỊNH - TRƯỜNG THCS NGUYỄN DU",
            "Địa chỉ: số 35 đường Trần Quang Khải",
            "DANH SÁCH HỌC SINH LỚP 7A1",
            "Năm học 2025 - 2026",
        ),
        20,
    )
    row = _header(sheet, row, columns)
    for learner in learners:
        one, family = learner.person, people.family(learner)
        values: list[Any] = [learner.number, learner.personal_id, *_split(one.name)]
        values += [
            _date(learner, learner.number % 3 != 0),
            "x" if one.gender == "female" else None,
            one.ethnicity,
            family.birth_place,
            family.address,
        ]
        for relative in (family.father, family.mother, family.guardian):
            values += [relative.name or None, relative.occupation or None]
            values.append(relative.phone or None)
        values += [one.policy or None, None]
        if learner.number == 17:
            # Excel took this one for a number, and the leading zero is gone
            values[14] = int(values[14])
        _row(sheet, row, values)
        row += 1
    girls = sum(learner.person.gender == "female" for learner in learners)
    _footer(
        sheet,
        row,
        2,
        [
            f"Danh sách này có {len(learners)} học sinh, trong đó có {girls} nữ.",
            "GIÁO VIÊN CHỦ NHIỆM",
            STAFF[5][0],
        ],
    )
    _widths(sheet, [5, 15, 30, 10, 12, 5, 9, 22, 46] + [24, 16, 13] * 3 + [16, 10])
    return _save(workbook)


def mark_sheets(learners: Sequence[Learner], term: str) -> bytes:
    workbook = _empty()
    roman = {"HK1": "I", "HK2": "II"}[term]
    for place, subject in enumerate(SUBJECTS):
        sheet = _new_sheet(workbook, subject.sheet)
        row = _title(
            sheet,
            (
                "TRƯỜNG THCS NGUYỄN DU",
                f"Năm học: 2025-2026   -   Lớp: 7A1   -   Học kì: {roman}",
                f"BẢNG ĐIỂM MÔN: {subject.name.upper()}",
            ),
            5 + _shown_columns(subject) + 4,
        )
        row = _header(sheet, row, _mark_columns(subject, roman))
        for learner in learners:
            as_text = (learner.number + place) % 4 in (0, 1)
            *regular, middle, end = learner.marks[subject.code, term]
            spare = [None] * (_shown_columns(subject) - subject.regular)
            result = average(learner, subject, term)
            marks = [_shown(mark, as_text) for mark in regular]
            values: list[Any] = [
                learner.number,
                learner.personal_id,
                *_split(learner.person.name),
                _date(learner, (learner.number + place) % 2 == 0),
                *marks,
                *spare,
                _shown(middle, as_text),
                _shown(end, not as_text),
                cells.display(result, 1) or None,
                people.remark(learner, subject.code, result),
            ]
            _row(sheet, row, values)
            row += 1
        _footer(sheet, row, 3, ["Giáo viên bộ môn (kí, ghi rõ họ tên)"])
        marks_width = [6] * (_shown_columns(subject) + 2)
        _widths(sheet, [5, 15, 26, 10, 12, *marks_width, 9, 44])
        sheet.freeze_panes = "E7"
    return _save(workbook)


def _shown_columns(subject: Subject) -> int:
    """Return how many ĐĐGtx columns the sheet has; the form leaves one to spare."""
    return subject.regular + 1 if subject.code in ("TOAN", "VAN") else subject.regular


def _mark_columns(subject: Subject, roman: str) -> list[tuple[str, list[str]]]:
    numbers = [str(number) for number in range(1, _shown_columns(subject) + 1)]
    identity: list[tuple[str, list[str]]] = [
        ("STT", []),
        ("Mã định danh", []),
        ("Họ và tên", ["", ""]),
        ("Ngày sinh", []),
    ]
    if subject.kind == "remark":
        marks: list[tuple[str, list[str]]] = [
            ("Thường xuyên", numbers),
            ("Giữa kì", []),
            ("Cuối kì", []),
            (f"Học kì {roman}", []),
        ]
    else:
        marks = [
            ("ĐĐGtx", numbers),
            ("ĐĐGgk", []),
            ("ĐĐGck", []),
            (f"ĐTBmhk{roman}", []),
        ]
    return [*identity, *marks, ("Nhận xét", [])]


def conduct_sheet(learners: Sequence[Learner]) -> bytes:
    workbook = _empty()
    sheet = _new_sheet(workbook, "Rèn luyện")
    row = _title(
        sheet,
        (
            "TRƯỜNG THCS NGUYỄN DU",
            "Lớp: 7A1   -   Năm học: 2025-2026",
            "KẾT QUẢ RÈN LUYỆN VÀ NHẬN XÉT CỦA GIÁO VIÊN CHỦ NHIỆM",
        ),
        7,
    )
    columns: list[tuple[str, list[str]]] = [
        ("STT", []),
        ("Mã định danh", []),
        ("Họ và tên", []),
        ("Ngày sinh", []),
        ("Kết quả rèn luyện", ["HK I", "HK II"]),
        ("Nhận xét của GVCN", []),
    ]
    row = _header(sheet, row, columns)
    titles = tt22_2021.LEVEL_TITLES
    for learner in learners:
        first, second = learner.training
        values = [learner.number, learner.personal_id, learner.person.name]
        values += [_date(learner, True), titles[first], titles[second]]
        values.append(people.homeroom_remark(learner))
        _row(sheet, row, values)
        row += 1
    _widths(sheet, [5, 15, 34, 12, 10, 10, 80])
    return _save(workbook)


def absence_list(learners: Sequence[Learner]) -> bytes:
    workbook = _empty()
    sheet = _new_sheet(workbook, "Nghỉ học")
    lines = (
        "TRƯỜNG THCS NGUYỄN DU",
        "Lớp: 7A1   -   Năm học: 2025-2026",
        "THEO DÕI CHUYÊN CẦN (mỗi dòng là một buổi nghỉ)",
    )
    row = _title(sheet, lines, 7)
    heads = ("STT", "Mã định danh", "Họ và tên", "Ngày nghỉ", "Buổi", "Phép", "Lí do")
    columns: list[tuple[str, list[str]]] = [(text, []) for text in heads]
    row = _header(sheet, row, columns)
    for number, (learner, day, permitted, why) in enumerate(absences(learners), 1):
        shown = f"{day:%d/%m/%Y}" if number % 2 else day
        values = [number, learner.personal_id, learner.person.name, shown]
        _row(sheet, row, [*values, "S", "P" if permitted else "K", why])
        row += 1
    _widths(sheet, [5, 15, 34, 12, 7, 7, 30])
    return _save(workbook)


def absences(
    learners: Sequence[Learner],
) -> Iterator[tuple[Learner, dt.date, bool, str]]:
    """Yield every session missed, by day."""
    found = []
    for learner in learners:
        if learner.special == "absent":
            found += [
                (day, learner, permitted, why)
                for first, count, permitted, why in people.LONG_ABSENCES
                for day in school_days(first, count)
            ]
        elif learner.number % 4 == 1 or learner.special == "retest":
            first = dt.date(2025, 9, 22) + dt.timedelta(days=learner.number * 5)
            why = learner.pick(people.ABSENCE_REASONS)
            count = 1 + learner.number % 3
            found += [
                (day, learner, bool(why), why) for day in school_days(first, count)
            ]
    found.sort(key=lambda item: (item[0], item[1].number))
    for day, learner, permitted, why in found:
        yield learner, day, permitted, why


def school_days(first: dt.date, count: int) -> Iterator[dt.date]:
    """Yield ``count`` days of school from ``first`` on: Monday to Saturday."""
    day = first
    while count:
        holiday = day == dt.date(2026, 1, 1) or (
            dt.date(2026, 2, 14) <= day <= dt.date(2026, 2, 22)
        )
        if day.weekday() < 6 and not holiday:
            yield day
            count -= 1
        day += dt.timedelta(days=1)


def retest_sheet(learners: Sequence[Learner]) -> bytes:
    workbook = _empty()
    sheet = _new_sheet(workbook, "Kiểm tra lại")
    lines = (
        "TRƯỜNG THCS NGUYỄN DU",
        "Lớp: 7A1   -   Năm học: 2025-2026",
        "KẾT QUẢ KIỂM TRA, ĐÁNH GIÁ LẠI TRONG KÌ NGHỈ HÈ",
    )
    row = _title(sheet, lines, 7)
    heads = (
        "STT",
        "Mã định danh",
        "Họ và tên",
        "Môn",
        "ĐTBmcn",
        "Điểm kiểm tra lại",
        "Ngày kiểm tra",
    )
    columns: list[tuple[str, list[str]]] = [(text, []) for text in heads]
    row = _header(sheet, row, columns)
    [learner] = [one for one in learners if one.special == "retest"]
    tests = (
        ("Toán", "4,8", "5,5", dt.date(2026, 6, 22)),
        ("Ngoại ngữ 1", "3,2", 5, dt.date(2026, 6, 23)),
    )
    for number, (subject, year, mark, day) in enumerate(tests, start=1):
        values = [number, learner.personal_id, learner.person.name]
        _row(sheet, row, [*values, subject, year, mark, day])
        row += 1
    _widths(sheet, [5, 15, 34, 16, 9, 10, 13])
    return _save(workbook)


def school_facts(learners: Sequence[Learner]) -> dict[str, Any]:
    """Return what truong.json holds."""
    [exempt] = [one for one in learners if one.special == "exempt"]
    return {
        "school": {**SCHOOL, "authority": AUTHORITIES[-1]["code"]},
        "authority": AUTHORITIES[-1],
        "authorities": AUTHORITIES,
        "year": YEAR,
        "class": CLASS,
        "staff": [
            {"code": CODES[login], "name": name, "login": login, "title": title}
            for name, login, title in STAFF
        ],
        "duties": [
            {
                "staff": CODES[login],
                "kind": kind,
                "class": CLASS["name"] if kind in CLASS_DUTIES else None,
                "subject": subject,
                "from": first,
                "to": last,
                "decision": decision,
            }
            for login, kind, subject, first, last, decision in DUTIES
        ],
        "exemptions": [
            {
                "personal_id": exempt.personal_id,
                "name": exempt.person.name,
                "subject": "GDTC",
                "period": "CN",
                "from": "2025-09-12",
                "decision": EXEMPTION,
                "reason": "Bệnh tim bẩm sinh, giấy chứng nhận của Bệnh viện Nhi đồng",
            }
        ],
    }


CLASS_DUTIES = ("homeroom", "subject_teacher")


def readme(learners: Sequence[Learner]) -> str:
    """Return the README: who is the special case, what is odd in the files."""
    lines = [people.README_HEAD]
    for profile, what in people.SPECIALS.items():
        for learner in learners:
            if learner.special == profile:
                name = learner.person.name
                lines.append(
                    f"| {learner.number} | {name} | {learner.personal_id} | {what} |\n"
                )
                break
    lines.append(people.README_TAIL)
    return "".join(lines)


def files() -> dict[str, bytes]:
    """Return all files of the sample class by name."""
    learners = make_class()
    makers: dict[str, Callable[[], bytes]] = {
        "danh-sach.xlsx": lambda: class_list(learners),
        "diem-hk1.xlsx": lambda: mark_sheets(learners, "HK1"),
        "diem-hk2.xlsx": lambda: mark_sheets(learners, "HK2"),
        "ren-luyen.xlsx": lambda: conduct_sheet(learners),
        "chuyen-can.xlsx": lambda: absence_list(learners),
        "kiem-tra-lai.xlsx": lambda: retest_sheet(learners),
    }
    made = {name: maker() for name, maker in makers.items()}
    facts = json.dumps(school_facts(learners), ensure_ascii=False, indent=1)
    made["truong.json"] = f"{facts}\n".encode()
    made["README.md"] = readme(learners).encode()
    return made


def main(arguments: Sequence[str]) -> int:
    folder = Path(arguments[0]) if arguments else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (folder / name).write_bytes(content)
        print(folder / name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
