# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tampered, wrapped and forged files: each breaks exactly what it must (KP-15)."""

from __future__ import annotations

import base64
import json
import os
import random
import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from cryptography.x509.oid import NameOID

from hocba import safexml
from hocba.books import xml as books
from hocba.signing import xml as signing
from hocba.signing.trust import TrustStore
from hocba.verify import Issuers, resaved
from tests.books.sample import BOOK, issue_of, other_learner
from tests.signing_xml.acts import DER, Signer, now

SPECS = {spec.slot_id: spec for spec in books.slots(BOOK)}
HOMEROOM, HEAD, SCHOOL = "ky-chu-nhiem", "ky-lanh-dao", "ky-to-chuc"
ABOVE = {HOMEROOM, HEAD, SCHOOL}
MATHS = "o-TOAN-CN-1"


def failing(report) -> set[tuple[str, str]]:
    return {
        (signature.id, name)
        for signature in report.signatures
        for name, state in signature.verdicts.items()
        if state == "failed"
    }


def content(*slots: str) -> set[tuple[str, str]]:
    return {(slot, "content") for slot in slots}


def part(xml: bytes, element: str, id_: str) -> bytes:
    """Return the bytes of an element by its Id."""
    found = re.search(rf'<{element} Id="{id_}".*?</{element}>'.encode(), xml)
    return found[0]


def check(files, xml, expected, problems=frozenset(), **given) -> None:
    report = files.report(xml, **given)
    assert report.overall == "total-failed"
    assert failing(report) == expected
    assert {p.code for p in report.problems} == set(problems)


# Changes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "slots"),
    [
        (b"<CaNam>8.3</CaNam>", b"<CaNam>9.3</CaNam>", {MATHS, *ABOVE}),
        (
            b"<DanhGiaLai>6.0<",
            b"<DanhGiaLai>7.0<",
            {"o-KHTN-CN-1", "o-KHTN-CN-2", *ABOVE},
        ),
        (b"<Mien></Mien>", b"<CaNam>D</CaNam>", {"o-GDTC-CN-1", *ABOVE}),
        ("Khánh Ngọc<".encode(), "Khánh Ngân<".encode(), ABOVE),
        (b"<CaNam>45<", b"<CaNam>44<", ABOVE),
        (b"<HKI>20<", b"<HKI>19<", ABOVE),
        ("cần đọc nhiều hơn".encode(), "rất giỏi".encode(), ABOVE),
        (b"<LanSo>1<", b"<LanSo>2<", {*SPECS}),
        (b"<NgayHieuLuc>2026-05-31<", b"<NgayHieuLuc>2026-05-30<", {HEAD, SCHOOL}),
        (b">ND26-7F3K-Q9XA<", b">ND26-7F3K-Q9XB<", {HEAD, SCHOOL}),
    ],
)
def test_a_change_breaks_exactly_those_who_signed_it(files, old, new, slots):
    """One changed value: the teacher, the homeroom, the head, the school (KP-15)."""
    assert files.good.count(old) == 1
    check(files, files.good.replace(old, new), content(*slots))


def test_values_of_a_changed_region_are_not_told(files):
    forged = files.good.replace(b"<CaNam>8.3</CaNam>", b"<CaNam>9.3</CaNam>")
    report = files.report(forged)
    told = {s.id: [cover.values for cover in s.covers] for s in report.signatures}
    assert told[MATHS] == [{}] and told[SCHOOL] == [{}] * 5
    assert "9.3" not in report.to_line()
    assert told["o-GDTC-CN-1"] != [{}]


def test_a_changed_signing_time(files):
    mine = part(files.good, "O", MATHS)
    later = re.sub(rb"(<xades:SigningTime>)\d{4}", rb"\g<1>2019", mine)
    report = files.report(files.good.replace(mine, later))
    assert failing(report) == content(MATHS, *ABOVE)
    assert next(s for s in report.signatures if s.id == MATHS).signed_at is None


def test_another_certificate_in_the_list_of_signers(files):
    teacher = files.room.holder(SPECS[MATHS], BOOK)
    old = f'ChungThuSHA256="{teacher.sha256}" MaNhanSu="GV01" O="{MATHS}"'
    new = old.replace(teacher.sha256, "0" * 64)
    forged = files.good.replace(old.encode(), new.encode())
    check(files, forged, content(HEAD, SCHOOL) | {(MATHS, "authority")})


