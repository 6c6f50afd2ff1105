# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What others add behind the last signature is named; all else fails (KP-15)."""

from __future__ import annotations

import io
import re
import subprocess
import zlib

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from hocba.verify.spelling import Refused
from hocba.verify.tail import revisions
from tests.verify.keepers import Keepers


def names(report) -> set[str]:
    return {note.code.removeprefix("verify.added_") for note in report.additions}


def codes(report) -> set[str]:
    return {problem.code for problem in report.problems}


HIDDEN = {"verify.pdf_hidden", "verify.last_signed"}
ADDED = {
    "an archive timestamp": (lambda g: g.stamped(g.good), {"timestamp", "evidence"}),
    "a bare timestamp": (lambda g: g.stamped(g.good, evidence=False), {"timestamp"}),
    "a chain of timestamps": (
        lambda g: g.renewed(g.stamped(g.good)),
        {"timestamp", "evidence"},
    ),
    "evidence": (lambda g: g.with_evidence(g.good), {"evidence"}),
    "a receiver's signature": (lambda g: g.received(g.good), {"signature"}),
    "both": (
        lambda g: g.stamped(g.received(g.good)),
        {"signature", "timestamp", "evidence"},
    ),
}


@pytest.mark.parametrize("name", ADDED)
def test_what_may_be_added_is_named_and_changes_no_verdict(keepers, name):
    """A record that was made provable for decades is judged as before (KP-15)."""
    add, expected = ADDED[name]
    before, report = keepers.report(keepers.good), keepers.report(add(keepers))
    assert report.overall == before.overall == "total-passed"
    assert report.problems == [] and names(report) == expected
    assert [s.to_json() for s in report.signatures] == [
        s.to_json() for s in before.signatures
    ]


@pytest.fixture(scope="module")
def former(keepers) -> Keepers:
    """A file of the first releases: evidence follows each signature, the last too."""
    desk = keepers.desk
    desk.foreseeing = False
    try:
        return Keepers(desk, desk.sign(desk.rendered(desk.xml())))
    finally:
        desk.foreseeing = True


@pytest.mark.parametrize("name", ["as it was issued", *ADDED])
def test_files_of_the_first_releases_are_judged_as_before(former, name):
    """KP-15: what was issued with its evidence behind the last signature stays good,
    also where keepers added to it."""
    add, expected = ADDED.get(name, (lambda g: g.good, set()))
    report = former.report(add(former))
    assert report.overall == "total-passed" and not report.problems
    assert names(report) == expected | {"evidence"}
    assert report.signed_length < len(former.good)


def test_a_timestamp_is_told_with_its_time_and_giver(keepers):
    report = keepers.report(keepers.stamped(keepers.good))
    (told,) = (n for n in report.additions if n.code == "verify.added_timestamp")
    assert told.params["signer"] == "Hoc Ba So Demo TSA"
    assert told.params["time"].endswith("+07:00")


def test_a_visible_signature_of_a_receiver_is_no_forgery_but_fails(keepers):
    """It may cover a mark; the file as it was signed is offered."""
    pdf = keepers.received(keepers.good, box=(10, 10, 200, 60))
    report = keepers.report(pdf)
    assert report.overall == "total-failed"
    assert codes(report) == {"verify.added_visible", "verify.last_signed"}
    signed = keepers.report(pdf[: report.signed_length])
    assert "verify.added_visible" not in codes(signed)
    assert {s.content for s in signed.signatures} == {"ok"}


def test_a_timestamp_over_another_document(keepers):
    pdf = keepers.stamped(keepers.good)
    at = pdf.rfind(b"/ModDate", 0, pdf.rfind(b"/DocTimeStamp"))
    forged = bytearray(pdf)
    forged[pdf.index(b"Z)", at) - 1] ^= 1
    report = keepers.report(bytes(forged))
    assert report.overall == "total-failed"
    assert codes(report) == {"verify.added_broken", "verify.last_signed"}


