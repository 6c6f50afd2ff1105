# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One XML signature, judged on its own: content, certificate, timestamp.

The node that is read is the node that was signed: every Reference must lead to the very
element at the role's fixed path, in the role's order, by an allowed algorithm. A file
may hold anything else only where its schema lets it (signature wrapping).
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from lxml import etree

from hocba.books import xml as books
from hocba.books.model import SlotSpec
from hocba.moment import read_iso
from hocba.problems import Problem, register
from hocba.safexml import Tree
from hocba.signing import xml as signing
from hocba.signing.contract import Evidence
from hocba.signing.trust import TrustStore
from hocba.signing.xml import EXC_C14N, SHA256, SIGNED_PROPERTIES, XADES
from hocba.verify import evidence, values
from hocba.verify.proof import claim, prove
from hocba.verify.report import FAILED, OK, SignatureReport

_METHODS = (signing.RSA_SHA256, signing.ECDSA_SHA256)

register(
    {
        "verify.bad_algorithm": {
            "en": "The signature uses an algorithm that is not allowed: {algorithm}.",
            "vi": "Chữ ký dùng thuật toán không được phép: {algorithm}.",
        },
        "verify.wrong_references": {
            "en": "The signature covers other regions ({found}) than it must "
            "({expected}).",
            "vi": "Chữ ký bao phủ các vùng ({found}) khác với quy định ({expected}).",
        },
        "verify.wrong_node": {
            "en": "The region “{region}” that was signed is not where it is read from.",
            "vi": "Vùng «{region}» được ký không nằm ở vị trí được đọc.",
        },
        "verify.region_changed": {
            "en": "The region “{region}” was changed after it was signed.",
            "vi": "Vùng «{region}» đã bị thay đổi sau khi ký.",
        },
        "verify.properties_changed": {
            "en": "Time, role or certificate of the signature were changed.",
            "vi": "Thời điểm ký, vai trò hoặc chứng thư số của chữ ký đã bị thay đổi.",
        },
        "verify.wrong_certificate": {
            "en": "The certificate is not the one that was signed along.",
            "vi": "Chứng thư số kèm theo không phải là chứng thư đã được ký cùng.",
        },
        "verify.wrong_value": {
            "en": "The signature value is not by the key of the certificate.",
            "vi": "Giá trị chữ ký không phải do khóa của chứng thư số tạo ra.",
        },
        "verify.wrong_role": {
            "en": "The signature was made in the role “{found}”, not “{expected}”.",
            "vi": "Chữ ký được tạo với vai trò «{found}», không phải «{expected}».",
        },
    }
)


@dataclass
class Judged:
    """A report without its last answer, and what the last answer needs.

    :param sha256: hex digest of the certificate
    :param proven_at: the time of the timestamp, only if that is ``ok``
    :param certificate: DER, to be asked whom it names
    :param surplus: kinds of evidence beside it that prove nothing
    """

    report: SignatureReport
    sha256: str
    proven_at: datetime | None
    certificate: bytes
    surplus: tuple[str, ...] = ()


