# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whose certificate it is by its own words."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta, timezone

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from hocba.signing.holder import (
    DIFFERS,
    DOUBTFUL,
    MATCHES,
    ORGANISATION,
    PERSON,
    SILENT,
    Holder,
    compare,
    name_key,
    read,
    school_key,
)

KEY = ec.generate_private_key(ec.SECP256R1())
ORGANISATION_ID = x509.ObjectIdentifier("2.5.4.97")
CN, UID, SERIAL = NameOID.COMMON_NAME, NameOID.USER_ID, NameOID.SERIAL_NUMBER
ORG, OU, TITLE = (
    NameOID.ORGANIZATION_NAME,
    NameOID.ORGANIZATIONAL_UNIT_NAME,
    NameOID.TITLE,
)
SCHOOL = Holder(
    ORGANISATION,
    ("Trường THCS Nguyễn Du", "Trường THCS Lê Lợi"),
    codes=("79-760-70123", "79-760-00123"),
    tax_code="0301234567",
)
TEACHER = Holder(
    PERSON,
    ("Nguyễn Thị Hòa",),
    organisations=("Trường THCS Nguyễn Du",),
    personal_id="079123456789",
)


def certificate(*subject) -> bytes:
    name = x509.Name([x509.NameAttribute(*part) for part in subject])
    begin = datetime.now(timezone.utc)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(KEY.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=1))
        .sign(KEY, hashes.SHA256())
        .public_bytes(serialization.Encoding.DER)
    )


def test_what_the_authorities_of_vietnam_write():
    """KP-9: codes in the forms of the public CAs, of the government's, and of ETSI."""
    stated = read(
        certificate(
            (UID, "MST:0301234567"),
            (ORGANISATION_ID, "VATVN-0301234567-001"),
            (OU, "MNS:1054321"),
            (CN, "Trường  THCS Nguyễn Du"),
            (ORG, "UBND Phường Bến Thành"),
            (SERIAL, "79-760-70123"),
        )
    )
    assert stated.name == "Trường THCS Nguyễn Du"
    assert stated.organisation == "UBND Phường Bến Thành"
    assert stated.tax_codes == ("0301234567", "0301234567-001")
    assert stated.budget_codes == ("1054321",)
    assert stated.serials == ("79-760-70123",)
    person = read(
        certificate(
            (NameOID.SURNAME, "Nguyễn"),
            (NameOID.GIVEN_NAME, "Thị Hòa"),
            (TITLE, "Giáo viên"),
            (SERIAL, "CCCD:079123456789"),
            (UID, "MST:079123456789"),
        )
    )
    assert (person.name, person.title) == ("Nguyễn Thị Hòa", "Giáo viên")
    assert person.personal_ids == ("079123456789", "079123456789")
    assert person.tax_codes == ()
    assert read(b"no certificate").name == ""


@pytest.mark.parametrize(
    ("subject", "state", "codes"),
    [
        ([(CN, "NGUYỄN THỊ HOÀ")], MATCHES, []),
        ([(CN, unicodedata.normalize("NFD", "Nguyễn Thị Hòa"))], MATCHES, []),
        ([(CN, "NGUYEN THI HOA")], DOUBTFUL, ["holder.name_doubtful"]),
        ([(CN, "Nguyễn Thị Hoa")], DOUBTFUL, ["holder.name_doubtful"]),
        ([(CN, "NGUYEN THI HOA"), (UID, "CCCD:079123456789")], MATCHES, []),
        ([(CN, "NGUYEN THI HOA"), (SERIAL, "PNOVN-079123456789")], MATCHES, []),
        ([(CN, "Mai Thị Thử")], DIFFERS, ["holder.name_differs"]),
        (
            [(CN, "Mai Thị Thử"), (UID, "CCCD:079123456789")],
            DOUBTFUL,
            ["holder.name_doubtful"],
        ),
        (
            [(CN, "Nguyễn Thị Hòa"), (UID, "CCCD:079123456780")],
            DIFFERS,
            ["holder.personal_id_differs"],
        ),
        # the old number has nine digits and says nothing of the new one
        ([(CN, "Nguyễn Thị Hòa"), (UID, "CMND:023456789")], MATCHES, []),
        ([(ORG, "Trường THCS Nguyễn Du")], SILENT, ["holder.no_name"]),
        (
            [(CN, "Nguyễn Thị Hòa"), (ORG, "TRUONG TRUNG HOC CO SO NGUYEN DU")],
            MATCHES,
            [],
        ),
        ([(CN, "Nguyễn Thị Hòa"), (ORG, "Sở Giáo dục và Đào tạo")], MATCHES, []),
        (
            [(CN, "Nguyễn Thị Hòa"), (ORG, "Trường THCS Giả Định")],
            DOUBTFUL,
            ["holder.organisation_differs"],
        ),
        ([(CN, "Trường THCS Nguyễn Du")], DIFFERS, ["holder.name_differs"]),
    ],
)
def test_persons(subject, state, codes):
    """KP-9: exact spelling decides, a code proves or contradicts."""
    found = compare(certificate(*subject), TEACHER)
    assert (found.state, [p.code for p in found.problems]) == (state, codes)
    assert bool(found) == (state == MATCHES)
    assert all("079123" not in p.text("vi") for p in found.problems)


