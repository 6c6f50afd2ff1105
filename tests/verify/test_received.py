# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a school clerk reads about whatever is handed in (KP-15, KP-31)."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zipfile
from datetime import timedelta

import pytest
from lxml import etree

from hocba.signing import xml as signing
from hocba.signing.trust import TrustStore
from hocba.verify import verify_file, verify_xml
from hocba.verify.text import render
from hocba.words import ORGANISATION_SLOT
from tests.books.sample import BOOK
from tests.pages import sample_page
from tests.signing_xml.acts import now
from tests.verify.papers import Desk
from tests.verify.test_attacks import SCHOOL, SPECS, part, replace_act

#: Words of parsers and libraries that no clerk should read.
ENGLISH = re.compile(
    r"\b(error|expected|invalid|element|not|line|failed|unexpected|signature|of the)\b",
    re.IGNORECASE,
)


def codes(report) -> set[str]:
    return {problem.code for problem in report.problems}


def told(report) -> str:
    """Return the text, which must be in Vietnamese alone."""
    text = render(report)
    words = text.replace("total-passed", "").replace("total-failed", "")
    assert not ENGLISH.search(re.sub(r"[«\[(/][^»\])\n]*[»\])\n]", "", words)), text
    return text


def handed_in(tmp_path, name: str, data: bytes, **given):
    path = tmp_path / name
    path.write_bytes(data)
    return verify_file(path, **given)


# Three lines on top -------------------------------------------------------------------


def test_the_answer_stands_on_top(files):
    """Learner, school and year; how many signatures are good; what to do now."""
    file, whose, answer, task, *_rest = render(files.report(files.good)).splitlines()
    assert file.startswith("Tệp:")
    for words in (BOOK.learner.name, BOOK.school.name, BOOK.year, "05/09/2013"):
        assert words in whose
    assert answer == "Kết luận: HỢP LỆ (total-passed); chữ ký đạt: 8/8"
    assert task.startswith("Việc cần làm: tiếp nhận được")


def test_nothing_unproven_stands_on_top(files):
    forged = files.good.replace("Khánh Ngọc<".encode(), "Khánh Ngân<".encode())
    report = files.report(forged)
    lines = told(report).splitlines()
    assert "Khánh" not in lines[1] and "chưa chứng minh" in lines[1]
    assert "chữ ký đạt: 0/8" in lines[2] and "không tiếp nhận" in lines[3]
    assert report.to_json()["about"] == {}


def test_a_missing_signature_counts(files):
    mine = part(files.good, "ChuKyToChuc", SCHOOL)
    bare = f'<ChuKyToChuc Id="{SCHOOL}"></ChuKyToChuc>'.encode()
    report = files.report(files.good.replace(mine, bare))
    assert report.count == (0, 8)
    assert "chữ ký đạt: 0/8" in told(report)


def test_what_to_do_without_trust_or_issuers(files):
    assert "--trust" in told(files.report(files.good, trust=None)).splitlines()[3]
    assert "--issuers" in told(files.report(files.good, issuers=None)).splitlines()[3]


# Saved again by another program -------------------------------------------------------


def indented(xml: bytes) -> bytes:
    return etree.tostring(etree.fromstring(xml), pretty_print=True, encoding="UTF-8")


def respelled(xml: bytes) -> bytes:
    """Break the base64 of the school's certificate into lines."""
    mine = part(xml, "ChuKyToChuc", SCHOOL)
    broken = re.sub(
        rb"(<ds:X509Certificate>)([^<]{64})([^<]{64})", rb"\1\n\2\n\3\n", mine
    )
    return xml.replace(mine, broken)


def last(xml: bytes, pattern: bytes, new: bytes) -> bytes:
    """Change what stands unsigned in the last signature."""
    mine = part(xml, "ChuKyToChuc", SCHOOL)
    return xml.replace(mine, re.sub(pattern, new, mine))


