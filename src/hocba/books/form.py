# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the printed form of a year says, text by text (the học bạ form of TT22).

The template prints these texts and nothing of its own about a learner, and the check of
a page against its XML looks for the same texts; so both have one source.
"""

from __future__ import annotations

from dataclasses import replace

from hocba import letters
from hocba.books.form_parts import (
    FORMER_SIGN,
    LAST_GRADES,
    FormRow,
    SubjectRow,
    YearForm,
    former_row,
    frame,
    programme_of,
    signatures,
)
from hocba.books.model import (
    FormerTerm,
    Levels,
    SubjectYear,
    Summary,
    YearBook,
    YearDocument,
)
from hocba.books.primary import form as primary
from hocba.books.primary.model import PrimarySummary
from hocba.books.tables import TablesForm
from hocba.problems import Problem, Where
from hocba.words import AWARD_TITLES, LEVEL_TITLES, MARK_TITLES, TERM_TITLES

TELLING = frozenset(
    (
        *LEVEL_TITLES.values(),
        *AWARD_TITLES.values(),
        *(text.replace("Học sinh", "Học viên") for text in AWARD_TITLES.values()),
    )
)

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


def mark_text(mark: str) -> str:
    """Return a mark as it is printed: ``"8.0"`` as ``8,0``, ``"CD"`` as ``CĐ``.

    >>> [mark_text(mark) for mark in ("8", "10.0", "D", "")]
    ['8,0', '10,0', 'Đ', '']
    """
    if not mark or mark in MARK_TITLES:
        return MARK_TITLES.get(mark, "")
    return (mark if "." in mark else f"{mark}.0").replace(".", ",")


def year_form(document: YearDocument | YearBook) -> YearForm:
    """Return the printed texts of a year book, issued or not yet."""
    if isinstance(document, YearBook):
        document = YearDocument(document)
    empty, book = frame(document), document.book
    summary = book.summary
    if isinstance(summary, PrimarySummary):
        return primary.filled(empty, book, summary)
    return replace(
        empty,
        subject_header=SUBJECT_HEADER,
        subjects=tuple(
            _subject(item) for item in book.subjects if isinstance(item, SubjectYear)
        ),
        summary_header=SUMMARY_HEADER,
        summary=_summary(summary),
        conclusions=_conclusions(book, summary),
        telling=TELLING,
    )


def letter_problems(form: YearForm | TablesForm) -> list[Problem]:
    """Return what the pages could not print, with the row in which it stands.

    Asked before anybody signs: the pages are made when all others have signed.
    """
    texts = [
        ("Tên trường", form.school),
        ("Cơ quan quản lý", form.authority),
        ("Giáo viên chủ nhiệm", form.homeroom),
        ("Chức danh lãnh đạo", form.head_title),
        *((_called(row), cell) for row in form.rows() for cell in row.cells),
    ]
    return [
        Problem(problem.code, problem.params, Where(column=f"«{label}»"))
        for label, text in texts
        for problem in letters.problems(text, letters.LONG)
    ]


def _called(row: FormRow) -> str:
    """Return by what a row is known: a numbered one by what follows its number."""
    first, second = row.cells[:2]
    return second if first.isdigit() else first


def _signs(former: tuple[FormerTerm, ...]) -> tuple[str, str, str]:
    """Return what stands behind the results of both terms and the year."""
    given = {term.period for term in former}
    hk1, hk2 = (FORMER_SIGN if period in given else "" for period in TERM_TITLES)
    return hk1, hk2, ""


def _subject(subject: SubjectYear) -> SubjectRow:
    if subject.exempt:
        marks = ["Miễn" if not m else mark_text(m) for m in _terms(subject)]
    else:
        marks = [mark_text(m) for m in _terms(subject)]
    signs = _signs(subject.former)
    marks = [m and m + sign for m, sign in zip(marks, signs, strict=True)]
    names = signatures(subject)
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
    return tuple(LEVEL_TITLES[level] if level else "" for level in levels)


def _reassessed(training: Levels, study: Levels) -> bool:
    return bool(training.after or study.after)


def _conclusions(book: YearBook, summary: Summary) -> tuple[FormRow, ...]:
    return (
        FormRow("len-lop", ("Kết luận", promotion_text(book, summary))),
        FormRow("khen-thuong", ("Khen thưởng", award_text(book, summary))),
        FormRow("cuoc-thi", ("Kết quả tham gia các cuộc thi", summary.competitions)),
        FormRow(
            "nhan-xet", ("Nhận xét của giáo viên chủ nhiệm", summary.homeroom_remark)
        ),
        *former_row(book),
    )


def award_text(book: YearBook, summary: Summary) -> str:
    """Return the title of the year; a learner of a centre is a học viên (TT43)."""
    text = AWARD_TITLES[summary.award] if summary.award else ""
    return text.replace("Học sinh", "Học viên") if book.programme == "gdtx" else text


def promotion_text(book: YearBook, summary: Summary) -> str:
    """Return the conclusion of the year (TT22 Đ12 to Đ14; last grades by the law)."""
    if summary.promotion == "PENDING":
        return "Chờ kết quả kiểm tra, đánh giá lại hoặc rèn luyện trong kì nghỉ hè"
    promoted = summary.promotion == "PROMOTED"
    if book.grade in LAST_GRADES:
        done = "Hoàn thành" if promoted else "Không hoàn thành"
        return f"{done} chương trình {programme_of(book)}"
    if not promoted:
        return "Không được lên lớp"
    if _reassessed(summary.training, summary.study):
        return (
            "Được lên lớp sau khi kiểm tra lại môn học hoặc rèn luyện trong kì nghỉ hè"
        )
    return "Được lên lớp"
