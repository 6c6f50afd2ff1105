# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the printed form of a class book says, text by text (TT22/2021, TT43/2021).

The template prints these texts and nothing of its own about a learner, and the check of
the pages against the XML looks for the same texts; so both have one source.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from hocba import words
from hocba.books.class_book.model import (
    ClassBook,
    ClassDocument,
    ClassLearner,
    ClassResult,
    ClassSubject,
    Month,
    Parent,
    SubjectLine,
)
from hocba.books.form import TELLING, mark_text
from hocba.books.form_parts import (
    FORMER_SIGN,
    FormRow,
    date_text,
    issue_rows,
    journal_rows,
)
from hocba.books.refs import FormerTerm
from hocba.books.tables import Head, Table, TablesForm

#: What the columns of a page share, in millimetres.
WIDTH = 267.0
PERIODS = {**words.TERM_TITLES, "CN": words.YEAR_TITLE}
_NUMBER, _NAME = Head("STT", rows=2), Head("Họ và tên", rows=2)
_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_REMARK, _SCORE = "Môn đánh giá bằng nhận xét", "Môn đánh giá bằng điểm số"
_SIGN = "x"
#: The results that a subject's list has in each period, by the names of the facts.
_RESULTS = {
    "HK1": ("hk1",),
    "HK2": ("hk2", "year", "retest"),
    "CN": ("hk1", "hk2", "year", "retest"),
}
_LABELS = {
    "score": {
        "regular": "ĐĐGtx",
        "midterm": "ĐĐGgk",
        "final": "ĐĐGck",
        "hk1": "ĐTBmhkI",
        "hk2": "ĐTBmhkII",
        "year": "ĐTBmcn",
        "retest": "Đánh giá lại",
    },
    "remark": {
        "regular": "Thường xuyên",
        "midterm": "Giữa kì",
        "final": "Cuối kì",
        "hk1": "Học kì I",
        "hk2": "Học kì II",
        "year": "Cả năm",
        "retest": "Mức đánh giá lại",
    },
}


def class_form(document: ClassDocument | ClassBook) -> TablesForm:
    """Return the printed texts of a class book, issued or not yet."""
    if isinstance(document, ClassBook):
        document = ClassDocument(document)
    book, issue = document.book, document.issue
    learner = "học viên" if book.continuing else "học sinh"
    notes = book.summary.note
    return TablesForm(
        title=f"SỔ THEO DÕI VÀ ĐÁNH GIÁ {learner.upper()}",
        authority=book.school.authority,
        school=book.school.name,
        particulars=_particulars(book, learner),
        homeroom=book.summary.homeroom.name,
        head_title=book.school.head_title,
        tables=tuple(table for table in _tables(book, learner) if table.rows),
        conclusions=(FormRow("nhan-xet", ("Nhận xét của giáo viên chủ nhiệm", notes)),)
        if notes
        else (),
        issue=issue_rows(issue),
        footer=journal_rows(issue),
        telling=TELLING,
    )


def _particulars(book: ClassBook, learner: str) -> tuple[FormRow, ...]:
    return (
        FormRow("xa", ("Xã/Phường/Đặc khu", book.school.commune)),
        FormRow("tinh", ("Tỉnh/Thành phố", book.school.province)),
        FormRow("lop", ("Lớp", book.class_name)),
        FormRow("si-so", (f"Số {learner} trong danh sách", str(len(book.learners)))),
        FormRow("chu-nhiem", ("Giáo viên chủ nhiệm", book.summary.homeroom.name)),
        FormRow("nam-hoc", ("Năm học", book.year)),
        FormRow("ky", ("Kì đánh giá", PERIODS[book.period])),
    )


def _tables(book: ClassBook, learner: str) -> tuple[Table, ...]:
    names = {one.number: one.learner.name for one in book.learners}
    return (
        _teachers(book),
        _particulars_of(book, learner),
        _families(book, learner),
        *(_month(book, month) for month in book.months),
        *(_subject(subject, names) for subject in book.subjects),
        _totals(book, names),
        *((_year(book, names),) if book.period == "CN" else ()),
        _head_notes(book),
    )