SAVED_AGAIN = {
    "byte order mark": lambda xml: b"\xef\xbb\xbf" + xml,
    "line breaks of Windows": lambda xml: xml.replace(b"\n", b"\r\n"),
    "no declaration": lambda xml: xml.partition(b"\n")[2],
    "standalone": lambda xml: xml.replace(b"?>", b' standalone="no"?>', 1),
    "no line break after the declaration": lambda xml: xml.replace(b"?>\n", b"?>", 1),
    "line break at the end": lambda xml: xml + b"\r\n",
    "blanks between parts": lambda xml: xml.replace(
        b"<ChuKyGiaoVien", b"\n  <ChuKyGiaoVien"
    ),
    "indented throughout": indented,
    "UTF-16": lambda xml: etree.tostring(etree.fromstring(xml), encoding="UTF-16"),
    "UTF-16 without a mark": lambda xml: (
        xml.decode().replace("UTF-8", "UTF-16").encode("utf-16-le")
    ),
    "ASCII with references": lambda xml: etree.tostring(
        etree.fromstring(xml), encoding="US-ASCII", xml_declaration=True
    ),
    "windows-1258": lambda xml: etree.tostring(
        etree.fromstring(xml), encoding="windows-1258", xml_declaration=True
    ),
    "single quotes": lambda xml: xml.replace(b'"', b"'"),
    "blanks in tags": lambda xml: xml.replace(b"<CaNam>", b"<CaNam >"),
    "empty elements closed at once": lambda xml: xml.replace(
        b"<Mien></Mien>", b"<Mien/>"
    ),
    "letters as references": lambda xml: xml.replace(b"8.3<", b"8&#46;3<"),
    "comment before the root": lambda xml: xml.replace(b"\n", b"\n<!-- Editor -->\n"),
    "style sheet": lambda xml: xml.replace(
        b"\n", b'\n<?xml-stylesheet href="a.xsl"?>\n'
    ),
    "comment behind the root": lambda xml: xml + b"<!-- Editor -->",
    "another namespace": lambda xml: xml.replace(
        b'<HocBaSo xmlns="urn:vn:hocba:1"',
        b'<HocBaSo xmlns="urn:vn:hocba:1" xmlns:x="urn:x"',
    ),
    "hint to a schema": lambda xml: xml.replace(
        b'<HocBaSo xmlns="urn:vn:hocba:1"',
        b'<HocBaSo xmlns="urn:vn:hocba:1" xmlns:xsi="http://www.w3.org/2001/'
        b'XMLSchema-instance" xsi:schemaLocation="urn:vn:hocba:1 file:///x"',
    ),
    "base64 in lines": respelled,
    "other signs in base64": lambda xml: last(
        xml, rb"(<xades:EncapsulatedOCSPValue>[^<]{99})", rb"\1#"
    ),
    "another name of the timestamp": lambda xml: last(
        xml, rb'Id="dau-thoi-gian-', b'Id="dau-'
    ),
    "another name of the signature": lambda xml: last(
        xml, rb'"(#?)chu-ky-ky-to-chuc"', rb'"\1x"'
    ),
}


@pytest.mark.parametrize("name", SAVED_AGAIN)
def test_an_intact_record_that_was_saved_again(files, name):
    """Its bytes are others, so it does not pass; what was signed is intact."""
    again = SAVED_AGAIN[name](files.good)
    assert again != files.good
    report = files.report(again)
    assert report.overall == "indeterminate" and codes(report) == {"verify.saved_again"}
    assert {v for s in report.signatures for v in s.verdicts.values()} == {"ok"}
    (problem,) = report.problems
    assert problem.params["sha256"] == hashlib.sha256(files.good).hexdigest()
    text = told(report)
    assert "còn nguyên" in text and "xin tệp gốc" in text.splitlines()[3]
    assert "KHÔNG HỢP LỆ" not in text and BOOK.learner.name in text.splitlines()[1]


@pytest.mark.parametrize("name", SAVED_AGAIN)
def test_a_changed_record_that_was_saved_again_fails(files, name):
    changed = files.good.replace(b"<CaNam>8.3<", b"<CaNam>9.3<")
    report = files.report(SAVED_AGAIN[name](changed))
    assert report.overall == "total-failed"
    assert "còn nguyên" not in told(report)


