# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The markup of a class book's parts, as Canonical XML spells it."""

from __future__ import annotations

from hocba.books.class_book.model import (
    Absence,
    ClassBook,
    ClassLearner,
    ClassResult,
    ClassSubject,
    HeadNote,
    Month,
    Parent,
    SubjectLine,
)
from hocba.books.markup import (
    SUBJECT_KINDS,
    SUMMARY,
    class_markup,
    code,
    date_value,
    document_markup,
    former,
    learner_markup,
    levels_markup,
    person,
    school_markup,
    text,
)
from hocba.problems import fail, register
from hocba.safexml import clean, element, escape

register(
    {
        "classbook.unknown_learner": {
            "en": "“{region}” has a line for number {number}, whom the class's list "
            "does not have.",
            "vi": "Phần «{region}» có dòng cho số thứ tự {number} không có trong danh "
            "sách lớp.",
        },
        "classbook.other_learner": {
            "en": "“{region}”: the line of number {number} is {found}'s, but in the "
            "class's list that number is {expected}'s.",
            "vi": "Phần «{region}»: dòng số {number} ghi {found}, nhưng số này trong "
            "danh sách lớp là {expected}.",
        },
        "classbook.order": {
            "en": "“{region}”: number {number} stands twice or out of order.",
            "vi": "Phần «{region}»: số thứ tự {number} bị lặp lại hoặc sai thứ tự.",
        },
        "classbook.columns": {
            "en": "“{region}”: the line of number {number} has more regular marks than "
            "the subject has columns.",
            "vi": "Phần «{region}»: dòng số {number} có nhiều điểm thường xuyên hơn số "
            "cột của môn học.",
        },
    }
)


class Rows:
    """The learners of a class, to be named in every line."""

    def __init__(self, book: ClassBook) -> None:
        self._learners = {one.number: one.learner for one in book.learners}

    def attributes(self, region: str, number: int) -> dict[str, str]:
        """Return the attributes by which a line says whose it is.

        :raises HocbaError: ``classbook.unknown_learner``
        """
        learner = self._learners.get(number)
        if learner is None:
            raise fail("classbook.unknown_learner", region=region, number=number)
        return {
            "STT": str(number),
            "HocSinh": clean(learner.identity),
            "HoVaTen": clean(learner.name, "HoVaTen"),
        }


def data_markup(book: ClassBook, whose: dict[str, str]) -> str:
    """Return all that is known of the class in the period."""
    rows = Rows(book)
    return "".join(
        (
            document_markup(book, text("SoLop", book.book_uuid)),
            school_markup(book.school),
            class_markup(book),
            text("Ky", book.period),
            element("GiaoDucThuongXuyen") if book.continuing else "",
            element("DanhSach", *map(_learner, book.learners)),
            element("ChuyenCan", *(_month(one, rows) for one in book.months)),
            element("BangDiem", *(_subject(s, rows, whose) for s in book.subjects)),
            _summary(book, rows, whose),
            element("KiemTra", *map(_head_note, book.head_notes)),
        )
    )


def _learner(one: ClassLearner) -> str:
    return element(
        "HocSinh",
        learner_markup(one.learner),
        text("DoiTuong", one.priority),
        text("ChoO", one.address),
        _parent("Cha", one.father),
        _parent("Me", one.mother),
        _parent("NguoiGiamHo", one.guardian),
        text("ThayDoi", one.changes),
        STT=str(one.number),
    )


def _parent(name: str, parent: Parent) -> str:
    parts = (
        text("HoVaTen", parent.name),
        text("NgheNghiep", parent.job),
        text("DienThoai", parent.phone),
        text("Email", parent.email),
    )
    return element(name, *parts) if any(parts) else ""


def _month(month: Month, rows: Rows) -> str:
    return element(
        "Thang", *(_absence(one, rows) for one in month.absences), Thang=month.month
    )


def _absence(absence: Absence, rows: Rows) -> str:
    return element(
        "Nghi",
        Ngay=str(absence.day),
        Loai=absence.kinds,
        **rows.attributes("ChuyenCan", absence.number),
    )


def _subject(subject: ClassSubject, rows: Rows, whose: dict[str, str]) -> str:
    region = f"mon-{subject.code}-{subject.period}"
    return element(
        "MonHoc",
        text("TenMon", subject.name),
        code("Loai", subject.kind, SUBJECT_KINDS),
        text("SoCotThuongXuyen", str(subject.regular_count)),
        element("CumChuyenDe") if subject.has_topic else "",
        *(_line(line, rows.attributes(region, line.number)) for line in subject.lines),
        *(person("GiaoVien", teacher) for teacher in subject.teachers),
        Id=region,
        Mon=subject.code,
        Ky=subject.period,
        **whose,
    )


def _line(line: SubjectLine, who: dict[str, str]) -> str:
    return element(
        "Dong",
        element("Mien") if line.exempt else "",
        *(
            element("ThuongXuyen", clean(mark), Cot=str(column))
            for column, mark in enumerate(line.regular, 1)
            if mark
        ),
        text("ChuyenDe", line.topic),
        text("GiuaKi", line.midterm),
        text("CuoiKi", line.final),
        text("HKI", line.hk1),
        text("HKII", line.hk2),
        text("CaNam", line.year),
        text("DanhGiaLai", line.retest),
        text("GhiChu", line.note),
        former(line.former),
        **who,
    )


def _summary(book: ClassBook, rows: Rows, whose: dict[str, str]) -> str:
    summary = book.summary
    return element(
        "TongKet",
        *(
            _result(one, rows.attributes(SUMMARY, one.number))
            for one in summary.results
        ),
        text("NhanXet", summary.note),
        person("GiaoVienChuNhiem", summary.homeroom),
        Id=SUMMARY,
        Ky=book.period,
        **whose,
    )


def _result(result: ClassResult, who: dict[str, str]) -> str:
    return element(
        "KetQua",
        levels_markup("RenLuyen", result.training),
        levels_markup("HocTap", result.study),
        text("CoPhep", str(result.excused)),
        text("KhongPhep", str(result.unexcused)),
        text("LenLop", result.promotion),
        text("KhenThuong", result.award),
        text("GhiChu", result.note),
        former(result.former),
        **who,
    )


def _head_note(note: HeadNote) -> str:
    return element(
        "NhanXetLanhDao",
        escape(clean(note.text, "NhanXetLanhDao")),
        Ngay=date_value(note.date, "Ngay"),
        HoVaTen=clean(note.name, "HoVaTen"),
    )
