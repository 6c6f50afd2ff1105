# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The place that a PDF signature stands in: the one hole in what it covers.

What fills it is not signed itself: digits, padding, how a structure is encoded and what
lies beside the signature could be written in many ways. A book is named by the digest
of its bytes, so only the spelling that this library writes is the book's.
"""

from __future__ import annotations

from asn1crypto import algos, cms, core, x509
from pyhanko.sign.general import simple_cms_attribute
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from hocba.problems import Problem, register
from hocba.verify.evidence import issued

register(
    {
        "verify.other_spelling": {
            "en": "The place of the signature was written anew by another program; the "
            "file is not byte for byte the one that was issued.",
            "vi": "Phần chứa chữ ký đã bị phần mềm khác ghi lại; tệp không còn đúng "
            "từng byte như khi phát hành.",
        },
        "verify.surplus_certificates": {
            "en": "Beside the signature stand certificates that it does not need: "
            "{names}.",
            "vi": "Kèm theo chữ ký có chứng thư số không cần thiết: {names}.",
            "level": "warning",
        },
    }
)


def is_exact(data: bytes, one: EmbeddedPdfSignature) -> bool:
    """Return whether the place of a signature is filled as this library does it."""
    start, end = one.byte_range[1], one.byte_range[2]
    written = _written(one.signed_data)
    room = end - start - 2
    if written is None or len(written) * 2 > room:
        return False
    digits = written.hex().upper().encode("ascii")
    return data[start:end] == b"<%b>" % digits.ljust(room, b"0")


def surplus(one: EmbeddedPdfSignature) -> list[Problem]:
    """Name the certificates that lead nowhere from the signer's."""
    left = list(one.other_embedded_certs)
    last = one.signer_cert
    while found := next((c for c in left if issued(last.dump(), c.dump())), None):
        left.remove(found)
        last = found
    if not left:
        return []
    names = ", ".join(sorted(c.subject.human_friendly for c in left))
    return [Problem("verify.surplus_certificates", {"names": names})]


def _written(signed: cms.SignedData) -> bytes | None:
    """Return how this library writes a signature; None where it never would."""
    (signer,) = signed["signer_infos"]
    digest = {"algorithm": signer["digest_algorithm"]["algorithm"].native}
    method = {"algorithm": signer["signature_algorithm"]["algorithm"].native}
    extra = signer["unsigned_attrs"]
    tokens = [] if isinstance(extra, core.Void) else list(extra)
    if len(tokens) != 1 or len(tokens[0]["values"]) != 1:
        return None
    leaf = signer["sid"].chosen
    token = tokens[0]["values"][0].dump()
    certificates = {one.chosen.dump() for one in signed["certificates"]}
    info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": leaf.copy()}),
            "digest_algorithm": algos.DigestAlgorithm(digest),
            "signature_algorithm": algos.SignedDigestAlgorithm(method),
            "signed_attrs": cms.CMSAttributes.load(
                signer["signed_attrs"].untag().dump()
            ),
            "signature": signer["signature"].native,
            "unsigned_attrs": cms.CMSAttributes(
                [
                    simple_cms_attribute(
                        "signature_time_stamp_token", cms.ContentInfo.load(token)
                    )
                ]
            ),
        }
    )
    content = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [algos.DigestAlgorithm(digest)],
            "encap_content_info": {"content_type": "data"},
            "certificates": [x509.Certificate.load(der) for der in certificates],
            "signer_infos": [info],
        }
    )
    whole = cms.ContentInfo({"content_type": "signed_data", "content": content})
    return bytes(whole.dump())
