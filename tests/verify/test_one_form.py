# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What nobody signs has one form: another is told from the file that was issued."""

from __future__ import annotations

import base64
import hashlib
import io
import re

import pytest
from asn1crypto import cms, core, crl
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

DS = b' xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'
XADES = b' xmlns:xades="http://uri.etsi.org/01903/v1.3.2#"'
ROOT = b'xmlns="urn:vn:hocba:1"'


def codes(report) -> set[str]:
    return {problem.code for problem in report.problems}


def moved(xml: bytes, declaration: bytes) -> bytes:
    """Declare a namespace once, at the root: each signature reads the same."""
    return xml.replace(declaration, b"").replace(ROOT, ROOT + declaration, 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: moved(xml, DS),
        lambda xml: moved(xml, XADES),
        lambda xml: xml.replace(b'PhienBan="1.0"', b'PhienBan="1.1"'),
    ],
    ids=["ds at the root", "xades at the root", "another version"],
)
def test_another_form_of_what_nobody_signs(files, change):
    """KP-15: intact, yet not the issued file, whose SHA-256 is told."""
    xml = change(files.good)
    assert xml != files.good
    report = files.report(xml)
    assert report.overall == "indeterminate"
    assert {signature.content for signature in report.signatures} == {"ok"}
    (told,) = (p for p in report.problems if p.code == "verify.saved_again")
    assert told.params["sha256"] == hashlib.sha256(files.good).hexdigest()


def behind(xml: bytes, element: str, more: bytes) -> bytes:
    """Return the file with bytes behind one piece of its last signature's evidence."""
    pattern = rf"<xades:Encapsulated{element}>([^<]+)<".encode()
    found = list(re.finditer(pattern, xml))[-1]
    der = base64.b64encode(base64.b64decode(found[1]) + more)
    return xml[: found.start(1)] + der + xml[found.end(1) :]


def with_list(xml: bytes) -> bytes:
    """Return the file with a list of revocations put into its last timestamp."""
    found = list(re.finditer(rb"<xades:EncapsulatedTimeStamp>([^<]+)<", xml))[-1]
    token = cms.ContentInfo.load(base64.b64decode(found[1]))
    (lists,) = [
        base64.b64decode(one[1])
        for one in re.finditer(rb"<xades:EncapsulatedCRLValue>([^<]+)<", xml)
    ][:1]
    token["content"]["crls"] = [
        cms.RevocationInfoChoice("crl", crl.CertificateList.load(lists))
    ]
    der = base64.b64encode(token.dump(force=True))
    return xml[: found.start(1)] + der + xml[found.end(1) :]


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: behind(xml, "OCSPValue", b"<html>" + bytes(500)),
        lambda xml: behind(xml, "CRLValue", core.Integer(1).dump()),
        with_list,
    ],
    ids=["behind an OCSP answer", "behind a CRL", "inside a timestamp"],
)
def test_evidence_carries_nothing_else(files, change):
    """KP-15: what is no evidence could hold anything."""
    report = files.report(change(files.good))
    assert report.overall == "indeterminate"
    assert "verify.surplus_evidence" in codes(report)


def test_evidence_that_unpacks_to_more_than_a_book(keepers, monkeypatch):
    """One limit holds for all that was added together, not for each piece."""
    monkeypatch.setattr("hocba.verify.walk.MAX_UNPACKED", 200_000)
    writer = IncrementalPdfFileWriter(io.BytesIO(keepers.good))
    store = writer.root["/DSS"]
    lists = generic.ArrayObject(store.get("/CRLs", ()))
    long = crl.CertificateList.load(lists[0].data)
    tbs = long["tbs_cert_list"]
    tbs["crl_extensions"].append(
        {"extn_id": "1.2.3", "critical": False, "extn_value": bytes(150_000)}
    )
    for number in range(2):
        tbs["revoked_certificates"] = [
            {"user_certificate": number + 1, "revocation_date": tbs["this_update"]}
        ]
        stream = generic.StreamObject(stream_data=long.dump(force=True))
        stream.compress()
        lists.append(writer.add_object(stream))
    store["/CRLs"] = lists
    writer.update_container(store)
    out = io.BytesIO()
    writer.write(out)
    report = keepers.report(out.getvalue())
    assert report.overall == "total-failed"
    assert codes(report) == {"verify.pdf_hidden", "verify.last_signed"}