# What keepers add ---------------------------------------------------------------------

XADES_141 = 'xmlns:xades141="http://uri.etsi.org/01903/v1.4.1#"'


def archived(files, slot=SCHOOL, token: bytes | None = None, more: str = "") -> bytes:
    """Return the record with an archive timestamp in one signature."""
    token = token or files.room.client.timestamp(b"what an archive covers")
    added = (
        f"<xades141:ArchiveTimeStamp {XADES_141}><xades:EncapsulatedTimeStamp>"
        f"{base64.b64encode(token).decode()}</xades:EncapsulatedTimeStamp>{more}"
        "</xades141:ArchiveTimeStamp>"
    ).encode()
    element = "ChuKyToChuc" if slot == SCHOOL else "ChuKyLanhDao"
    mine = part(files.good, element, slot)
    end = b"</xades:UnsignedSignatureProperties>"
    return files.good.replace(mine, mine.replace(end, added + end))


def test_an_archive_timestamp_is_named_and_harms_nothing(files):
    """The usual way to keep a record provable must not void it (XAdES-A)."""
    report = files.report(archived(files))
    assert report.overall == "total-passed"
    assert codes(report) == {"verify.archive_timestamp"}
    (added,) = report.signatures[-1].added
    assert added["kind"] == "archive timestamp" and added["by"] and added["at"]
    assert "dấu thời gian lưu trữ" in told(report)


def test_only_timestamps_may_be_added_and_only_to_the_last_signature(files):
    junk = files.report(archived(files, token=b"no token"))
    assert codes(junk) == {"verify.added_unreadable"}
    inside = files.report(archived(files, slot="ky-lanh-dao"))
    assert inside.overall == "total-failed"
    hidden = "<CaNam xmlns='urn:vn:hocba:1'>10</CaNam>"
    report = files.report(archived(files, more=hidden))
    assert report.overall != "total-passed"


@pytest.mark.parametrize("change", ["twice", "foreign", "order", "answer", "attribute"])
def test_evidence_that_proves_nothing_has_no_place(files, change):
    """Of the forms that a file could have, the one that was issued passes."""
    mine = part(files.good, "ChuKyToChuc", SCHOOL)
    spelled = rb"<xades:%b>[^<]*</xades:%b>"
    certificates = re.findall(spelled % ((b"EncapsulatedX509Certificate",) * 2), mine)
    answers = re.findall(spelled % ((b"EncapsulatedOCSPValue",) * 2), mine)
    other = files.room.holder(SPECS["o-TOAN-CN-1"], BOOK).certificate
    new = {
        "twice": mine.replace(certificates[0], certificates[0] * 2),
        "foreign": mine.replace(
            certificates[-1],
            certificates[-1] + b"<xades:EncapsulatedX509Certificate>%b"
            b"</xades:EncapsulatedX509Certificate>" % base64.b64encode(other),
        ),
        "order": mine.replace(b"".join(certificates), b"".join(reversed(certificates))),
        "answer": mine.replace(answers[-1], answers[-1] * 2),
        "attribute": mine.replace(
            *(
                b"<xades:EncapsulatedTimeStamp>%b<" % base64.b64encode(token)
                for token in _tokens(mine)
            )
        ),
    }[change]
    assert new != mine
    report = files.report(files.good.replace(mine, new))
    assert report.overall == "indeterminate"
    assert codes(report) == {"verify.surplus_evidence"}
    assert "còn nguyên" in told(report)


def _tokens(mine: bytes) -> tuple[bytes, bytes]:
    """Return a timestamp, and the same with an attribute that nobody signed."""
    from asn1crypto import cms
    from pyhanko.sign.general import simple_cms_attribute

    (spelled,) = re.findall(rb"<xades:EncapsulatedTimeStamp>([^<]*)<", mine)
    token = base64.b64decode(spelled)
    content = cms.ContentInfo.load(token)
    info = content["content"]["signer_infos"][0]
    info["unsigned_attrs"] = cms.CMSAttributes(
        [simple_cms_attribute("content_type", "data")]
    )
    return token, content.dump(force=True)


