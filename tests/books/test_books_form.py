# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The texts of the printed form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hocba.books import xml
from hocba.books.form import mark_text, promotion_text, year_form
from hocba.books.form_parts import date_text
from hocba.books.model import Absences, Levels
from tests.books.sample import BOOK, JOURNAL, issue_of


def rows(book=BOOK):
    return {row.id: row.cells for row in year_form(book).rows()}


def test_marks_levels_and_dates_as_a_school_prints_them():
    """The year's page says the results in the words of the form."""
    found = rows()
    assert found["mon-KHTN-CN"] == (
        "Khoa học tự nhiên",
        "6,4",
        "4,1",
        "4,9",
        "6,0",
        "",
        "Trần Văn Hùng; Lê Thị Mai",
    )
    assert found["mon-GDTC-CN"][1:4] == ("Miễn", "Miễn", "Miễn")
    assert found["mon-NGHETHUAT-CN"][1:4] == ("CĐ", "Đ", "Đ")
    assert found["hk1"] == ("Học kì I", "Khá", "Đạt", "20")
    assert found["hk2"] == ("Học kì II", "Tốt", "Chưa đạt", "24")
    assert found["ca-nam"] == ("Cả năm", "Tốt", "Chưa đạt", "45")
    assert found["sau-he"][2] == "Đạt"
    assert found["ngay-sinh"] == ("Ngày sinh", "05/09/2013")
    assert year_form(BOOK).title == "HỌC BẠ TRUNG HỌC CƠ SỞ"


def test_absences_by_term_are_left_blank_where_only_the_year_is_known():
    summary = replace(BOOK.summary, absences=Absences(0))
    book = xml.parse(xml.build(replace(BOOK, summary=summary))).book
    assert book.summary.absences == Absences(0)
    assert [rows(book)[row][3] for row in ("hk1", "hk2", "ca-nam")] == ["", "", "0"]


def test_the_head_of_the_journal_stands_at_the_foot():
    """BT-8.5: block, beginning of its hash, and since when it is anchored outside."""
    issue = issue_of(BOOK, {s.slot_id: "cd" * 32 for s in xml.slots(BOOK)}, JOURNAL)
    form = year_form(xml.parse(xml.add_issue(xml.build(BOOK), issue)))
    (row,) = form.footer
    assert row.cells == (
        "Nhật ký",
        "khối 128 · 3f3f3f3f3f3f3f3f · niêm phong 31/05/2026 17:00:00"
        " · neo đến khối 127 lúc 31/05/2026 16:30:02",
    )
    assert form.rows()[-1] == row


def test_form_of_the_xml_is_the_form_of_the_facts():
    issue = issue_of(BOOK, {s.slot_id: "cd" * 32 for s in xml.slots(BOOK)})
    form = year_form(xml.parse(xml.add_issue(xml.build(BOOK), issue)))
    assert form.rows()[:-3] == year_form(BOOK).rows()
    assert [row.cells[1] for row in form.issue] == [
        "17/HB-THCSND",
        "31/05/2026",
        "ND26-7F3K-Q9XA",
    ]


@pytest.mark.parametrize(
    ("grade", "promotion", "after", "text"),
    [
        (7, "PROMOTED", "", "Được lên lớp"),
        (
            7,
            "PROMOTED",
            "DAT",
            "Được lên lớp sau khi kiểm tra lại môn học hoặc rèn luyện trong kì nghỉ hè",
        ),
        (7, "NOT_PROMOTED", "", "Không được lên lớp"),
        (9, "PROMOTED", "", "Hoàn thành chương trình trung học cơ sở"),
        (9, "NOT_PROMOTED", "", "Không hoàn thành chương trình trung học cơ sở"),
        (12, "PROMOTED", "", "Hoàn thành chương trình trung học phổ thông"),
        (
            7,
            "PENDING",
            "",
            "Chờ kết quả kiểm tra, đánh giá lại hoặc rèn luyện trong kì nghỉ hè",
        ),
    ],
)
def test_conclusion_of_the_year(grade, promotion, after, text):
    study = Levels("DAT", "DAT", "CHUA_DAT" if after else "DAT", after)
    summary = replace(BOOK.summary, promotion=promotion, study=study)
    assert promotion_text(replace(BOOK, grade=grade), summary) == text


def test_award_and_year_of_birth():
    book = replace(
        BOOK,
        summary=replace(BOOK.summary, award="XUAT_SAC"),
        learner=replace(BOOK.learner, birth_date="2013"),
    )
    assert rows(book)["khen-thuong"][1] == "Học sinh Xuất sắc"
    assert rows(book)["ngay-sinh"][1] == "2013"
    assert (mark_text("10"), mark_text("V"), date_text("2026-05-31")) == (
        "10,0",
        "Vắng",
        "31/05/2026",
    )


def test_a_centre_of_continuing_education_says_so():
    """BT-1.2, KP-21.2: title, conclusion and award name programme and học viên."""
    book = replace(
        BOOK,
        grade=12,
        programme="gdtx",
        school=replace(BOOK.school, head_title="Giám đốc"),
        summary=replace(BOOK.summary, award="GIOI"),
    )
    form = year_form(xml.parse(xml.build(book)))
    assert form.title == "HỌC BẠ GIÁO DỤC THƯỜNG XUYÊN CẤP TRUNG HỌC PHỔ THÔNG"
    assert form.head_title == "Giám đốc"
    found = rows(book)
    assert found["khen-thuong"][1] == "Học viên Giỏi"
    assert found["len-lop"][1] == (
        "Hoàn thành chương trình giáo dục thường xuyên cấp trung học phổ thông"
    )
    assert b"ChuongTrinh" not in xml.build(BOOK)
