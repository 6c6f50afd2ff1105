# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The markup of a year book's parts, as Canonical XML spells it."""

from __future__ import annotations

from datetime import date

from hocba.books.model import (
    Absences,
    FormerTerm,
    Issue,
    JournalHead,
    Learner,
    Levels,
    SignerRef,
    SubjectYear,
    Summary,
    TeacherRef,
    YearBook,
)
from hocba.problems import fail, register
from hocba.safexml import clean, element, escape
from hocba.words import ISSUE, SUMMARY

GENDERS = {"male": "NAM", "female": "NU"}
SUBJECT_KINDS = {"score": "DIEM", "remark": "NHAN_XET"}
DOCUMENT_KINDS = {
    "passport": "HO_CHIEU",
    "residence_card": "THE_CU_TRU",
    "birth_certificate": "GIAY_KHAI_SINH",
    "other": "KHAC",
}
#: Of continuing education alone; general education is not named.
CONTINUING = "GDTX"
_LABELS = {
    "NgaySinh": "ngày sinh",
    "NgayHieuLuc": "ngày hiệu lực",
    "GioiTinh": "giới tính",
    "Loai": "loại môn học",
    "LoaiGiayTo": "loại giấy tờ",
}

register(
    {
        "book.bad_value": {
            "en": "“{value}” is not a valid {name}.",
            "vi": "«{value}» không phải là {name} hợp lệ.",
        },
        "book.no_identity": {
            "en": "{learner}: a record says whose it is by the personal identification "
            "number, or else by another document with its kind and number.",
            "vi": "{learner}: học bạ phải ghi mã định danh cá nhân; học sinh không có "
            "mã thì ghi loại và số của giấy tờ khác.",
        },
    }
)


def identity(book: YearBook) -> dict[str, str]:
    """Return the attributes by which a region says whose it is."""
    return {
        "TaiLieu": book.document_uuid,
        "LanSo": str(book.revision),
        **_whose(book.learner),
        "MaTruong": clean(book.school.code),
        "NamHoc": book.year,
        "Lop": clean(book.class_name, "Lop"),
    }


def _whose(learner: Learner) -> dict[str, str]:
    if learner.personal_id:
        return {"MaDinhDanhCaNhan": clean(learner.personal_id)}
    kind, number = learner.document_kind, clean(learner.document_number)
    if not (kind and number):
        raise fail("book.no_identity", learner=learner.name)
    if kind not in DOCUMENT_KINDS:
        raise fail("book.bad_value", name=_LABELS["LoaiGiayTo"], value=kind)
    return {"LoaiGiayTo": DOCUMENT_KINDS[kind], "SoGiayTo": number}


def _identity_markup(learner: Learner) -> str:
    whose = _whose(learner)
    if "MaDinhDanhCaNhan" in whose:
        return text("MaDinhDanhCaNhan", learner.personal_id)
    return element(
        "GiayToKhac",
        text("LoaiGiayTo", whose["LoaiGiayTo"]),
        text("SoGiayTo", whose["SoGiayTo"]),
    )


def former(terms: tuple[FormerTerm, ...]) -> str:
    return "".join(
        element("TruongCu", escape(clean(term.school, "TruongCu")), Ky=term.period)
        for term in terms
    )


def text(name: str, value: str) -> str:
    """Return an element, or nothing when the value is empty."""
    normal = clean(value, name)
    return element(name, escape(normal)) if normal else ""


def code(name: str, value: str, codes: dict[str, str]) -> str:
    if value not in codes:
        raise fail("book.bad_value", name=_LABELS[name], value=value)
    return element(name, codes[value])


def particulars(book: YearBook) -> str:
    """Return what stands before the results: document, school, class, learner."""
    school, learner, source = book.school, book.learner, book.source
    return "".join(
        (
            element(
                "DinhDanh",
                text("HocBa", book.hocba_uuid),
                text("TaiLieu", book.document_uuid),
                text("BanPDF", book.pdf_uuid),
                text("LanSo", str(book.revision)),
                text("TruocTaiLieu", book.previous_uuid),
                text("TruocSHA256", book.previous_sha256),
                text("ThayThe", book.replaces_uuid),
                element(
                    "Nguon",
                    text("Loai", source.kind),
                    text("Ma", source.id),
                    text("SHA256", source.sha256),
                ),
            ),
            element(
                "Truong",
                text("MaTruong", school.code),
                text("TenTruong", school.name),
                text("Xa", school.commune),
                text("Tinh", school.province),
                text("CoQuanQuanLy", school.authority),
                text("ChucDanhLanhDao", school.head_title),
            ),
            text("NamHoc", book.year),
            text("Khoi", str(book.grade)),
            text("Lop", book.class_name),
            text("ChuongTrinh", CONTINUING if book.programme == "gdtx" else ""),
            element(
                "HocSinh",
                _identity_markup(learner),
                text("HoVaTen", learner.name),
                text("NgaySinh", _date(learner.birth_date, "NgaySinh")),
                text("NoiSinh", learner.birth_place),
                code("GioiTinh", learner.gender, GENDERS),
                text("DanToc", learner.ethnicity),
                text("QuocTich", learner.nationality),
                text("SoDangBo", book.register_number),
            ),
        )
    )


