# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two signatures on a rendered page, judged by poppler, pyHanko and pixels."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation.status import SignatureCoverageLevel

from demo import pki as demo_pki
from hocba.books.form import year_form
from hocba.books.page import compare
from hocba.books.pdf import Rendered
from hocba.problems import HocbaError
from hocba.signing import asking, refusals
from hocba.signing import pdf as signing
from hocba.signing.appearance import (
    Appearance,
    Picture,
    points,
    seal_box,
    signature_box,
    union,
)
from hocba.signing.drivers.pkcs11 import Pkcs11Driver
from hocba.words import HEAD_SLOT, ORGANISATION_SLOT
from tests.pages import sample_page
from tests.pages.measure import measure_seal
from tests.signing_pdf import judges

VIETNAM = timezone(timedelta(hours=7))
SIGNED_AT = datetime(2026, 5, 31, 8, 30, 15, tzinfo=VIETNAM)
LINES = ("Số: 17/HB-THCSND", "2026-05-31T08:30:15+07:00")


@dataclass
class Desk:
    """A rendered page on its way through the two signatures."""

    pki: demo_pki.Pki
    rendered: Rendered
    client: asking.EvidenceClient

    def __post_init__(self) -> None:
        self.head = self.pki.members["HT"]
        self.school = self.pki.organisation_member
        self.driver = Pkcs11Driver(self.pki.module_path)
        self.place = self.rendered.anchors["signature"]
        self.lines = self.rendered.anchors["lines"]
        self.signature = signature_box(self.head.image.read_bytes(), self.place[1:])
        self.seal = seal_box(self.signature)

    def with_fields(self) -> bytes:
        """Return the page with both empty fields."""
        page = self.place.page
        around = union((self.seal, self.lines[1:]))
        return signing.add_fields(
            self.rendered.pdf,
            [
                signing.Field(HEAD_SLOT, page, self.place[1:]),
                signing.Field(ORGANISATION_SLOT, page, around, lock=True),
            ],
        )

    def prepare(self, pdf: bytes, field: str, **values: object) -> signing.Prepared:
        """Prepare the signature of a field by whom it belongs to."""
        head = field == HEAD_SLOT
        member = self.head if head else self.school
        box = self.signature if head else self.seal
        given: dict = {
            "field": field,
            "certificate": member.certificate,
            "signing_time": SIGNED_AT,
            "appearance": Appearance(
                (Picture(member.image.read_bytes(), box),),
                () if head else LINES,
                None if head else self.lines[1:],
            ),
            "chain": self.client.chain(member.certificate),
            "token_reserve": self.client.token_reserve(),
            "foreseen": self.client.foreseen(member.certificate),
            **values,
        }
        return signing.prepare(pdf, **given)

    def value(self, prepared: signing.Prepared, field: str) -> bytes:
        """Have the digest signed in the holder's token."""
        member = self.head if field == HEAD_SLOT else self.school
        (value,) = self.driver.sign(
            [prepared.digest], credential=member.credential, secret=member.pin
        )
        assert isinstance(value, bytes)
        return value

    def sign(self, pdf: bytes, field: str, **values: object) -> bytes:
        """Prepare, sign and complete."""
        prepared = self.prepare(pdf, field, **values)
        value = self.value(prepared, field)
        return signing.complete(prepared.state, value, client=self.client)


@pytest.fixture(scope="module")
def desk(pki: demo_pki.Pki) -> Desk:
    return Desk(pki, sample_page.render(), pki.client())


@pytest.fixture(scope="module")
def empty(desk: Desk) -> bytes:
    return desk.with_fields()


@pytest.fixture(scope="module")
def by_head(desk: Desk, empty: bytes) -> bytes:
    return desk.sign(empty, HEAD_SLOT)


@pytest.fixture(scope="module")
def signed(desk: Desk, by_head: bytes) -> bytes:
    return desk.sign(by_head, ORGANISATION_SLOT)


