# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The facts in the nodes of a primary year that keeps the schema."""

from __future__ import annotations

from lxml import etree

from hocba.books.nodes import child, former_terms, q, teacher_ref, teachers, value
from hocba.books.primary.markup import COMPLETED
from hocba.books.primary.model import (
    Body,
    PrimarySubject,
    PrimarySummary,
    Rating,
    Ratings,
)


def is_primary(summary: etree._Element) -> bool:
    """Tell whether a summary is that of a primary year."""
    return summary.find(q("PhamChat")) is not None


def read_subject(node: etree._Element) -> PrimarySubject:
    """Return one subject of a primary year."""
    return PrimarySubject(
        code=str(node.get("Mon")),
        name=value(node, "TenMon"),
        level=value(node, "MucDatDuoc"),
        test=value(node, "DiemKTDK"),
        remark=value(node, "NhanXet"),
        again=value(node, "DanhGiaBoSung/MucDatDuoc"),
        again_test=value(node, "DanhGiaBoSung/DiemKTDK"),
        exempt=node.find(q("Mien")) is not None,
        teachers=teachers(node),
        period=str(node.get("Ky")),
        former=former_terms(node),
    )


def read_summary(node: etree._Element) -> PrimarySummary:
    """Return the summary of a primary year."""
    completed = value(node, "HoanThanhLop")
    return PrimarySummary(
        qualities=_ratings(node, "PhamChat"),
        general=_ratings(node, "NangLucChung"),
        specific=_ratings(node, "NangLucDacThu"),
        education=value(node, "KetQuaGiaoDuc"),
        promotion=value(node, "LenLop"),
        homeroom=teacher_ref(child(node, "GiaoVienChuNhiem")),
        excused=int(value(node, "NgayNghi/CoPhep")),
        unexcused=int(value(node, "NgayNghi/KhongPhep")),
        education_after=value(node, "KetQuaSauBoSung"),
        completed=completed == COMPLETED[True] if completed else None,
        award=value(node, "KhenThuong"),
        commendations=tuple(
            found.text or "" for found in node.iterfind(q("KhenThuongKhac"))
        ),
        homeroom_remark=value(node, "NhanXet"),
        body=Body(
            *(
                value(node, f"TheTrang/{step}")
                for step in ("ChieuCao", "CanNang", "SucKhoe")
            )
        ),
        former=former_terms(node),
    )


def _ratings(node: etree._Element, name: str) -> Ratings:
    group = child(node, name)
    return Ratings(
        tuple(
            Rating(str(one.get("Ma")), one.get("Muc", ""), one.get("MucBoSung", ""))
            for one in group.iterfind(q("TieuChi"))
        ),
        value(group, "NhanXet"),
    )