# Regions that wander --------------------------------------------------------------


@pytest.mark.parametrize("source", ["learner", "revision", "year"])
@pytest.mark.parametrize("with_signature", [False, True])
def test_a_subject_of_another_file(files, source, with_signature):
    """A subject moved from another learner, revision or year breaks its teacher's own
    signature, alone and together with that signature."""
    other = getattr(files, source)
    forged = files.good.replace(
        part(files.good, "MonHoc", "mon-TOAN-CN"), part(other, "MonHoc", "mon-TOAN-CN")
    )
    if with_signature:
        forged = forged.replace(part(forged, "O", MATHS), part(other, "O", MATHS))
    check(files, forged, content(MATHS, *ABOVE))


def test_a_moved_subject_that_all_later_signers_confirm(files):
    """Even then the teacher's own signature says that it belongs elsewhere."""
    room = files.room
    base = books.build(BOOK)
    forged = base.replace(
        part(base, "MonHoc", "mon-TOAN-CN"),
        part(files.learner, "MonHoc", "mon-TOAN-CN"),
    ).replace(part(base, "O", MATHS), part(files.learner, "O", MATHS))
    before_head = f'<ChuKyLanhDao Id="{HEAD}">'.encode()
    issue = part(files.good, "PhatHanh", "phat-hanh")
    for spec in books.slots(forged):
        if spec.slot_id == HEAD:
            forged = forged.replace(before_head, issue + before_head)
        if spec.slot_id != MATHS:
            forged = room.act(forged, spec, room.holder(spec, BOOK))
    check(files, forged, content(MATHS))


def test_another_learners_name_over_good_marks(files):
    mine = part(files.good, "DuLieu", "du-lieu")
    theirs = part(files.learner, "DuLieu", "du-lieu")
    expected = content(*SPECS)
    check(files, files.good.replace(mine, theirs), expected, {"book.pairing_differs"})


# Signatures that are taken out or exchanged ---------------------------------------


def without(xml: bytes, element: str, id_: str) -> bytes:
    return xml.replace(
        part(xml, element, id_), f'<{element} Id="{id_}"></{element}>'.encode()
    )


def test_a_teachers_signature_taken_out(files):
    forged = without(files.good, "O", "o-KHTN-CN-2")
    check(files, forged, content(*ABOVE), {"verify.missing_signature"})


def test_a_place_for_a_signature_taken_out(files):
    forged = files.good.replace(part(files.good, "O", "o-KHTN-CN-2"), b"")
    check(files, forged, set(), {"book.slots_differ"})


def test_the_schools_signature_taken_out(files):
    forged = without(files.good, "ChuKyToChuc", SCHOOL)
    check(files, forged, set(), {"verify.missing_signature"})
    report = files.report(forged)
    assert {s.authority for s in report.signatures} == {"unknown"}


def test_all_signatures_taken_out(files):
    forged = books.build(BOOK)
    missing = {"verify.missing_signature", "verify.not_issued"}
    check(files, forged, set(), missing)


def test_a_signature_in_another_teachers_place(files):
    """A teacher's own good signature over his subject, put where another must sign."""
    moved = part(files.good, "O", "o-KHTN-CN-1").replace(b'"o-KHTN-CN-1"', b'"%s"')
    forged = without(files.good, "O", "o-KHTN-CN-1")
    forged = forged.replace(part(forged, "O", MATHS), moved % MATHS.encode())
    report = files.report(forged)
    assert content(MATHS, *ABOVE) <= failing(report)
    assert (MATHS, "authority") in failing(report)


# Forgeries by people with valid certificates --------------------------------------


def strangers(files):
    room = files.room

    def who(spec) -> Signer:
        return room.signer(f"X-{spec.slot_id}", f"Người lạ {spec.slot_id}", curve=True)

    return who


def test_a_complete_forgery_by_the_same_authority(files):
    """Valid certificates, full list of signers, no approval: nothing passes."""
    forged = files.room.sign(holders=strangers(files))
    report = files.report(forged)
    assert report.overall == "total-failed"
    assert failing(report) == {(slot, "authority") for slot in SPECS}