class Judge:
    """Judges the signatures of one file; each region is digested once."""

    def __init__(
        self, tree: Tree, trust: TrustStore | None, now: datetime | None = None
    ) -> None:
        self.tree = tree
        self.trust = trust
        self.now = now
        self.foreign = books.foreign_regions(tree)
        self._digests: dict[str, bytes] = {}
        # What an authority has signed proves itself, in whichever signature it stands.
        self._crls = tuple(map(_decode, signing.crls_of(tree.root)))

    def judge(self, spec: SlotSpec, node: etree._Element) -> Judged:
        """Return what a signature says, without its authority."""
        parts = _Parts(node)
        report = SignatureReport(id=spec.slot_id, role=spec.role)
        certificate = _b64(parts.certificate)
        key = signing.public_key(certificate)
        if key is None:
            report.reasons.append(Problem("trust.unreadable_certificate"))
        report.signer = values.certificate_name(certificate)
        problems, own = self._signed_by(parts, key, certificate)
        problems += self._covers(spec, parts)
        report.content = FAILED if problems or own or key is None else OK
        report.reasons += own + problems
        claimed = _moment(parts.signing_time.text)
        if claimed and not own and key is not None:
            report.signed_at = parts.signing_time.text
        report.covers = [
            values.cover(self.tree, region, proven=report.content == OK)
            for region in spec.region_ids
        ]
        beside = parts.evidence
        report.evidence = evidence.named(beside)
        proven_at = prove(
            report,
            certificate,
            signing.canonical(parts.value),
            self._shared(beside),
            claimed,
            self.trust,
            self.now,
        )
        surplus: tuple[str, ...] = ()
        if proven_at and report.content == OK:
            surplus = tuple(evidence.surplus(certificate, beside))
        sha256 = hashlib.sha256(certificate).hexdigest()
        return Judged(report, sha256, proven_at, certificate, surplus)

    def _shared(self, own: Evidence) -> Evidence:
        """Return the evidence of a signature with the lists that a file holds once."""
        long = (one for one in self._crls if len(one) >= signing.SHARED_CRL)
        return replace(own, crls=tuple(dict.fromkeys((*own.crls, *long))))

    def _signed_by(
        self, parts: _Parts, key: object, certificate: bytes
    ) -> tuple[list[Problem], list[Problem]]:
        """Return what is wrong with the algorithms, and with the signature's own part.

        Without the second, signer, role and time are proven to be the signer's words
        even when a region has changed.
        """
        problems = [
            Problem("verify.bad_algorithm", {"algorithm": found})
            for found in parts.forbidden_algorithms()
        ]
        own = []
        wanted = _b64(parts.certificate_digest)
        if wanted != hashlib.sha256(certificate).digest():
            own.append(Problem("verify.wrong_certificate"))
        if not signing.verify_value(
            key, parts.method, _b64(parts.value), signing.canonical(parts.signed_info)
        ):
            own.append(Problem("verify.wrong_value"))
        last = parts.references[-1]
        digest = hashlib.sha256(signing.canonical(parts.properties)).digest()
        if _b64(last[2]) != digest:
            own.append(Problem("verify.properties_changed"))
        return problems, own

    def _covers(self, spec: SlotSpec, parts: _Parts) -> list[Problem]:
        """Return what is wrong with the regions and the role that was signed."""
        expected = [f"#{region}" for region in spec.region_ids]
        expected.append(f"#{parts.properties.get('Id')}")
        found = [str(reference.get("URI")) for reference in parts.references]
        types = [reference.get("Type") for reference in parts.references]
        if found != expected or types != [None] * (len(found) - 1) + [
            SIGNED_PROPERTIES
        ]:
            return [
                Problem(
                    "verify.wrong_references",
                    {"found": ", ".join(found), "expected": ", ".join(expected)},
                )
            ]
        problems = []
        ids = self.tree.ids
        own = {
            str(parts.properties.get("Id")): parts.properties,
            str(parts.target).removeprefix("#"): parts.node,
        }
        for region, node in own.items():
            if ids.get(region) is not node:
                problems.append(Problem("verify.wrong_node", {"region": region}))
        for region, reference in zip(spec.region_ids, parts.references, strict=False):
            problems += self._region(region, _b64(reference[2]))
        if parts.role != spec.role:
            problems.append(
                Problem(
                    "verify.wrong_role", {"found": parts.role, "expected": spec.role}
                )
            )
        return problems

    def _region(self, region: str, digest: bytes) -> list[Problem]:
        node = books.region_element(self.tree, region)
        if node is None or self.tree.ids.get(region) is not node:
            return [Problem("verify.wrong_node", {"region": region})]
        if region not in self._digests:
            self._digests[region] = hashlib.sha256(signing.canonical(node)).digest()
        problems = []
        if self._digests[region] != digest:
            problems.append(Problem("verify.region_changed", {"region": region}))
        return problems + self.foreign.get(region, [])


class _Parts:
    """The parts of a signature that keeps the schema, by their fixed places."""

    def __init__(self, node: etree._Element) -> None:
        self.node = node
        self.signed_info, self.value, key_info, object_ = node
        self.method = str(self.signed_info[1].get("Algorithm"))
        self.references = list(self.signed_info)[2:]
        self.certificate = key_info[0][0]
        qualifying = object_[0]
        self.target = qualifying.get("Target")
        self.properties = qualifying[0]
        signed = self.properties[0]
        self.signing_time = signed[0]
        cert_digest = signed[1][0][0]
        self.certificate_digest = cert_digest[1]
        self._certificate_digest_method = cert_digest[0]
        self.role = signed[2][0][0].text
        self.unsigned = qualifying[1][0] if len(qualifying) > 1 else None

    def forbidden_algorithms(self) -> list[str]:
        """Return every algorithm that is not on the list of those allowed."""
        wanted: list[tuple[etree._Element, tuple[str, ...]]] = [
            (self.signed_info[0], (EXC_C14N,)),
            (self.signed_info[1], _METHODS),
            (self._certificate_digest_method, (SHA256,)),
        ]
        for reference in self.references:
            transforms = list(reference[0])
            wanted += [(transform, (EXC_C14N,)) for transform in transforms]
            if len(transforms) != 1:
                wanted.append((transforms[-1], ()))
            wanted.append((reference[1], (SHA256,)))
        found = (str(node.get("Algorithm")) for node, _allowed in wanted)
        return [
            name
            for name, (_node, allowed) in zip(found, wanted, strict=True)
            if name not in allowed
        ]

    @property
    def timestamp(self) -> bytes | None:
        """Return the token if there is one over an allowed canonical form."""
        found = self._unsigned("SignatureTimeStamp")
        if not found or found[0][0].get("Algorithm") != EXC_C14N:
            return None
        return _b64(found[0][1])

    @property
    def evidence(self) -> Evidence:
        """Return the evidence inside the file."""
        return Evidence(
            timestamp_token=self.timestamp or b"",
            certificates=self._all("EncapsulatedX509Certificate"),
            ocsps=self._all("EncapsulatedOCSPValue"),
            crls=self._all("EncapsulatedCRLValue"),
        )

    def _unsigned(self, name: str) -> list[etree._Element]:
        if self.unsigned is None:
            return []
        return list(self.unsigned.iter(f"{{{XADES}}}{name}"))

    def _all(self, name: str) -> tuple[bytes, ...]:
        return tuple(map(_b64, self._unsigned(name)))


def _b64(node: etree._Element) -> bytes:
    return _decode(node.text or "")


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except ValueError:
        return b""


def _moment(text: str | None) -> datetime | None:
    try:
        return claim(read_iso(text or ""))
    except ValueError:
        return None
