# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A page that says something else than its XML is found, and the row is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from hocba.books import xml
from hocba.books.form import year_form
from hocba.books.form_parts import YearForm
from hocba.books.model import (
    Absences,
    JournalHead,
    Levels,
    TeacherRef,
    YearBook,
    YearDocument,
)
from hocba.books.page import compare
from tests.books.sample import BOOK, JOURNAL, issue_of
from tests.pages import sample_page

Change = Callable[[YearBook], YearBook]


@pytest.fixture(scope="module")
def page() -> bytes:
    return sample_page.render().pdf


def _subject(number: int, **values: object) -> Change:
    def change(book: YearBook) -> YearBook:
        subjects = list(book.subjects)
        subjects[number] = replace(subjects[number], **values)
        return replace(book, subjects=tuple(subjects))

    return change


def _learner(**values: str) -> Change:
    return lambda book: replace(book, learner=replace(book.learner, **values))


def _summary(**values: object) -> Change:
    return lambda book: replace(book, summary=replace(book.summary, **values))


def test_page_of_the_same_form_has_no_difference(page: bytes) -> None:
    assert compare(page, year_form(sample_page.book())) == []


def test_nine_where_the_xml_says_eight_names_row_and_both_values() -> None:
    """KP-3.2, KP-15: the page says 9,0, the XML says 8,0."""
    form = year_form(sample_page.book())
    text = sample_page.html(form).replace(">8,0</td>", ">9,0</td>", 1)
    (problem,) = compare(sample_page.render(text).pdf, form)

    assert problem.code == "page.row_differs"
    said = problem.text("vi")
    assert "«Toán»" in said and "9,0 8,5 8,3" in said and "8,0 8,5 8,3" in said


def test_the_head_of_the_journal_is_that_of_the_xml_on_every_page() -> None:
    """BT-8.5: a block or a hash that the XML does not name is a difference."""
    issue = issue_of(BOOK, {spec.slot_id: "cd" * 32 for spec in xml.slots(BOOK)})
    book = sample_page.book()

    def form(head: JournalHead | None) -> YearForm:
        return year_form(YearDocument(book, replace(issue, journal=head)))

    def page(head: JournalHead | None, extra: str = "") -> bytes:
        text = sample_page.html(form(head), extra)
        return sample_page.render(text).pdf

    assert compare(page(JOURNAL), form(JOURNAL)) == []
    second = '<p style="break-before: page">Trang sau</p>'
    assert compare(page(JOURNAL, second), form(JOURNAL)) == []
    other = replace(JOURNAL, block=129), replace(JOURNAL, sha256="ab" * 32), None
    for head in other:
        problems = compare(page(head), form(JOURNAL))
        assert {problem.params["row"] for problem in problems} == {"Nhật ký"}


@pytest.mark.parametrize(
    ("change", "row"),
    [
        (_subject(0, hk1="9.0"), "Toán"),
        (_subject(0, year="8.2"), "Toán"),
        (_subject(0, remark="Chăm học"), "Toán"),
        (_subject(0, remark=""), "Toán"),
        (_subject(1, remark="Giỏi"), "Ngữ văn"),
        (_subject(2, retest="6.5"), "Khoa học tự nhiên"),
        (_subject(2, retest=""), "Khoa học tự nhiên"),
        (_subject(2, hk1=""), "Khoa học tự nhiên"),
        (_subject(2, teachers=(TeacherRef("X", "Trần Văn Hùng Anh"),)), "Khoa học"),
        (_subject(4, hk1="D"), "Nghệ thuật"),
        (_subject(5, exempt=False, hk1="D", hk2="D", year="D"), "Giáo dục thể chất"),
        (_learner(name="Công Tằng Tôn Nữ Ngọc"), "Họ và tên"),
        (_learner(birth_date="2013-09-06"), "Ngày sinh"),
        (_learner(personal_id="079213000018"), "Mã định danh cá nhân"),
        (_learner(ethnicity=""), "Dân tộc"),
        (lambda book: replace(book, class_name="7A2"), "Lớp"),
        (lambda book: replace(book, register_number="1/B"), "Số sổ đăng bộ"),
        (lambda book: replace(book, year="2024-2025"), "Năm học"),
        (_summary(absences=Absences(46, 20, 24)), "Cả năm"),
        (_summary(absences=Absences(45, 21, 24)), "Học kì I"),
        (_summary(absences=Absences(45, 2, 24)), "Học kì I"),
        (_summary(absences=Absences(45, 20)), "Học kì II"),
        (_summary(award="GIOI"), "Khen thưởng"),
        (_summary(promotion="NOT_PROMOTED"), "Kết luận"),
        (_summary(homeroom_remark="Ngoan."), "Nhận xét của giáo viên chủ nhiệm"),
        (_summary(homeroom_remark=""), "Nhận xét của giáo viên chủ nhiệm"),
        (_summary(training=Levels("KHA", "KHA", "TOT")), "Học kì II"),
    ],
)
def test_every_difference_names_its_row(page: bytes, change: Change, row: str) -> None:
    problems = compare(page, year_form(change(sample_page.book())))

    assert problems
    assert row in problems[0].text("vi")