def test_a_forgery_that_copies_the_true_schools_signature(files):
    who = strangers(files)
    forged = files.room.sign(until=HEAD, holders=who)
    school = part(files.good, "ChuKyToChuc", SCHOOL)
    forged = forged.replace(part(forged, "ChuKyToChuc", SCHOOL), school)
    report = files.report(forged)
    assert (SCHOOL, "content") in failing(report)
    assert report.overall == "total-failed"
    assert {s.authority for s in report.signatures} <= {"unknown", "failed"}


def test_another_school_seals_in_place_of_this_one(files):
    """Approved, but for itself: it may not issue for another school."""
    room = files.room
    stranger = room.signer("79-760-70888", "Trường THCS Khác")
    forged = room.sign(
        holders=lambda s: stranger if s.slot_id == SCHOOL else room.holder(s, BOOK)
    )
    issuers = Issuers.from_data(room.issuers(BOOK.school.code, stranger.code))
    report = files.report(forged, issuers=issuers)
    assert failing(report) == {(slot, "authority") for slot in SPECS}


def test_a_teacher_who_is_not_in_the_list(files):
    room = files.room
    who = {slot: room.holder(spec, BOOK).sha256 for slot, spec in SPECS.items()}
    xml = room.sign(until=HOMEROOM)
    issue = issue_of(BOOK, {**who, MATHS: "0" * 64})
    xml = books.add_issue(xml, issue)
    for slot in (HEAD, SCHOOL):
        xml = room.act(xml, SPECS[slot], room.holder(SPECS[slot], BOOK))
    check(files, xml, {(MATHS, "authority")})


def test_a_homeroom_teacher_cannot_sign_as_the_head(files):
    room = files.room
    homeroom = room.holder(SPECS[HOMEROOM], BOOK)
    who = {slot: room.holder(spec, BOOK).sha256 for slot, spec in SPECS.items()}
    xml = books.add_issue(room.sign(until=HOMEROOM), issue_of(BOOK, who))
    xml = room.act(xml, SPECS[HEAD], homeroom)
    xml = room.act(xml, SPECS[SCHOOL], room.holder(SPECS[SCHOOL], BOOK))
    check(files, xml, {(HEAD, "authority")})


def replace_act(files, slot, **changes) -> bytes:
    """Return the good file, one act of it done otherwise, later acts done again."""
    room, specs = files.room, list(SPECS.values())
    done_otherwise = [s.slot_id for s in specs].index(slot)
    xml = books.build(BOOK)
    who = {s.slot_id: room.holder(s, BOOK).sha256 for s in specs}
    for number, spec in enumerate(specs):
        if spec.slot_id == HEAD:
            xml = books.add_issue(xml, issue_of(BOOK, who))
        given = dict(changes) if number == done_otherwise else {}
        spec = replace(spec, **given.pop("spec", {}))
        with given.pop("patch", nothing)():
            xml = room.act(xml, spec, room.holder(spec, BOOK), **given)
    return xml


@contextmanager
def nothing():
    yield


def test_a_role_that_is_not_the_places(files):
    forged = replace_act(files, MATHS, spec={"role": "head"})
    check(files, forged, content(MATHS))


def test_a_signature_over_fewer_or_other_regions(files):
    """Only the full list of regions in its order is the act."""
    for slot, regions in (
        (MATHS, ("mon-KHTN-CN",)),
        (MATHS, ("mon-TOAN-CN", "mon-KHTN-CN")),
        (HOMEROOM, ("du-lieu",)),
        (HOMEROOM, ("ky-giao-vien", "du-lieu")),
        (SCHOOL, ("du-lieu", "ky-giao-vien", "ky-chu-nhiem", "phat-hanh")),
    ):
        forged = replace_act(files, slot, spec={"region_ids": regions})
        check(files, forged, content(slot))


def patched(**values):
    @contextmanager
    def patch():
        with pytest.MonkeyPatch.context() as monkey:
            for name, value in values.items():
                monkey.setattr(signing, name, value)
            yield

    return patch


