# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the printed form of a primary year says, text by text (the học bạ of TT27).

Levels of subjects, qualities and competences are printed as their letters, as the form
wants them; the tables' own words say what a letter means.
"""

from __future__ import annotations

from dataclasses import replace

from hocba import words
from hocba.books.form_parts import (
    LAST_GRADES,
    FormRow,
    RatingTable,
    SubjectRow,
    YearForm,
    former_row,
    signatures,
)
from hocba.books.model import YearBook
from hocba.books.primary.model import (
    Body,
    PrimarySubject,
    PrimarySummary,
    Rating,
    Ratings,
)

SUBJECT_HEADER = (
    "Môn học và hoạt động giáo dục",
    "Mức đạt được",
    "Điểm KTĐK",
    "Đánh giá bổ sung",
    "Nhận xét",
    "Giáo viên xác nhận (kí, tên)",
)
RATING_HEADER = ("Mức đạt được", "Đánh giá bổ sung", "Nhận xét")
LETTERS = {"": "", "T": "T", "H": "H", "C": "C", "D": "Đ", "M": "Miễn"}
#: The groups, by their heading and the words over their criteria. Specific competences
#: are named as such: a subject may be called "Khoa học" too.
GROUPS = (
    ("qualities", "2. Những phẩm chất chủ yếu", "Phẩm chất", ""),
    ("general", "3. Những năng lực cốt lõi: năng lực chung", "Năng lực", ""),
    ("specific", "Những năng lực cốt lõi: năng lực đặc thù", "Năng lực", "Năng lực "),
)
TELLING = frozenset(
    (
        *LETTERS.values(),
        *words.COMPLETION_TITLES.values(),
        *words.PRIMARY_AWARD_TITLES.values(),
        *words.PRIMARY_PROMOTION_TITLES.values(),
        *map(str, range(11)),
    )
) - {""}


def filled(empty: YearForm, book: YearBook, summary: PrimarySummary) -> YearForm:
    """Return the form of a primary year with its results.

    :param empty: what the forms of all years share
    """
    return replace(
        empty,
        particulars=(*empty.particulars, *_body(summary.body), *_absences(summary)),
        subject_header=SUBJECT_HEADER,
        subjects=tuple(
            _subject(item) for item in book.subjects if isinstance(item, PrimarySubject)
        ),
        ratings=tuple(
            RatingTable(
                heading,
                (criteria, *RATING_HEADER),
                _ratings(getattr(summary, name), prefix),
            )
            for name, heading, criteria, prefix in GROUPS
        ),
        conclusions=_conclusions(book, summary),
        telling=TELLING,
    )


def _body(body: Body) -> tuple[FormRow, ...]:
    height, weight = (value.replace(".", ",") for value in (body.height, body.weight))
    return (
        FormRow("chieu-cao", ("Chiều cao", f"{height} cm" if height else "")),
        FormRow("can-nang", ("Cân nặng", f"{weight} kg" if weight else "")),
        FormRow("suc-khoe", ("Sức khỏe", body.health)),
    )


def _absences(summary: PrimarySummary) -> tuple[FormRow, ...]:
    return (
        FormRow("nghi-co-phep", ("Số ngày nghỉ có phép", str(summary.excused))),
        FormRow("nghi-khong-phep", ("Số ngày nghỉ không phép", str(summary.unexcused))),
    )


def _subject(subject: PrimarySubject) -> SubjectRow:
    names = signatures(subject)
    again = LETTERS[subject.again]
    if subject.again_test:
        again = f"{again} ({subject.again_test})".strip()
    return SubjectRow(
        f"mon-{subject.code}-{subject.period}",
        (
            subject.name,
            "Miễn" if subject.exempt else LETTERS[subject.level],
            subject.test,
            again,
            subject.remark,
            "; ".join(name for _, name in names),
        ),
        names,
    )


def _ratings(group: Ratings, prefix: str) -> tuple[FormRow, ...]:
    """Return a row for each criterion; the remark on all stands in the first one."""
    ratings = group.ratings or (Rating(""),)
    return tuple(
        FormRow(
            f"tieu-chi-{one.code}",
            (
                _criterion(one.code, prefix),
                LETTERS[one.level],
                LETTERS[one.again],
                "" if number else group.remark,
            ),
        )
        for number, one in enumerate(ratings)
    )


def _criterion(code: str, prefix: str) -> str:
    name = words.CRITERIA.get(code, code)
    return f"{prefix}{name.lower()}" if prefix else name


def _conclusions(book: YearBook, summary: PrimarySummary) -> tuple[FormRow, ...]:
    education = words.COMPLETION_TITLES.get(summary.education, "")
    after = words.COMPLETION_TITLES.get(summary.education_after, "")
    award = words.PRIMARY_AWARD_TITLES.get(summary.award, "")
    others = "; ".join(summary.commendations)
    completion = completion_text(book, summary)
    return (
        FormRow("ket-qua", ("Đánh giá kết quả giáo dục", education)),
        *((FormRow("ket-qua-sau", ("Sau đánh giá bổ sung", after)),) if after else ()),
        FormRow("khen-thuong", ("Khen thưởng", award)),
        *((FormRow("khen-khac", ("Khen thưởng khác", others)),) if others else ()),
        FormRow("hoan-thanh", ("Hoàn thành chương trình", completion)),
        FormRow(
            "len-lop",
            ("Lên lớp", words.PRIMARY_PROMOTION_TITLES.get(summary.promotion, "")),
        ),
        FormRow(
            "nhan-xet", ("Nhận xét của giáo viên chủ nhiệm", summary.homeroom_remark)
        ),
        *former_row(book),
    )


def completion_text(book: YearBook, summary: PrimarySummary) -> str:
    """Return what is said of the programme (TT27 Đ11): of the class, in the last grade
    of the level."""
    if summary.completed is None:
        return ""
    what = LAST_GRADES.get(book.grade, f"lớp {book.grade}")
    done = "Hoàn thành" if summary.completed else "Chưa hoàn thành"
    return f"{done} chương trình {what}"
