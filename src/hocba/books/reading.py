# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The facts in the nodes of a year book that keeps the schema."""

from __future__ import annotations

from typing import Any

from lxml import etree

from hocba.books.markup import CONTINUING, DOCUMENT_KINDS, GENDERS, SUBJECT_KINDS
from hocba.books.model import (
    Absences,
    Issue,
    JournalHead,
    Learner,
    Levels,
    School,
    SignerRef,
    Source,
    SubjectYear,
    Summary,
    YearBook,
)
from hocba.books.nodes import child, former_terms, q, teacher_ref, teachers, value
from hocba.books.primary import reading as primary


def read_levels(node: etree._Element, name: str) -> Levels:
    """Return the levels of the terms, of the year and after summer."""
    found = child(node, name)
    return Levels(*(value(found, step) for step in ("HKI", "HKII", "CaNam", "SauHe")))


def _read_absences(node: etree._Element) -> Absences:
    found = child(node, "SoBuoiNghi")
    hk1, hk2, year = (value(found, step) for step in ("HKI", "HKII", "CaNam"))
    return Absences(
        year=int(year),
        hk1=int(hk1) if hk1 else None,
        hk2=int(hk2) if hk2 else None,
    )


def key_of(codes: dict[str, str], text: str) -> str:
    """Return what a code of the file stands for."""
    return next(key for key, code in codes.items() if code == text)


def _read_subject(node: etree._Element) -> SubjectYear:
    return SubjectYear(
        code=str(node.get("Mon")),
        name=value(node, "TenMon"),
        kind=key_of(SUBJECT_KINDS, value(node, "Loai")),
        hk1=value(node, "HKI"),
        hk2=value(node, "HKII"),
        year=value(node, "CaNam"),
        retest=value(node, "DanhGiaLai"),
        remark=value(node, "NhanXet"),
        exempt=node.find(q("Mien")) is not None,
        teachers=teachers(node),
        period=str(node.get("Ky")),
        former=former_terms(node),
    )


def _read_summary(node: etree._Element) -> Summary:
    return Summary(
        training=read_levels(node, "RenLuyen"),
        study=read_levels(node, "HocTap"),
        absences=_read_absences(node),
        promotion=value(node, "LenLop"),
        homeroom=teacher_ref(child(node, "GiaoVienChuNhiem")),
        award=value(node, "KhenThuong"),
        competitions=value(node, "CuocThi"),
        homeroom_remark=value(node, "NhanXet"),
        former=former_terms(node),
    )


def read_book(root: etree._Element) -> YearBook:
    """Return the facts of a year book."""
    data = root[0]
    summary = child(data, "TongKet")
    primary_year = primary.is_primary(summary)
    subject: Any = primary.read_subject if primary_year else _read_subject
    ident, school, learner = (
        child(data, name) for name in ("DinhDanh", "Truong", "HocSinh")
    )
    return YearBook(
        hocba_uuid=value(ident, "HocBa"),
        document_uuid=value(ident, "TaiLieu"),
        pdf_uuid=value(ident, "BanPDF"),
        source=read_source(ident),
        school=read_school(school),
        year=value(data, "NamHoc"),
        grade=int(value(data, "Khoi")),
        class_name=value(data, "Lop"),
        programme="gdtx" if value(data, "ChuongTrinh") == CONTINUING else "gdpt2018",
        learner=read_learner(learner),
        subjects=tuple(map(subject, data.iterfind(q("BangDiem/MonHoc")))),
        summary=(primary.read_summary if primary_year else _read_summary)(summary),
        revision=int(value(ident, "LanSo")),
        previous_uuid=value(ident, "TruocTaiLieu"),
        previous_sha256=value(ident, "TruocSHA256"),
        replaces_uuid=value(ident, "ThayThe"),
        register_number=value(learner, "SoDangBo"),
    )


def read_source(ident: etree._Element) -> Source:
    """Return what a document was frozen from."""
    return Source(*(value(ident, f"Nguon/{step}") for step in ("Loai", "Ma", "SHA256")))


def read_school(node: etree._Element) -> School:
    """Return the school of a document."""
    return School(
        code=value(node, "MaTruong"),
        name=value(node, "TenTruong"),
        commune=value(node, "Xa"),
        province=value(node, "Tinh"),
        authority=value(node, "CoQuanQuanLy"),
        head_title=value(node, "ChucDanhLanhDao"),
    )


def read_learner(node: etree._Element) -> Learner:
    """Return the particulars of a learner."""
    return Learner(
        personal_id=value(node, "MaDinhDanhCaNhan"),
        name=value(node, "HoVaTen"),
        birth_date=value(node, "NgaySinh"),
        birth_place=value(node, "NoiSinh"),
        gender=key_of(GENDERS, value(node, "GioiTinh")),
        ethnicity=value(node, "DanToc"),
        nationality=value(node, "QuocTich"),
        document_kind=_document_kind(value(node, "GiayToKhac/LoaiGiayTo")),
        document_number=value(node, "GiayToKhac/SoGiayTo"),
    )


def _document_kind(text: str) -> str:
    return key_of(DOCUMENT_KINDS, text) if text else ""


def issue_from(node: etree._Element) -> Issue:
    """Return the issue data with the list of signers."""
    return Issue(
        number=value(node, "SoHieu"),
        effective_date=value(node, "NgayHieuLuc"),
        lookup_code=value(node, "MaTraCuu"),
        xml_uuid=value(node, "BanXML"),
        pdf_uuid=value(node, "BanPDF"),
        signers=tuple(
            SignerRef(
                slot=str(signer.get("O")),
                role=str(signer.get("VaiTro")),
                name=value(signer, "HoTen"),
                staff_code=str(signer.get("MaNhanSu")),
                certificate_sha256=str(signer.get("ChungThuSHA256")),
                in_place_of=value(signer, "KyThay"),
            )
            for signer in child(node, "DanhSachKy")
        ),
        journal=_read_journal(node.find(q("NhatKy"))),
    )


def _read_journal(node: etree._Element | None) -> JournalHead | None:
    if node is None:
        return None
    return JournalHead(
        block=int(value(node, "KhoiSo")),
        sha256=value(node, "SHA256"),
        sealed_at=value(node, "NiemPhong"),
        anchored_block=int(value(node, "NeoKhoiSo") or 0),
        anchored_at=value(node, "NeoLuc"),
    )
