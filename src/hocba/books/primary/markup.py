# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The markup of a primary year's subjects and summary."""

from __future__ import annotations

from hocba.books.markup import former, person, text
from hocba.books.primary.model import Body, PrimarySubject, PrimarySummary, Ratings
from hocba.safexml import clean, element
from hocba.words import SUMMARY

KIND = "MUC_DAT_DUOC"
COMPLETED = {True: "DA", False: "CHUA"}


def subject_markup(subject: PrimarySubject, whose: dict[str, str]) -> str:
    """Return one subject, the region of its teachers."""
    again = subject.again or subject.again_test
    return element(
        "MonHoc",
        text("TenMon", subject.name),
        element("Loai", KIND),
        element("Mien") if subject.exempt else "",
        text("MucDatDuoc", subject.level),
        text("DiemKTDK", subject.test),
        element(
            "DanhGiaBoSung",
            text("MucDatDuoc", subject.again),
            text("DiemKTDK", subject.again_test),
        )
        if again
        else "",
        text("NhanXet", subject.remark),
        former(subject.former),
        *(person("GiaoVien", teacher) for teacher in subject.teachers),
        Id=f"mon-{subject.code}-{subject.period}",
        Mon=subject.code,
        Ky=subject.period,
        **whose,
    )


def summary_markup(summary: PrimarySummary, whose: dict[str, str]) -> str:
    """Return the year's summary."""
    return element(
        "TongKet",
        _body(summary.body),
        element(
            "NgayNghi",
            text("CoPhep", str(summary.excused)),
            text("KhongPhep", str(summary.unexcused)),
        ),
        _ratings("PhamChat", summary.qualities),
        _ratings("NangLucChung", summary.general),
        _ratings("NangLucDacThu", summary.specific),
        text("KetQuaGiaoDuc", summary.education),
        text("KetQuaSauBoSung", summary.education_after),
        ""
        if summary.completed is None
        else text("HoanThanhLop", COMPLETED[summary.completed]),
        text("LenLop", summary.promotion),
        text("KhenThuong", summary.award),
        *(text("KhenThuongKhac", item) for item in summary.commendations),
        text("NhanXet", summary.homeroom_remark),
        former(summary.former),
        person("GiaoVienChuNhiem", summary.homeroom),
        Id=SUMMARY,
        Ky="CN",
        **whose,
    )


def _body(body: Body) -> str:
    parts = (
        text("ChieuCao", body.height),
        text("CanNang", body.weight),
        text("SucKhoe", body.health),
    )
    return element("TheTrang", *parts) if any(parts) else ""


def _ratings(name: str, group: Ratings) -> str:
    return element(
        name,
        *(_rating(one.code, one.level, one.again) for one in group.ratings),
        text("NhanXet", group.remark),
    )


def _rating(code: str, level: str, again: str) -> str:
    values = {"Ma": code, "Muc": level, "MucBoSung": again}
    return element(
        "TieuChi", **{key: clean(value) for key, value in values.items() if value}
    )
