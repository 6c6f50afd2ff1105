# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""XAdES signatures: prepare, sign elsewhere, complete by a splice."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from lxml import etree

from hocba.books import xml as books
from hocba.problems import HocbaError
from hocba.signing import xml as signing
from hocba.signing.contract import Evidence
from tests.books.sample import BOOK, issue_of
from tests.signing_xml import xmlsec

WHEN = datetime(2026, 5, 30, 2, 15, tzinfo=timezone.utc)
SPECS = {spec.slot_id: spec for spec in books.slots(BOOK)}


def codes(error) -> set[str]:
    return {problem.code for problem in error.value.problems}


def prepare(xml, spec, signer, **changes):
    given = {
        "slot_id": spec.slot_id,
        "region_ids": spec.region_ids,
        "certificate": signer.certificate,
        "signing_time": WHEN,
        "role": spec.role,
    }
    return signing.prepare(xml, **{**given, **changes})


def test_every_signature_of_a_full_file_pleases_xmlsec(room, pki):
    """Standard XML signatures, RSA and ECDSA, over regions chosen by URI (KP-14)."""
    xml = room.sign()
    ca = pki.directory / "ca"
    judged = {
        slot: xmlsec.verify(xml, slot, pki.trust_path, ca / "issuing.pem")
        for slot in SPECS
    }
    assert judged == dict.fromkeys(SPECS, True)
    assert b"ecdsa-sha256" in xml and b"rsa-sha256" in xml


def test_xmlsec_sees_a_changed_mark_where_we_do(room, pki):
    xml = room.sign().replace(b"<CaNam>8.3</CaNam>", b"<CaNam>9.3</CaNam>")
    ca = pki.directory / "ca"
    broken = {
        slot
        for slot in SPECS
        if not xmlsec.verify(xml, slot, pki.trust_path, ca / "issuing.pem")
    }
    assert broken == {"o-TOAN-CN-1", "ky-chu-nhiem", "ky-lanh-dao", "ky-to-chuc"}


def test_time_certificate_and_role_are_inside_what_is_signed(room):
    """Signing time, in Vietnam's zone, and certificate are signed (KP-14, KP-3.1)."""
    spec, xml = SPECS["o-TOAN-CN-1"], books.build(BOOK)
    signer = room.holder(spec, BOOK)
    signed = room.act(xml, spec, signer, signing_time=WHEN)
    root = etree.fromstring(signed)
    names = {"ds": signing.DS, "xades": signing.XADES}
    properties = root.find(".//xades:SignedProperties", names)
    uris = [node.get("URI") for node in root.iterfind(".//ds:Reference", names)]
    assert uris == ["#mon-TOAN-CN", f"#{properties.get('Id')}"]
    digest = root.findall(".//ds:Reference/ds:DigestValue", names)[-1].text
    alone = etree.tostring(properties, method="c14n", exclusive=True)
    assert digest == base64.b64encode(hashlib.sha256(alone).digest()).decode()
    assert properties.findtext(".//xades:SigningTime", None, names) == (
        "2026-05-30T09:15:00+07:00"
    )
    assert properties.findtext(".//xades:ClaimedRole", None, names) == "teacher"
    own = base64.b64encode(hashlib.sha256(signer.certificate).digest()).decode()
    named = properties.findtext(".//xades:CertDigest/ds:DigestValue", None, names)
    assert named == own


def test_the_digest_is_that_of_the_signed_info_in_the_file(room):
    spec, xml = SPECS["ky-chu-nhiem"], books.build(BOOK)
    signer = room.holder(spec, BOOK)
    prepared = prepare(xml, spec, signer)
    signed = signing.complete(
        xml, prepared.state, signer.sign(prepared.digest), client=room.client
    )
    node = etree.fromstring(signed).find(f".//{{{signing.DS}}}SignedInfo")
    assert hashlib.sha256(signing.canonical(node)).digest() == prepared.digest


def test_teachers_sign_in_parallel_and_in_any_order(room):
    """All prepare on the same bytes; each completes on what the others left."""
    xml = books.build(BOOK)
    teachers = [spec for spec in SPECS.values() if spec.role == "teacher"]
    signers = {spec.slot_id: room.holder(spec, BOOK) for spec in teachers}
    waiting = [(s, prepare(xml, s, signers[s.slot_id])) for s in teachers]
    grown = xml
    for spec, prepared in reversed(waiting):
        value = signers[spec.slot_id].sign(prepared.digest)
        before = grown
        grown = signing.complete(grown, prepared.state, value, client=room.client)
        place = f'<O Id="{spec.slot_id}">'.encode()
        at = before.index(place) + len(place)
        assert grown.startswith(before[:at]) and grown.endswith(before[at:])
    assert books.parse(grown).signed_slots == tuple(s.slot_id for s in teachers)


def test_issue_data_do_not_disturb_earlier_signatures(room):
    xml = room.sign(until="ky-chu-nhiem")
    issue = issue_of(BOOK, dict.fromkeys(SPECS, "cd" * 32))
    assert len(books.parse(books.add_issue(xml, issue)).signed_slots) == 6


def test_completing_twice_changes_nothing(room):
    spec, xml = SPECS["o-TOAN-CN-1"], books.build(BOOK)
    signer = room.holder(spec, BOOK)
    prepared = prepare(xml, spec, signer)
    value = signer.sign(prepared.digest)
    once = signing.complete(xml, prepared.state, value, client=room.client)
    twice = signing.complete(once, prepared.state, value, client=room.client)
    assert twice == once


