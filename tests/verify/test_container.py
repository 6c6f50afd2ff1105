# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Books are named by their digest: what is not signed has one spelling (KP-15)."""

from __future__ import annotations

import re

import pytest
from asn1crypto import cms, core
from asn1crypto import x509 as ax

from hocba.verify import verify_pdf
from hocba.verify.evidence import issued
from tests.verify.papers import Desk


@pytest.fixture(scope="module")
def desk(room) -> Desk:
    return Desk(room)


@pytest.fixture(scope="module")
def good(desk) -> bytes:
    return desk.sign(desk.rendered(desk.xml()))


def place(pdf: bytes) -> slice:
    """Return where the last signature's digits stand, without angle brackets."""
    found = re.findall(rb"/ByteRange \[0 (\d+) (\d+) \d+\]", pdf)
    return slice(int(found[-1][0]) + 1, int(found[-1][1]) - 1)


def filled(pdf: bytes, content: bytes) -> bytes:
    where = place(pdf)
    room = where.stop - where.start
    digits = content.hex().upper().encode().ljust(room, b"0")
    assert len(digits) == room
    return pdf[: where.start] + digits + pdf[where.stop :]


def content(pdf: bytes) -> bytes:
    found = bytes.fromhex(pdf[place(pdf)].decode())
    return cms.ContentInfo.load(found).dump()


def judged(desk, pdf: bytes):
    return verify_pdf(pdf, desk.room.pki.trust, desk.room.issuers())


def codes(report) -> set[str]:
    return {problem.code for problem in report.problems}


def small_digits(pdf: bytes, desk) -> bytes:
    where = place(pdf)
    return pdf[: where.start] + pdf[where].lower() + pdf[where.stop :]


def other_padding(pdf: bytes, desk) -> bytes:
    return filled(pdf, content(pdf) + b"\0\0\7")


def blanks_as_padding(pdf: bytes, desk) -> bytes:
    where = place(pdf)
    used = 2 * len(content(pdf))
    room = where.stop - where.start - used
    return pdf[: where.start + used] + b" " * room + pdf[where.stop :]


def second_attribute(pdf: bytes, desk) -> bytes:
    info = cms.ContentInfo.load(content(pdf))
    signer = info["content"]["signer_infos"][0]
    signer["unsigned_attrs"].append(
        cms.CMSAttribute({"type": "1.2.3.4", "values": [core.Integer(10)]})
    )
    return filled(pdf, info.dump())


def longer_length(pdf: bytes, desk) -> bytes:
    """The same structure, its length written with one digit more (BER)."""
    der = content(pdf)
    assert der[1] == 0x82
    return filled(pdf, b"\x30\x83\x00" + der[2:])


@pytest.mark.parametrize(
    "change",
    [small_digits, other_padding, blanks_as_padding, second_attribute, longer_length],
)
def test_another_spelling_is_another_file(desk, good, change):
    """Every signature still holds, yet it is not the file that was issued."""
    pdf = change(good, desk)
    assert pdf != good and len(pdf) == len(good)
    report = judged(desk, pdf)
    assert report.overall == "total-failed"
    assert {"verify.other_spelling", "verify.pdf_unreadable"} & codes(report)


def test_a_certificate_that_leads_nowhere_is_named(desk, good):
    stranger = desk.room.signer("X-STRANGER", "Người lạ")
    info = cms.ContentInfo.load(content(good))
    more = cms.CertificateChoices(
        "certificate", ax.Certificate.load(stranger.certificate)
    )
    info["content"]["certificates"].append(more)
    report = judged(desk, filled(good, info.dump()))
    assert report.overall == "total-passed"
    (told,) = (n for n in report.additions if "surplus" in n.code)
    assert "Người lạ" in told.text()
    assert not any("surplus" in note.code for note in judged(desk, good).additions)


def test_what_is_no_certificate_was_issued_by_nobody(desk):
    """KP-15: a certificate that cannot be read makes no verdict, and no traceback.

    cryptography 50.0.2 raises an error of its own kind for versions that do not exist.
    """
    whole = desk.room.pki.issuing_certificate
    version = b"\xa0\x03\x02\x01\x02"
    assert whole.count(version) == 1
    for broken in (whole.replace(version, version[:-1] + b"\x22"), whole[:-9], b"0"):
        assert not issued(whole, broken)
        assert not issued(broken, whole)