def _teachers(book: ClassBook) -> Table:
    return Table(
        "giao-vien",
        "DANH SÁCH GIÁO VIÊN BỘ MÔN",
        (
            (
                Head("STT"),
                Head("Môn học, hoạt động giáo dục"),
                Head("Giáo viên"),
            ),
        ),
        (12, 110, 145),
        tuple(
            FormRow(
                f"giao-vien-{subject.code}",
                (
                    str(number),
                    subject.name,
                    "; ".join(teacher.name for teacher in subject.teachers),
                ),
            )
            for number, subject in enumerate(book.subjects, 1)
        ),
        left=frozenset({1, 2}),
    )


def _particulars_of(book: ClassBook, learner: str) -> Table:
    labels = (
        *("STT", "Họ và tên", "Mã định danh cá nhân (hoặc số giấy tờ khác)"),
        *("Ngày sinh", "Nơi sinh", "Nam/Nữ", "Dân tộc", "Đối tượng ưu tiên"),
        "Địa chỉ gia đình",
    )
    return Table(
        "so-yeu-li-lich",
        f"SƠ YẾU LÍ LỊCH {learner.upper()}",
        (tuple(map(Head, labels)),),
        (9, 57, 27, 20, 45, 12, 17, 24, 56),
        tuple(map(_particulars_row, book.learners)),
        left=frozenset({1, 4, 7, 8}),
    )


def _particulars_row(one: ClassLearner) -> FormRow:
    learner = one.learner
    people = learner.ethnicity
    if learner.nationality != "Việt Nam":
        people = ", ".join(filter(None, (people, learner.nationality)))
    return FormRow(
        f"li-lich-{one.number}",
        (
            str(one.number),
            learner.name,
            learner.identity,
            date_text(learner.birth_date),
            learner.birth_place,
            words.GENDER_TITLES[learner.gender],
            people,
            one.priority,
            one.address,
        ),
    )


def _families(book: ClassBook, learner: str) -> Table:
    labels = (
        *("STT", "Họ và tên"),
        *("Cha (họ tên, nghề nghiệp, điện thoại, email)", "Mẹ", "Người giám hộ"),
        "Những thay đổi cần chú ý",
    )
    return Table(
        "gia-dinh",
        f"SƠ YẾU LÍ LỊCH {learner.upper()} (GIA ĐÌNH)",
        (tuple(map(Head, labels)),),
        (9, 57, 54, 54, 48, 45),
        tuple(
            FormRow(
                f"gia-dinh-{one.number}",
                (
                    str(one.number),
                    one.learner.name,
                    *map(_parent, (one.father, one.mother, one.guardian)),
                    one.changes,
                ),
            )
            for one in book.learners
        ),
        left=frozenset({1, 2, 3, 4, 5}),
    )


def _parent(parent: Parent) -> str:
    parts = (parent.name, parent.job, parent.phone, parent.email)
    return "; ".join(filter(None, parts))


def _month(book: ClassBook, month: Month) -> Table:
    """Return the attendance of a month: a column for each day, and the totals."""
    year, number = map(int, month.month.split("-"))
    days = range(1, monthrange(year, number)[1] + 1)
    weekdays = [_WEEKDAYS[date(year, number, day).weekday()] for day in days]
    absent: dict[int, dict[int, str]] = {}
    for one in month.absences:
        own = absent.setdefault(one.number, {})
        own[one.day] = own.get(one.day, "") + one.kinds
    day_width = 5.6
    totals = (9.0, 9.0, 9.0)
    name = WIDTH - 9 - len(days) * day_width - sum(totals)
    return Table(
        f"chuyen-can-{month.month}",
        f"THEO DÕI CHUYÊN CẦN – THÁNG {number:02}/{year}",
        (
            (
                _NUMBER,
                _NAME,
                *(Head(str(day)) for day in days),
                Head("Tổng số buổi nghỉ", columns=3),
            ),
            (*map(Head, weekdays), Head("TS"), Head("P"), Head("K")),
        ),
        (9, round(name, 1), *[day_width] * len(days), *totals),
        tuple(
            FormRow(
                f"chuyen-can-{month.month}-{one.number}",
                (
                    str(one.number),
                    one.learner.name,
                    *(absent.get(one.number, {}).get(day, "") for day in days),
                    *_missed("".join(absent.get(one.number, {}).values())),
                ),
            )
            for one in book.learners
        ),
    )


