# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the printed forms of all years share: rows, particulars, the former school."""

from __future__ import annotations

from dataclasses import dataclass

from hocba.books.model import (
    Issue,
    JournalHead,
    Learner,
    SubjectYear,
    YearBook,
    YearDocument,
)
from hocba.books.primary.model import PrimarySubject
from hocba.moment import read_iso, shown
from hocba.words import DOCUMENT_TITLES, GENDER_TITLES, TERM_TITLES

#: The last grade of each level.
LAST_GRADES = {5: "tiểu học", 9: "trung học cơ sở", 12: "trung học phổ thông"}
CONTINUING = "giáo dục thường xuyên"
#: Stands behind a result that a former school gave.
FORMER_SIGN = "*"


@dataclass(frozen=True)
class FormRow:
    """One printed row: its region or field, and its cells from left to right."""

    id: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class SubjectRow(FormRow):
    """One subject's row, with the slots of those who sign it, and their names.

    :param teachers: (slot id, printed name), in order
    """

    teachers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class RatingTable:
    """A table of levels: its heading, its columns and one row for each criterion."""

    heading: str
    header: tuple[str, ...]
    rows: tuple[FormRow, ...]


@dataclass(frozen=True)
class YearForm:
    """All texts of one year's pages, in the order in which they are printed.

    :param particulars: rows of (label, value) about learner, class and school
    :param subjects: rows under ``subject_header``; the last cells are the remark and
        the names of the teachers
    :param summary: rows under ``summary_header``; none in primary
    :param ratings: the tables of qualities and competences; in primary alone
    :param conclusions: rows of (label, value); an empty value is printed as a blank
    :param issue: rows of (label, value); empty before the book is issued
    :param footer: rows of (label, value) at the foot of every page
    :param telling: texts that must not stand on a page but where a row accounts for it
    """

    title: str
    authority: str
    school: str
    particulars: tuple[FormRow, ...]
    homeroom: str
    head_title: str
    subject_header: tuple[str, ...] = ()
    subjects: tuple[SubjectRow, ...] = ()
    summary_header: tuple[str, ...] = ()
    summary: tuple[FormRow, ...] = ()
    ratings: tuple[RatingTable, ...] = ()
    conclusions: tuple[FormRow, ...] = ()
    issue: tuple[FormRow, ...] = ()
    footer: tuple[FormRow, ...] = ()
    telling: frozenset[str] = frozenset()

    def rows(self) -> tuple[FormRow, ...]:
        """Return every row that must stand on the pages, in order."""
        return (
            *self.particulars,
            *self.subjects,
            *self.summary,
            *(row for table in self.ratings for row in table.rows),
            *self.conclusions,
            *self.issue,
            *self.footer,
        )


def frame(document: YearDocument) -> YearForm:
    """Return the form of a year without its results."""
    book, issue = document.book, document.issue
    return YearForm(
        title=f"HỌC BẠ {programme_of(book).upper()}",
        authority=book.school.authority,
        school=book.school.name,
        particulars=_particulars(book),
        homeroom=book.summary.homeroom.name,
        head_title=book.school.head_title,
        issue=issue_rows(issue),
        footer=journal_rows(issue),
    )


def issue_rows(issue: Issue | None) -> tuple[FormRow, ...]:
    """Return number, date and code of an issued book; nothing before its issue."""
    if issue is None:
        return ()
    return (
        FormRow("so-hieu", ("Số", issue.number)),
        FormRow("ngay-hieu-luc", ("Ngày hiệu lực", date_text(issue.effective_date))),
        FormRow("ma-tra-cuu", ("Mã tra cứu", issue.lookup_code)),
    )


def journal_rows(issue: Issue | None) -> tuple[FormRow, ...]:
    """Return the journal's head as every page of an issued book bears it."""
    if issue is None or issue.journal is None:
        return ()
    return (FormRow("nhat-ky", ("Nhật ký", journal_text(issue.journal))),)


def date_text(value: str) -> str:
    """Return an ISO date as ``dd/mm/yyyy``; a year alone stays as it is."""
    return "/".join(reversed(value.split("-")))


def _particulars(book: YearBook) -> tuple[FormRow, ...]:
    learner, school = book.learner, book.school
    return (
        FormRow("ho-ten", ("Họ và tên", learner.name)),
        FormRow("gioi-tinh", ("Giới tính", GENDER_TITLES[learner.gender])),
        FormRow("ngay-sinh", ("Ngày sinh", date_text(learner.birth_date))),
        FormRow("noi-sinh", ("Nơi sinh", learner.birth_place)),
        FormRow("dan-toc", ("Dân tộc", learner.ethnicity)),
        FormRow("quoc-tich", ("Quốc tịch", learner.nationality)),
        FormRow("ma-dinh-danh", _identity(learner)),
        FormRow("so-dang-bo", ("Số sổ đăng bộ", book.register_number)),
        FormRow("lop", ("Lớp", book.class_name)),
        FormRow("nam-hoc", ("Năm học", book.year)),
        FormRow("xa", ("Xã/Phường/Đặc khu", school.commune)),
        FormRow("tinh", ("Tỉnh/Thành phố", school.province)),
    )


def _identity(learner: Learner) -> tuple[str, str]:
    if learner.personal_id or not learner.document_number:
        return "Mã định danh cá nhân", learner.personal_id
    return DOCUMENT_TITLES[learner.document_kind], learner.document_number


def former_row(book: YearBook) -> tuple[FormRow, ...]:
    """Return which school gave the results that are marked, if any are."""
    parts = [book.summary, *book.subjects]
    given = dict.fromkeys(
        (term.period, term.school)
        for period in TERM_TITLES
        for part in parts
        for term in part.former
        if term.period == period
    )
    if not given:
        return ()
    text = "; ".join(f"{TERM_TITLES[period]}: {school}" for period, school in given)
    return (FormRow("truong-cu", (f"{FORMER_SIGN} Kết quả của trường cũ", text)),)


def journal_text(head: JournalHead) -> str:
    """Return the head of the journal as it is printed: enough of it to be found again.

    >>> journal_text(JournalHead(7, "ab" * 32, "2026-05-31T10:00:00Z"))
    'khối 7 · abababababababab · niêm phong 31/05/2026 17:00:00 · chưa neo'
    """
    anchored = "chưa neo"
    if head.anchored_block:
        when = shown(read_iso(head.anchored_at))
        anchored = f"neo đến khối {head.anchored_block} lúc {when}"
    parts = (
        f"khối {head.block}",
        head.sha256[:16],
        f"niêm phong {shown(read_iso(head.sealed_at))}",
        anchored,
    )
    return " · ".join(parts)


def programme_of(book: YearBook) -> str:
    """Return level and programme as they are printed.

    That a learner of a centre follows the continuing programme must be read in the
    title: the two have other subjects and other rules.
    """
    level = next(name for last, name in LAST_GRADES.items() if book.grade <= last)
    return f"{CONTINUING} cấp {level}" if book.programme == "gdtx" else level


def signatures(subject: SubjectYear | PrimarySubject) -> tuple[tuple[str, str], ...]:
    """Return the places of a subject's teachers with their printed names."""
    return tuple(
        (f"o-{subject.code}-{subject.period}-{n}", teacher.name)
        for n, teacher in enumerate(subject.teachers, 1)
    )
