# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the printed form of a year says, text by text (the học bạ form of TT22).

The template prints these texts and nothing of its own about a learner, and the check of
a page against its XML looks for the same texts; so both have one source.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from hocba import letters
from hocba.books.model import (
    FormerTerm,
    JournalHead,
    Learner,
    Levels,
    SubjectYear,
    Summary,
    YearBook,
    YearDocument,
)
from hocba.problems import Problem, Where

LEVEL_TEXTS = {
    "": "",
    "TOT": "Tốt",
    "KHA": "Khá",
    "DAT": "Đạt",
    "CHUA_DAT": "Chưa đạt",
}
AWARD_TEXTS = {"": "", "XUAT_SAC": "Học sinh Xuất sắc", "GIOI": "Học sinh Giỏi"}
GENDER_TEXTS = {"male": "Nam", "female": "Nữ"}
DOCUMENT_TEXTS = {
    "passport": "Hộ chiếu",
    "residence_card": "Thẻ tạm trú, thường trú",
    "birth_certificate": "Giấy khai sinh",
    "other": "Giấy tờ khác",
}
PERIOD_TEXTS = {"HK1": "Học kì I", "HK2": "Học kì II"}
#: Stands behind a result that a former school gave.
FORMER_SIGN = "*"
_MARK_TEXTS = {"D": "Đ", "CD": "CĐ", "M": "Miễn", "V": "Vắng"}
_VIETNAM = timezone(timedelta(hours=7))
_LAST_GRADES = {5: "tiểu học", 9: "trung học cơ sở", 12: "trung học phổ thông"}

SUBJECT_HEADER = (
    "Môn học/Hoạt động giáo dục",
    "Học kì I",
    "Học kì II",
    "Cả năm",
    "Đánh giá lại (nếu có)",
    "Nhận xét",
    "Giáo viên xác nhận (kí, tên)",
)
SUMMARY_HEADER = (
    "Học kì",
    "Kết quả rèn luyện",
    "Kết quả học tập",
    "Số buổi nghỉ học",
)


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
class YearForm:
    """All texts of one year's pages, in the order in which they are printed.

    :param particulars: rows of (label, value) about learner, class and school
    :param subjects: rows under :data:`SUBJECT_HEADER`
    :param summary: rows under :data:`SUMMARY_HEADER`
    :param conclusions: rows of (label, value); an empty value is printed as a blank
    :param issue: rows of (label, value); empty before the book is issued
    :param footer: rows of (label, value) at the foot of every page
    """

    title: str
    authority: str
    school: str
    particulars: tuple[FormRow, ...]
    subjects: tuple[SubjectRow, ...]
    summary: tuple[FormRow, ...]
    conclusions: tuple[FormRow, ...]
    homeroom: str
    head_title: str
    issue: tuple[FormRow, ...] = ()
    footer: tuple[FormRow, ...] = ()

    def rows(self) -> tuple[FormRow, ...]:
        """Return every row that must stand on the pages, in order."""
        return (
            *self.particulars,
            *self.subjects,
            *self.summary,
            *self.conclusions,
            *self.issue,
            *self.footer,
        )


def mark_text(mark: str) -> str:
    """Return a mark as it is printed: ``"8.0"`` as ``8,0``, ``"CD"`` as ``CĐ``.

    >>> [mark_text(mark) for mark in ("8", "10.0", "D", "")]
    ['8,0', '10,0', 'Đ', '']
    """
    if not mark or mark in _MARK_TEXTS:
        return _MARK_TEXTS.get(mark, "")
    return (mark if "." in mark else f"{mark}.0").replace(".", ",")


def date_text(value: str) -> str:
    """Return an ISO date as ``dd/mm/yyyy``; a year alone stays as it is."""
    return "/".join(reversed(value.split("-")))


def year_form(document: YearDocument | YearBook) -> YearForm:
    """Return the printed texts of a year book, issued or not yet."""
    if isinstance(document, YearBook):
        document = YearDocument(document)
    book = document.book
    issue = document.issue
    return YearForm(
        title=f"HỌC BẠ {_level_of(book.grade).upper()}",
        authority=book.school.authority,
        school=book.school.name,
        particulars=_particulars(book),
        subjects=tuple(map(_subject, book.subjects)),
        summary=_summary(book.summary),
        conclusions=_conclusions(book),
        homeroom=book.summary.homeroom.name,
        head_title=book.school.head_title,
        issue=()
        if issue is None
        else (
            FormRow("so-hieu", ("Số", issue.number)),
            FormRow(
                "ngay-hieu-luc", ("Ngày hiệu lực", date_text(issue.effective_date))
            ),
            FormRow("ma-tra-cuu", ("Mã tra cứu", issue.lookup_code)),
        ),
        footer=()
        if issue is None or issue.journal is None
        else (FormRow("nhat-ky", ("Nhật ký", journal_text(issue.journal))),),
    )


def letter_problems(form: YearForm) -> list[Problem]:
    """Return what the pages could not print, with the row in which it stands.

    Asked before anybody signs: the pages are made when all others have signed.
    """
    texts = [
        ("Tên trường", form.school),
        ("Cơ quan quản lý", form.authority),
        ("Giáo viên chủ nhiệm", form.homeroom),
        ("Chức danh lãnh đạo", form.head_title),
        *((row.cells[0], cell) for row in form.rows() for cell in row.cells),
    ]
    return [
        Problem(problem.code, problem.params, Where(column=f"«{label}»"))
        for label, text in texts
        for problem in letters.problems(text, letters.LONG)
    ]


