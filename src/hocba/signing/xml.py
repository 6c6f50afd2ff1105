# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""XAdES-B-T signatures (ETSI EN 319 132-1) over named regions of an XML file.

Each signature selects its regions by ``Reference/@URI``, holds the signing time inside
what is signed and carries its certificate (KP Đ14), then a timestamp and the answers
about revocation, so that it can be proven years later without a network.

Regions and places are known by their ``Id`` only; what they mean is the book's affair.
Signatures are written in Canonical XML and spliced in: no byte that was there changes,
so teachers may sign the same file in parallel and in any order.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from lxml import etree

from hocba.moment import iso
from hocba.problems import fail, register
from hocba.safexml import MAX_BYTES, Tree, clean, element, escape, load
from hocba.signing.claimed import check_in_force, check_stamped, check_taken_over
from hocba.signing.contract import Evidence, EvidenceSource, Prepared
from hocba.signing.keys import UNREADABLE, signing_key

DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
EXC_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
SIGNED_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"

#: A list of revoked certificates from this size on (bytes) stands once in a file;
#: smaller ones in each signature, which then proves itself alone.
SHARED_CRL = 16 * 1024
#: No text in a file may be longer; the parser refuses it (XML_MAX_TEXT_LENGTH).
MAX_TEXT = 10_000_000

_DECLARE_DS = f' xmlns:ds="{DS}"'
_DECLARE_XADES = f' xmlns:xades="{XADES}"'

register(
    {
        "signing.no_region": {
            "en": "The file has no region “{region}” that could be signed.",
            "vi": "Tệp không có vùng «{region}» để ký.",
        },
        "signing.no_slot": {
            "en": "The file has no place “{slot}” for a signature.",
            "vi": "Tệp không có ô chữ ký «{slot}».",
        },
        "signing.slot_taken": {
            "en": "The place “{slot}” already holds another signature.",
            "vi": "Ô chữ ký «{slot}» đã có chữ ký khác.",
        },
        "signing.slot_inside": {
            "en": "The place “{slot}” lies inside the region that it signs.",
            "vi": "Ô chữ ký «{slot}» nằm trong vùng được ký.",
        },
        "signing.region_changed": {
            "en": "The region “{region}” has changed since it was prepared for "
            "signing. Prepare and sign it again.",
            "vi": "Vùng «{region}» đã thay đổi sau khi chuẩn bị ký. Hãy ký lại.",
        },
        "signing.wrong_signature": {
            "en": "The signature value does not belong to this document and "
            "certificate. Sign it again.",
            "vi": "Giá trị chữ ký không khớp với văn bản và chứng thư số. Hãy ký lại.",
        },
        "signing.too_large": {
            "en": "With this signature and its evidence the file would have {size} "
            "bytes, but only {limit} can be read again. Nothing was written; ask the "
            "certificate authority for a working OCSP service, or a shorter list of "
            "revoked certificates.",
            "vi": "Thêm chữ ký này cùng bằng chứng, tệp sẽ có {size} byte, trong khi "
            "chỉ đọc lại được {limit} byte. Chưa ghi gì; hãy yêu cầu tổ chức chứng "
            "thực cung cấp dịch vụ OCSP hoặc danh sách chứng thư số bị thu hồi ngắn "
            "hơn.",
        },
    }
)


