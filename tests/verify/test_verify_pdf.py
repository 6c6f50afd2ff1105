# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A PDF is judged by its signatures, its attached XML, and the equality of both."""

from __future__ import annotations

import io
import random
import re
import subprocess
from dataclasses import dataclass, replace

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from hocba.books import pdf as pages
from hocba.books import xml as books
from hocba.signing import pdf as signing
from hocba.verify import Issuers, verify_file, verify_pdf
from tests.books.sample import BOOK, other_learner
from tests.verify.papers import CREATED, HEAD, SCHOOL, Desk

SLOTS = [spec.slot_id for spec in books.slots(BOOK)]


@dataclass
class Papers:
    """A signed PDF and what is needed to make others."""

    desk: Desk
    xml: bytes
    empty: bytes
    good: bytes

    def report(self, pdf: bytes, **changes):
        room = self.desk.room
        given = {"trust": room.pki.trust, "issuers": room.issuers(), **changes}
        return verify_pdf(pdf, given["trust"], given["issuers"])


@pytest.fixture(scope="session")
def papers(room) -> Papers:
    desk = Desk(room)
    xml = desk.xml()
    empty = desk.rendered(xml)
    return Papers(desk, xml, empty, desk.sign(empty))


def failing(report) -> set[tuple[str, str]]:
    return {
        (signature.id, name)
        for signature in report.signatures
        for name, state in signature.verdicts.items()
        if state == "failed"
    }


def codes(report) -> set[str]:
    return {problem.code for problem in report.problems}