def doubled_transform(digest, **attributes):
    c14n = safexml.element("ds:Transform", Algorithm=signing.EXC_C14N)
    return safexml.element(
        "ds:Reference",
        safexml.element("ds:Transforms", c14n, c14n),
        safexml.element("ds:DigestMethod", Algorithm=signing.SHA256),
        safexml.element("ds:DigestValue", digest),
        **attributes,
    )


@pytest.mark.parametrize(
    "values",
    [
        {"SHA256": "http://www.w3.org/2000/09/xmldsig#sha1"},
        {"SHA256": "http://www.w3.org/2001/04/xmlenc#sha512"},
        {"_method": lambda _: "http://www.w3.org/2000/09/xmldsig#rsa-sha1"},
        {"_reference": doubled_transform},
    ],
    ids=["sha1", "sha512", "rsa-sha1", "two transforms"],
)
def test_algorithms_that_are_not_on_the_list(files, values):
    """Digest, signature and transform are those of the profile and no others."""
    if "_method" in values:
        old = signing.RSA_SHA256.encode()
        mine = part(files.good, "ChuKyToChuc", SCHOOL)
        changed = mine.replace(old, values["_method"](None).encode())
        forged = files.good.replace(mine, changed)
    else:
        forged = replace_act(files, SCHOOL, patch=patched(**values))
    check(files, forged, content(SCHOOL))


def test_a_certificate_of_the_same_key_put_in_later(files):
    room = files.room
    school = room.holder(SPECS[SCHOOL], BOOK)
    twin = room._certify("TWIN", "Trường Sinh Đôi", school.key.public_key())
    old, new = (base64.b64encode(der) for der in (school.certificate, twin))
    mine = part(files.good, "ChuKyToChuc", SCHOOL)
    forged = files.good.replace(mine, mine.replace(old, new))
    check(
        files,
        forged,
        content(SCHOOL) | {(slot, "authority") for slot in SPECS},
    )


@pytest.mark.parametrize("at", [0, 12, 400, -300])
def test_a_certificate_that_nobody_can_read(files, at):
    school = files.room.holder(SPECS[SCHOOL], BOOK).certificate
    at %= len(school)
    broken = school[:at] + b"\xff\x00\x1f\x80" + school[at + 4 :]
    old, new = base64.b64encode(school), base64.b64encode(broken)
    report = files.report(files.good.replace(old, new))
    assert (SCHOOL, "content") in failing(report)


def test_a_broken_signature_value(files):
    mine = part(files.good, "ChuKyToChuc", SCHOOL)
    value = re.search(rb'<ds:SignatureValue Id="[^"]*">([^<]{40})', mine)[1]
    forged = files.good.replace(mine, mine.replace(value, value[::-1]))
    check(files, forged, {(SCHOOL, "content"), (SCHOOL, "timestamp")})


# Time and revocation --------------------------------------------------------------


def test_a_timestamp_over_other_data(files):
    def token(slot, element):
        found = re.search(
            rb"<xades:EncapsulatedTimeStamp>([^<]*)<", part(files.good, element, slot)
        )
        return found[1]

    forged = files.good.replace(
        token(SCHOOL, "ChuKyToChuc"), token(HEAD, "ChuKyLanhDao")
    )
    check(files, forged, {(SCHOOL, "timestamp")})


def test_evidence_taken_out(files):
    mine = part(files.good, "ChuKyToChuc", SCHOOL)
    bare = re.sub(
        rb"<xades:UnsignedProperties>.*</xades:UnsignedProperties>", b"", mine
    )
    check(files, files.good.replace(mine, bare), {(SCHOOL, "timestamp")})


def test_answers_about_revocation_taken_out(files):
    """Without proof that it was not revoked, nothing is concluded."""
    mine = part(files.good, "ChuKyToChuc", SCHOOL)
    bare = re.sub(rb"<xades:OCSPValues>.*</xades:OCSPValues>", b"", mine)
    report = files.report(files.good.replace(mine, bare))
    assert report.overall == "indeterminate" and failing(report) == set()
    assert report.signatures[-1].certificate == "unknown"


def test_a_time_of_signing_after_the_timestamp(files, monkeypatch):
    monkeypatch.setattr(signing, "check_stamped", lambda *_: None)
    forged = replace_act(files, SCHOOL, signing_time=now() + timedelta(hours=1))
    check(files, forged, {(SCHOOL, "timestamp")})