def prepare(
    xml: bytes,
    *,
    slot_id: str,
    region_ids: Sequence[str],
    certificate: bytes,
    signing_time: datetime,
    role: str,
) -> Prepared:
    """Return the digest to sign for one place of a file.

    :param slot_id: ``Id`` of the empty element that will hold the signature
    :param region_ids: ``Id```s of the elements to sign, in the order of References
    :param certificate: the signer's, DER
    :param signing_time: aware; written in Vietnam's time
    :param role: the claimed role
    :raises HocbaError: no such place or region, the place is taken or lies inside a
        region, the kind of key is not supported, the certificate is not in force, or
        the file is refused
    """
    if signing_time.tzinfo is None:
        raise ValueError("signing_time needs a time zone")
    method = _method(certificate)
    check_in_force(signing_time, certificate)
    tree = load(xml)
    slot = _slot(tree, slot_id)
    if len(slot) or slot.text:
        raise fail("signing.slot_taken", slot=slot_id)
    _needle(xml, slot, slot_id)
    digests = _digests(tree, slot, slot_id, region_ids)
    properties = _signed_properties(
        slot_id,
        _b64(hashlib.sha256(certificate).digest()),
        iso(signing_time),
        clean(role, "role"),
        len(region_ids),
    )
    signed_info = _signed_info(slot_id, method, digests, properties)
    canonical = _declare(signed_info, _DECLARE_DS)
    parts = (
        f'<ds:Signature{_DECLARE_DS} Id="chu-ky-{slot_id}">{signed_info}',
        element(
            "ds:KeyInfo",
            element("ds:X509Data", element("ds:X509Certificate", _b64(certificate))),
        )
        + f"<ds:Object><xades:QualifyingProperties{_DECLARE_XADES}"
        f' Target="#chu-ky-{slot_id}">{properties}',
        "</xades:QualifyingProperties></ds:Object></ds:Signature>",
    )
    state = {
        "version": 1,
        "slot": slot_id,
        "digests": digests,
        "signed_info": canonical,
        "certificate": _b64(certificate),
        "claimed": signing_time.isoformat(),
        "parts": parts,
    }
    return Prepared(
        hashlib.sha256(canonical.encode()).digest(),
        json.dumps(state, ensure_ascii=False).encode(),
    )


def timestamp_data(state: bytes, signature: bytes) -> bytes:
    """Return what the timestamp of a signature is taken over.

    XAdES stamps the canonical SignatureValue element, not the bare value; give this to
    ``EvidenceClient.collect``.

    :raises HocbaError: the value does not belong to the prepared digest
    """
    known = json.loads(state)
    return _signature_value(known, _checked(known, signature)).encode()


def foreseen(prepared_state: bytes) -> None:
    """Return nothing: in an XML the evidence stands in the signature itself."""


def complete(
    xml: bytes,
    prepared_state: bytes,
    signature: bytes,
    *,
    evidence: Evidence | None = None,
    client: EvidenceSource | None = None,
) -> bytes:
    """Return the file with the signature in its place; all other bytes stay.

    The file may have grown by other signatures since it was prepared. Completing twice
    gives the same file. A long list of revoked certificates (CRL) that the file holds
    already is not written again: the signatures of one file share it.

    :param signature: as the driver returned it (PKCS#1 v1.5, or DER for ECDSA)
    :param evidence: timestamp over :func:`timestamp_data`, with its revocation answers
    :param client: collects the evidence, if none is given
    :raises HocbaError: the regions have changed, the place is taken, signature or
        timestamp belong to something else, the claimed time of signing lies after the
        timestamp, or the file could not be read again
    """
    known = json.loads(prepared_state)
    value = _checked(known, signature)
    slot_id = known["slot"]
    tree = load(xml)
    slot = _slot(tree, slot_id)
    if len(slot):
        if slot.findtext(f"{{{DS}}}Signature/{{{DS}}}SignatureValue") == _b64(value):
            return xml
        raise fail("signing.slot_taken", slot=slot_id)
    needle = _needle(xml, slot, slot_id)
    for region_id, digest in known["digests"]:
        if _digests(tree, slot, slot_id, [region_id])[0][1] != digest:
            raise fail("signing.region_changed", region=region_id)
    stamped = _signature_value(known, value)
    if evidence is None:
        if client is None:
            raise ValueError("evidence or client is needed")
        der = base64.b64decode(known["certificate"])
        evidence = client.collect(stamped.encode(), der)
    check_taken_over(stamped.encode(), evidence.timestamp_token)
    if "claimed" in known:  # not in what an earlier release prepared
        check_stamped(
            datetime.fromisoformat(known["claimed"]), evidence.timestamp_token
        )
    evidence = replace(evidence, crls=_unwritten(tree, evidence.crls))
    head, middle, end = known["parts"]
    markup = "".join(
        (
            head,
            stamped.replace(_DECLARE_DS, "", 1),
            middle,
            _unsigned_properties(slot_id, evidence),
            end,
        )
    )
    at = xml.index(needle) + needle.index(b"><") + 1
    signed = xml[:at] + markup.encode() + xml[at:]
    longest = max(map(len, (evidence.timestamp_token, *evidence.crls))) * 4 // 3
    if len(signed) > MAX_BYTES or longest > MAX_TEXT:
        limit = MAX_TEXT if longest > MAX_TEXT else MAX_BYTES
        raise fail("signing.too_large", size=len(signed), limit=limit)
    return signed


