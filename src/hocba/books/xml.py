# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The canonical XML of books: written once, grown by splices, read strictly.

A file is written in Canonical XML, so its bytes are what signatures digest. Whatever
is added later (the issue, signatures) is spliced in; bytes that exist are never
written again (KP Đ14, Đ22).
"""

from __future__ import annotations

from lxml import etree

from hocba.books import schema
from hocba.books.class_book.model import ClassBook, ClassDocument
from hocba.books.markup import (
    Book,
    identity,
    issue_markup,
    particulars,
    subject_markup,
    summary_markup,
    whose_is,
)
from hocba.books.model import (
    Issue,
    SlotSpec,
    SubjectYear,
    Summary,
    TeacherRef,
    YearBook,
    YearDocument,
)
from hocba.books.nodes import child, q, teacher_ref, value
from hocba.books.primary import markup as primary
from hocba.books.primary.model import PrimarySubject, PrimarySummary
from hocba.books.reading import issue_from, read_book
from hocba.problems import HocbaError, Problem, fail, register
from hocba.safexml import DECLARATION, Tree, canonical_file, element
from hocba.words import (
    DATA,
    HEAD,
    HEAD_SLOT,
    HOMEROOM,
    HOMEROOM_SLOT,
    ISSUE,
    ORGANISATION,
    ORGANISATION_SLOT,
    SUMMARY,
    TEACHER,
    TEACHERS_SLOTS,
)

NAMESPACE = schema.NAMESPACE

#: What each role signs beside a teacher's own subject, in this order.
REGIONS = {
    HOMEROOM: (DATA, TEACHERS_SLOTS),
    HEAD: (DATA, TEACHERS_SLOTS, HOMEROOM_SLOT, ISSUE),
    ORGANISATION: (DATA, TEACHERS_SLOTS, HOMEROOM_SLOT, ISSUE, HEAD_SLOT),
}
#: Who signs a book of each kind beside its teachers (KP Đ24, Đ26).
REQUIRED = {
    "khoi-tao": (HOMEROOM_SLOT, HEAD_SLOT, ORGANISATION_SLOT),
    "nam-hoc": (HOMEROOM_SLOT, HEAD_SLOT, ORGANISATION_SLOT),
    "so-theo-doi": (HOMEROOM_SLOT, HEAD_SLOT, ORGANISATION_SLOT),
    "chuyen-truong": (HOMEROOM_SLOT, HEAD_SLOT, ORGANISATION_SLOT),
    "ban-quet": (HEAD_SLOT, ORGANISATION_SLOT),
}

_CONTAINERS = {
    DATA: "DuLieu",
    TEACHERS_SLOTS: "ChuKyGiaoVien",
    HOMEROOM_SLOT: "ChuKyChuNhiem",
    ISSUE: "PhatHanh",
    HEAD_SLOT: "ChuKyLanhDao",
    ORGANISATION_SLOT: "ChuKyToChuc",
}
_ROLES = {HOMEROOM_SLOT: HOMEROOM, HEAD_SLOT: HEAD, ORGANISATION_SLOT: ORGANISATION}
_IDENTITY_PATHS = {
    "TaiLieu": "DinhDanh/TaiLieu",
    "LanSo": "DinhDanh/LanSo",
    "MaDinhDanhCaNhan": "HocSinh/MaDinhDanhCaNhan",
    "LoaiGiayTo": "HocSinh/GiayToKhac/LoaiGiayTo",
    "SoGiayTo": "HocSinh/GiayToKhac/SoGiayTo",
    "MaTruong": "Truong/MaTruong",
    "NamHoc": "NamHoc",
    "Lop": "Lop",
}
_BEFORE_ISSUE = f'<ChuKyLanhDao Id="{HEAD_SLOT}"></ChuKyLanhDao>'.encode()

register(
    {
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
            "en": "A record of kind “{kind}” is not what is wanted here.",
            "vi": "Tệp loại «{kind}» không phải là loại sổ cần đọc.",
        },
    }
)


def build(book: YearBook) -> bytes:
    """Return a year book as XML with an empty place for every signature.

    :raises HocbaError: a value that may not stand in a book
    """
    whose = identity(book, **whose_is(book.learner))
    data = element(
        "DuLieu",
        particulars(book),
        element("BangDiem", *(_subject(item, whose) for item in book.subjects)),
        _summary(book.summary, whose),
        Id=DATA,
    )
    return enclose("HocBaSo", book, data)


def enclose(root: str, book: Book, data: str) -> bytes:
    """Return data as a file with an empty place for every signature.

    :raises HocbaError: the file does not keep its schema
    """
    markup = element(
        root,
        data,
        element(
            "ChuKyGiaoVien",
            *(element("O", Id=slot_id) for slot_id, _, _ in _teacher_slots(book)),
            Id=TEACHERS_SLOTS,
        ),
        element("ChuKyChuNhiem", Id=HOMEROOM_SLOT),
        element("ChuKyLanhDao", Id=HEAD_SLOT),
        element("ChuKyToChuc", Id=ORGANISATION_SLOT),
        Loai=book.kind,
        PhienBan=schema.version_of(root, lambda name: f"<{name}" in data),
    )
    markup = markup.replace(f"<{root}", f'<{root} xmlns="{NAMESPACE}"', 1)
    result = DECLARATION + markup.encode()
    schema.validate(result)
    return result


def _subject(subject: SubjectYear | PrimarySubject, whose: dict[str, str]) -> str:
    if isinstance(subject, PrimarySubject):
        return primary.subject_markup(subject, whose)
    return subject_markup(subject, whose)


def _summary(summary: Summary | PrimarySummary, whose: dict[str, str]) -> str:
    if isinstance(summary, PrimarySummary):
        return primary.summary_markup(summary, whose)
    return summary_markup(summary, whose)


def add_issue(data: bytes, issue: Issue) -> bytes:
    """Return the file with its issue data, before the head signs them.

    Only bytes are added; all that was signed stays as it is.

    :param issue: names a signer for every slot but, at will, the organisation's
    :raises HocbaError: already issued, already signed by the head, a list of signers
        that does not fit, or UUIDs of another document
    """
    tree = strict(data)
    if read_issue(tree) is not None:
        raise fail("book.already_issued")
    if data.count(_BEFORE_ISSUE) != 1:
        raise fail("book.head_has_signed")
    names = child(tree.root[0], "DinhDanh")
    if (issue.xml_uuid, issue.pdf_uuid) != (
        value(names, "TaiLieu"),
        value(names, "BanPDF"),
    ):
        raise fail("book.pairing_differs")
    _check_signers(slots(tree), issue)
    at = data.index(_BEFORE_ISSUE)
    result = data[:at] + issue_markup(issue).encode() + data[at:]
    schema.validate(result)
    return result


def parse(data: bytes) -> YearDocument:
    """Return the facts of a year book; says nothing about its signatures.

    :raises HocbaError: not a valid book of kind ``nam-hoc`` in the exact form that
        :func:`build` writes, or a region that belongs to another record
    """
    tree = strict(data, YearBook.kind)
    return YearDocument(read_book(tree.root), read_issue(tree), signed_slots(tree))


def strict(data: bytes, kind: str = "") -> Tree:
    """Return a file in the exact form in which books are written.

    :param kind: the only one that is taken
    :raises HocbaError: another kind or form, or a region of another record
    """
    tree = schema.validate(data)
    if canonical_file(tree) != data:
        raise fail("xml.not_canonical")
    found = str(tree.root.get("Loai"))
    if kind and found != kind:
        raise fail("book.kind_not_read", kind=found)
    foreign = [error for errors in foreign_regions(tree).values() for error in errors]
    if foreign:
        raise HocbaError(foreign)
    return tree


def signed_slots(tree: Tree) -> tuple[str, ...]:
    """Return the places that hold a signature, whatever it is worth."""
    return tuple(
        spec.slot_id for spec in slots(tree) if len(slot_element(tree, spec.slot_id))
    )


def slots(
    source: bytes | Tree | Book | YearDocument | ClassDocument,
) -> list[SlotSpec]:
    """Return every place for a signature with its role and regions, in order of acts.

    :raises HocbaError: the file is not a book, or its places do not match its subjects
    """
    if isinstance(source, YearDocument | ClassDocument):
        source = source.book
    if isinstance(source, YearBook | ClassBook):
        return _all_slots(
            source.kind,
            _teacher_slots(source),
            source.summary.homeroom,
        )
    tree = schema.validate(source) if isinstance(source, bytes) else source
    data = tree.root[0]
    teachers = [
        (f"o-{node.get('Mon')}-{node.get('Ky')}-{n}", subject_region(node), teacher)
        for node in data.iterfind(q("BangDiem/MonHoc"))
        for n, teacher in enumerate(map(teacher_ref, node.iterfind(q("GiaoVien"))), 1)
    ]
    found = [node.get("Id") for node in tree.root[1]]
    if found != [slot_id for slot_id, _, _ in teachers]:
        raise fail("book.slots_differ")
    homeroom = data.find(q("TongKet/GiaoVienChuNhiem"))
    return _all_slots(
        str(tree.root.get("Loai")),
        teachers,
        None if homeroom is None else teacher_ref(homeroom),
    )


def slot_element(tree: Tree, slot_id: str) -> etree._Element:
    """Return the element in which the signature of a slot stands, by its fixed path."""
    if slot_id in _CONTAINERS:
        return child(tree.root, _CONTAINERS[slot_id])
    node = tree.ids.get(slot_id)
    if node is not None and node.getparent() is tree.root[1]:
        return node
    raise fail("book.slots_differ")


def region_element(tree: Tree, region_id: str) -> etree._Element | None:
    """Return a signed region by its fixed path, never by its ``Id``; None if absent."""
    if region_id in _CONTAINERS:
        return tree.root.find(q(_CONTAINERS[region_id]))
    for node in tree.root[0].iterfind(q("BangDiem/MonHoc")):
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
    expected = {name: data.findtext(q(path)) for name, path in _IDENTITY_PATHS.items()}
    # A class book is of one period, which its subjects name; a year's are of any.
    period = data.findtext(q("Ky"))
    result: dict[str, list[Problem]] = {}
    for node in data.iterfind(q("BangDiem/MonHoc")):
        region = subject_region(node)
        wanted = {**expected, "Id": region, "Ky": period or node.get("Ky")}
        found = _differences(region, node, wanted)
        result.setdefault(region, []).extend(found)
    summary = data.find(q("TongKet"))
    if summary is not None:
        # The summary has no signature of its own; who signs the data signs it.
        wanted = {**expected, "Id": SUMMARY, "Ky": period or "CN"}
        result[DATA] = _differences(SUMMARY, summary, wanted)
    return {region: found for region, found in result.items() if found}


def _differences(
    region: str, node: etree._Element, expected: dict[str, str | None]
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


def read_issue(tree: Tree) -> Issue | None:
    """Return the issue data of a file that keeps the schema, None before its issue."""
    node = region_element(tree, ISSUE)
    return None if node is None else issue_from(node)


def _check_signers(places: list[SlotSpec], issue: Issue) -> None:
    roles = {spec.slot_id: spec.role for spec in places}
    named = [signer.slot for signer in issue.signers]
    unknown = [
        signer.slot
        for signer in issue.signers
        if roles.get(signer.slot) != signer.role or named.count(signer.slot) > 1
    ]
    missing = [
        slot for slot in roles if slot not in named and slot != ORGANISATION_SLOT
    ]
    if unknown or missing:
        raise fail(
            "book.signers_differ",
            missing=", ".join(missing) or "–",
            unknown=", ".join(sorted(set(unknown))) or "–",
        )


def _teacher_slots(book: Book) -> list[tuple[str, str, TeacherRef]]:
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
        SlotSpec(slot_id, TEACHER, (region,), teacher, region.split("-")[1])
        for slot_id, region, teacher in teachers
    ]
    signers = {HOMEROOM_SLOT: homeroom}
    for slot_id in REQUIRED[kind]:
        role = _ROLES[slot_id]
        result.append(SlotSpec(slot_id, role, REGIONS[role], signers.get(slot_id)))
    return result
