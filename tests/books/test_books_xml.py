# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A year book as XML: written once, grown by splices, read strictly."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from hocba.books import schema, xml
from hocba.books.model import SubjectYear
from hocba.problems import HocbaError
from hocba.safexml import load
from tests.books.sample import BOOK, JOURNAL, LAN, issue_of, other_learner

SAMPLES = Path(__file__).with_name("samples")
CERTIFICATES = {spec.slot_id: "cd" * 32 for spec in xml.slots(BOOK)}


def codes(error: pytest.ExceptionInfo[HocbaError]) -> set[str]:
    return {problem.code for problem in error.value.problems}


def stripped(path: Path) -> bytes:
    """Return a sample without its header comments and line breaks."""
    parser = etree.XMLParser(remove_comments=True, remove_blank_text=True)
    root = etree.parse(str(path), parser).getroot()
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def test_facts_come_back_as_they_were():
    """Personal id, look-up code, effective date and signers are in the file (KP-22)."""
    issue = issue_of(BOOK, CERTIFICATES)
    document = xml.parse(xml.add_issue(xml.build(BOOK), issue))
    assert document.book == BOOK
    assert document.issue == issue
    assert document.signed_slots == ()


def test_a_replacement_names_its_predecessor():
    """A corrected document names what it follows and what it replaces."""
    book = replace(
        BOOK,
        revision=2,
        previous_uuid="00000000-0000-4000-8000-0000000000aa",
        previous_sha256="12" * 32,
        replaces_uuid="00000000-0000-4000-8000-0000000000aa",
    )
    assert xml.parse(xml.build(book)).book == book


def test_the_file_is_its_own_canonical_form():
    data = xml.add_issue(xml.build(BOOK), issue_of(BOOK, CERTIFICATES))
    declaration, _, body = data.partition(b"\n")
    assert declaration == b'<?xml version="1.0" encoding="UTF-8"?>'
    assert etree.tostring(etree.fromstring(body), method="c14n") == body


def test_the_same_facts_give_the_same_bytes_in_any_unicode_form():
    decomposed = replace(
        BOOK,
        learner=replace(BOOK.learner, name="Nguye\u0302\u0303n  Thi\u0323 \u00a0Hoa "),
    )
    composed = replace(BOOK, learner=replace(BOOK.learner, name="Nguyễn Thị Hoa"))
    assert xml.build(decomposed) == xml.build(composed)


def test_issuing_only_adds_bytes():
    before = xml.build(BOOK)
    after = xml.add_issue(before, issue_of(BOOK, CERTIFICATES))
    at = before.index(b"<ChuKyLanhDao")
    assert after.startswith(before[:at]) and after.endswith(before[at:])


def test_slots_follow_the_acts():
    """Teachers, homeroom, head, organisation, each with its regions."""
    specs = xml.slots(xml.build(BOOK))
    assert specs == xml.slots(BOOK)
    assert [spec.slot_id for spec in specs] == [
        "o-TOAN-CN-1",
        "o-KHTN-CN-1",
        "o-KHTN-CN-2",
        "o-GDTC-CN-1",
        "o-NGHETHUAT-CN-1",
        "ky-chu-nhiem",
        "ky-lanh-dao",
        "ky-to-chuc",
    ]
    by_id = {spec.slot_id: spec for spec in specs}
    assert by_id["o-KHTN-CN-2"].region_ids == ("mon-KHTN-CN",)
    assert by_id["o-KHTN-CN-2"].signer.name == "Lê Thị Mai"
    assert by_id["ky-chu-nhiem"].region_ids == ("du-lieu", "ky-giao-vien")
    assert by_id["ky-to-chuc"].region_ids == (
        "du-lieu",
        "ky-giao-vien",
        "ky-chu-nhiem",
        "phat-hanh",
        "ky-lanh-dao",
    )


@pytest.mark.parametrize(
    ("kind", "slots"),
    [
        ("khoi-tao", ["ky-chu-nhiem", "ky-lanh-dao", "ky-to-chuc"]),
        (
            "chuyen-truong",
            ["o-TOAN-HK1-1", "ky-chu-nhiem", "ky-lanh-dao", "ky-to-chuc"],
        ),
        ("ban-quet", ["ky-lanh-dao", "ky-to-chuc"]),
    ],
)
def test_other_kinds_validate(kind, slots):
    """Initial record, transfer and scan have their place."""
    data = stripped(SAMPLES / f"{kind}.xml")
    assert schema.validate(data).root.get("Loai") == kind
    assert [spec.slot_id for spec in xml.slots(data)] == slots
    with pytest.raises(HocbaError):
        xml.parse(data)


def test_a_file_is_of_the_kind_that_it_says():
    data = stripped(SAMPLES / "khoi-tao.xml").replace(b'"khoi-tao"', b'"ban-quet"')
    with pytest.raises(HocbaError) as error:
        schema.validate(data)
    assert codes(error) == {"book.kind_differs"}


@pytest.mark.parametrize(
    "change",
    [
        {"document_uuid": "not-a-uuid"},
        {"year": "2025"},
        {"class_name": ""},
        {"subjects": ()},
        {"subjects": (SubjectYear("TOAN", "Toán", "score", "11", teachers=(LAN,)),)},
        {"subjects": (SubjectYear("TOAN", "Toán", "score", "8.55", teachers=(LAN,)),)},
        {"subjects": (SubjectYear("TOAN", "Toán", "score", "8.0"),)},
        {"subjects": (SubjectYear("TOAN", "Toán", "number", teachers=(LAN,)),)},
        {"subjects": (BOOK.subjects[0], BOOK.subjects[0])},
        {"learner": replace(BOOK.learner, birth_date="2013-02-31")},
        {"learner": replace(BOOK.learner, personal_id="0792 130")},
        {"learner": replace(BOOK.learner, name="Nguyễn\u202e An")},
        {"learner": replace(BOOK.learner, name="Nguyễn\x07 An")},
        {"learner": replace(BOOK.learner, name="Nguyễn\u200b An")},
    ],
)
def test_wrong_facts_are_refused(change):
    with pytest.raises(HocbaError) as error:
        xml.build(replace(BOOK, **change))
    assert str(error.value)