def test_the_report_names_all_evidence(files):
    """Whoever holds two reports sees that the evidence in the files differs."""
    school = files.report(files.good).to_json()["signatures"][-1]
    kinds = [one["kind"] for one in school["evidence"]]
    assert kinds[0] == "timestamp" and {"certificate", "ocsp"} <= set(kinds)
    assert all(
        re.fullmatch("[0-9a-f]{64}", one["sha256"]) for one in school["evidence"]
    )


# The XML out of the PDF ---------------------------------------------------------------


def test_the_xml_saved_out_of_a_pdf(files):
    """Head and school signed the PDF; by itself its attachment is not finished."""
    report = files.report(Desk(files.room).xml())
    assert report.overall == "indeterminate"
    assert codes(report) == {"verify.attached_alone"}
    text = told(report)
    assert "bản PDF" in text.splitlines()[3] and "Thiếu chữ ký" not in text
    changed = Desk(files.room).xml().replace(b"<CaNam>8.3<", b"<CaNam>9.3<")
    assert files.report(changed).overall == "total-failed"


# Time ---------------------------------------------------------------------------------


@pytest.fixture
def unchecked(monkeypatch):
    """Sign as another program would that looks at no clock."""
    for check in ("check_in_force", "check_stamped"):
        monkeypatch.setattr(f"hocba.signing.xml.{check}", lambda *_: None)


def test_a_claimed_time_before_the_certificate(files, unchecked):
    """KP Đ8: who signed before his certificate was in force signed with none."""
    early = now() - timedelta(days=4000)
    report = files.report(replace_act(files, SCHOOL, signing_time=early))
    assert report.overall == "total-failed"
    assert "verify.time_outside" in {r.code for r in report.signatures[-1].reasons}
    assert "nằm ngoài thời hạn" in told(report)


def test_the_tolerance_of_clocks_is_told(files, unchecked):
    late = replace_act(files, SCHOOL, signing_time=now() + timedelta(minutes=6))
    assert "quá 5 phút" in told(files.report(late))
    soon = replace_act(files, SCHOOL, signing_time=now() + timedelta(minutes=4))
    assert files.report(soon).overall == "total-passed"


def test_the_age_of_the_answer_is_told(files):
    report = files.report(files.good)
    for signature in report.signatures:
        assert signature.status["source"] == "ocsp"
        assert abs(signature.status["seconds"]) < 3600
    assert "phản hồi OCSP lập lúc" in told(report)


def test_a_timestamp_whose_certificate_has_ended(files):
    """Nothing passes for ever: then the archive has to show that it was there."""
    root = files.trust.certificates[0]
    for later in (
        root.not_valid_after + timedelta(days=1),
        now() + timedelta(days=9000),
    ):
        report = verify_xml(files.good, files.trust, files.issuers, now=later)
        assert report.overall == "indeterminate"
        assert {s.timestamp for s in report.signatures} == {"unknown"}
        assert {s.authority for s in report.signatures} == {"ok"}
        text = told(report)
        assert "đã hết hạn ngày" in text and "gia hạn" in text.splitlines()[3]
    report = verify_xml(files.good, files.trust, files.issuers, now=now())
    assert report.overall == "total-passed"


def test_an_empty_list_of_roots_is_no_proof_of_forgery(files):
    report = files.report(files.good, trust=TrustStore([]))
    assert report.overall == "indeterminate"


# What is no record --------------------------------------------------------------------