def _missed(kinds: str) -> tuple[str, str, str]:
    counts = (len(kinds), kinds.count("P"), kinds.count("K"))
    total, excused, unexcused = (str(count) if count else "" for count in counts)
    return total, excused, unexcused


def _subject(subject: ClassSubject, names: dict[int, str]) -> Table:
    region = f"mon-{subject.code}-{subject.period}"
    header, widths = _subject_header(subject)
    return Table(
        region,
        f"MÔN {subject.name.upper()} – {PERIODS[subject.period].upper()}",
        header,
        widths,
        tuple(
            FormRow(
                f"{region}-{line.number}",
                (str(line.number), names[line.number], *_marks(subject, line)),
            )
            for line in subject.lines
        ),
        left=frozenset({1, len(widths) - 1}),
        teachers=tuple(
            (f"o-{subject.code}-{subject.period}-{n}", teacher.name)
            for n, teacher in enumerate(subject.teachers, 1)
        ),
    )


def _subject_header(
    subject: ClassSubject,
) -> tuple[tuple[tuple[Head, ...], ...], tuple[float, ...]]:
    """Return the header of a subject's list and the widths of its columns."""
    labels, in_term = _LABELS[subject.kind], subject.period != "CN"
    regular = [str(n) for n in range(1, subject.regular_count + 1)]
    if subject.has_topic:
        regular.append("CĐHT")
    whole = [labels[name] for name in ("midterm", "final") if in_term]
    whole += [labels[name] for name in _RESULTS[subject.period]]
    widths = [14.0] * len(regular) + [18.0] * len(whole)
    # The note takes what is left, and from the names what it needs at least.
    left = WIDTH - 9 - sum(widths)
    note = max(30.0, left - 80)
    widths = [9, left - note, *widths, note]
    if not regular:
        heads = ("STT", "Họ và tên", *whole, "Ghi chú")
        return (tuple(map(Head, heads)),), tuple(widths)
    above = (
        *(_NUMBER, _NAME, Head(labels["regular"], columns=len(regular))),
        *(Head(text, rows=2) for text in (*whole, "Ghi chú")),
    )
    return (above, tuple(map(Head, regular))), tuple(widths)


def _marks(subject: ClassSubject, line: SubjectLine) -> tuple[str, ...]:
    given = {term.period for term in line.former}
    results = []
    for name in _RESULTS[subject.period]:
        exempt = line.exempt and name != "retest"
        text = _result_text(getattr(line, name), exempt)
        results.append(text and text + FORMER_SIGN * (name.upper() in given))
    marks: list[str] = []
    if subject.period != "CN":
        empty = subject.regular_count - len(line.regular)
        marks += (*line.regular, *[""] * empty)
        marks += [line.topic] * subject.has_topic
        marks += (line.midterm, line.final)
    return (*map(mark_text, marks), *results, _note(line.note, line.former))


def _result_text(mark: str, exempt: bool) -> str:
    return mark_text(mark) or ("Miễn" if exempt else "")


def _note(note: str, former: tuple[FormerTerm, ...]) -> str:
    """Return a note that also says which school gave the results that are marked."""
    schools = [
        f"{FORMER_SIGN} {PERIODS[term.period]}: {term.school}" for term in former
    ]
    return "; ".join(filter(None, (note, *schools)))