def test_markup_in_a_value_stays_text():
    book = replace(
        BOOK, learner=replace(BOOK.learner, name="<!-- --><?x ?>]]>&amp;<HKI>10</HKI>")
    )
    assert xml.parse(xml.build(book)).book == book


def test_a_region_of_another_learner_is_told():
    mine, foreign = xml.build(BOOK), xml.build(other_learner())
    subject = re.compile(rb"<MonHoc Id=\"mon-TOAN-CN\".*?</MonHoc>")
    mixed = mine.replace(subject.search(mine)[0], subject.search(foreign)[0])
    with pytest.raises(HocbaError) as error:
        xml.parse(mixed)
    assert codes(error) == {"book.foreign_region"}
    assert "079213000018" in str(error.value)


def test_rewritten_files_are_not_read():
    data = xml.build(BOOK)
    pretty = etree.tostring(
        etree.fromstring(data),
        pretty_print=True,
        encoding="UTF-8",
        xml_declaration=True,
    )
    with pytest.raises(HocbaError) as error:
        xml.parse(pretty)
    assert codes(error) == {"xml.not_canonical"}


def test_a_slot_cannot_be_taken_out():
    data = xml.build(BOOK).replace(b'<O Id="o-KHTN-CN-2"></O>', b"")
    with pytest.raises(HocbaError) as error:
        xml.parse(data)
    assert codes(error) == {"book.slots_differ"}


def test_an_issue_names_every_signer_once():
    """Head and organisation sign the list of who signed with what (KP-22)."""
    data = xml.build(BOOK)
    issue = issue_of(BOOK, CERTIFICATES)
    for signers in (
        issue.signers[1:],
        (*issue.signers, issue.signers[0]),
        (*issue.signers[:-1], replace(issue.signers[-1], slot="o-VAN-CN-1")),
        (replace(issue.signers[0], role="head"), *issue.signers[1:]),
    ):
        with pytest.raises(HocbaError) as error:
            xml.add_issue(data, replace(issue, signers=signers))
        assert codes(error) == {"book.signers_differ"}
    without_school = replace(issue, signers=issue.signers[:-1])
    assert xml.parse(xml.add_issue(data, without_school)).issue == without_school


@pytest.mark.parametrize(
    "head", [None, JOURNAL, replace(JOURNAL, anchored_block=0, anchored_at="")]
)
def test_an_issue_bears_the_head_of_the_journal(head):
    """BT-8.5: what head and organisation sign names the newest block, or none."""
    issue = issue_of(BOOK, CERTIFICATES, head)
    data = xml.add_issue(xml.build(BOOK), issue)
    assert xml.parse(data).issue == issue
    assert (b"<NhatKy>" in data) is (head is not None)
    assert (
        xml.region_element(load(data), "phat-hanh")
        .getchildren()[-1]
        .tag.endswith("NhatKy" if head else "DanhSachKy")
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"block": 0},
        {"sha256": "3F" * 32},
        {"sealed_at": "2026-05-31 10:00:00"},
        {"anchored_at": ""},
    ],
)
def test_no_head_of_a_journal_stands_half(wrong):
    head = replace(JOURNAL, **wrong)
    with pytest.raises(HocbaError):
        xml.add_issue(xml.build(BOOK), issue_of(BOOK, CERTIFICATES, head))


def test_a_book_is_issued_once_and_as_itself():
    data = xml.build(BOOK)
    issue = issue_of(BOOK, CERTIFICATES)
    with pytest.raises(HocbaError) as error:
        xml.add_issue(xml.add_issue(data, issue), issue)
    assert codes(error) == {"book.already_issued"}
    with pytest.raises(HocbaError) as error:
        xml.add_issue(data, replace(issue, xml_uuid=BOOK.pdf_uuid))
    assert codes(error) == {"book.pairing_differs"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "xml.empty"),
        (b" \n", "xml.empty"),
        (b"<a", "xml.malformed"),
        (b"<a>&lol;</a>", "xml.malformed"),
        (b"\xff\xfe<\0a\0/\0>\0", "xml.not_utf8"),
        ("<a/>".encode("utf-16"), "xml.not_utf8"),
        ("<a/>".encode("utf-16-le"), "xml.not_utf8"),
        (b"<a>\xff</a>", "xml.malformed"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "xml.not_utf8"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "xml.doctype"),
        (b"<a><!-- --></a>", "xml.foreign_markup"),
        (b"<a><?b c?></a>", "xml.foreign_markup"),
        (b"<a><![CDATA[b]]></a>", "xml.foreign_markup"),
        (b'<a><b Id="x"/><c Id="x"/></a>', "xml.duplicate_id"),
        (b'<a><b Id="x"/><c xml:id="x"/></a>', "xml.duplicate_id"),
        (b"<a>" + b" " * 100 + b"</a>", "xml.too_large"),
    ],
)
def test_dangerous_files_are_refused(data, code):
    with pytest.raises(HocbaError) as error:
        load(data, limit=64 if code == "xml.too_large" else 10_000)
    assert codes(error) == {code}
