# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The facts in the nodes of a class book that keeps the schema."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from hocba.books.class_book.model import (
    Absence,
    ClassBook,
    ClassLearner,
    ClassResult,
    ClassSubject,
    ClassSummary,
    HeadNote,
    Month,
    Parent,
    SubjectLine,
)
from hocba.books.markup import SUBJECT_KINDS
from hocba.books.nodes import child, former_terms, q, teacher_ref, teachers, value
from hocba.books.reading import (
    key_of,
    read_learner,
    read_levels,
    read_school,
    read_source,
)
from hocba.problems import Problem
from hocba.words import SUMMARY


def read_book(root: etree._Element) -> ClassBook:
    """Return the facts of a class in a period."""
    data = root[0]
    ident = child(data, "DinhDanh")
    summary = child(data, "TongKet")
    return ClassBook(
        book_uuid=value(ident, "SoLop"),
        document_uuid=value(ident, "TaiLieu"),
        pdf_uuid=value(ident, "BanPDF"),
        source=read_source(ident),
        school=read_school(child(data, "Truong")),
        year=value(data, "NamHoc"),
        grade=int(value(data, "Khoi")),
        class_name=value(data, "Lop"),
        period=value(data, "Ky"),
        learners=tuple(map(_learner, child(data, "DanhSach"))),
        subjects=tuple(map(_subject, child(data, "BangDiem"))),
        summary=ClassSummary(
            homeroom=teacher_ref(child(summary, "GiaoVienChuNhiem")),
            results=tuple(map(_result, summary.iterfind(q("KetQua")))),
            note=value(summary, "NhanXet"),
        ),
        months=tuple(
            Month(str(node.get("Thang")), tuple(map(_absence, node)))
            for node in child(data, "ChuyenCan")
        ),
        head_notes=tuple(
            HeadNote(str(node.get("Ngay")), str(node.get("HoVaTen")), node.text or "")
            for node in child(data, "KiemTra")
        ),
        continuing=data.find(q("GiaoDucThuongXuyen")) is not None,
        revision=int(value(ident, "LanSo")),
        previous_uuid=value(ident, "TruocTaiLieu"),
        previous_sha256=value(ident, "TruocSHA256"),
        replaces_uuid=value(ident, "ThayThe"),
    )


def _learner(node: etree._Element) -> ClassLearner:
    return ClassLearner(
        number=_number(node),
        learner=read_learner(node),
        priority=value(node, "DoiTuong"),
        address=value(node, "ChoO"),
        father=_parent(node, "Cha"),
        mother=_parent(node, "Me"),
        guardian=_parent(node, "NguoiGiamHo"),
        changes=value(node, "ThayDoi"),
    )


def _number(node: etree._Element) -> int:
    return int(str(node.get("STT")))


def _parent(node: etree._Element, name: str) -> Parent:
    steps = ("HoVaTen", "NgheNghiep", "DienThoai", "Email")
    return Parent(*(value(node, f"{name}/{step}") for step in steps))


def _absence(node: etree._Element) -> Absence:
    return Absence(_number(node), int(str(node.get("Ngay"))), str(node.get("Loai")))


def _subject(node: etree._Element) -> ClassSubject:
    return ClassSubject(
        code=str(node.get("Mon")),
        name=value(node, "TenMon"),
        kind=key_of(SUBJECT_KINDS, value(node, "Loai")),
        period=str(node.get("Ky")),
        lines=tuple(map(_line, node.iterfind(q("Dong")))),
        teachers=teachers(node),
        regular_count=int(value(node, "SoCotThuongXuyen")),
        has_topic=node.find(q("CumChuyenDe")) is not None,
    )


def _line(node: etree._Element) -> SubjectLine:
    regular = {
        int(str(mark.get("Cot"))): mark.text or ""
        for mark in node.iterfind(q("ThuongXuyen"))
    }
    return SubjectLine(
        number=_number(node),
        regular=tuple(
            regular.get(n, "") for n in range(1, max(regular, default=0) + 1)
        ),
        topic=value(node, "ChuyenDe"),
        midterm=value(node, "GiuaKi"),
        final=value(node, "CuoiKi"),
        hk1=value(node, "HKI"),
        hk2=value(node, "HKII"),
        year=value(node, "CaNam"),
        retest=value(node, "DanhGiaLai"),
        note=value(node, "GhiChu"),
        exempt=node.find(q("Mien")) is not None,
        former=former_terms(node),
    )


def _result(node: etree._Element) -> ClassResult:
    return ClassResult(
        number=_number(node),
        training=read_levels(node, "RenLuyen"),
        study=read_levels(node, "HocTap"),
        excused=int(value(node, "CoPhep")),
        unexcused=int(value(node, "KhongPhep")),
        promotion=value(node, "LenLop"),
        award=value(node, "KhenThuong"),
        note=value(node, "GhiChu"),
        former=former_terms(node),
    )


def problems(root: etree._Element) -> list[Problem]:
    """Return where lines do not agree with the class's list; at most the first five."""
    data = root[0]
    listed = child(data, "DanhSach")
    known = {
        _number(node): (read_learner(node).identity, value(node, "HoVaTen"))
        for node in listed
    }
    found = list(_disorder("DanhSach", map(_number, listed)))
    for region, nodes, once in _lines(data):
        found += _strangers(region, nodes, known)
        if once:
            found += _disorder(region, map(_number, nodes))
    for subject in child(data, "BangDiem"):
        columns = int(value(subject, "SoCotThuongXuyen"))
        found += [
            Problem(
                "classbook.columns",
                {"region": subject.get("Id"), "number": _number(line)},
            )
            for line in subject.iterfind(q("Dong"))
            if any(
                int(str(mark.get("Cot"))) > columns
                for mark in line.iterfind(q("ThuongXuyen"))
            )
        ]
    return found[:5]


def _lines(data: etree._Element) -> Iterator[tuple[str, list[etree._Element], bool]]:
    """Return the lines of each region, and whether a learner has but one there."""
    for month in child(data, "ChuyenCan"):
        yield f"ChuyenCan {month.get('Thang')}", list(month), False
    for subject in child(data, "BangDiem"):
        yield str(subject.get("Id")), list(subject.iterfind(q("Dong"))), True
    yield SUMMARY, list(child(data, "TongKet").iterfind(q("KetQua"))), True


def _strangers(
    region: str, nodes: list[etree._Element], known: dict[int, tuple[str, str]]
) -> Iterator[Problem]:
    for node in nodes:
        number = _number(node)
        named = (str(node.get("HocSinh")), str(node.get("HoVaTen")))
        values = {"region": region, "number": number}
        if number not in known:
            yield Problem("classbook.unknown_learner", values)
        elif named != known[number]:
            more = {"found": " ".join(named), "expected": " ".join(known[number])}
            yield Problem("classbook.other_learner", {**values, **more})


def _disorder(region: str, numbers: Iterator[int]) -> Iterator[Problem]:
    last = 0
    for number in numbers:
        if number <= last:
            yield Problem("classbook.order", {"region": region, "number": number})
        last = number
