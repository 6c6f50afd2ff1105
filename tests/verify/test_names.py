# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Certificates of another name than the list's: signed rightly, yet not believed."""

from __future__ import annotations

import zlib

import pytest

from hocba.books import xml as books
from hocba.verify import verify_pdf, verify_xml
from tests.books.sample import BOOK
from tests.verify.papers import Desk

SPECS = {spec.slot_id: spec for spec in books.slots(BOOK)}
MATHS, HEAD, SCHOOL = "o-TOAN-CN-1", "ky-lanh-dao", "ky-to-chuc"
CODE, NAME = BOOK.school.code, BOOK.school.name


def approved(room, seal, **school):
    """Return a list that approves a certificate for the school, whatever it says."""
    certificate = {
        "sha256": seal.sha256,
        "approved_from": "2020-01-01",
        "approved_to": None,
        "decision": "QĐ-01",
    }
    entry = {"code": CODE, "name": NAME, "certificates": [certificate], **school}
    return {"schools": [entry]}


def signed(room, **holders):
    def holder(spec):
        return holders.get(spec.slot_id) or room.holder(spec, BOOK)

    return room.sign(holders=holder)


def seal_of(room, name, code=""):
    return room.signer(code or f"K{zlib.crc32(name.encode())}", name)


def told(report, slot):
    (found,) = (one for one in report.signatures if one.id == slot)
    return found, [problem.code for problem in found.reasons]


def test_another_schools_seal_does_not_pass(room):
    """KP-33.8, KP-15: approved by its fingerprint, yet it names another school."""
    seal = seal_of(room, "Trường THCS Giả Định")
    report = verify_xml(
        signed(room, **{SCHOOL: seal}), room.pki.trust, approved(room, seal)
    )
    assert report.overall == "total-failed"
    found, codes = told(report, SCHOOL)
    assert found.authority == "failed"
    assert codes == ["holder.name_differs", "verify.name_undecided"]
    assert (found.signer, found.listed) == ("Trường THCS Giả Định", NAME)
    shown = found.reasons[0].text("vi")
    assert "Trường THCS Giả Định" in shown and NAME in shown
    assert found.to_json()["listed"] == NAME


def test_another_schools_seal_does_not_pass_in_a_pdf(room):
    seal = seal_of(room, "Trường THCS Giả Định")
    desk = Desk(room)

    def holder(spec):
        return seal if spec.slot_id == SCHOOL else room.holder(spec, BOOK)

    pdf = desk.sign(desk.rendered(desk.xml(holders=holder)), ky_to_chuc=seal)
    report = verify_pdf(pdf, room.pki.trust, approved(room, seal))
    assert report.overall == "total-failed"
    assert told(report, SCHOOL)[0].authority == "failed"


@pytest.mark.parametrize(
    ("name", "overall"),
    [
        ("TRƯỜNG TRUNG HỌC CƠ SỞ NGUYỄN DU", "total-passed"),
        ("Trường THCS Nguyễn Trãi", "total-passed"),  # a former name
        ("TRUONG THCS NGUYEN DU", "indeterminate"),
        ("Trường THCS Nguyễn Du, Quận 3", "indeterminate"),
        ("Trường THCS Nguyễn Dư", "indeterminate"),
        ("Nguyễn Văn Văn Thư", "total-failed"),
    ],
)
def test_names_of_one_school_and_of_others(room, name, overall):
    """KP-33.8: spelling decides; what is only close leaves the question open."""
    seal = seal_of(room, name)
    issuers = approved(room, seal, former_names=["Trường THCS Nguyễn Trãi"])
    report = verify_xml(signed(room, **{SCHOOL: seal}), room.pki.trust, issuers)
    assert report.overall == overall


def test_a_decision_in_the_list_settles_it_and_is_told(room):
    """KP-33.8: the decision is for this certificate and this name, and for no other."""
    seal = seal_of(room, "Trường THCS Giả Định")
    xml = signed(room, **{SCHOOL: seal})
    decision = {"sha256": seal.sha256, "listed": NAME, "decided_on": "2026-09-01"}
    issuers = approved(room, seal, other_names=[decision])
    report = verify_xml(xml, room.pki.trust, issuers)
    assert report.overall == "total-passed"
    _found, codes = told(report, SCHOOL)
    assert codes == ["verify.name_decided"]
    for other in (
        {**decision, "listed": "Trường THCS Khác"},
        {**decision, "sha256": "00" * 32},
    ):
        issuers = approved(room, seal, other_names=[other])
        assert verify_xml(xml, room.pki.trust, issuers).overall == "total-failed"


def test_a_teacher_signs_with_another_persons_certificate(room):
    """KP-15: head and school have listed the fingerprint; the name is still another."""
    stranger = room.signer("GV77", "Mai Thị Thử")
    xml = signed(room, **{MATHS: stranger})
    seal = room.holder(SPECS[SCHOOL], BOOK)
    report = verify_xml(xml, room.pki.trust, approved(room, seal))
    assert report.overall == "total-failed"
    found, codes = told(report, MATHS)
    assert found.authority == "failed"
    assert codes == ["holder.name_differs", "verify.name_undecided"]
    assert (found.signer, found.listed) == ("Mai Thị Thử", "Nguyễn Thị Lan")
    decision = {
        "sha256": stranger.sha256,
        "listed": "Nguyễn Thị Lan",
        "decided_on": "2026-09-01",
    }
    issuers = approved(room, seal, other_names=[decision])
    assert verify_xml(xml, room.pki.trust, issuers).overall == "total-passed"


def test_a_name_without_diacritics_is_asked_about(room):
    plain = room.signer("GV78", "NGUYEN THI LAN")
    seal = room.holder(SPECS[SCHOOL], BOOK)
    report = verify_xml(
        signed(room, **{MATHS: plain}), room.pki.trust, approved(room, seal)
    )
    assert report.overall == "indeterminate"
    assert told(report, MATHS)[1][0] == "holder.name_doubtful"


def test_without_a_list_a_difference_is_told_and_concludes_nothing(room):
    seal = seal_of(room, "Trường THCS Giả Định")
    stranger = room.signer("GV77", "Mai Thị Thử")
    xml = signed(room, **{SCHOOL: seal, MATHS: stranger})
    report = verify_xml(xml, room.pki.trust, None)
    assert report.overall == "indeterminate"
    found, codes = told(report, MATHS)
    assert found.authority == "unknown" and "holder.name_differs" in codes


def test_a_tax_code_of_another_school(room):
    """KP-33.8: two schools may bear one name; they never bear one tax code."""
    seal = seal_of(room, NAME, code="MST:0309999999")
    issuers = approved(room, seal, tax_code="0301234567")
    report = verify_xml(signed(room, **{SCHOOL: seal}), room.pki.trust, issuers)
    assert report.overall == "total-failed"
    assert told(report, SCHOOL)[1][0] == "holder.tax_code_differs"


def test_an_older_list_is_still_read(files):
    """The list of the first release says nothing of names but the school's own."""
    assert files.report(files.good).overall == "total-passed"
    nameless = files.room.issuers()
    del nameless["schools"][0]["name"]
    report = verify_xml(files.good, files.room.pki.trust, nameless)
    assert report.overall == "total-passed"