def zipped(**names: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in names.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


DER = bytes.fromhex("3082010006092a864886f70d010702a081f2")
HANDED_IN = {
    "photo.png": (b"\x89PNG\r\n\x1a\n" + bytes(40), "ảnh (PNG)"),
    "photo.jpg": (b"\xff\xd8\xff\xe0" + bytes(40), "ảnh (JPEG)"),
    "photo.heic": (b"\0\0\0\x18ftypheic" + bytes(40), "ảnh (HEIC)"),
    "photo.webp": (b"RIFF\x24\0\0\0WEBPVP8 " + bytes(40), "ảnh (WEBP)"),
    "photo.tif": (b"II*\0" + bytes(40), "ảnh (TIFF)"),
    "photo.gif": (b"GIF89a" + bytes(40), "ảnh (GIF)"),
    "a.rar": (b"Rar!\x1a\x07\x01\0" + bytes(40), "tệp nén (RAR)"),
    "a.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(40), "tệp nén (7-Zip)"),
    "a.tgz": (b"\x1f\x8b\x08" + bytes(40), "tệp nén (GZIP)"),
    "a.zip": (zipped(anh_jpg=b"x"), "tệp nén (ZIP)"),
    "hoc-ba.zip": (zipped(hocba_xml=b"<a/>", hocba_pdf=b"%PDF-"), "«hocba.xml»"),
    "a.docx": (zipped(word__document_xml=b"<w/>"), "Word, .docx"),
    "a.xlsx": (zipped(xl__workbook_xml=b"<w/>"), "Excel, .xlsx"),
    "a.odt": (
        zipped(mimetype=b"application/vnd.oasis.opendocument.text"),
        "OpenDocument, .odt",
    ),
    "a.asice": (zipped(**{"META-INF__signatures_xml": b"<s/>"}), "ASiC"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "97–2003"),
    "a.rtf": (b"{\\rtf1 hoc ba}", "RTF"),
    "empty.pdf": (b"", "rỗng"),
    "blank.xml": (b" \r\n", "rỗng"),
    "a.txt": ("Điểm của em".encode(), "văn bản thuần"),
    "utf16.txt": ("Điểm của em".encode("utf-16"), "văn bản thuần"),
    "a.eml": (
        b"From: a@b.vn\r\nSubject: Hoc ba\r\nMIME-Version: 1.0\r\n\r\nChao",
        "thư điện tử",
    ),
    "a.html": (b"<!DOCTYPE html><html><body>x</body></html>", "trang web"),
    "a.bin": (bytes(range(1, 256)) * 4, "không phải loại tệp"),
    "a.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "hình vẽ (SVG)"),
    "invoice.xml": (b"<HDon><DLHDon/></HDon>", "hóa đơn điện tử"),
    "other.xml": (b"<DU_LIEU_HOC_BA Id='data'/>", "học bạ số của hệ thống khác"),
    "broken.xml": (b"<HDon><DLHDon>", "bị hỏng"),
    "deep.xml": (b"<a>" * 5000 + b"</a>" * 5000, "bị hỏng"),
}


@pytest.mark.parametrize("name", HANDED_IN)
def test_what_parents_hand_in(tmp_path, name):
    """Each is told for what it is; none is called invalid, since none was signed."""
    data, words = HANDED_IN[name]
    report = handed_in(tmp_path, name, data)
    assert report.overall == "indeterminate" and report.kind != "record"
    assert report.signatures == []
    text = told(report)
    assert words in text and "KHÔNG HỢP LỆ" not in text
    assert "chữ ký số" in text and ("tệp gốc" in text) and "tra cứu" in text
    assert "KHÔNG PHẢI HỌC BẠ CỦA HỆ THỐNG NÀY" in text.splitlines()[1]


def test_certificates_keys_and_loose_signatures(files, tmp_path):
    holder = files.room.holder(SPECS[SCHOOL], BOOK)
    report = handed_in(tmp_path, "a.cer", holder.certificate)
    assert BOOK.school.name in told(report) and codes(report) == {
        "received.certificate"
    }
    pem = b"-----BEGIN CERTIFICATE-----\n%b-----END CERTIFICATE-----\n"
    report = handed_in(tmp_path, "a.pem", pem % base64.encodebytes(holder.certificate))
    assert codes(report) == {"received.certificate"}
    token = files.room.client.timestamp(b"x")
    report = handed_in(tmp_path, "a.p7s", token)
    assert codes(report) == {"received.cms"}
    key = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
    assert codes(handed_in(tmp_path, "a.key", key)) == {"received.key"}
    assert handed_in(tmp_path, "broken.p7s", DER + bytes(40)).kind == "unsigned"


def test_a_printed_and_a_scanned_pdf(tmp_path):
    """A seal that is printed or pictured proves nothing, and says nothing is wrong."""
    pdf = sample_page.render().pdf.replace(b"urn:vn:hocba:1", b"urn:vn:other:1")
    report = handed_in(tmp_path, "in.pdf", pdf)
    assert codes(report) == {"received.printed_pdf"}
    assert "không có chữ ký số" in told(report) and "WeasyPrint" in told(report)
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (90, 120), "white").save(out, "PDF")
    report = handed_in(tmp_path, "quet.pdf", out.getvalue())
    assert codes(report) == {"received.scanned_pdf"} and "bản quét" in told(report)