def crls_of(root: etree._Element) -> tuple[str, ...]:
    """Return the lists of revoked certificates in a file, base64, each once."""
    found = root.iter(f"{{{XADES}}}EncapsulatedCRLValue")
    return tuple(dict.fromkeys(node.text or "" for node in found))


def _unwritten(tree: Tree, crls: Sequence[bytes]) -> tuple[bytes, ...]:
    """Return the lists that the file does not hold yet, and all short ones."""
    known = set(crls_of(tree.root)) if crls else ()
    return tuple(one for one in crls if len(one) < SHARED_CRL or _b64(one) not in known)


def canonical(node: etree._Element) -> bytes:
    """Return exclusive Canonical XML of an element, without comments."""
    return etree.tostring(node, method="c14n", exclusive=True, with_comments=False)


def verify_value(key: Any, method: str, value: bytes, data: bytes) -> bool:
    """Return whether an XML signature value over ``data`` is by this key.

    :param method: the SignatureMethod; it must fit the kind of key
    """
    try:
        if method == RSA_SHA256 and isinstance(key, rsa.RSAPublicKey):
            if key.key_size < 2048:
                return False
            key.verify(value, data, padding.PKCS1v15(), hashes.SHA256())
            return True
        if method == ECDSA_SHA256 and isinstance(key, ec.EllipticCurvePublicKey):
            size = (key.key_size + 7) // 8
            if len(value) != 2 * size:
                return False
            der = encode_dss_signature(
                int.from_bytes(value[:size], "big"), int.from_bytes(value[size:], "big")
            )
            key.verify(der, data, ec.ECDSA(hashes.SHA256()))
            return True
    except (InvalidSignature, ValueError):
        return False
    return False


def public_key(certificate: bytes) -> Any | None:
    """Return the key of a DER certificate, None if the certificate cannot be read."""
    try:
        return x509.load_der_x509_certificate(certificate).public_key()
    except UNREADABLE:
        return None


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _declare(markup: str, declaration: str) -> str:
    """Return an element with a namespace declaration, where Canonical XML puts it."""
    end = min(at for at in (markup.find(" "), markup.find(">")) if at > 0)
    return markup[:end] + declaration + markup[end:]


def _slot(tree: Tree, slot_id: str) -> etree._Element:
    slot = tree.ids.get(slot_id)
    if slot is None:
        raise fail("signing.no_slot", slot=slot_id)
    return slot


def _needle(xml: bytes, slot: etree._Element, slot_id: str) -> bytes:
    """Return the bytes of an empty slot; in a file that we wrote they stand once."""
    name = etree.QName(slot).localname
    needle = f'<{name} Id="{slot_id}"></{name}>'.encode()
    if xml.count(needle) != 1:
        raise fail("xml.not_canonical")
    return needle


def _digests(
    tree: Tree, slot: etree._Element, slot_id: str, region_ids: Sequence[str]
) -> list[tuple[str, str]]:
    result = []
    around = set(slot.iterancestors())
    for region_id in region_ids:
        region = tree.ids.get(region_id)
        if region is None:
            raise fail("signing.no_region", region=region_id)
        if region is slot or region in around:
            raise fail("signing.slot_inside", slot=slot_id)
        result.append((region_id, _b64(hashlib.sha256(canonical(region)).digest())))
    return result


def _method(certificate: bytes) -> str:
    key = signing_key(certificate)
    return RSA_SHA256 if isinstance(key, rsa.RSAPublicKey) else ECDSA_SHA256


def _method_element(name: str, algorithm: str) -> str:
    return element(name, Algorithm=algorithm)


