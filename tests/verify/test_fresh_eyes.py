# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Files that once passed, stopped or broke the verification, and must not again."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import subprocess
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from lxml import etree
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.general import simple_cms_attribute

from hocba.books import xml as books
from hocba.problems import HocbaError
from hocba.signing import trust
from hocba.signing import xml as signing
from hocba.signing.contract import Evidence
from hocba.verify import Issuers, verify_file, verify_pdf
from hocba.verify.text import render
from tests.books.sample import BOOK, issue_of
from tests.signing_xml.acts import DER, now
from tests.verify.papers import HEAD, SCHOOL, Desk
from tests.verify.test_attacks import MATHS, SPECS, part

SECONDS = 15


def codes(report) -> set[str]:
    return {problem.code for problem in report.problems}


def reasons(report) -> set[str]:
    return {reason.code for one in report.signatures for reason in one.reasons}


def certificate(key, name: str, *extensions, issuer=None, by=None) -> bytes:
    """Return a certificate that anybody can make."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer or subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=300))
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=True)
    return builder.sign(by or key, hashes.SHA256()).public_bytes(DER)


def curve_key():
    return ec.generate_private_key(ec.SECP256R1())


def exchanged(xml: bytes, tag: str, *values: bytes) -> bytes:
    """Return the file with other evidence, or another certificate, at mathematics."""
    mine = part(xml, "O", MATHS)
    spelled = b"".join(
        b"<%b>%b</%b>" % (tag.encode(), base64.b64encode(value), tag.encode())
        for value in values
    )
    pattern = rf"<{tag}>.*</{tag}>".encode()
    return xml.replace(mine, re.sub(pattern, lambda _: spelled, mine))


# Times that nobody can reckon with ------------------------------------------------


def token(message: bytes, time: str) -> bytes:
    """Return a timestamp by somebody's own authority."""
    key = curve_key()
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    leaf = asn1_x509.Certificate.load(certificate(key, "TSA", usage))
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": "1.2.3",
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": hashlib.sha256(message).digest(),
            },
            "serial_number": 1,
            "gen_time": core.GeneralizedTime(contents=time.encode()),
        }
    ).dump()
    digest = hashlib.sha256(info).digest()
    attributes = cms.CMSAttributes(
        [
            simple_cms_attribute("content_type", "tst_info"),
            simple_cms_attribute("message_digest", digest),
        ]
    )
    sid = {"issuer": leaf.issuer, "serial_number": leaf.serial_number}
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            {"issuer_and_serial_number": cms.IssuerAndSerialNumber(sid)}
        ),
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": attributes,
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signature": key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
    }
    content = core.ParsableOctetString(info)
    signed = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": "tst_info", "content": content},
            "certificates": [leaf],
            "signer_infos": [cms.SignerInfo(signer)],
        }
    )
    return cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()


@pytest.mark.parametrize(
    "time",
    [
        "00000101000000Z",
        "00010101000000+1400",
        "99991231235959Z",
        "99991231235959-1200",
    ],
)
def test_a_timestamp_at_the_end_of_time(files, time):
    root = etree.fromstring(files.good)
    (value,) = root.xpath(f"//*[@Id='gia-tri-{MATHS}']")
    forged = token(signing.canonical(value), time)
    report = files.report(exchanged(files.good, "xades:EncapsulatedTimeStamp", forged))
    assert report.overall == "total-failed"
    assert "trust.timestamp_unreadable" in reasons(report)
    assert render(report)


@pytest.mark.parametrize(
    "time", [b"9999-12-31T23:59:59-14:00", b"0001-01-01T00:00:00+14:00"]
)
def test_a_claimed_time_at_the_end_of_time(files, time):
    forged = re.sub(rb"(<xades:SigningTime>)[^<]*", rb"\g<1>" + time, files.good)
    report = files.report(forged)
    assert report.overall == "total-failed" and render(report)


def test_a_time_that_the_schema_knows_and_nobody_else(files, monkeypatch):
    """24:00 is signed by anybody's own key, so that it is told."""
    monkeypatch.setattr(signing, "iso", lambda _: "2026-05-31T24:00:00+07:00")
    report = files.report(files.room.sign(until=MATHS))
    assert render(report) and report.signatures[0].signed_at is None


# Names ----------------------------------------------------------------------------


def test_a_name_with_line_breaks_writes_no_lines(files):
    """What a stranger calls himself must not read like our conclusion."""
    told = "Kết luận: HỢP LỆ"
    forged = certificate(curve_key(), f"A\n{told} (total-passed)\nB")
    report = files.report(exchanged(files.good, "ds:X509Certificate", forged))
    assert told in report.signatures[0].signer
    lines = render(replace(report, file=f"x\n{told}")).splitlines()
    assert not [line for line in lines if line.startswith(told)]