def journal_text(head: JournalHead) -> str:
    """Return the head of the journal as it is printed: enough of it to be found again.

    >>> journal_text(JournalHead(7, "ab" * 32, "2026-05-31T10:00:00Z"))
    'khối 7 · abababababababab · niêm phong 31/05/2026 17:00:00 · chưa neo'
    """
    anchored = "chưa neo"
    if head.anchored_block:
        when = _local(head.anchored_at)
        anchored = f"neo đến khối {head.anchored_block} lúc {when}"
    parts = (
        f"khối {head.block}",
        head.sha256[:16],
        f"niêm phong {_local(head.sealed_at)}",
        anchored,
    )
    return " · ".join(parts)


def _local(moment: str) -> str:
    known = datetime.fromisoformat(moment.replace("Z", "+00:00"))
    return known.astimezone(_VIETNAM).strftime("%d/%m/%Y %H:%M:%S")


def _level_of(grade: int) -> str:
    return next(name for last, name in _LAST_GRADES.items() if grade <= last)


def _particulars(book: YearBook) -> tuple[FormRow, ...]:
    learner, school = book.learner, book.school
    return (
        FormRow("ho-ten", ("Họ và tên", learner.name)),
        FormRow("gioi-tinh", ("Giới tính", GENDER_TEXTS[learner.gender])),
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
    return DOCUMENT_TEXTS[learner.document_kind], learner.document_number


def _signs(former: tuple[FormerTerm, ...]) -> tuple[str, str, str]:
    """Return what stands behind the results of both terms and the year."""
    given = {term.period for term in former}
    hk1, hk2 = (FORMER_SIGN if period in given else "" for period in PERIOD_TEXTS)
    return hk1, hk2, ""


def _former_row(book: YearBook) -> tuple[FormRow, ...]:
    """Return which school gave the results that are marked, if any are."""
    parts: list[Summary | SubjectYear] = [book.summary, *book.subjects]
    given = dict.fromkeys(
        (term.period, term.school)
        for period in PERIOD_TEXTS
        for part in parts
        for term in part.former
        if term.period == period
    )
    if not given:
        return ()
    text = "; ".join(f"{PERIOD_TEXTS[period]}: {school}" for period, school in given)
    return (FormRow("truong-cu", (f"{FORMER_SIGN} Kết quả của trường cũ", text)),)


def _subject(subject: SubjectYear) -> SubjectRow:
    if subject.exempt:
        marks = ["Miễn" if not m else mark_text(m) for m in _terms(subject)]
    else:
        marks = [mark_text(m) for m in _terms(subject)]
    signs = _signs(subject.former)
    marks = [m and m + sign for m, sign in zip(marks, signs, strict=True)]
    names = tuple(
        (f"o-{subject.code}-{subject.period}-{n}", teacher.name)
        for n, teacher in enumerate(subject.teachers, 1)
    )
    return SubjectRow(
        f"mon-{subject.code}-{subject.period}",
        (
            subject.name,
            *marks,
            mark_text(subject.retest),
            subject.remark,
            "; ".join(name for _, name in names),
        ),
        names,
    )


def _terms(subject: SubjectYear) -> tuple[str, str, str]:
    return subject.hk1, subject.hk2, subject.year


def _summary(summary: Summary) -> tuple[FormRow, ...]:
    training, study, absences = summary.training, summary.study, summary.absences
    periods = (
        ("hk1", "Học kì I", training.hk1, study.hk1, absences.hk1),
        ("hk2", "Học kì II", training.hk2, study.hk2, absences.hk2),
        ("ca-nam", "Cả năm", training.year, study.year, absences.year),
    )
    rows = [
        FormRow(
            id_,
            (
                label,
                *(text and text + sign for text in _texts(*levels)),
                "" if count is None else str(count),
            ),
        )
        for (id_, label, *levels, count), sign in zip(
            periods, _signs(summary.former), strict=True
        )
    ]
    if _reassessed(training, study):
        after = _texts(training.after, study.after)
        rows.append(FormRow("sau-he", ("Đánh giá lại, rèn luyện trong hè", *after, "")))
    return tuple(rows)


def _texts(*levels: str) -> tuple[str, ...]:
    return tuple(LEVEL_TEXTS[level] for level in levels)


def _reassessed(training: Levels, study: Levels) -> bool:
    return bool(training.after or study.after)


def _conclusions(book: YearBook) -> tuple[FormRow, ...]:
    summary = book.summary
    return (
        FormRow("len-lop", ("Kết luận", promotion_text(book))),
        FormRow("khen-thuong", ("Khen thưởng", AWARD_TEXTS[summary.award or ""])),
        FormRow("cuoc-thi", ("Kết quả tham gia các cuộc thi", summary.competitions)),
        FormRow(
            "nhan-xet", ("Nhận xét của giáo viên chủ nhiệm", summary.homeroom_remark)
        ),
        *_former_row(book),
    )


def promotion_text(book: YearBook) -> str:
    """Return the conclusion of the year (TT22 Đ12 to Đ14; last grades by the law)."""
    summary = book.summary
    if summary.promotion == "PENDING":
        return "Chờ kết quả kiểm tra, đánh giá lại hoặc rèn luyện trong kì nghỉ hè"
    promoted = summary.promotion == "PROMOTED"
    if book.grade in _LAST_GRADES:
        done = "Hoàn thành" if promoted else "Không hoàn thành"
        return f"{done} chương trình {_LAST_GRADES[book.grade]}"
    if not promoted:
        return "Không được lên lớp"
    if _reassessed(summary.training, summary.study):
        return (
            "Được lên lớp sau khi kiểm tra lại môn học hoặc rèn luyện trong kì nghỉ hè"
        )
    return "Được lên lớp"
