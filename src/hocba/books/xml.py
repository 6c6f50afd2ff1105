# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The canonical XML of a year book: written once, grown by splices, read strictly.

A file is written in Canonical XML, so its bytes are what signatures digest. Whatever
is added later (the issue, signatures) is spliced in; bytes that exist are never
written again (KP Đ14, Đ22).
"""

from __future__ import annotations

from datetime import date

from lxml import etree

from hocba.books import schema
from hocba.books.model import (
    Issue,
    Learner,
    Levels,
    School,
    SignerRef,
    SlotSpec,
    Source,
    SubjectYear,
    Summary,
    TeacherRef,
    YearBook,
    YearDocument,
)
from hocba.problems import HocbaError, Problem, fail, register
from hocba.safexml import DECLARATION, Tree, canonical_file, clean, element, escape

NAMESPACE = schema.NAMESPACE

DATA = "du-lieu"
SUMMARY = "tong-ket"
TEACHERS = "ky-giao-vien"
HOMEROOM = "ky-chu-nhiem"
ISSUE = "phat-hanh"
HEAD = "ky-lanh-dao"
ORGANISATION = "ky-to-chuc"

#: What each role signs beside a teacher's own subject, in this order.
REGIONS = {
    "homeroom": (DATA, TEACHERS),
    "head": (DATA, TEACHERS, HOMEROOM, ISSUE),
    "organisation": (DATA, TEACHERS, HOMEROOM, ISSUE, HEAD),
}
#: Who signs a book of each kind beside its teachers (KP Đ24, Đ26).
REQUIRED = {
    "khoi-tao": (HOMEROOM, HEAD, ORGANISATION),
    "nam-hoc": (HOMEROOM, HEAD, ORGANISATION),
    "chuyen-truong": (HOMEROOM, HEAD, ORGANISATION),
    "ban-quet": (HEAD, ORGANISATION),
}

_CONTAINERS = {
    DATA: "DuLieu",
    TEACHERS: "ChuKyGiaoVien",
    HOMEROOM: "ChuKyChuNhiem",
    ISSUE: "PhatHanh",
    HEAD: "ChuKyLanhDao",
    ORGANISATION: "ChuKyToChuc",
}
_ROLES = {HOMEROOM: "homeroom", HEAD: "head", ORGANISATION: "organisation"}
_IDENTITY_PATHS = {
    "TaiLieu": "DinhDanh/TaiLieu",
    "LanSo": "DinhDanh/LanSo",
    "MaDinhDanhCaNhan": "HocSinh/MaDinhDanhCaNhan",
    "MaTruong": "Truong/MaTruong",
    "NamHoc": "NamHoc",
    "Lop": "Lop",
}
_BEFORE_ISSUE = f'<ChuKyLanhDao Id="{HEAD}"></ChuKyLanhDao>'.encode()
_GENDERS = {"male": "NAM", "female": "NU"}
_SUBJECT_KINDS = {"score": "DIEM", "remark": "NHAN_XET"}

register(
    {
        "book.bad_value": {
            "en": "“{value}” is not a valid {name}.",
            "vi": "«{value}» không phải là {name} hợp lệ.",
        },
        "book.foreign_region": {
            "en": "The region “{region}” belongs to another record "
            "({name} is “{found}”, not “{expected}”).",
            "vi": "Vùng «{region}» thuộc học bạ khác "
            "({name} là «{found}», không phải «{expected}»).",
        },
        "book.slots_differ": {
            "en": "The places for signatures do not match the subjects' teachers.",
            "vi": "Các ô chữ ký không khớp với giáo viên của các môn học.",
        },
        "book.already_issued": {
            "en": "The book already carries its issue data.",
            "vi": "Học bạ đã có thông tin phát hành.",
        },
        "book.head_has_signed": {
            "en": "The head has already signed; nothing can be added.",
            "vi": "Lãnh đạo trường đã ký; không thể bổ sung thông tin phát hành.",
        },
        "book.signers_differ": {
            "en": "The list of signers does not name each signature place exactly once "
            "(missing: {missing}; unknown: {unknown}).",
            "vi": "Danh sách người ký không nêu mỗi ô chữ ký đúng một lần "
            "(thiếu: {missing}; thừa: {unknown}).",
        },
        "book.pairing_differs": {
            "en": "The issue data name another document than this one.",
            "vi": "Thông tin phát hành ghi mã tài liệu khác với tài liệu này.",
        },
        "book.kind_not_read": {
            "en": "A record of kind “{kind}” is not a year's record.",
            "vi": "Tệp loại «{kind}» không phải là học bạ của một năm học.",
        },
    }
)


def build(book: YearBook) -> bytes:
    """Return a year book as XML with an empty place for every signature.

    :raises HocbaError: a value that may not stand in a book
    """
    identity = _identity(book)
    data = element(
        "DuLieu",
        _particulars(book),
        element("BangDiem", *(_subject(item, identity) for item in book.subjects)),
        _summary(book.summary, identity),
        Id=DATA,
    )
    slots_markup = "".join(
        element("O", Id=slot_id) for slot_id, _, _ in _teacher_slots(book)
    )
    root = element(
        "HocBaSo",
        data,
        element("ChuKyGiaoVien", slots_markup, Id=TEACHERS),
        element("ChuKyChuNhiem", Id=HOMEROOM),
        element("ChuKyLanhDao", Id=HEAD),
        element("ChuKyToChuc", Id=ORGANISATION),
        Loai="nam-hoc",
        PhienBan=schema.VERSION,
    )
    root = root.replace("<HocBaSo", f'<HocBaSo xmlns="{NAMESPACE}"', 1)
    result = DECLARATION + root.encode()
    schema.validate(result)
    return result


def add_issue(data: bytes, issue: Issue) -> bytes:
    """Return the file with its issue data, before the head signs them.

    Only bytes are added; all that was signed stays as it is.

    :param issue: names a signer for every slot but, at will, the organisation's
    :raises HocbaError: already issued, already signed by the head, a list of signers
        that does not fit, or UUIDs of another document
    """
    document = parse(data)
    if document.issue is not None:
        raise fail("book.already_issued")
    if data.count(_BEFORE_ISSUE) != 1:
        raise fail("book.head_has_signed")
    if (issue.xml_uuid, issue.pdf_uuid) != (
        document.book.document_uuid,
        document.book.pdf_uuid,
    ):
        raise fail("book.pairing_differs")
    _check_signers(document.book, issue)
    at = data.index(_BEFORE_ISSUE)
    result = data[:at] + _issue(issue).encode() + data[at:]
    schema.validate(result)
    return result


def parse(data: bytes) -> YearDocument:
    """Return the facts of a year book; says nothing about its signatures.

    :raises HocbaError: not a valid book of kind ``nam-hoc`` in the exact form that
        :func:`build` writes, or a region that belongs to another record
    """
    tree = schema.validate(data)
    if canonical_file(tree) != data:
        raise fail("xml.not_canonical")
    kind = str(tree.root.get("Loai"))
    if kind != "nam-hoc":
        raise fail("book.kind_not_read", kind=kind)
    foreign = [error for errors in foreign_regions(tree).values() for error in errors]
    if foreign:
        raise HocbaError(foreign)
    signed = tuple(
        spec.slot_id for spec in slots(tree) if len(slot_element(tree, spec.slot_id))
    )
    return YearDocument(_read_book(tree.root), read_issue(tree), signed)


def slots(source: bytes | Tree | YearBook | YearDocument) -> list[SlotSpec]:
    """Return every place for a signature with its role and regions, in order of acts.

    :raises HocbaError: the file is not a book, or its places do not match its subjects
    """
    if isinstance(source, YearDocument):
        source = source.book
    if isinstance(source, YearBook):
        return _all_slots(
            "nam-hoc",
            _teacher_slots(source),
            source.summary.homeroom,
        )
    tree = schema.validate(source) if isinstance(source, bytes) else source
    data = tree.root[0]
    teachers = [
        (f"o-{node.get('Mon')}-{node.get('Ky')}-{n}", subject_region(node), teacher)
        for node in data.iterfind(_q("BangDiem/MonHoc"))
        for n, teacher in enumerate(map(_teacher_ref, node.iterfind(_q("GiaoVien"))), 1)
    ]
    found = [node.get("Id") for node in tree.root[1]]
    if found != [slot_id for slot_id, _, _ in teachers]:
        raise fail("book.slots_differ")
    homeroom = data.find(_q("TongKet/GiaoVienChuNhiem"))
    return _all_slots(
        str(tree.root.get("Loai")),
        teachers,
        None if homeroom is None else _teacher_ref(homeroom),
    )


def slot_element(tree: Tree, slot_id: str) -> etree._Element:
    """Return the element in which the signature of a slot stands, by its fixed path."""
    if slot_id in _CONTAINERS:
        return _child(tree.root, _CONTAINERS[slot_id])
    for node in tree.root[1]:
        if node.get("Id") == slot_id:
            return node
    raise fail("book.slots_differ")


def region_element(tree: Tree, region_id: str) -> etree._Element | None:
    """Return a signed region by its fixed path, never by its ``Id``; None if absent."""
    if region_id in _CONTAINERS:
        return tree.root.find(_q(_CONTAINERS[region_id]))
    for node in tree.root[0].iterfind(_q("BangDiem/MonHoc")):
        if subject_region(node) == region_id:
            return node
    return None


def subject_region(node: etree._Element) -> str:
    """Return the region id that a subject must have."""
    return f"mon-{node.get('Mon')}-{node.get('Ky')}"


def foreign_regions(tree: Tree) -> dict[str, list[Problem]]:
    """Return the regions that say they belong to another record, with what differs.

    A subject moved in from another learner, revision, year or school is found here even
    when its own signature moved with it.
    """
    data = tree.root[0]
    expected = {
        name: str(data.findtext(_q(path))) for name, path in _IDENTITY_PATHS.items()
    }
    result: dict[str, list[Problem]] = {}
    for node in data.iterfind(_q("BangDiem/MonHoc")):
        region = subject_region(node)
        found = _differences(region, node, {**expected, "Id": region})
        result.setdefault(region, []).extend(found)
    summary = data.find(_q("TongKet"))
    if summary is not None:
        # The summary has no signature of its own; who signs the data signs it.
        wanted = {**expected, "Id": SUMMARY, "Ky": "CN"}
        result[DATA] = _differences(SUMMARY, summary, wanted)
    return {region: found for region, found in result.items() if found}


def _differences(
    region: str, node: etree._Element, expected: dict[str, str]
) -> list[Problem]:
    return [
        Problem(
            "book.foreign_region",
            {
                "region": region,
                "name": name,
                "found": node.get(name),
                "expected": value,
            },
        )
        for name, value in expected.items()
        if node.get(name) != value
    ]


# Writing ------------------------------------------------------------------------------


def _identity(book: YearBook) -> dict[str, str]:
    return {
        "TaiLieu": book.document_uuid,
        "LanSo": str(book.revision),
        "MaDinhDanhCaNhan": clean(book.learner.personal_id),
        "MaTruong": clean(book.school.code),
        "NamHoc": book.year,
        "Lop": clean(book.class_name, "Lop"),
    }


def _text(name: str, value: str) -> str:
    """Return an element, or nothing when the value is empty."""
    normal = clean(value, name)
    return element(name, escape(normal)) if normal else ""


def _code(name: str, value: str, codes: dict[str, str]) -> str:
    if value not in codes:
        raise fail("book.bad_value", name=name, value=value)
    return element(name, codes[value])


def _particulars(book: YearBook) -> str:
    school, learner, source = book.school, book.learner, book.source
    return "".join(
        (
            element(
                "DinhDanh",
                _text("HocBa", book.hocba_uuid),
                _text("TaiLieu", book.document_uuid),
                _text("BanPDF", book.pdf_uuid),
                _text("LanSo", str(book.revision)),
                _text("TruocTaiLieu", book.previous_uuid),
                _text("TruocSHA256", book.previous_sha256),
                _text("ThayThe", book.replaces_uuid),
                element(
                    "Nguon",
                    _text("Loai", source.kind),
                    _text("Ma", source.id),
                    _text("SHA256", source.sha256),
                ),
            ),
            element(
                "Truong",
                _text("MaTruong", school.code),
                _text("TenTruong", school.name),
                _text("Xa", school.commune),
                _text("Tinh", school.province),
                _text("CoQuanQuanLy", school.authority),
                _text("ChucDanhLanhDao", school.head_title),
            ),
            _text("NamHoc", book.year),
            _text("Khoi", str(book.grade)),
            _text("Lop", book.class_name),
            element(
                "HocSinh",
                _text("MaDinhDanhCaNhan", learner.personal_id),
                _text("HoVaTen", learner.name),
                _text("NgaySinh", _date(learner.birth_date, "NgaySinh")),
                _text("NoiSinh", learner.birth_place),
                _code("GioiTinh", learner.gender, _GENDERS),
                _text("DanToc", learner.ethnicity),
                _text("QuocTich", learner.nationality),
                _text("SoDangBo", book.register_number),
            ),
        )
    )


def _date(value: str, name: str) -> str:
    try:
        date.fromisoformat(value if len(value) > 4 else f"{value}-01-01")
    except ValueError:
        raise fail("book.bad_value", name=name, value=value)
    return value


def _subject(subject: SubjectYear, identity: dict[str, str]) -> str:
    return element(
        "MonHoc",
        _text("TenMon", subject.name),
        _code("Loai", subject.kind, _SUBJECT_KINDS),
        element("Mien") if subject.exempt else "",
        _text("HKI", subject.hk1),
        _text("HKII", subject.hk2),
        _text("CaNam", subject.year),
        _text("DanhGiaLai", subject.retest),
        _text("NhanXet", subject.remark),
        *(_teacher("GiaoVien", teacher) for teacher in subject.teachers),
        Id=f"mon-{subject.code}-{subject.period}",
        Mon=subject.code,
        Ky=subject.period,
        **identity,
    )


def _teacher(name: str, teacher: TeacherRef) -> str:
    return element(
        name,
        escape(clean(teacher.name, name)),
        MaNhanSu=clean(teacher.staff_code, "MaNhanSu"),
    )


def _levels(name: str, levels: Levels) -> str:
    return element(
        name,
        _text("HKI", levels.hk1),
        _text("HKII", levels.hk2),
        _text("CaNam", levels.year),
        _text("SauHe", levels.after),
    )


def _summary(summary: Summary, identity: dict[str, str]) -> str:
    return element(
        "TongKet",
        _levels("RenLuyen", summary.training),
        _levels("HocTap", summary.study),
        _text("SoBuoiNghi", str(summary.absences)),
        _text("LenLop", summary.promotion),
        _text("KhenThuong", summary.award or ""),
        _text("CuocThi", summary.competitions),
        _text("NhanXet", summary.homeroom_remark),
        _teacher("GiaoVienChuNhiem", summary.homeroom),
        Id=SUMMARY,
        Ky="CN",
        **identity,
    )


def _issue(issue: Issue) -> str:
    return element(
        "PhatHanh",
        _text("SoHieu", issue.number),
        _text("NgayHieuLuc", _date(issue.effective_date, "NgayHieuLuc")),
        _text("MaTraCuu", issue.lookup_code),
        _text("BanXML", issue.xml_uuid),
        _text("BanPDF", issue.pdf_uuid),
        element("DanhSachKy", *map(_signer, issue.signers)),
        Id=ISSUE,
    )


def _signer(signer: SignerRef) -> str:
    return element(
        "NguoiKy",
        _text("HoTen", signer.name),
        _text("KyThay", signer.in_place_of),
        O=signer.slot,
        VaiTro=signer.role,
        MaNhanSu=clean(signer.staff_code, "MaNhanSu"),
        ChungThuSHA256=signer.certificate_sha256,
    )


def _check_signers(book: YearBook, issue: Issue) -> None:
    roles = {spec.slot_id: spec.role for spec in slots(book)}
    named = [signer.slot for signer in issue.signers]
    unknown = [
        signer.slot
        for signer in issue.signers
        if roles.get(signer.slot) != signer.role or named.count(signer.slot) > 1
    ]
    missing = [slot for slot in roles if slot not in named and slot != ORGANISATION]
    if unknown or missing:
        raise fail(
            "book.signers_differ",
            missing=", ".join(missing) or "–",
            unknown=", ".join(sorted(set(unknown))) or "–",
        )


def _teacher_slots(book: YearBook) -> list[tuple[str, str, TeacherRef]]:
    return [
        (f"o-{s.code}-{s.period}-{n}", f"mon-{s.code}-{s.period}", teacher)
        for s in book.subjects
        for n, teacher in enumerate(s.teachers, 1)
    ]


def _all_slots(
    kind: str,
    teachers: list[tuple[str, str, TeacherRef]],
    homeroom: TeacherRef | None,
) -> list[SlotSpec]:
    result = [
        SlotSpec(slot_id, "teacher", (region,), teacher, region.split("-")[1])
        for slot_id, region, teacher in teachers
    ]
    signers = {HOMEROOM: homeroom}
    for slot_id in REQUIRED[kind]:
        role = _ROLES[slot_id]
        result.append(SlotSpec(slot_id, role, REGIONS[role], signers.get(slot_id)))
    return result


# Reading ------------------------------------------------------------------------------


def _q(path: str) -> str:
    return "/".join(f"{{{NAMESPACE}}}{step}" for step in path.split("/"))


def _child(node: etree._Element, path: str) -> etree._Element:
    found = node.find(_q(path))
    if found is None:
        raise fail("book.schema", line=node.sourceline or 1, detail=path)
    return found


def _value(node: etree._Element, path: str) -> str:
    return node.findtext(_q(path)) or ""


def _teacher_ref(node: etree._Element) -> TeacherRef:
    return TeacherRef(str(node.get("MaNhanSu")), node.text or "")


def _read_levels(node: etree._Element, name: str) -> Levels:
    found = _child(node, name)
    return Levels(*(_value(found, step) for step in ("HKI", "HKII", "CaNam", "SauHe")))


def _key(codes: dict[str, str], value: str) -> str:
    return next(key for key, code in codes.items() if code == value)


def _read_subject(node: etree._Element) -> SubjectYear:
    return SubjectYear(
        code=str(node.get("Mon")),
        name=_value(node, "TenMon"),
        kind=_key(_SUBJECT_KINDS, _value(node, "Loai")),
        hk1=_value(node, "HKI"),
        hk2=_value(node, "HKII"),
        year=_value(node, "CaNam"),
        retest=_value(node, "DanhGiaLai"),
        remark=_value(node, "NhanXet"),
        exempt=node.find(_q("Mien")) is not None,
        teachers=tuple(map(_teacher_ref, node.iterfind(_q("GiaoVien")))),
        period=str(node.get("Ky")),
    )


def _read_summary(node: etree._Element) -> Summary:
    return Summary(
        training=_read_levels(node, "RenLuyen"),
        study=_read_levels(node, "HocTap"),
        absences=int(_value(node, "SoBuoiNghi")),
        promotion=_value(node, "LenLop"),
        homeroom=_teacher_ref(_child(node, "GiaoVienChuNhiem")),
        award=_value(node, "KhenThuong"),
        competitions=_value(node, "CuocThi"),
        homeroom_remark=_value(node, "NhanXet"),
    )


def _read_book(root: etree._Element) -> YearBook:
    data = root[0]
    ident, school, learner = (
        _child(data, name) for name in ("DinhDanh", "Truong", "HocSinh")
    )
    return YearBook(
        hocba_uuid=_value(ident, "HocBa"),
        document_uuid=_value(ident, "TaiLieu"),
        pdf_uuid=_value(ident, "BanPDF"),
        source=Source(
            *(_value(ident, f"Nguon/{step}") for step in ("Loai", "Ma", "SHA256"))
        ),
        school=School(
            code=_value(school, "MaTruong"),
            name=_value(school, "TenTruong"),
            commune=_value(school, "Xa"),
            province=_value(school, "Tinh"),
            authority=_value(school, "CoQuanQuanLy"),
            head_title=_value(school, "ChucDanhLanhDao"),
        ),
        year=_value(data, "NamHoc"),
        grade=int(_value(data, "Khoi")),
        class_name=_value(data, "Lop"),
        learner=Learner(
            personal_id=_value(learner, "MaDinhDanhCaNhan"),
            name=_value(learner, "HoVaTen"),
            birth_date=_value(learner, "NgaySinh"),
            birth_place=_value(learner, "NoiSinh"),
            gender=_key(_GENDERS, _value(learner, "GioiTinh")),
            ethnicity=_value(learner, "DanToc"),
            nationality=_value(learner, "QuocTich"),
        ),
        subjects=tuple(map(_read_subject, data.iterfind(_q("BangDiem/MonHoc")))),
        summary=_read_summary(_child(data, "TongKet")),
        revision=int(_value(ident, "LanSo")),
        previous_uuid=_value(ident, "TruocTaiLieu"),
        previous_sha256=_value(ident, "TruocSHA256"),
        replaces_uuid=_value(ident, "ThayThe"),
        register_number=_value(learner, "SoDangBo"),
    )


def read_issue(tree: Tree) -> Issue | None:
    """Return the issue data of a file that keeps the schema, None before its issue."""
    node = region_element(tree, ISSUE)
    if node is None:
        return None
    return Issue(
        number=_value(node, "SoHieu"),
        effective_date=_value(node, "NgayHieuLuc"),
        lookup_code=_value(node, "MaTraCuu"),
        xml_uuid=_value(node, "BanXML"),
        pdf_uuid=_value(node, "BanPDF"),
        signers=tuple(
            SignerRef(
                slot=str(signer.get("O")),
                role=str(signer.get("VaiTro")),
                name=_value(signer, "HoTen"),
                staff_code=str(signer.get("MaNhanSu")),
                certificate_sha256=str(signer.get("ChungThuSHA256")),
                in_place_of=_value(signer, "KyThay"),
            )
            for signer in _child(node, "DanhSachKy")
        ),
    )