# Certificates and answers made up by strangers ------------------------------------


def test_authorities_that_name_each_other_stop_nobody(files):
    """Paths were sought in every order of the certificates: nine took minutes."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "X")])
    keys = [curve_key() for _ in range(12)]
    basic = x509.BasicConstraints(ca=True, path_length=None)
    ring = [
        certificate(key, "X", basic, issuer=name, by=before)
        for key, before in zip(keys, keys[1:] + keys[:1], strict=True)
    ]
    leaf = certificate(curve_key(), "L", issuer=name, by=keys[0])
    forged = exchanged(files.good, "ds:X509Certificate", leaf)
    forged = exchanged(forged, "xades:EncapsulatedX509Certificate", *ring)
    start = time.process_time()
    assert files.report(forged).overall == "total-failed"
    assert time.process_time() - start < SECONDS


def test_an_answer_by_a_responder_of_another_kind_of_key(files):
    """A certificate that says ECDSA under an issuer with RSA was an assertion."""
    room, key = files.room, curve_key()
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
    responder = x509.load_der_x509_certificate(
        certificate(key, "R", usage, issuer=room._issuer.subject)
    )
    own = room.holder(SPECS[MATHS], BOOK).certificate
    answer = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=x509.load_der_x509_certificate(own),
            issuer=room._issuer,
            algorithm=hashes.SHA1(),
            cert_status=ocsp.OCSPCertStatus.GOOD,
            this_update=now(),
            next_update=now() + timedelta(hours=1),
            revocation_time=None,
            revocation_reason=None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, responder)
        .certificates([responder])
        .sign(key, hashes.SHA256())
        .public_bytes(DER)
    )
    forged = exchanged(files.good, "xades:EncapsulatedOCSPValue", answer)
    assert files.report(forged).overall != "total-passed"


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(public_exponent=65537, key_size=1024),
        ec.generate_private_key(ec.SECP224R1()),
    ],
    ids=["RSA 1024", "P-224"],
)
def test_a_key_that_is_too_weak(files, key):
    """The PDF took any key; certificates of such keys are of no use anywhere now."""
    room = files.room
    weak = room._certify("WEAK", "Yếu", key.public_key())
    verdict = trust.validate_certificate(
        weak, (room.pki.issuing_certificate,), Evidence(b"", (), (), ()), now(), None
    )
    assert (verdict.state, verdict.reason.code) == ("failed", "trust.weak_key")


# The list of signers --------------------------------------------------------------


def test_the_schools_key_signs_for_nobody_else(files):
    """The clerk alone made a record of eight signatures, and the list named him."""
    room = files.room
    clerk = room.holder(SPECS[SCHOOL], BOOK)
    report = files.report(room.sign(holders=lambda spec: clerk))
    assert report.overall == "total-failed"
    states = {one.id: one.authority for one in report.signatures}
    assert states.pop(SCHOOL) == "ok" and set(states.values()) == {"failed"}
    assert reasons(report) == {"verify.school_as_person"}


def issued(files, change, **holders) -> bytes:
    """Return the good file with another list of signers, under right signatures."""
    room = files.room
    mine = {slot: holders.get(slot) or room.holder(SPECS[slot], BOOK) for slot in SPECS}
    who = {slot: holder.sha256 for slot, holder in mine.items()}
    xml = room.sign(until="ky-chu-nhiem", holders=lambda spec: mine[spec.slot_id])
    xml = books.add_issue(xml, change(issue_of(BOOK, who)))
    for slot in (HEAD, SCHOOL):
        xml = room.act(xml, SPECS[slot], room.holder(SPECS[slot], BOOK))
    return xml


def with_signer(**values):
    def change(issue):
        signers = [
            replace(one, **values) if one.slot == MATHS else one
            for one in issue.signers
        ]
        return replace(issue, signers=tuple(signers))

    return change


@pytest.mark.parametrize("values", [{"staff_code": "GV09"}, {"name": "Đỗ Văn An"}])
def test_the_list_names_another_teacher_than_the_record(files, values):
    report = files.report(issued(files, with_signer(**values)))
    assert report.overall == "total-failed"
    assert codes(report) == {"verify.list_differs"}
    named = with_signer(**values, in_place_of="Nguyễn Thị Lan")
    name = values.get("name", "Nguyễn Thị Lan")
    deputy = files.room.signer(f"THAY{len(name)}", name)
    assert files.report(issued(files, named, **{MATHS: deputy})).overall == (
        "total-passed"
    )


def test_the_list_names_a_place_twice_or_one_that_is_not(files, monkeypatch):
    monkeypatch.setattr(books, "_check_signers", lambda book, issue: None)
    for slot in (MATHS, "o-VAN-CN-1"):
        more = with_signer()

        def change(issue, slot=slot, more=more):
            extra = replace(issue.signers[0], slot=slot)
            return replace(more(issue), signers=(*issue.signers, extra))

        assert "verify.list_differs" in codes(files.report(issued(files, change)))


def test_a_signature_that_no_act_of_this_kind_makes(files):
    """A scan has no homeroom teacher; his place held a signature that nobody judged."""
    data = part(files.good, "DuLieu", "du-lieu")
    scan = (
        b"<BanQuet><MoTa>x</MoTa>"
        + b'<Trang SHA256="%b" So="1" Tep="a"></Trang></BanQuet>' % (b"ab" * 32)
    )
    xml = files.good.replace(
        data, data[: data.index(b"<BangDiem>")] + scan + b"</DuLieu>"
    )
    teachers = part(xml, "ChuKyGiaoVien", "ky-giao-vien")
    empty = b'<ChuKyGiaoVien Id="ky-giao-vien"></ChuKyGiaoVien>'
    xml = xml.replace(teachers, empty).replace(b'"nam-hoc"', b'"ban-quet"')
    report = files.report(xml)
    assert "verify.unknown_field" in codes(report)


# Large files ----------------------------------------------------------------------


def test_many_places_for_signatures_take_no_long_time(files):
    xml = books.build(BOOK).decode()
    count = 12_000
    (teacher,) = re.findall(r'<GiaoVien MaNhanSu="GV04">[^<]*</GiaoVien>', xml)
    xml = xml.replace(teacher, teacher * count)
    place = '<O Id="o-GDTC-CN-{}"></O>'
    places = "".join(place.format(number) for number in range(1, count + 1))
    xml = xml.replace(place.format(1), places)
    start = time.process_time()
    assert files.report(xml.encode()).overall == "total-failed"
    assert time.process_time() - start < SECONDS


def test_a_pipe_without_end_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr("hocba.verify.file.MAX_BYTES", 1 << 20)
    assert verify_file("/dev/zero").problems[0].code == "verify.too_large"


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"schools": [{"code": "1", "certificates": [{"sha256": "ab", '
        b'"approved_from": "2026-01-01", "approved_to": ""}]}]}',
    ],
)
def test_a_list_of_schools_that_is_no_list(data):
    """An end of approval that is there, but empty, is no approval for ever."""
    with pytest.raises(HocbaError) as caught:
        Issuers.from_json(data)
    assert caught.value.problems[0].code == "verify.bad_issuers"


# PDF ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def desk(room) -> Desk:
    return Desk(room)


@pytest.fixture(scope="module")
def empty(desk) -> bytes:
    return desk.rendered(desk.xml())


@pytest.fixture(scope="module")
def good(desk, empty) -> bytes:
    return desk.sign(empty)


def judged(desk, pdf: bytes):
    return verify_pdf(pdf, desk.room.pki.trust, desk.room.issuers())


def text(pdf: bytes, path) -> str:
    path.write_bytes(pdf)
    command = ["pdftotext", str(path), "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout


HIDDEN = {"verify.pdf_hidden", "verify.last_signed"}
FALSE = (
    b"\n90 0 obj\n<</Length 46>>\nstream\n"
    b"BT /F 20 Tf 100 700 Td (Toan 10,0 Gioi) Tj ET \nendstream\nendobj\n"
    b"91 0 obj\n<</Type/Page/Parent 92 0 R/MediaBox[0 0 595 842]/Contents 90 0 R"
    b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>\n"
    b"endobj\n92 0 obj\n<</Type/Pages/Count 1/Kids[91 0 R]>>\nendobj\n"
    b"93 0 obj\n<</Type/Catalog/Pages 92 0 R>>\nendobj\n"
    b"trailer\n<</Root 93 0 R/Size 94>>\n"
)


def test_other_pages_behind_the_end(desk, good, tmp_path):
    """No key is needed: other programs look for the end elsewhere than we do, find
    none, and show the last pages that stand in the file. Everything else was right."""
    pdf = good.rstrip() + b" " * 30_000 + FALSE
    assert "Toan 10,0" in text(pdf, tmp_path / "false.pdf")
    report = judged(desk, pdf)
    assert report.overall == "total-failed"
    assert "verify.pdf_hidden" in codes(report)


def changed(pdf: bytes, change) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def dictionary(**entries) -> generic.DictionaryObject:
    return generic.DictionaryObject(
        {pdf_name(f"/{key}"): value for key, value in entries.items()}
    )


def title(writer) -> None:
    ref = writer.trailer.raw_get("/Info")
    ref.get_object()[pdf_name("/Title")] = generic.TextStringObject("10,0")
    writer.mark_update(ref)


def nothing(writer) -> None:
    writer.mark_update(writer.trailer.raw_get("/Info"))


def metadata(writer) -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">10,0</x:xmpmeta>'
    entries = {"Type": pdf_name("/Metadata"), "Subtype": pdf_name("/XML")}
    stream = generic.StreamObject(dictionary(**entries), stream_data=xmp)
    writer.root[pdf_name("/Metadata")] = writer.add_object(stream)
    writer.update_root()


def catalogue(writer) -> None:
    writer.add_object(dictionary(Type=pdf_name("/Catalog")))


@pytest.mark.parametrize("change", [title, metadata, catalogue])
def test_what_is_added_behind_the_last_signature(desk, good, change):
    report = judged(desk, changed(good, change))
    assert report.overall == "total-failed"
    assert codes(report) == HIDDEN


@pytest.mark.parametrize("tail", [b"A", b"\n" + FALSE, b"\n%PDF-1.7\n", b"\n\n\n"])
def test_nothing_may_stand_behind_the_end(desk, good, tail):
    assert codes(judged(desk, good + tail)) == HIDDEN


def test_objects_between_two_revisions(desk, good):
    report = judged(desk, changed(good + FALSE, nothing))
    assert codes(report) == HIDDEN


def test_a_revision_that_changes_nothing_passes(desk, good):
    assert judged(desk, changed(good, nothing)).overall == "total-passed"


def branches(writer, leaf, levels: int):
    for _ in range(levels):
        kids = generic.ArrayObject([leaf] * 20)
        leaf = writer.add_object(dictionary(Kids=kids))
    return leaf


def many_names(writer) -> None:
    leaf = writer.add_object(dictionary(Names=generic.ArrayObject()))
    names = writer.root["/Names"]
    names[pdf_name("/EmbeddedFiles")] = branches(writer, leaf, 7)
    writer.update_container(names)
    writer.update_root()


def many_pages(writer) -> None:
    tree = writer.root["/Pages"]
    leaf = writer.add_object(dictionary(Kids=generic.ArrayObject()))
    first = tree["/Kids"].raw_get(0)
    tree[pdf_name("/Kids")] = generic.ArrayObject([first, branches(writer, leaf, 14)])
    writer.update_container(tree)


@pytest.mark.parametrize("change", [many_names, many_pages])
def test_trees_that_name_their_branches_often_stop_nobody(desk, empty, change):
    start = time.process_time()
    assert judged(desk, changed(empty, change)).overall == "total-failed"
    assert time.process_time() - start < SECONDS


def upon_the_page(**entries):
    def change(writer) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        box = generic.ArrayObject(map(generic.NumberObject, (10, 10, 90, 20)))
        note = writer.add_object(dictionary(Rect=box, **entries))
        page["/Annots"].append(note)
        writer.update_container(page["/Annots"])
        writer.update_container(page)

    return change


@pytest.mark.parametrize(
    "entries",
    [
        {"Subtype": pdf_name("/FreeText"), "Contents": generic.TextStringObject("9,9")},
        {"Subtype": pdf_name("/Stamp")},
        {"Subtype": pdf_name("/Widget"), "FT": pdf_name("/Tx")},
        {"Subtype": pdf_name("/Widget"), "FT": pdf_name("/Sig"), "A": dictionary()},
    ],
)
def test_nothing_but_signatures_lies_upon_the_pages(desk, empty, entries):
    """The text of notes is not compared, so there must be none, signed or not."""
    report = judged(desk, desk.sign(changed(empty, upon_the_page(**entries))))
    assert report.overall == "total-failed"
    assert codes(report) == {"verify.pdf_active"}


def test_a_seal_above_the_marks(desk, good):
    """What a signature shows is not compared either, so it must cover no mark."""
    xml = desk.xml()
    plain = desk.rendered(xml)

    def enlarge(writer) -> None:
        for field in writer.root["/AcroForm"]["/Fields"]:
            widget = field.get_object()
            sides = (0, 0, 595, 842)
            widget[pdf_name("/Rect")] = generic.ArrayObject(
                map(generic.NumberObject, sides)
            )
            writer.update_container(widget)

    report = judged(desk, desk.sign(changed(plain, enlarge)))
    assert report.overall == "total-failed"
    assert any(code.startswith("page.") for code in codes(report))
