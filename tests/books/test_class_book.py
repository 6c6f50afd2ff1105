# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A class book: facts → XML → facts, and files that say something else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hocba.books import xml as books
from hocba.books.class_book import xml
from hocba.books.class_book.model import (
    Absence,
    ClassBook,
    ClassResult,
    ClassSummary,
    Month,
    SubjectLine,
)
from hocba.books.model import Issue, Levels, SignerRef
from hocba.problems import HocbaError
from tests.books.class_sample import CLASS_BOOK, MATHS, full_class, yearly
from tests.books.sample import BOOK, LAN

SLOTS = {
    "o-TOAN-HK2-1": "mon-TOAN-HK2",
    "o-KHTN-HK2-1": "mon-KHTN-HK2",
    "o-KHTN-HK2-2": "mon-KHTN-HK2",
    "o-GDTC-HK2-1": "mon-GDTC-HK2",
}


def issue_of(book: ClassBook, **changes: str) -> Issue:
    signers = tuple(
        SignerRef(
            spec.slot_id,
            spec.role,
            spec.signer.name if spec.signer else "Vũ Minh Châu",
            spec.signer.staff_code if spec.signer else "HT01",
            "cd" * 32,
        )
        for spec in books.slots(book)
    )
    issue = Issue(
        number="3/STD-THCSND",
        effective_date="2026-05-31",
        lookup_code="ND26-7F3K-Q9XB",
        xml_uuid=book.document_uuid,
        pdf_uuid=book.pdf_uuid,
        signers=signers,
    )
    return replace(issue, **changes)


def refused(data: bytes) -> set[str]:
    with pytest.raises(HocbaError) as error:
        xml.parse(data)
    return {problem.code for problem in error.value.problems}


@pytest.mark.parametrize("book", [CLASS_BOOK, yearly(CLASS_BOOK), full_class()])
def test_facts_come_back_as_they_were(book: ClassBook) -> None:
    """KP-2.3, BT-1.1: whatever a class book holds is read as it was written."""
    data = books.add_issue(xml.build(book), issue_of(book))
    document = xml.parse(data)
    assert document.book == book
    assert document.issue == issue_of(book)
    assert document.signed_slots == ()


MARKS = st.sampled_from(["", "0", "4.5", "10.0", "D", "CD", "V", "M"])
LINES = st.builds(
    SubjectLine,
    number=st.just(1),
    regular=st.lists(MARKS.filter(bool), max_size=4).map(tuple) | st.just(("", "8.0")),
    topic=MARKS,
    midterm=MARKS,
    final=MARKS,
    hk1=MARKS,
    hk2=MARKS,
    year=MARKS,
    retest=MARKS,
    note=st.sampled_from(["", "Vắng < & > có phép", "«Chuyển đến»"]),
    exempt=st.booleans(),
)
LEVELS = st.builds(
    Levels,
    *(st.sampled_from(["", "TOT", "KHA", "DAT", "CHUA_DAT"]) for _level in range(4)),
)
RESULTS = st.builds(
    ClassResult,
    number=st.just(1),
    training=LEVELS,
    study=LEVELS,
    excused=st.integers(0, 200),
    unexcused=st.integers(0, 200),
    promotion=st.sampled_from(["", "PROMOTED", "NOT_PROMOTED", "PENDING"]),
    award=st.sampled_from(["", "XUAT_SAC", "GIOI"]),
)
ABSENCES = st.builds(
    Absence,
    number=st.just(2),
    day=st.integers(1, 31),
    kinds=st.sampled_from(["P", "K", "PK", "KK"]),
)


@settings(max_examples=80, deadline=None)
@given(
    line=LINES,
    result=RESULTS,
    absences=st.lists(ABSENCES, max_size=4),
    period=st.sampled_from(["HK1", "HK2", "CN"]),
    continuing=st.booleans(),
)
def test_any_facts_come_back(
    line: SubjectLine,
    result: ClassResult,
    absences: list[Absence],
    period: str,
    continuing: bool,
) -> None:
    """KP-29: what is read from the signed class is what was frozen."""
    book = replace(
        CLASS_BOOK,
        period=period,
        subjects=(replace(MATHS, period=period, lines=(line,)),),
        months=(Month("2026-03", tuple(absences)),),
        summary=ClassSummary(LAN, (result,)),
        continuing=continuing,
    )
    assert xml.parse(xml.build(book)).book == book