def _signed_properties(
    slot_id: str, cert_digest: str, time: str, role: str, regions: int
) -> str:
    digest = _method_element("ds:DigestMethod", SHA256) + element(
        "ds:DigestValue", cert_digest
    )
    formats = (
        element(
            "xades:DataObjectFormat",
            element("xades:MimeType", "text/xml"),
            ObjectReference=f"#tham-chieu-{slot_id}-{n}",
        )
        for n in range(1, regions + 1)
    )
    return element(
        "xades:SignedProperties",
        element(
            "xades:SignedSignatureProperties",
            element("xades:SigningTime", time),
            element(
                "xades:SigningCertificateV2",
                element("xades:Cert", element("xades:CertDigest", digest)),
            ),
            element(
                "xades:SignerRoleV2",
                element(
                    "xades:ClaimedRoles", element("xades:ClaimedRole", escape(role))
                ),
            ),
        ),
        element("xades:SignedDataObjectProperties", *formats),
        Id=f"thuoc-tinh-{slot_id}",
    )


def _canonical_properties(properties: str) -> str:
    """Return SignedProperties as exclusive Canonical XML spells them on their own."""
    alone = _declare(properties, _DECLARE_XADES)
    for name in ("ds:DigestMethod", "ds:DigestValue"):
        alone = alone.replace(f"<{name}", f"<{name}{_DECLARE_DS}")
    return alone


def _signed_info(
    slot_id: str, method: str, digests: list[tuple[str, str]], properties: str
) -> str:
    own = hashlib.sha256(_canonical_properties(properties).encode()).digest()
    references = [
        _reference(digest, Id=f"tham-chieu-{slot_id}-{n}", URI=f"#{region_id}")
        for n, (region_id, digest) in enumerate(digests, 1)
    ]
    references.append(
        _reference(_b64(own), Type=SIGNED_PROPERTIES, URI=f"#thuoc-tinh-{slot_id}")
    )
    return element(
        "ds:SignedInfo",
        _method_element("ds:CanonicalizationMethod", EXC_C14N),
        _method_element("ds:SignatureMethod", method),
        *references,
    )


def _reference(digest: str, **attributes: str) -> str:
    return element(
        "ds:Reference",
        element("ds:Transforms", _method_element("ds:Transform", EXC_C14N)),
        _method_element("ds:DigestMethod", SHA256),
        element("ds:DigestValue", digest),
        **attributes,
    )


def _checked(known: dict[str, Any], signature: bytes) -> bytes:
    """Return the value as XML-DSig spells it, after checking that it is right."""
    certificate = base64.b64decode(known["certificate"])
    key = signing_key(certificate)
    value = signature
    if isinstance(key, ec.EllipticCurvePublicKey):
        size = (key.key_size + 7) // 8
        try:
            r, s = decode_dss_signature(signature)
            value = r.to_bytes(size, "big") + s.to_bytes(size, "big")
        except (ValueError, OverflowError):
            raise fail("signing.wrong_signature")
    data = known["signed_info"].encode()
    if not verify_value(key, _method(certificate), value, data):
        raise fail("signing.wrong_signature")
    return value


def _signature_value(known: dict[str, Any], value: bytes) -> str:
    markup = element("ds:SignatureValue", _b64(value), Id=f"gia-tri-{known['slot']}")
    return _declare(markup, _DECLARE_DS)


def _unsigned_properties(slot_id: str, evidence: Evidence) -> str:
    def values(name: str, items: Sequence[bytes]) -> str:
        return "".join(element(name, _b64(item)) for item in items)

    revocation = ""
    if evidence.crls:
        revocation += element(
            "xades:CRLValues", values("xades:EncapsulatedCRLValue", evidence.crls)
        )
    if evidence.ocsps:
        revocation += element(
            "xades:OCSPValues", values("xades:EncapsulatedOCSPValue", evidence.ocsps)
        )
    return element(
        "xades:UnsignedProperties",
        element(
            "xades:UnsignedSignatureProperties",
            element(
                "xades:SignatureTimeStamp",
                _method_element("ds:CanonicalizationMethod", EXC_C14N),
                element("xades:EncapsulatedTimeStamp", _b64(evidence.timestamp_token)),
                Id=f"dau-thoi-gian-{slot_id}",
            ),
            element(
                "xades:CertificateValues",
                values("xades:EncapsulatedX509Certificate", evidence.certificates),
            ),
            element("xades:RevocationValues", revocation),
        ),
    )