def strange_xml(files, change=lambda xml: xml) -> bytes:
    """Return XML of others, signed by somebody with a good certificate."""
    body = b'<Don xmlns="urn:x" Id="don"><Ten>An</Ten></Don>'
    root = b'<Ho><Don xmlns="urn:x" Id="don"><Ten>An</Ten></Don><Ky Id="ky"></Ky></Ho>'
    assert body in root
    holder = files.room.holder(SPECS[SCHOOL], BOOK)
    prepared = signing.prepare(
        root,
        slot_id="ky",
        region_ids=["don"],
        certificate=holder.certificate,
        signing_time=now(),
        role="x",
    )
    value = holder.sign(prepared.digest)
    signed = signing.complete(root, prepared.state, value, client=files.room.client)
    return change(signed)


def test_a_file_that_others_signed(files, tmp_path):
    """Who signed by the certificate's words, intact or not; and it is no record."""
    report = handed_in(tmp_path, "x.xml", strange_xml(files), trust=files.trust)
    assert (report.overall, report.kind) == ("indeterminate", "foreign")
    (signature,) = report.signatures
    assert (signature.signer, signature.content) == (BOOK.school.name, "ok")
    text = told(report)
    assert "còn nguyên" in text and "1 chữ ký số" in text
    changed = strange_xml(files, lambda xml: xml.replace(b">An<", b">Anh<"))
    report = handed_in(tmp_path, "y.xml", changed)
    assert report.signatures[0].content == "failed"
    assert "đã bị thay đổi sau khi ký" in told(report)
    assert report.overall == "indeterminate"


def test_a_pdf_that_others_signed(files, tmp_path):
    from hocba.signing import pdf as signing_pdf

    made = sample_page.render().pdf.replace(b"urn:vn:hocba:1", b"urn:vn:other:1")
    pdf = signing_pdf.add_fields(
        made, [signing_pdf.Field("Signature1", 0, (10, 10, 60, 30))]
    )
    holder = files.room.holder(SPECS[SCHOOL], BOOK)
    prepared = signing_pdf.prepare(
        pdf, field="Signature1", certificate=holder.certificate, signing_time=now()
    )
    value = holder.sign(prepared.digest)
    pdf = signing_pdf.complete(prepared.state, value, client=files.room.client)
    report = handed_in(tmp_path, "x.pdf", pdf)
    assert (report.overall, report.kind) == ("indeterminate", "foreign")
    assert [(s.signer, s.content) for s in report.signatures] == [
        (BOOK.school.name, "ok")
    ]
    assert "không phải học bạ của hệ thống này" in told(report)


def test_all_messages_of_verification_are_in_words():
    """No text of a parser fills a sentence that people read."""
    from hocba.problems import catalogue

    ours = ("verify.", "received.", "xml.", "book.", "cli.")
    filled = {
        code
        for code, texts in catalogue().items()
        if code.startswith(ours) and "{detail}" in texts["vi"]
    }
    assert filled <= {"cli.unreadable", "cli.unwritable", "cli.stopped"}
    assert ORGANISATION_SLOT == SCHOOL