def test_a_taken_place_stays_as_it_is(room):
    spec, xml = SPECS["o-TOAN-CN-1"], books.build(BOOK)
    signer = room.holder(spec, BOOK)
    late = prepare(xml, spec, signer, signing_time=WHEN + timedelta(hours=1))
    signed = room.act(xml, spec, signer)
    with pytest.raises(HocbaError) as error:
        signing.complete(
            signed, late.state, signer.sign(late.digest), client=room.client
        )
    assert codes(error) == {"signing.slot_taken"}
    with pytest.raises(HocbaError) as error:
        prepare(signed, spec, signer)
    assert codes(error) == {"signing.slot_taken"}


def test_a_region_that_changed_meanwhile_is_not_signed(room):
    spec, xml = SPECS["ky-chu-nhiem"], books.build(BOOK)
    signer = room.holder(spec, BOOK)
    prepared = prepare(xml, spec, signer)
    teacher = SPECS["o-TOAN-CN-1"]
    grown = room.act(xml, teacher, room.holder(teacher, BOOK))
    with pytest.raises(HocbaError) as error:
        signing.complete(
            grown, prepared.state, signer.sign(prepared.digest), client=room.client
        )
    assert codes(error) == {"signing.region_changed"}


@pytest.mark.parametrize("slot", ["o-TOAN-CN-1", "o-KHTN-CN-2"])
def test_a_value_of_another_key_or_digest_is_refused(room, slot):
    spec, xml = SPECS[slot], books.build(BOOK)
    signer = room.holder(spec, BOOK)
    other = room.holder(SPECS["o-KHTN-CN-1"], BOOK)
    prepared = prepare(xml, spec, signer)
    values = (
        other.sign(prepared.digest),
        signer.sign(hashlib.sha256(b"x").digest()),
        b"",
        b"\x30\x06\x02\x01\x01\x02\x01\x01",
    )
    for value in values:
        with pytest.raises(HocbaError) as error:
            signing.complete(xml, prepared.state, value, client=room.client)
        assert codes(error) == {"signing.wrong_signature"}


def test_a_timestamp_over_the_bare_value_is_refused(room):
    spec, xml = SPECS["o-TOAN-CN-1"], books.build(BOOK)
    signer = room.holder(spec, BOOK)
    prepared = prepare(xml, spec, signer)
    value = signer.sign(prepared.digest)
    evidence = room.client.collect(value, signer.certificate)
    for wrong in (evidence, Evidence(b""), Evidence(b"0")):
        with pytest.raises(HocbaError) as error:
            signing.complete(xml, prepared.state, value, evidence=wrong)
        assert codes(error) == {"signing.wrong_timestamp"}
    data = signing.timestamp_data(prepared.state, value)
    right = room.client.collect(data, signer.certificate)
    assert signing.complete(xml, prepared.state, value, evidence=right)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"slot_id": "o-VAN-CN-1"}, "signing.no_slot"),
        ({"region_ids": ("mon-VAN-CN",)}, "signing.no_region"),
        ({"slot_id": "tong-ket"}, "signing.slot_taken"),
        ({"region_ids": ("ky-giao-vien",)}, "signing.slot_inside"),
        ({"region_ids": ("o-TOAN-CN-1",)}, "signing.slot_inside"),
    ],
)
def test_what_cannot_be_prepared(room, changes, code):
    spec = SPECS["o-TOAN-CN-1"]
    with pytest.raises(HocbaError) as error:
        prepare(books.build(BOOK), spec, room.holder(spec, BOOK), **changes)
    assert codes(error) == {code}


def test_a_file_in_other_spelling_is_not_signed(room):
    spec = SPECS["o-TOAN-CN-1"]
    xml = books.build(BOOK).replace(
        b'<O Id="o-TOAN-CN-1"></O>', b'<O Id="o-TOAN-CN-1"/>'
    )
    with pytest.raises(HocbaError) as error:
        prepare(xml, spec, room.holder(spec, BOOK))
    assert codes(error) == {"xml.not_canonical"}


@pytest.mark.parametrize(
    "key",
    [
        ed25519.Ed25519PrivateKey.generate(),
        rsa.generate_private_key(public_exponent=65537, key_size=1024),
    ],
    ids=["ed25519", "rsa-1024"],
)
def test_weak_or_unknown_keys_do_not_sign(room, key):
    spec = SPECS["o-TOAN-CN-1"]
    certificate = room._certify("X", "X", key.public_key())
    signer = replace(room.holder(spec, BOOK), key=key, certificate=certificate)
    with pytest.raises(HocbaError) as error:
        prepare(books.build(BOOK), spec, signer)
    assert codes(error) == {"signing.unsupported_key"}


def test_state_is_plain_data_and_time_needs_a_zone(room):
    spec = SPECS["o-TOAN-CN-1"]
    prepared = prepare(books.build(BOOK), spec, room.holder(spec, BOOK))
    assert len(prepared.digest) == 32 and json.loads(prepared.state)["version"] == 1
    with pytest.raises(ValueError):
        prepare(
            books.build(BOOK),
            spec,
            room.holder(spec, BOOK),
            signing_time=datetime(2026, 5, 30),
        )