def test_each_subject_is_signed_by_its_teachers_then_the_whole() -> None:
    """KP-18.3, KP-18.4, KP-18.6, KP-18.8, DL2-8.4: places, roles and what they sign."""
    data = xml.build(CLASS_BOOK)
    specs = books.slots(data)
    assert specs == books.slots(CLASS_BOOK)
    assert {s.slot_id: s.region_ids[0] for s in specs if s.role == "teacher"} == SLOTS
    homeroom, head, school = specs[-3:]
    assert homeroom.signer == LAN
    assert homeroom.region_ids == ("du-lieu", "ky-giao-vien")
    assert "phat-hanh" in head.region_ids and "ky-lanh-dao" in school.region_ids


def test_the_issue_only_adds_bytes_and_names_every_place() -> None:
    data = xml.build(CLASS_BOOK)
    issue = issue_of(CLASS_BOOK)
    issued = books.add_issue(data, issue)
    at = issued.index(b"<PhatHanh")
    assert issued.startswith(data[:at]) and issued.endswith(data[at:])
    with pytest.raises(HocbaError):
        books.add_issue(issued, issue)
    with pytest.raises(HocbaError):
        books.add_issue(data, replace(issue, signers=issue.signers[1:]))
    with pytest.raises(HocbaError):
        books.add_issue(data, replace(issue, xml_uuid=BOOK.document_uuid))


@pytest.mark.parametrize(
    ("said", "forged", "code"),
    [
        ('Lop="7A1" Ma', 'Lop="7A2" Ma', "book.foreign_region"),
        ('Ky="HK2" LanSo="1" Lop="7A1"', 'Ky="HK1" LanSo="1" Lop="7A1"', None),
        ("<Ky>HK2</Ky>", "<Ky>CN</Ky>", "book.foreign_region"),
        (
            'HoVaTen="Đỗ Văn An" HocSinh="079213000018" STT="1"><ThuongXuyen',
            'HoVaTen="Đỗ Văn An" HocSinh="079213000018" STT="2"><ThuongXuyen',
            "classbook.other_learner",
        ),
        (
            'HocSinh="M12345678" STT="4"><ThuongXuyen Cot="1">10.0',
            'HocSinh="M12345678" STT="5"><ThuongXuyen Cot="1">10.0',
            "classbook.unknown_learner",
        ),
        ("<SoCotThuongXuyen>4<", "<SoCotThuongXuyen>3<", "classbook.columns"),
        ("<GiuaKi>8.0<", "<GiuaKi>11<", "book.schema"),
        ('<O Id="o-KHTN-HK2-2"></O>', "", "book.slots_differ"),
    ],
)
def test_a_file_that_says_something_else_is_refused(
    said: str, forged: str, code: str | None
) -> None:
    """KP-15: another class, period or learner, a line unknown or off the scale."""
    data = xml.build(CLASS_BOOK).decode()
    assert said in data
    found = refused(data.replace(said, forged, 1).encode())
    assert found and (code is None or code in found)


def test_lines_of_strangers_are_not_written() -> None:
    stranger = replace(MATHS, lines=(SubjectLine(3),))
    with pytest.raises(HocbaError) as error:
        xml.build(replace(CLASS_BOOK, subjects=(stranger,)))
    assert error.value.problems[0].code == "classbook.unknown_learner"
    twice = replace(MATHS, lines=MATHS.lines[:1] * 2)
    with pytest.raises(HocbaError) as error:
        xml.build(replace(CLASS_BOOK, subjects=(twice,)))
    assert error.value.problems[0].code == "classbook.order"


def test_a_year_is_no_class_book_and_the_other_way_round() -> None:
    assert refused(books.build(BOOK)) == {"book.kind_not_read"}
    with pytest.raises(HocbaError):
        books.parse(xml.build(CLASS_BOOK))