@contextmanager
def revoked(room, certificate, at):
    path = room.directory / "ca" / "revoked.json"
    before = path.read_text() if path.exists() else "{}"
    serial = x509.load_der_x509_certificate(certificate).serial_number
    entry = {"at": at.isoformat(), "reason": "keyCompromise", "code": "-"}
    path.write_text(json.dumps({**json.loads(before), f"{serial:x}": entry}))
    try:
        yield
    finally:
        path.write_text(before)


def test_a_certificate_that_was_revoked_when_it_signed(files):
    """A revoked certificate makes the document void and is named (KP-15)."""
    room = files.room

    def evidence(data, signer):
        found = room.client.collect(data, signer.certificate)
        with revoked(room, signer.certificate, now() - timedelta(hours=1)):
            request = ocsp.OCSPRequestBuilder().add_certificate(
                x509.load_der_x509_certificate(signer.certificate),
                room._issuer,
                hashes.SHA1(),
            )
            answer = room.services.ocsp(request.build().public_bytes(DER))
        others = [one for one in found.ocsps if one != found.ocsps[0]]
        return replace(found, ocsps=(answer, *others))

    forged = replace_act(files, MATHS, evidence=evidence)
    report = files.report(forged)
    assert failing(report) == {(MATHS, "certificate")}
    (reason,) = report.signatures[0].reasons
    assert reason.code == "trust.revoked"


def test_another_root(files):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Other Root")])
    root = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=2), critical=True)
        .sign(key, hashes.SHA256())
    )
    report = files.report(files.good, trust=TrustStore([root.public_bytes(DER)]))
    assert report.overall == "indeterminate" and failing(report) == set()
    states = {(s.certificate, s.timestamp, s.authority) for s in report.signatures}
    assert states == {("unknown", "unknown", "unknown")}
    reasons = {reason.code for s in report.signatures for reason in s.reasons}
    assert "verify.untrusted" in reasons


# The file itself ------------------------------------------------------------------


def wrapped(files) -> bytes:
    """Return the classic wrapping attack: signed data moved away, forged in place."""
    mine = part(files.good, "DuLieu", "du-lieu")
    forged = mine.replace(b"<CaNam>8.3<", b"<CaNam>9.9<")
    note = b"<GhiChu>" + mine + b"</GhiChu>"
    return files.good.replace(mine, forged + note)


def wrapped_in_object(files) -> bytes:
    """Return the signed data moved into a signature's Object, with their Id."""
    mine = part(files.good, "DuLieu", "du-lieu")
    forged = mine.replace(b"<CaNam>8.3<", b"<CaNam>9.9<").replace(b' Id="', b' Id="x')
    end = b"</ds:Object></ds:Signature></ChuKyToChuc>"
    moved = b"</ds:Object><ds:Object>" + mine + end
    return files.good.replace(mine, forged).replace(end, moved)


def wrapped_subject(files) -> bytes:
    """Return a second, unsigned subject with the same code."""
    mine = part(files.good, "MonHoc", "mon-TOAN-CN")
    forged = mine.replace(b"<CaNam>8.3<", b"<CaNam>9.9<").replace(
        b'Id="mon-TOAN-CN"', b'Id="mon-TOAN-CN-2"'
    )
    return files.good.replace(mine, forged + mine)