@pytest.mark.parametrize(
    ("subject", "state", "codes"),
    [
        ([(CN, "TRƯỜNG TRUNG HỌC CƠ SỞ NGUYỄN DU")], MATCHES, []),
        ([(CN, "THCS Nguyễn Du")], MATCHES, []),
        ([(CN, "Trường THCS Lê Lợi")], MATCHES, []),
        ([(ORG, "Trường THCS Nguyễn Du")], MATCHES, []),
        ([(CN, "TRUONG THCS NGUYEN DU")], DOUBTFUL, ["holder.name_doubtful"]),
        (
            [(CN, "TRUONG THCS NGUYEN DU"), (UID, "MST:0301234567")],
            MATCHES,
            [],
        ),
        (
            [(CN, "Trường THCS Nguyễn Du - Quận 3")],
            DOUBTFUL,
            ["holder.name_doubtful"],
        ),
        ([(CN, "Trường THPT Nguyễn Du")], DIFFERS, ["holder.name_differs"]),
        ([(CN, "Trường THCS Giả Định")], DIFFERS, ["holder.name_differs"]),
        (
            [(CN, "Trường THCS Giả Định"), (UID, "MST:0301234567")],
            DOUBTFUL,
            ["holder.name_doubtful"],
        ),
        (
            [(CN, "Trường THCS Nguyễn Du"), (ORGANISATION_ID, "VATVN-0309999999")],
            DIFFERS,
            ["holder.tax_code_differs"],
        ),
        (
            [(CN, "Trường THCS Nguyễn Du"), (SERIAL, "79-760-70999")],
            DIFFERS,
            ["holder.code_differs"],
        ),
        ([(CN, "Trường THCS Nguyễn Du"), (SERIAL, "79-760-00123")], MATCHES, []),
        # a clerk's own certificate is not the school's
        (
            [(CN, "Phạm Văn Thư"), (ORG, "Trường THCS Nguyễn Du")],
            DIFFERS,
            ["holder.name_differs"],
        ),
        ([(UID, "MST:0301234567")], SILENT, ["holder.no_name"]),
    ],
)
def test_schools(subject, state, codes):
    """KP-33.8: former names count; a namesake is told by its codes."""
    found = compare(certificate(*subject), SCHOOL)
    assert (found.state, [p.code for p in found.problems]) == (state, codes)


def test_a_decision_is_about_one_difference():
    one = compare(certificate((CN, "Mai Thị Thử")), TEACHER)
    other = compare(
        certificate((CN, "Mai Thị Thử")), Holder(PERSON, ("Trần Thị Khác",))
    )
    assert one.key() and one.key() != other.key()
    assert compare(certificate((CN, "Nguyễn Thị Hòa")), TEACHER).key() == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hòa", "Hoà", True),
        ("Thúy", "Thuý", True),
        ("ĐẶNG", "Ðặng", True),  # the look-alike U+00D0
        ("Ánh", "Anh", False),
        ("Dũng", "Dụng", False),
        ("Đức", "Dức", False),
        ("H’Hen", "H'Hen", True),
    ],
)
def test_spellings_of_one_name(one, other, same):
    assert (name_key(one) == name_key(other)) is same


@pytest.mark.parametrize(
    "name",
    [
        "Trường TH&THCS Hòa Bình",
        "Trường TH và THCS Hoà Bình",
        "TRƯỜNG TIỂU HỌC VÀ TRUNG HỌC CƠ SỞ HÒA BÌNH",
        "TH-THCS Hòa Bình",
    ],
)
def test_abbreviations_that_everybody_writes(name):
    assert school_key(name) == school_key("Trường TH-THCS Hòa Bình")


@given(st.text(max_size=30))
def test_any_name_is_the_same_in_every_unicode_form_and_case(name):
    keys = {name_key(unicodedata.normalize(form, name)) for form in ("NFC", "NFD")}
    assert len(keys) == 1


@given(st.text(alphabet="aăâbcdđeêoơuưyáàảãạ ", max_size=20))
def test_capitals_are_the_same_name(name):
    assert name_key(name.upper()) == name_key(name)


@pytest.mark.parametrize(
    ("stated", "listed"),
    [
        ("Trường THCS Pa Và", "Trường THCS Pa"),
        ("Trường THPT Và", "Trường THPT"),
    ],
)
def test_a_word_of_a_name_is_not_the_word_between_kinds(stated, listed):
    """KP-9: «Và» in the name of a place is heard, «TH và THCS» is «TH THCS»."""
    assert school_key(stated) != school_key(listed)
    assert school_key("Trường TH và THCS Pa") == school_key("Trường TH&THCS Pa")


@pytest.mark.parametrize(
    "code", ["0301234567.002", "0301234567 - 002", "0301234567–002"]
)
def test_a_branch_is_not_its_parent(code):
    """KP-9: a branch's tax code is cut nowhere."""
    made = certificate((CN, "Trường THCS Nguyễn Du B"), (UID, f"MST:{code}"))
    assert compare(made, SCHOOL).state == DIFFERS


def test_the_codes_of_two_prove_neither():
    """KP-9: another unit's tax code beside the right one."""
    made = certificate(
        (CN, "Truong THCS Nguyen Du"), (UID, "MST:0301234567"), (OU, "MST:0109999999")
    )
    assert compare(made, SCHOOL).state != MATCHES