def _totals(book: ClassBook, names: dict[int, str]) -> Table:
    """Return the results of all subjects beside those of the period."""
    remark = [s for s in book.subjects if s.kind == "remark"]
    score = [s for s in book.subjects if s.kind != "remark"]
    subjects = remark + score
    width = min(15.0, round((WIDTH - 9 - 52 - 72) / len(subjects), 1))
    name = round(WIDTH - 9 - 72 - width * len(subjects), 1)
    name, note = min(name, 62.0), max(24.0, name - 62 + 24)
    groups = ((_REMARK, remark), (_SCORE, score))
    marks = {
        subject.code: {line.number: line for line in subject.lines}
        for subject in subjects
    }
    return Table(
        "tong-hop",
        f"TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ – {PERIODS[book.period].upper()}",
        (
            (
                _NUMBER,
                _NAME,
                *(Head(text, len(group)) for text, group in groups if group),
                Head("Kết quả học tập", rows=2),
                Head("Kết quả rèn luyện", rows=2),
                Head("Số buổi nghỉ", columns=2),
                Head("Ghi chú", rows=2),
            ),
            (*(Head(subject.name) for subject in subjects), Head("P"), Head("K")),
        ),
        (9, name, *[width] * len(subjects), 15, 15, 9, 9, round(note, 1)),
        tuple(
            FormRow(
                f"tong-hop-{one.number}",
                (
                    str(one.number),
                    names[one.number],
                    *(_total(s, marks[s.code].get(one.number)) for s in subjects),
                    *_levels(book.period, one),
                    str(one.excused),
                    str(one.unexcused),
                    _note("" if book.period == "CN" else one.note, one.former),
                ),
            )
            for one in book.summary.results
        ),
        left=frozenset({1, len(subjects) + 6}),
        signs=True,
    )


def _total(subject: ClassSubject, line: SubjectLine | None) -> str:
    if line is None:
        return ""
    mark = {"HK1": line.hk1, "HK2": line.hk2, "CN": line.year}[subject.period]
    text = _result_text(mark, line.exempt)
    given = text and any(term.period == subject.period for term in line.former)
    return text + (FORMER_SIGN if given else "")


def _levels(period: str, one: ClassResult) -> tuple[str, str]:
    found = [
        {"HK1": levels.hk1, "HK2": levels.hk2, "CN": levels.year}[period]
        for levels in (one.study, one.training)
    ]
    given = any(term.period == period for term in one.former)
    study, training = (
        words.LEVEL_TITLES[level] + (FORMER_SIGN if given else "") if level else ""
        for level in found
    )
    return study, training


def _year(book: ClassBook, names: dict[int, str]) -> Table:
    rated = "Mức đánh giá"
    again = "Mức đánh giá sau rèn luyện trong kì nghỉ hè, kiểm tra, đánh giá lại"
    return Table(
        "ca-nam",
        "KẾT QUẢ CẢ NĂM",
        (
            (
                _NUMBER,
                _NAME,
                Head(rated, columns=2),
                Head(again, columns=2),
                Head("Tổng số buổi nghỉ học", rows=2),
                Head("Được lên lớp", rows=2),
                Head("Không được lên lớp", rows=2),
                Head("Danh hiệu", rows=2),
                Head("Ghi chú", rows=2),
            ),
            (
                Head("Rèn luyện"),
                Head("Học tập"),
                Head("Rèn luyện"),
                Head("Học tập"),
            ),
        ),
        (9, 68, 18, 18, 22, 22, 18, 17, 17, 24, 34),
        tuple(_year_row(one, names[one.number]) for one in book.summary.results),
        left=frozenset({1, 10}),
        signs=True,
    )


def _year_row(one: ClassResult, name: str) -> FormRow:
    levels = (one.training.year, one.study.year, one.training.after, one.study.after)
    pending = "Chờ kết quả đánh giá lại" if one.promotion == "PENDING" else ""
    return FormRow(
        f"ca-nam-{one.number}",
        (
            str(one.number),
            name,
            *(words.LEVEL_TITLES[level] if level else "" for level in levels),
            str(one.excused + one.unexcused),
            _SIGN if one.promotion == "PROMOTED" else "",
            _SIGN if one.promotion == "NOT_PROMOTED" else "",
            words.AWARD_TITLES[one.award] if one.award else "",
            "; ".join(filter(None, (pending, one.note))),
        ),
    )


def _head_notes(book: ClassBook) -> Table:
    title = book.school.head_title
    return Table(
        "kiem-tra",
        f"NHẬN XÉT CỦA {title.upper()}",
        ((Head("Ngày"), Head("Nhận xét"), Head("Người nhận xét")),),
        (24, 178, 65),
        tuple(
            FormRow(f"kiem-tra-{n}", (date_text(note.date), note.text, note.name))
            for n, note in enumerate(book.head_notes, 1)
        ),
    )