def test_other_judges_agree(keepers, tmp_path):
    path = tmp_path / "stamped.pdf"
    path.write_bytes(keepers.stamped(keepers.good))
    command = ["pdfsig", "-nocert", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid") >= 2


# What must not stand there --------------------------------------------------------


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


def stream(data: bytes, **entries) -> generic.StreamObject:
    return generic.StreamObject(dictionary(**entries), stream_data=data)


def with_store(writer, ref) -> None:
    store = writer.root["/DSS"]
    store["/Certs"].append(ref)
    writer.mark_update(writer.root.raw_get("/DSS"))


def page_as_evidence(writer) -> None:
    """The page's content becomes a «certificate», with other content."""
    ref = writer.root["/Pages"]["/Kids"][0].raw_get("/Contents")
    writer.objects[(0, ref.idnum)] = stream(b"BT (10,0) Tj ET")
    with_store(writer, ref)


def no_certificate(writer) -> None:
    with_store(writer, writer.add_object(stream(b"BT (10,0) Tj ET")))


def more_than_a_certificate(writer) -> None:
    der = writer.root["/DSS"]["/Certs"][0].data
    with_store(writer, writer.add_object(stream(der + b"\0")))


def second_catalogue(writer) -> None:
    writer.add_object(dictionary(Type=pdf_name("/Catalog")))


def unsigned_field(writer) -> None:
    note = dictionary(
        FT=pdf_name("/Sig"),
        Subtype=pdf_name("/Widget"),
        T=generic.TextStringObject("x"),
        Rect=generic.ArrayObject([generic.NumberObject(0)] * 4),
    )
    form = writer.root["/AcroForm"]
    form["/Fields"].append(writer.add_object(note))
    writer.update_container(form)


def other_field(writer) -> None:
    form = writer.root["/AcroForm"]
    note = dictionary(FT=pdf_name("/Tx"), T=generic.TextStringObject("x"))
    form["/Fields"].append(writer.add_object(note))
    writer.update_container(form)


def field_taken_out(writer) -> None:
    form = writer.root["/AcroForm"]
    form["/Fields"].pop()
    writer.update_container(form)


def turned_page(writer) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    page[pdf_name("/Rotate")] = generic.NumberObject(180)
    writer.update_container(page)


def other_names(writer) -> None:
    writer.root[pdf_name("/Names")] = dictionary()
    writer.update_root()


@pytest.mark.parametrize(
    "change",
    [
        page_as_evidence,
        no_certificate,
        more_than_a_certificate,
        second_catalogue,
        unsigned_field,
        other_field,
        field_taken_out,
        turned_page,
        other_names,
    ],
)
def test_additions_that_may_not_be(keepers, change):
    pdf = changed(keepers.good, change)
    report = keepers.report(pdf)
    assert report.overall == "total-failed"
    assert codes(report) == HIDDEN
    # What was signed is still told, and still offered.
    assert {s.content for s in report.signatures} == {"ok"}
    assert keepers.good.startswith(pdf[: report.signed_length])


def test_a_second_signature_under_a_signers_name(keepers):
    pdf = keepers.received(keepers.good).replace(b"(Tiep nhan)", b"(ky-to-chuc)")
    assert pdf.count(b"(ky-to-chuc)") == 1
    report = keepers.report(pdf)
    assert report.overall == "total-failed"
    assert not {"signature"} & names(report)


# The strict reader ----------------------------------------------------------------

SIGNED = (
    b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
    b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n"
    b"trailer\n<</Size 2/Root 1 0 R>>\nstartxref\n45\n%%EOF\n"
)


def table(objects: bytes = b"2 0 obj\n(x)\nendobj\n", **change: bytes) -> bytes:
    """Return a file with one revision that names its objects in a table."""
    start = len(SIGNED)
    body = SIGNED + objects
    places = {
        int(match[1]): match.start() for match in re.finditer(rb"(\d+) 0 obj", objects)
    }
    entries = b"".join(
        b"%d 1\n%010d 00000 n \n" % (number, start + at)
        for number, at in sorted(places.items())
    )
    parts = {
        "between": b"",
        "entries": entries,
        "trailer": b"<</Size 3/Root 1 0 R/Prev 45>>",
        "at": b"%d" % len(body),
        "end": b"%%EOF\n",
    } | change
    return (
        body
        + parts["between"]
        + b"xref\n0 1\n0000000000 65535 f \n"
        + parts["entries"]
        + b"trailer\n"
        + parts["trailer"]
        + b"\nstartxref\n"
        + parts["at"]
        + b"\n"
        + parts["end"]
    )


def packed(rows: bytes, **change: bytes) -> bytes:
    """Return a file with one revision that names its objects in a stream."""
    parts = {
        "size": b"4",
        "index": b"[2 2]",
        "widths": b"[1 2 1]",
        "more": b"",
        "data": zlib.compress(rows),
    } | change
    body = SIGNED + b"2 0 obj\n(x)\nendobj\n"
    at = len(body)
    return body + (
        b"3 0 obj\n<</Type/XRef/Root 1 0 R/Prev 45/Size %b/Index %b/W %b%b"
        b"/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream\nendobj\n"
        b"startxref\n%d\n%%%%EOF\n"
        % (
            parts["size"],
            parts["index"],
            parts["widths"],
            parts["more"],
            len(parts["data"]),
            parts["data"],
            at,
        )
    )


ROWS = b"\1" + len(SIGNED).to_bytes(2, "big") + b"\0"
ROWS += b"\1" + (len(SIGNED) + 19).to_bytes(2, "big") + b"\0"


def read(pdf: bytes):
    return revisions(pdf, len(SIGNED), 2)


def test_known_writers_ways_are_read():
    """Tables and streams, with and without a predictor, several line ends."""
    (found,) = read(table())
    assert found.objects == {2: b"x"} and found.end == len(table())
    assert read(SIGNED) == []
    (found,) = read(packed(ROWS))
    assert found.objects == {2: b"x"} and found.frame == {3}
    lines = (
        b"\2"
        + ROWS[:4]
        + b"\2"
        + bytes((b - a) & 255 for a, b in zip(ROWS[:4], ROWS[4:], strict=True))
    )
    parms = b"/DecodeParms<</Predictor 12/Columns 4>>"
    (found,) = read(packed(lines, more=parms))
    assert found.objects == {2: b"x"}
    assert read(table(b"\n2 0 obj\r\n<</A [1 2.5 (a\\)\\101)]>>\r\nendobj\r\n"))


@pytest.mark.parametrize(
    "pdf",
    [
        SIGNED + b"\n",
        SIGNED + b"%%EOF\n",
        table()[:-1] + b"\n\n",
        table() + b"\0",
        table(b"2 0 obj\n(x)\nendobj\n% note\n"),
        table(b"2 0 obj\n% note\n(x)\nendobj\n"),
        table(b"2 0 obj\n(x)\nendobj\n", between=b"(y)\n"),
        table(b"2 0 obj\n(x)\nendobj\n2 0 obj\n(y)\nendobj\n"),
        table(b"2 1 obj\n(x)\nendobj\n", entries=b"2 1\n%010d 00001 n \n" % 133),
        table(b"02 0 obj\n(x)\nendobj\n"),
        table(b"2 0 obj\n(x) (y)\nendobj\n"),
        table(b"2 0 obj\n<</A 1/A 2>>\nendobj\n"),
        table(b"2 0 obj\n<</A 1/#41 2>>\nendobj\n"),
        table(b"2 0 obj\n" + b"[" * 99 + b"]" * 99 + b"\nendobj\n"),
        table(b"2 0 obj\n(x 7 0 obj )\nendobj\n"),
        table(b"2 0 obj\n(x trailer )\nendobj\n"),
        table(b"2 0 obj\n(x 7%c\n0%c\nobj )\nendobj\n"),
        table(entries=b""),
        table(entries=b"2 1\n0000000001 00000 n \n"),
        table(entries=b"1 1\n0000000000 00001 f \n2 1\n%010d 00000 n \n" % len(SIGNED)),
        table(trailer=b"<</Size 3/Root 1 0 R/Prev 44>>"),
        table(trailer=b"<</Size 9/Root 1 0 R/Prev 45>>"),
        table(trailer=b"<</Size 3/Root 1 0 R/Prev 45/XRefStm 9>>"),
        table(trailer=b"<</Size 3/Root 1 0 R/Prev 45/Encrypt 1 0 R>>"),
        table(at=b"9"),
        table(end=b"%%EOF\n%PDF-1.7\n"),
        table(b"2 0 obj\n<</Length 3>>\nstream\nabcd\nendstream\nendobj\n"),
        table(b"2 0 obj\n<</Length 5>>\nstream\nabcd\nendstream\nendobj\n"),
        table(b"2 0 obj\n<</Length 1 0 R>>\nstream\nabcd\nendstream\nendobj\n"),
        packed(ROWS[:4]),
        packed(ROWS + b"\0"),
        packed(ROWS, size=b"9"),
        packed(ROWS, widths=b"[1 2]"),
        packed(ROWS, index=b"[2 2 2 2]"),
        packed(ROWS, data=zlib.compress(ROWS) + b"x"),
        packed(ROWS[:4] + b"\2" + ROWS[5:]),
    ],
)
def test_every_byte_is_accounted_for(pdf):
    with pytest.raises(Refused):
        read(pdf)


@pytest.mark.parametrize(
    "pdf",
    [
        table(b"2 0 obj\n<</Length 4294967295>>\nstream\nx\nendstream\nendobj\n"),
        table(entries=b"2 9999\n"),
        table(trailer=b"<</Size 2147483647/Root 1 0 R/Prev 45>>"),
        packed(ROWS, index=b"[0 2147483647]"),
        packed(ROWS, widths=b"[8 2147483647 8]"),
        packed(b"\0" * (1 << 26)),
        packed(ROWS, more=b"/DecodeParms<</Predictor 12/Columns 2147483647>>"),
    ],
)
def test_absurd_sizes_are_refused_at_once(pdf):
    """What a file declares is compared, never believed (point 13)."""
    with pytest.raises(Refused):
        read(pdf)


def test_objects_in_a_stream_are_accounted_for():
    def pdf(head: bytes, count: int, entries: bytes) -> bytes:
        inner = zlib.compress(head)
        body = SIGNED + (
            b"2 0 obj\n<</Type/ObjStm/N %d/First 4/Filter/FlateDecode/Length %d>>\n"
            b"stream\n%b\nendstream\nendobj\n" % (count, len(inner), inner)
        )
        rows = b"\1" + len(SIGNED).to_bytes(2, "big") + b"\0" + entries
        data = zlib.compress(rows)
        return body + (
            b"4 0 obj\n<</Type/XRef/Root 1 0 R/Prev 45/Size 5/Index[2 2]/W[1 2 1]"
            b"/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream\nendobj\n"
            b"startxref\n%d\n%%%%EOF\n" % (len(data), data, len(body))
        )

    (found,) = read(pdf(b"3 0 (x)", 1, b"\2\0\2\0"))
    assert found.objects == {3: b"x"} and found.frame == {2, 4}
    for head, count, entries in (
        (b"3 0 (x) (y)", 1, b"\2\0\2\0"),
        (b"3 1 (x)", 1, b"\2\0\2\0"),
        (b"3 0 (x)", 2, b"\2\0\2\0"),
        (b"3 0 (x)", 2_000_000_000, b"\2\0\2\0"),
        (b"3 0 (x)", 1, b"\2\0\2\1"),
        (b"3 0 (x)", 1, b"\1\0\2\0"),
        (b"3 0 (x" + b" " * (1 << 24) + b")", 1, b"\2\0\2\0"),
    ):
        with pytest.raises(Refused):
            read(pdf(head, count, entries))