@pytest.mark.parametrize(
    "change",
    [
        lambda book: replace(book, school=replace(book.school, name="Trường khác")),
        lambda book: replace(book, subjects=book.subjects[1:]),
        _summary(study=Levels("DAT", "CHUA_DAT", "CHUA_DAT")),
    ],
)
def test_other_differences_are_found(page: bytes, change: Change) -> None:
    assert compare(page, year_form(change(sample_page.book())))


@pytest.mark.parametrize(
    "extra",
    [
        "<p>Toán 9,0</p>",
        "<p>Điểm trung bình 9,5</p>",
        "<p>Học kì I</p><p>Tốt</p>",
        "<p>Học sinh Xuất sắc</p>",
        "<table><tr><td>Toán</td><td>8,0</td><td>8,5</td><td>8,3</td>"
        "<td>Chăm học; tư duy tốt</td></tr></table>",
        "<p>Họ và tên: Đỗ Văn An</p>",
    ],
)
def test_what_no_row_accounts_for_is_found(extra: str) -> None:
    form = year_form(sample_page.book())

    assert compare(sample_page.render(sample_page.html(form, extra)).pdf, form)


def test_value_in_another_column_is_found() -> None:
    """The same words in another order of columns say something else."""
    form = year_form(sample_page.book())
    blank, marks = '<td class="mark"></td>', ">7,9</td>"
    text = sample_page.html(form)
    row = text.index(">7,9</td>")
    moved = text[:row].rpartition("<td")[0] + blank + text[text[:row].rindex("<td") :]
    place = moved.index(blank, moved.index(">8,0</td>", moved.index(marks)))
    moved = moved[:place] + moved[place + len(blank) :]
    (problem, *_rest) = compare(sample_page.render(moved).pdf, form)

    assert problem.code == "page.row_column"
    assert "Ngữ văn" in problem.text("vi")


def test_text_drawn_through_a_form_is_read_too() -> None:
    """Transparency groups become forms within the page."""
    form = year_form(sample_page.book())
    text = sample_page.html(form, '<div style="opacity: 0.5">Toán 9,0</div>')

    assert compare(sample_page.render(text).pdf, form)


def test_values_may_break_lines_but_marks_may_not() -> None:
    form = year_form(sample_page.book())
    narrow = ".grid td { overflow-wrap: anywhere } .grid td:first-child { width: 9mm }"
    assert (
        compare(sample_page.render(sample_page.html(form, css=narrow)).pdf, form) == []
    )
    torn = sample_page.html(form).replace(">10,0</td>", ">1 0,0</td>")
    assert compare(sample_page.render(torn).pdf, form)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"not a file"])
def test_unreadable_files_are_a_problem(data: bytes) -> None:
    (problem,) = compare(data, year_form(sample_page.book()))
    assert problem.code == "page.unreadable"
