# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The Excel files of the sample class, as a real school has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from demo.samples import draw, people, words
from demo.samples.learner import SUBJECTS, Learner, Subject, average
from demo.samples.school import STAFF
from hocba.rules import cells
from hocba.words import LEVEL_TITLES


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
    workbook = draw.empty()
    sheet = draw.new_sheet(workbook, "7A1")
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
    row = draw.title(
        sheet,
        (
            "UBND PHƯỜNG TÂN ĐỊNH - TRƯỜNG THCS NGUYỄN DU",
            "Địa chỉ: số 35 đường Trần Quang Khải",
            "DANH SÁCH HỌC SINH LỚP 7A1",
            "Năm học 2025 - 2026",
        ),
        20,
    )
    row = draw.header(sheet, row, columns)
    for learner in learners:
        one, family = learner.person, words.family(learner)
        values: list[Any] = [
            learner.number,
            learner.personal_id,
            *draw.split(one.name),
        ]
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
        draw.row(sheet, row, values)
        row += 1
    girls = sum(learner.person.gender == "female" for learner in learners)
    draw.footer(
        sheet,
        row,
        2,
        [
            f"Danh sách này có {len(learners)} học sinh, trong đó có {girls} nữ.",
            "GIÁO VIÊN CHỦ NHIỆM",
            STAFF[5][0],
        ],
    )
    draw.widths(sheet, [5, 15, 30, 10, 12, 5, 9, 22, 46] + [24, 16, 13] * 3 + [16, 10])
    return draw.save(workbook)


def mark_sheets(learners: Sequence[Learner], term: str) -> bytes:
    workbook = draw.empty()
    roman = {"HK1": "I", "HK2": "II"}[term]
    for place, subject in enumerate(SUBJECTS):
        sheet = draw.new_sheet(workbook, subject.sheet)
        row = draw.title(
            sheet,
            (
                "TRƯỜNG THCS NGUYỄN DU",
                f"Năm học: 2025-2026   -   Lớp: 7A1   -   Học kì: {roman}",
                f"BẢNG ĐIỂM MÔN: {subject.name.upper()}",
            ),
            5 + _shown_columns(subject) + 4,
        )
        row = draw.header(sheet, row, _mark_columns(subject, roman))
        for learner in learners:
            as_text = (learner.number + place) % 4 in (0, 1)
            *regular, middle, end = learner.marks[subject.code, term]
            spare = [None] * (_shown_columns(subject) - subject.regular)
            result = average(learner, subject, term)
            marks = [_shown(mark, as_text) for mark in regular]
            values: list[Any] = [
                learner.number,
                learner.personal_id,
                *draw.split(learner.person.name),
                _date(learner, (learner.number + place) % 2 == 0),
                *marks,
                *spare,
                _shown(middle, as_text),
                _shown(end, not as_text),
                cells.display(result, 1) or None,
                words.remark(learner, subject.code, result),
            ]
            draw.row(sheet, row, values)
            row += 1
        draw.footer(sheet, row, 3, ["Giáo viên bộ môn (kí, ghi rõ họ tên)"])
        marks_width = [6] * (_shown_columns(subject) + 2)
        draw.widths(sheet, [5, 15, 26, 10, 12, *marks_width, 9, 44])
        sheet.freeze_panes = "E7"
    return draw.save(workbook)


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
    workbook = draw.empty()
    sheet = draw.new_sheet(workbook, "Rèn luyện")
    row = draw.title(
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
    row = draw.header(sheet, row, columns)
    for learner in learners:
        first, second = learner.training
        values = [learner.number, learner.personal_id, learner.person.name]
        values += [_date(learner, True), LEVEL_TITLES[first], LEVEL_TITLES[second]]
        values.append(words.homeroom_remark(learner))
        draw.row(sheet, row, values)
        row += 1
    draw.widths(sheet, [5, 15, 34, 12, 10, 10, 80])
    return draw.save(workbook)


def absence_list(learners: Sequence[Learner]) -> bytes:
    workbook = draw.empty()
    sheet = draw.new_sheet(workbook, "Nghỉ học")
    lines = (
        "TRƯỜNG THCS NGUYỄN DU",
        "Lớp: 7A1   -   Năm học: 2025-2026",
        "THEO DÕI CHUYÊN CẦN (mỗi dòng là một buổi nghỉ)",
    )
    row = draw.title(sheet, lines, 7)
    heads = ("STT", "Mã định danh", "Họ và tên", "Ngày nghỉ", "Buổi", "Phép", "Lí do")
    columns: list[tuple[str, list[str]]] = [(text, []) for text in heads]
    row = draw.header(sheet, row, columns)
    for number, (learner, day, permitted, why) in enumerate(absences(learners), 1):
        shown = f"{day:%d/%m/%Y}" if number % 2 else day
        values = [number, learner.personal_id, learner.person.name, shown]
        draw.row(sheet, row, [*values, "S", "P" if permitted else "K", why])
        row += 1
    draw.widths(sheet, [5, 15, 34, 12, 7, 7, 30])
    return draw.save(workbook)


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
    workbook = draw.empty()
    sheet = draw.new_sheet(workbook, "Kiểm tra lại")
    lines = (
        "TRƯỜNG THCS NGUYỄN DU",
        "Lớp: 7A1   -   Năm học: 2025-2026",
        "KẾT QUẢ KIỂM TRA, ĐÁNH GIÁ LẠI TRONG KÌ NGHỈ HÈ",
    )
    row = draw.title(sheet, lines, 7)
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
    row = draw.header(sheet, row, columns)
    [learner] = [one for one in learners if one.special == "retest"]
    tests = (
        ("Toán", "4,8", "5,5", dt.date(2026, 6, 22)),
        ("Ngoại ngữ 1", "3,2", 5, dt.date(2026, 6, 23)),
    )
    for number, (subject, year, mark, day) in enumerate(tests, start=1):
        values = [number, learner.personal_id, learner.person.name]
        draw.row(sheet, row, [*values, subject, year, mark, day])
        row += 1
    draw.widths(sheet, [5, 15, 34, 16, 9, 10, 13])
    return draw.save(workbook)
