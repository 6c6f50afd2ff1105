# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What version 1.1 adds: another document than the number, and a former school."""

import hashlib
import re
from dataclasses import replace

import pytest

from hocba.books import schema, xml
from hocba.books.form import year_form
from hocba.books.model import FormerTerm
from hocba.problems import HocbaError
from tests.books.sample import BOOK, FOREIGN, NEWCOMER, other_learner


def codes(error: pytest.ExceptionInfo[HocbaError]) -> set[str]:
    return {problem.code for problem in error.value.problems}


def row(book, id_):
    return next(row.cells for row in year_form(book).rows() if row.id == id_)


def test_a_book_without_additions_is_written_as_ever():
    """KP-5.1: what was frozen before gives the same bytes for thirty years."""
    known = "ddf9fa3dc51228591163c650e330559ed5098b559fe24ef53a85f29759a40384"
    assert hashlib.sha256(xml.build(BOOK)).hexdigest() == known
    assert b'PhienBan="1.0"' in xml.build(BOOK)


@pytest.mark.parametrize("book", [FOREIGN, NEWCOMER])
def test_additions_come_back_as_they_were(book):
    data = xml.build(book)
    assert xml.parse(data).book == book
    assert b'PhienBan="1.1"' in data


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        ("passport", "Hộ chiếu"),
        ("residence_card", "Thẻ tạm trú, thường trú"),
        ("birth_certificate", "Giấy khai sinh"),
        ("other", "Giấy tờ khác"),
    ],
)
def test_a_learner_without_a_number_is_known_by_his_document(kind, label):
    """KP-2.16: the record says by which paper it is whose, and invents no number."""
    learner = replace(FOREIGN.learner, document_kind=kind, document_number="12/2019")
    book = replace(FOREIGN, learner=learner)
    assert xml.parse(xml.build(book)).book.learner == learner
    assert row(book, "ma-dinh-danh") == (label, "12/2019")
    assert row(book, "dan-toc") == ("Dân tộc", "")


def test_every_region_names_whose_it_is_by_that_document():
    data = xml.build(FOREIGN).decode()
    regions = re.findall(r"<(?:MonHoc|TongKet) [^>]*>", data)
    assert len(regions) == len(BOOK.subjects) + 1
    for region in regions:
        assert 'LoaiGiayTo="HO_CHIEU"' in region
        assert 'SoGiayTo="M12345678"' in region
        assert "MaDinhDanhCaNhan" not in region


@pytest.mark.parametrize(
    "other",
    [
        replace(FOREIGN.learner, document_number="M12345679"),
        replace(FOREIGN.learner, document_kind="residence_card"),
        replace(FOREIGN.learner, personal_id="079213000017"),
    ],
)
def test_a_region_of_another_document_is_told(other):
    mine = xml.build(FOREIGN)
    foreign = xml.build(replace(FOREIGN, learner=other))
    subject = re.compile(rb"<MonHoc Id=\"mon-TOAN-CN\".*?</MonHoc>")
    mixed = mine.replace(subject.search(mine)[0], subject.search(foreign)[0])
    with pytest.raises(HocbaError) as error:
        xml.parse(mixed)
    assert codes(error) == {"book.foreign_region"}


def test_a_region_may_not_name_a_second_paper():
    data = xml.build(BOOK)
    two = data.replace(
        b'MaDinhDanhCaNhan="079213000017"',
        b'MaDinhDanhCaNhan="079213000017" SoGiayTo="M12345678"',
    )
    with pytest.raises(HocbaError):
        xml.parse(two)
    with pytest.raises(HocbaError):
        schema.validate(
            data.replace(
                b"<MaDinhDanhCaNhan>079213000017</MaDinhDanhCaNhan>",
                b"<GiayToKhac><LoaiGiayTo>HO_CHIEU</LoaiGiayTo></GiayToKhac>",
            )
        )


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"document_number": ""}, "book.no_identity"),
        ({"document_kind": ""}, "book.no_identity"),
        ({"document_kind": "visa"}, "book.bad_value"),
        ({"document_number": "M 1"}, "book.schema"),
    ],
)
def test_a_book_of_nobody_is_not_written(values, code):
    with pytest.raises(HocbaError) as error:
        xml.build(replace(FOREIGN, learner=replace(FOREIGN.learner, **values)))
    assert codes(error) == {code}
    assert "Kim Min Seo" in str(error.value) or code != "book.no_identity"


def test_results_of_a_former_school_are_marked_and_named():
    """KP-26.2c: on the page, in the signed region of the subject, and in the year's."""
    assert row(NEWCOMER, "mon-TOAN-CN")[1:4] == ("8,0*", "8,5", "8,3")
    assert row(NEWCOMER, "mon-NGHETHUAT-CN")[1:4] == ("CĐ", "Đ", "Đ")
    assert row(NEWCOMER, "hk1")[1:3] == ("Khá*", "Đạt*")
    assert row(NEWCOMER, "truong-cu") == (
        "* Kết quả của trường cũ",
        "Học kì I: Trường THCS Lê Lợi",
    )
    assert "truong-cu" not in {row.id for row in year_form(BOOK).rows()}
    data = xml.build(NEWCOMER).decode()
    assert data.count('<TruongCu Ky="HK1">Trường THCS Lê Lợi</TruongCu>') == 2


def test_the_year_has_no_former_school():
    wrong = (FormerTerm("CN", "Trường THCS Lê Lợi"),)
    with pytest.raises(HocbaError) as error:
        xml.build(replace(BOOK, summary=replace(BOOK.summary, former=wrong)))
    assert codes(error) == {"book.schema"}


def test_another_learner_of_the_class_is_not_touched():
    assert b'PhienBan="1.0"' in xml.build(other_learner())