@pytest.fixture(scope="module")
def file(signed: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("signed") / "signed.pdf"
    path.write_bytes(signed)
    return path


@pytest.fixture(scope="module")
def nss(pki: demo_pki.Pki, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return judges.nss_database(tmp_path_factory.mktemp("nss"), pki.trust_path)


@pytest.fixture
def revoked_head(pki: demo_pki.Pki) -> Iterator[None]:
    demo_pki.revoke(pki.directory, "HT")
    yield
    demo_pki.restore(pki.directory, "HT")


def test_pdfsig_says_valid_and_trusted_for_each(file: Path, nss: Path) -> None:
    """KP-15: an independent viewer accepts both signatures."""
    said = judges.pdfsig(file, nss)

    assert list(said) == [HEAD_SLOT, ORGANISATION_SLOT]
    for answers in said.values():
        assert answers["Signature Validation"] == "Signature is Valid."
        assert answers["Certificate Validation"] == "Certificate is Trusted."
        assert answers["Signature Type"] == "ETSI.CAdES.detached"
        assert answers["Signing Hash Algorithm"] == "SHA-256"
    assert said[ORGANISATION_SLOT]["total"] == "True"


def test_pyhanko_trusts_both_offline_with_the_evidence_inside(
    desk: Desk, signed: bytes
) -> None:
    """KP-15: chain, revocation and timestamp are proven without a network."""
    said = judges.pyhanko(signed, desk.pki.trust)

    for status in said.values():
        assert status.bottom_line, status.pretty_print_details()
        assert status.timestamp_validity is not None
        assert status.timestamp_validity.trusted
        assert status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    assert said[HEAD_SLOT].modification_level == ModificationLevel.FORM_FILLING
    last = said[ORGANISATION_SLOT]
    assert last.modification_level == ModificationLevel.NONE
    assert last.coverage == SignatureCoverageLevel.ENTIRE_FILE


def test_the_last_signature_is_the_last_byte(desk: Desk, by_head: bytes) -> None:
    """KP-15: nothing follows a signature that forbids changes, in a strict viewer's
    eyes; what proves both signatures is signed with them."""
    signed = desk.sign(by_head, ORGANISATION_SLOT)
    ranges = re.findall(rb"/ByteRange \[0 \d+ (\d+) (\d+)\]", signed)
    assert sum(map(int, ranges[-1])) == len(signed)
    assert signed.count(b"%%EOF") == by_head.count(b"%%EOF") + 1


def test_another_key_of_the_service_is_proven_behind(
    desk: Desk, by_head: bytes, nss: Path, tmp_path: Path
) -> None:
    """A timestamping service may sign with several keys: what nobody could foresee
    follows the signature, and every judge but a strict viewer accepts it."""
    prepared = desk.prepare(by_head, ORGANISATION_SLOT)
    value = desk.value(prepared, ORGANISATION_SLOT)
    client = desk.pki.client()
    evidence = client.collect(
        signing.timestamp_data(prepared.state, value), desk.school.certificate
    )
    pdf = signing.complete(prepared.state, value, evidence=evidence)
    for status in judges.pyhanko(pdf, desk.pki.trust).values():
        assert status.bottom_line
    path = tmp_path / "behind.pdf"
    path.write_bytes(pdf)
    for answers in judges.pdfsig(path, nss).values():
        assert answers["Signature Validation"] == "Signature is Valid."


def test_time_of_signing_is_written_with_its_zone(signed: bytes) -> None:
    """KP-3.1: every signature tells when; the evidence lies beside it."""
    reader = PdfFileReader(io.BytesIO(signed))
    assert reader.root["/DSS"]["/OCSPs"] and reader.root["/DSS"]["/CRLs"]
    times = [s.self_reported_timestamp for s in reader.embedded_signatures]
    assert times == [SIGNED_AT, SIGNED_AT]
    assert reader.embedded_signatures[0].sig_object.raw_get("/M") == (
        "D:20260531083015+07'00'"
    )


def test_seal_has_real_size_over_a_third_of_the_signature(
    file: Path, tmp_path: Path
) -> None:
    """KP-13.1a: 36 mm, over a third, on the left; measured on the rendered page."""
    judges.run("pdftoppm", "-r", "300", "-png", "-f", "2", file, tmp_path / "page")
    (page,) = tmp_path.glob("page*.png")
    found = measure_seal(page)

    assert found.seal_mm == pytest.approx((36.0, 36.0), abs=0.5)
    assert 0.30 <= found.overlap <= 0.36
    assert found.seal_on_left


def test_number_and_time_stand_on_the_page_in_tinos_only(file: Path) -> None:
    """KP-13.2c: number, ISO 8601 time with zone; one font family in all."""
    text = judges.run("pdftotext", "-layout", file, "-")
    fonts = judges.run("pdffonts", file).splitlines()[2:]

    for line in LINES:
        assert line in text
    assert all(line.split()[0].partition("+")[2].startswith("Tinos") for line in fonts)
    assert all(line.split()[-5:-4] == ["yes"] for line in fonts)


def test_text_is_ten_points_upright_black(desk: Desk, by_head: bytes) -> None:
    """KP-13.2c: 10 pt, upright, black."""
    prepared = desk.prepare(by_head, ORGANISATION_SLOT)
    pdf = prepared.state[prepared.state.index(b"%PDF-") :]
    widget = _widget(pdf, ORGANISATION_SLOT)
    commands = widget["/AP"]["/N"].data.decode()
    assert "/F0 10 Tf" in commands
    assert "BT 0 g" in commands and " rg" not in commands
    assert commands.count("1 0 0 1 ") == len(LINES)


def test_pages_still_say_what_the_form_says(signed: bytes) -> None:
    assert compare(signed, year_form(sample_page.book())) == []


def test_each_signature_adds_little(
    empty: bytes, by_head: bytes, signed: bytes
) -> None:
    assert len(by_head) - len(empty) < 32_000
    assert len(signed) - len(by_head) < 42_000


def test_earlier_bytes_stay_as_they_were(
    desk: Desk, empty: bytes, by_head: bytes, signed: bytes
) -> None:
    """KP-25.4: what was signed is never written again."""
    assert empty.startswith(desk.rendered.pdf)
    assert by_head.startswith(empty)
    assert signed.startswith(by_head)


def test_completing_twice_gives_a_valid_file_each_time(
    desk: Desk, by_head: bytes
) -> None:
    """KP-24.5: a repeated completion neither loses nor doubles a signature."""
    prepared = desk.prepare(by_head, ORGANISATION_SLOT)
    value = desk.value(prepared, ORGANISATION_SLOT)
    for _ in range(2):
        done = signing.complete(prepared.state, value, client=desk.client)
        assert signing.field_names(done, signed=True) == [HEAD_SLOT, ORGANISATION_SLOT]
        assert signing.field_names(done, signed=False) == []
        said = judges.pyhanko(done, desk.pki.trust)
        assert all(status.bottom_line for status in said.values())


def test_lock_forbids_everything_but_evidence(
    desk: Desk, signed: bytes, tmp_path: Path
) -> None:
    """KP-25.4: after the organisation's signature nothing may change."""
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    note = generic.StreamObject(stream_data=b"BT /F0 10 Tf 0 0 Td <0001> Tj ET")
    writer.add_stream_to_page(0, writer.add_object(note))
    out = io.BytesIO()
    writer.write(out)

    said = judges.pyhanko(out.getvalue(), desk.pki.trust)
    assert not said[ORGANISATION_SLOT].bottom_line
    assert not said[HEAD_SLOT].bottom_line

    again = signing.add_fields(signed, [signing.Field("extra", 0, (0, 0, 0, 0))])
    third = desk.prepare(again, "extra", appearance=None)
    done = signing.complete(third.state, desk.value(third, "extra"), client=desk.client)
    assert not judges.pyhanko(done, desk.pki.trust)[ORGANISATION_SLOT].bottom_line


def test_one_changed_byte_breaks_the_signatures_over_it(
    desk: Desk, signed: bytes, by_head: bytes, nss: Path, tmp_path: Path
) -> None:
    place = signed.index(b"/Rect", len(desk.rendered.pdf)) + 8
    changed = bytearray(signed)
    changed[place] ^= 1
    path = tmp_path / "changed.pdf"
    path.write_bytes(changed)
    for answers in judges.pdfsig(path, nss).values():
        assert answers["Signature Validation"] != "Signature is Valid."

    later = bytearray(signed)
    later[len(by_head) + 40] ^= 1
    path.write_bytes(later)
    said = judges.pdfsig(path, nss)
    assert said[HEAD_SLOT]["Signature Validation"] == "Signature is Valid."


def test_value_of_another_digest_or_key_is_refused(desk: Desk, by_head: bytes) -> None:
    """A mixed-up answer of a driver must not produce a broken file."""
    prepared = desk.prepare(by_head, ORGANISATION_SLOT)
    other = desk.prepare(by_head, ORGANISATION_SLOT, reason="khác")
    for value in (
        desk.value(other, ORGANISATION_SLOT),
        desk.value(prepared, HEAD_SLOT),
        b"",
        bytes(256),
    ):
        with pytest.raises(HocbaError) as caught:
            signing.complete(prepared.state, value, client=desk.client)
        assert caught.value.problems[0].code == "pdf.wrong_signature"


def test_only_an_empty_field_of_that_name_can_be_signed(
    desk: Desk, by_head: bytes
) -> None:
    for field in (HEAD_SLOT, "unknown"):
        with pytest.raises(HocbaError, match="ô chữ ký"):
            desk.prepare(by_head, field)
    with pytest.raises(HocbaError) as caught:
        signing.add_fields(by_head, [signing.Field(HEAD_SLOT, 0, (0, 0, 9, 9))])
    assert caught.value.problems[0].code == "pdf.field_exists"
    with pytest.raises(HocbaError) as caught:
        signing.add_fields(b"no PDF", [])
    assert caught.value.problems[0].code == "pdf.unreadable"


def test_revocation_between_preparing_and_completing_stops(
    desk: Desk, revoked_head: None
) -> None:
    """KP-12: the certificate counts at the time of signing."""
    prepared = desk.prepare(desk.with_fields(), HEAD_SLOT)
    value = desk.value(prepared, HEAD_SLOT)
    with pytest.raises(refusals.CertificateRevoked, match="Đặng Quốc Khánh"):
        signing.complete(prepared.state, value, client=desk.pki.client())


def test_evidence_collected_before_must_be_of_this_signature(desk: Desk) -> None:
    """KP-14: a timestamp of other data, however good, does not get into the file."""
    prepared = desk.prepare(desk.with_fields(), HEAD_SLOT)
    value = desk.value(prepared, HEAD_SLOT)
    data = signing.timestamp_data(prepared.state, value)
    own = desk.client.collect(data, desk.head.certificate)
    signed = signing.complete(prepared.state, value, evidence=own)
    assert signing.field_names(signed, signed=True) == [HEAD_SLOT]
    other = desk.client.collect(data + b".", desk.head.certificate)
    for evidence in (other, replace(own, timestamp_token=b"0")):
        with pytest.raises(HocbaError) as caught:
            signing.complete(prepared.state, value, evidence=evidence)
        assert caught.value.problems[0].code == "signing.wrong_timestamp"
    with pytest.raises(HocbaError) as caught:
        signing.timestamp_data(prepared.state, bytes(256))
    assert caught.value.problems[0].code == "pdf.wrong_signature"


def test_token_larger_than_its_reserve_is_an_error_not_a_broken_file(
    desk: Desk,
) -> None:
    prepared = desk.prepare(desk.with_fields(), HEAD_SLOT, token_reserve=100)
    value = desk.value(prepared, HEAD_SLOT)
    with pytest.raises(HocbaError) as caught:
        signing.complete(prepared.state, value, client=desk.client)
    assert caught.value.problems[0].code == "pdf.reserve"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda a: Appearance((Picture(b"x", a.pictures[0].box),)), "no_picture"),
        (
            lambda a: Appearance((Picture(a.pictures[0].png, (0, 0, 9, 9)),)),
            "outside",
        ),
        (lambda a: Appearance(lines=("漢",), lines_box=a.lines_box), "no_letter"),
        (lambda a: Appearance(lines=("W" * 60,), lines_box=a.lines_box), "too_wide"),
    ],
)
def test_unusable_appearance_is_told(
    desk: Desk, by_head: bytes, change, code: str
) -> None:
    good = Appearance(
        (Picture(desk.school.image.read_bytes(), desk.seal),), LINES, desk.lines[1:]
    )
    with pytest.raises(HocbaError) as caught:
        desk.prepare(by_head, ORGANISATION_SLOT, appearance=change(good))
    assert caught.value.problems[0].code == f"appearance.{code}"


def test_geometry_keeps_proportions_centre_and_real_size(desk: Desk) -> None:
    """KP-13.2a: centred between title and name; the seal has its real size."""
    x0, y0, x1, y1 = desk.signature
    box = desk.place
    assert (x0 + x1) / 2 == pytest.approx((box.x0 + box.x1) / 2)
    assert (y0 + y1) / 2 == pytest.approx((box.y0 + box.y1) / 2)
    assert x1 - x0 <= points(46) + 0.01
    left, bottom, right, top = desk.seal
    assert right - left == top - bottom == pytest.approx(points(36))
    assert (right - x0) / (x1 - x0) == pytest.approx(1 / 3)


def _widget(pdf: bytes, name: str) -> generic.DictionaryObject:
    reader = PdfFileReader(io.BytesIO(pdf))
    for field in reader.root["/AcroForm"]["/Fields"]:
        if field.get_object()["/T"] == name:
            return field.get_object()
    raise LookupError(name)