def changed(pdf: bytes, change) -> bytes:
    """Return a PDF with one more revision."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_good_pdf_passes(papers, tmp_path):
    """Teachers and homeroom in the attached XML, head and school on the PDF (KP-15)."""
    report = papers.report(papers.good)
    assert report.problems == []
    assert report.overall == "total-passed"
    assert [signature.id for signature in report.signatures] == SLOTS
    assert {v for s in report.signatures for v in s.verdicts.values()} == {"ok"}
    school = report.signatures[-1]
    assert (school.role, school.signer) == ("organisation", BOOK.school.name)
    assert [cover.region for cover in school.covers] == ["pdf", "du-lieu", "phat-hanh"]
    assert school.covers[1].values["Lớp"] == "7A1"
    assert school.signed_at.endswith("+07:00") and school.stamped_at
    path = tmp_path / "no-suffix"
    path.write_bytes(papers.good)
    room = papers.desk.room
    found = verify_file(path, room.pki.trust, room.issuers())
    assert (found.overall, found.file) == ("total-passed", str(path))


def test_pdfsig_agrees_about_the_signatures(papers, tmp_path):
    path = tmp_path / "good.pdf"
    path.write_bytes(papers.good)
    said = subprocess.run(
        ["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False
    ).stdout
    assert said.count("Signature is Valid") == 2


def test_without_issuers_or_trust_nothing_is_concluded(papers):
    report = papers.report(papers.good, issuers=None)
    assert (report.overall, failing(report)) == ("indeterminate", set())
    assert {s.authority for s in report.signatures} == {"unknown"}
    report = papers.report(papers.good, trust=None)
    assert (report.overall, failing(report)) == ("indeterminate", set())
    assert {s.certificate for s in report.signatures} == {"unknown"}


def test_a_page_that_says_another_mark_than_the_xml(papers):
    """All signatures are right, yet page and XML differ: the file is void."""
    desk = papers.desk
    pdf = desk.rendered(papers.xml, lambda html: html.replace(">8,0<", ">9,0<"))
    report = papers.report(desk.sign(pdf))
    assert report.overall == "total-failed" and failing(report) == set()
    (problem,) = report.problems
    assert problem.code.startswith("page.") and "9,0" in problem.text()


def test_pages_of_another_learner(papers):
    desk = papers.desk
    name, other = BOOK.learner.name, other_learner().learner.name
    pdf = desk.rendered(papers.xml, lambda html: html.replace(name, other))
    report = papers.report(desk.sign(pdf))
    assert report.overall == "total-failed" and report.problems


def test_a_changed_mark_in_the_attached_xml(papers):
    """Pages and PDF signatures agree with the forged XML; its teacher does not."""
    desk = papers.desk
    forged = papers.xml.replace(b"<CaNam>8.3</CaNam>", b"<CaNam>9.3</CaNam>")
    report = papers.report(desk.sign(desk.rendered(forged)))
    assert failing(report) == {
        ("o-TOAN-CN-1", "content"),
        ("ky-chu-nhiem", "content"),
    }


def overlay(writer) -> None:
    content = writer.root["/Pages"]["/Kids"][0].raw_get("/Contents").get_object()
    content._data = content.data + b"\nBT /F0 10 Tf (9,9) Tj ET"
    content._encoded_data = None
    writer.update_container(content)


def metadata(writer) -> None:
    writer.root[pdf_name("/Lang")] = generic.TextStringObject("en")
    writer.update_root()


def note(writer) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    page[pdf_name("/Annots")] = generic.ArrayObject(
        [
            *page["/Annots"],
            writer.add_object(
                generic.DictionaryObject(
                    {
                        pdf_name("/Type"): pdf_name("/Annot"),
                        pdf_name("/Subtype"): pdf_name("/FreeText"),
                        pdf_name("/Rect"): generic.ArrayObject(
                            map(generic.NumberObject, (10, 10, 90, 90))
                        ),
                        pdf_name("/Contents"): generic.TextStringObject("9,9"),
                    }
                )
            ),
        ]
    )
    writer.update_container(page)


@pytest.mark.parametrize("change", [overlay, metadata, note])
def test_anything_added_after_the_school_has_signed(papers, change):
    """pdfsig alone would call both signatures valid. What was signed is still there,
    so the signatures hold and the file is offered as it was (KP-15)."""
    pdf = changed(papers.good, change)
    report = papers.report(pdf)
    assert report.overall == "total-failed" and failing(report) == set()
    assert codes(report) == {"verify.pdf_hidden", "verify.last_signed"}
    assert papers.good.startswith(pdf[: report.signed_length])


def test_anything_added_between_head_and_school(papers):
    desk = papers.desk
    half = changed(desk.sign(papers.empty, HEAD), note)
    report = papers.report(desk.sign(half, SCHOOL))
    assert failing(report) == {(HEAD, "content")}


def test_signatures_that_are_missing(papers):
    desk = papers.desk
    report = papers.report(papers.empty)
    assert codes(report) == {"verify.missing_signature"}
    report = papers.report(desk.sign(papers.empty, SCHOOL))
    assert report.overall == "total-failed"
    assert codes(report) == {"verify.missing_signature"} and failing(report) == set()
    report = papers.report(desk.sign(papers.empty, HEAD))
    assert codes(report) == {"verify.missing_signature"}
    assert {s.authority for s in report.signatures} == {"unknown"}


def test_a_stranger_seals(papers):
    desk = papers.desk
    stranger = desk.room.signer("79-760-70777", "Trường Lạ", curve=True)
    pdf = desk.sign(papers.empty, ky_to_chuc=stranger)
    report = papers.report(pdf)
    assert failing(report) == {(slot, "authority") for slot in SLOTS}


def test_a_stranger_signs_as_head(papers):
    desk = papers.desk
    stranger = desk.room.signer("X-HEAD", "Người lạ", curve=True)
    report = papers.report(desk.sign(papers.empty, ky_lanh_dao=stranger))
    assert failing(report) == {(HEAD, "authority")}


def test_a_complete_forgery_by_the_same_authority(papers):
    desk = papers.desk

    def who(spec):
        return desk.room.signer(f"X-{spec.slot_id}", "Người lạ", curve=True)

    empty = desk.rendered(desk.xml(holders=who))
    specs = {spec.slot_id: spec for spec in books.slots(BOOK)}
    pdf = desk.sign(empty, ky_lanh_dao=who(specs[HEAD]), ky_to_chuc=who(specs[SCHOOL]))
    report = papers.report(pdf)
    assert failing(report) == {(slot, "authority") for slot in SLOTS}
    approved = Issuers.from_data(desk.room.issuers(f"X-{SCHOOL}"))
    assert failing(papers.report(pdf, issuers=approved)) == failing(report)


def test_a_signature_in_a_field_that_nobody_may_use(papers):
    desk = papers.desk
    pdf = signing.add_fields(papers.empty, [signing.Field("x", 0, (0, 0, 0, 0))])
    stranger = desk.room.signer("X-HEAD", "Người lạ", curve=True)
    report = papers.report(desk.sign(pdf, "x", HEAD, SCHOOL, x=stranger))
    assert failing(report) == {("x", "authority")}


def without_attachment(writer) -> None:
    writer.root[pdf_name("/Names")] = generic.DictionaryObject()
    writer.update_root()


def second_attachment(writer) -> None:
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    names.append(generic.TextStringObject("z.xml"))
    names.append(names.raw_get(1))
    writer.update_container(names)


def attachment_note(writer) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    kind = {pdf_name("/Subtype"): pdf_name("/FileAttachment")}
    page[pdf_name("/Annots")].append(generic.DictionaryObject(kind))
    writer.update_container(page)


@pytest.mark.parametrize(
    "change", [without_attachment, second_attachment, attachment_note]
)
def test_exactly_one_file_is_attached(papers, change):
    desk = papers.desk
    report = papers.report(desk.sign(changed(papers.empty, change)))
    assert report.overall == "total-failed"
    assert codes(report) == {"verify.attachments"}


def action(writer) -> None:
    writer.root[pdf_name("/OpenAction")] = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript")}
    )
    writer.update_root()


def layers(writer) -> None:
    writer.root[pdf_name("/OCProperties")] = generic.DictionaryObject()
    writer.update_root()


@pytest.mark.parametrize("change", [action, layers])
def test_active_and_hidden_content_is_refused(papers, change):
    report = papers.report(papers.desk.sign(changed(papers.empty, change)))
    assert codes(report) == {"verify.pdf_active"}


@pytest.mark.parametrize(
    "attached",
    [b"", b"<a/>", b"not XML", books.build(BOOK).replace(b"7A1", b"7A2", 1)],
)
def test_an_attached_file_that_is_no_signed_book(papers, attached):
    made = pages.render(
        "<html style='font-family: Tinos'>x</html>",
        base_dir=".",
        attachment=("a.xml", attached),
        document_uuid=BOOK.pdf_uuid,
        created=CREATED,
    )
    report = papers.report(made.pdf)
    assert report.overall == "total-failed" and report.problems


@pytest.mark.parametrize(
    "data", [b"%PDF-", b"%PDF-1.7\n%%EOF", b"%PDF-1.7\n" + b"\0" * 4096]
)
def test_broken_files_are_refused(papers, data):
    report = papers.report(data)
    assert report.overall == "total-failed" and report.signatures == []
    assert codes(report) == {"verify.pdf_unreadable"}


def test_no_single_changed_byte_passes(papers):
    """Whatever byte changes before the school's signature, the file is void."""
    chance = random.Random(15)
    ranges = re.findall(rb"/ByteRange\s*\[\s*0 (\d+)", papers.good)
    end = max(map(int, ranges))
    for at in (chance.randrange(10, end) for _ in range(25)):
        forged = bytearray(papers.good)
        forged[at] ^= 1
        assert papers.report(bytes(forged)).overall == "total-failed", at


def test_truncated_files_never_pass(papers):
    for size in range(1000, len(papers.good) - 2000, len(papers.good) // 12):
        assert papers.report(papers.good[:size]).overall == "total-failed", size


def test_huge_files_are_not_read(tmp_path, papers):
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    assert verify_file(path).problems[0].code == "verify.too_large"


def test_another_revision_is_another_document(papers):
    desk = papers.desk
    book = replace(
        BOOK, revision=2, document_uuid="00000000-0000-4000-8000-000000000032"
    )
    assert papers.report(desk.sign(desk.rendered(desk.xml(book)))).overall == (
        "total-passed"
    )