BOMB = (
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
ENTITY = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def after_declaration(xml: bytes, more: bytes) -> bytes:
    return xml.replace(b"?>\n", b"?>\n" + more, 1)


REFUSED = {
    "wrapped": (wrapped, "xml.duplicate_id"),
    "wrapped, other Id": (
        lambda f: wrapped(f).replace(
            b'<GhiChu><DuLieu Id="du-lieu"', b"<GhiChu><DuLieu"
        ),
        "xml.duplicate_id",
    ),
    "wrapped in Object": (wrapped_in_object, "book.schema"),
    "wrapped subject": (wrapped_subject, "book.slots_differ"),
    "duplicate Id": (
        lambda f: f.good.replace(b'Id="tong-ket"', b'Id="mon-TOAN-CN"'),
        "xml.duplicate_id",
    ),
    "two signatures in a place": (
        lambda f: f.good.replace(
            b"</ds:Signature></O>",
            b'</ds:Signature><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/></O>',
            1,
        ),
        "book.schema",
    ),
    "XPath transform": (
        lambda f: f.good.replace(
            b"></ds:Transform>", b"><ds:XPath>1</ds:XPath></ds:Transform>", 1
        ),
        "book.schema",
    ),
    "comment in a mark": (
        lambda f: f.good.replace(b"<CaNam>8.3<", b"<CaNam>8<!-- -->.3<"),
        "xml.foreign_markup",
    ),
    "instruction in a mark": (
        lambda f: f.good.replace(b"<CaNam>8.3<", b"<CaNam>8<?x ?>.3<"),
        "xml.foreign_markup",
    ),
    "CDATA in a mark": (
        lambda f: f.good.replace(b"<CaNam>8.3<", b"<CaNam><![CDATA[8.3]]><"),
        "xml.foreign_markup",
    ),
    "element in a mark": (
        lambda f: f.good.replace(b"<CaNam>8.3<", b"<CaNam>8<b/>.3<"),
        "book.schema",
    ),
    "entity bomb": (lambda f: after_declaration(f.good, BOMB), "xml.doctype"),
    "external entity": (lambda f: after_declaration(f.good, ENTITY), "xml.doctype"),
    "huge": (lambda f: f.good + b" " * safexml.MAX_BYTES, "xml.too_large"),
    "truncated": (lambda f: f.good[:5000], "xml.malformed"),
    "unknown encoding": (
        lambda f: f.good.replace(b'encoding="UTF-8"', b'encoding="UTF-7"'),
        "xml.encoding",
    ),
    "letters of another encoding": (
        lambda f: f.good.replace("Khánh".encode(), b"Kh\xe1nh"),
        "xml.encoding",
    ),
    "hidden character": (
        lambda f: f.good.replace(b"<Lop>7A1<", "<Lop>7A1\u202e<".encode()),
        "xml.bad_character",
    ),
    "deep": (
        lambda f: f.good.replace(b"<ChuKyG", b"<a>" * 5000 + b"<ChuKyG"),
        "xml.malformed",
    ),
    "namespace without a scheme": (
        lambda f: f.good.replace(b'xades="http://uri', b'xades="uri', 1),
        "xml.malformed",
    ),
    "no such result": (
        lambda f: f.good.replace(b"<CaNam>8.3<", b"<CaNam>11<"),
        "book.schema",
    ),
    "another version": (
        lambda f: f.good.replace(b'PhienBan="1.0"', b'PhienBan="2.0"'),
        "book.schema",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_book_is_refused_as_a_whole(files, name):
    make, code = REFUSED[name]
    report = files.report(make(files))
    assert report.overall == "total-failed" and report.signatures == []
    assert {problem.code for problem in report.problems} == {code}
    assert all(problem.text() for problem in report.problems)


def test_no_single_changed_byte_passes(files):
    """Outside of the last signature's own evidence no byte can change unseen.

    Where a name that nobody signs changed, the record is told to be intact and saved
    again, and what it was issued as can be given back.
    """
    chance = random.Random(20260531)
    end = files.good.index(
        b"<xades:UnsignedProperties>", files.good.index(b"<ChuKyToCh")
    )
    tries = 300 if os.environ.get("EDU_FULL") else 40
    for at in (chance.randrange(40, end) for _ in range(tries)):
        byte = files.good[at] ^ 1
        forged = files.good[:at] + bytes([byte]) + files.good[at + 1 :]
        overall = files.report(forged).overall
        if overall != "total-failed":
            assert (overall, resaved.restore(forged)) == ("indeterminate", files.good)


def test_garbled_evidence_is_judged_not_crashed_upon(files):
    chance = random.Random(20260830)
    start = files.good.index(b"<xades:EncapsulatedTimeStamp>", len(files.good) - 16000)
    for _ in range(40):
        forged = bytearray(files.good)
        for at in (chance.randrange(start, len(forged) - 120) for _ in range(3)):
            forged[at] = ord(chance.choice("ABCDwxyz0189"))
        assert files.report(bytes(forged)).to_line()


def test_other_learners_are_really_other():
    assert other_learner().learner.personal_id != BOOK.learner.personal_id