def _date(value: str, name: str) -> str:
    try:
        date.fromisoformat(value if len(value) > 4 else f"{value}-01-01")
    except ValueError:
        raise fail("book.bad_value", name=_LABELS[name], value=value)
    return value


def subject_markup(subject: SubjectYear, whose: dict[str, str]) -> str:
    """Return one subject, the region of its teachers."""
    return element(
        "MonHoc",
        text("TenMon", subject.name),
        code("Loai", subject.kind, SUBJECT_KINDS),
        element("Mien") if subject.exempt else "",
        text("HKI", subject.hk1),
        text("HKII", subject.hk2),
        text("CaNam", subject.year),
        text("DanhGiaLai", subject.retest),
        text("NhanXet", subject.remark),
        former(subject.former),
        *(person("GiaoVien", teacher) for teacher in subject.teachers),
        Id=f"mon-{subject.code}-{subject.period}",
        Mon=subject.code,
        Ky=subject.period,
        **whose,
    )


def person(name: str, who: TeacherRef) -> str:
    return element(
        name,
        escape(clean(who.name, name)),
        MaNhanSu=clean(who.staff_code, "MaNhanSu"),
    )


def _levels(name: str, levels: Levels) -> str:
    return element(
        name,
        text("HKI", levels.hk1),
        text("HKII", levels.hk2),
        text("CaNam", levels.year),
        text("SauHe", levels.after),
    )


def _absences(absences: Absences) -> str:
    return element(
        "SoBuoiNghi",
        _count("HKI", absences.hk1),
        _count("HKII", absences.hk2),
        _count("CaNam", absences.year),
    )


def _count(name: str, value: int | None) -> str:
    return "" if value is None else element(name, str(value))


def summary_markup(summary: Summary, whose: dict[str, str]) -> str:
    """Return the year's summary."""
    return element(
        "TongKet",
        _levels("RenLuyen", summary.training),
        _levels("HocTap", summary.study),
        _absences(summary.absences),
        text("LenLop", summary.promotion),
        text("KhenThuong", summary.award or ""),
        text("CuocThi", summary.competitions),
        text("NhanXet", summary.homeroom_remark),
        former(summary.former),
        person("GiaoVienChuNhiem", summary.homeroom),
        Id=SUMMARY,
        Ky="CN",
        **whose,
    )


def issue_markup(issue: Issue) -> str:
    """Return the issue data with the list of signers."""
    return element(
        "PhatHanh",
        text("SoHieu", issue.number),
        text("NgayHieuLuc", _date(issue.effective_date, "NgayHieuLuc")),
        text("MaTraCuu", issue.lookup_code),
        text("BanXML", issue.xml_uuid),
        text("BanPDF", issue.pdf_uuid),
        element("DanhSachKy", *map(_signer, issue.signers)),
        _journal(issue.journal),
        Id=ISSUE,
    )


def _journal(head: JournalHead | None) -> str:
    if head is None:
        return ""
    block = head.anchored_block
    return element(
        "NhatKy",
        text("KhoiSo", str(head.block)),
        text("SHA256", head.sha256),
        text("NiemPhong", head.sealed_at),
        text("NeoKhoiSo", str(block) if block else ""),
        text("NeoLuc", head.anchored_at if block else ""),
    )


def _signer(signer: SignerRef) -> str:
    return element(
        "NguoiKy",
        text("HoTen", signer.name),
        text("KyThay", signer.in_place_of),
        O=signer.slot,
        VaiTro=signer.role,
        MaNhanSu=clean(signer.staff_code, "MaNhanSu"),
        ChungThuSHA256=signer.certificate_sha256,
    )
