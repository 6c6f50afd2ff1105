# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The markup of a year book's parts, as Canonical XML spells it."""

from __future__ import annotations

from datetime import date

from hocba.books.class_book.model import ClassBook
from hocba.books.model import (
    Absences,
    FormerTerm,
    Issue,
    JournalHead,
    Learner,
    Levels,
    School,
    SignerRef,
    SubjectYear,
    Summary,
    TeacherRef,
    YearBook,
)
from hocba.problems import fail, register
from hocba.safexml import clean, element, escape
from hocba.words import ISSUE, SUMMARY

#: What the documents of all kinds have in common is written for each of them.
Book = YearBook | ClassBook
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


def identity(book: Book, **whose: str) -> dict[str, str]:
    """Return the attributes by which a region says whose it is.

    :param whose: names the learner in a book that is one learner's
    """
    return {
        "TaiLieu": book.document_uuid,
        "LanSo": str(book.revision),
        **whose,
        "MaTruong": clean(book.school.code),
        "NamHoc": book.year,
        "Lop": clean(book.class_name, "Lop"),
    }


def whose_is(learner: Learner) -> dict[str, str]:
    """Return by what a learner is known: the number, or else another document."""
    if learner.personal_id:
        return {"MaDinhDanhCaNhan": clean(learner.personal_id)}
    kind, number = learner.document_kind, clean(learner.document_number)
    if not (kind and number):
        raise fail("book.no_identity", learner=learner.name)
    if kind not in DOCUMENT_KINDS:
        raise fail("book.bad_value", name=_LABELS["LoaiGiayTo"], value=kind)
    return {"LoaiGiayTo": DOCUMENT_KINDS[kind], "SoGiayTo": number}


def identity_markup(learner: Learner) -> str:
    whose = whose_is(learner)
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
    return "".join(
        (
            document_markup(book, text("HocBa", book.hocba_uuid)),
            school_markup(book.school),
            class_markup(book),
            text("ChuongTrinh", CONTINUING if book.programme == "gdtx" else ""),
            element(
                "HocSinh",
                learner_markup(book.learner),
                text("SoDangBo", book.register_number),
            ),
        )
    )


def document_markup(book: Book, whole: str) -> str:
    """Return how a document is called and where it comes from.

    :param whole: names the book of which it is a part
    """
    source = book.source
    return element(
        "DinhDanh",
        whole,
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
    )


def school_markup(school: School) -> str:
    return element(
        "Truong",
        text("MaTruong", school.code),
        text("TenTruong", school.name),
        text("Xa", school.commune),
        text("Tinh", school.province),
        text("CoQuanQuanLy", school.authority),
        text("ChucDanhLanhDao", school.head_title),
    )


def class_markup(book: Book) -> str:
    return "".join(
        (
            text("NamHoc", book.year),
            text("Khoi", str(book.grade)),
            text("Lop", book.class_name),
        )
    )


def learner_markup(learner: Learner) -> str:
    return "".join(
        (
            identity_markup(learner),
            text("HoVaTen", learner.name),
            text("NgaySinh", date_value(learner.birth_date, "NgaySinh")),
            text("NoiSinh", learner.birth_place),
            code("GioiTinh", learner.gender, GENDERS),
            text("DanToc", learner.ethnicity),
            text("QuocTich", learner.nationality),
        )
    )


def date_value(value: str, name: str) -> str:
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


def levels_markup(name: str, levels: Levels) -> str:
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
        levels_markup("RenLuyen", summary.training),
        levels_markup("HocTap", summary.study),
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
        text("NgayHieuLuc", date_value(issue.effective_date, "NgayHieuLuc")),
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
