# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether certificates and timestamps may be believed: judged without any network.

A certificate must be in force when it signs (KP Đ8) and a document must be verifiable
years later (KP Đ15, Đ31): so the answers of the certificate authority are collected
when a signature is completed (:mod:`hocba.signing.asking`), kept inside the file, and
judged here at the time of the timestamp (:func:`validate_certificate`,
:func:`validate_timestamp`).

Certificate paths are built and checked by pyhanko-certvalidator; what counts as a fresh
answer is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from asn1crypto import pem, x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    InsufficientRevinfoError,
    InvalidCertificateError,
    NotYetValidError,
    PathBuildingError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from hocba.moment import shown
from hocba.problems import HocbaError, Problem, register
from hocba.signing.answers import (
    ANSWER_MAX_DELAY,
    CLOCK_TOLERANCE,
    MALFORMED,
    OCSP_MAX_AGE,
    OCSP_MAX_AGE_OPEN,
    fresh_crls,
    fresh_ocsps,
    open_token,
)
from hocba.signing.chains import rooted
from hocba.signing.contract import Evidence
from hocba.signing.remembered import VALIDATOR, Grounds, concerning, parsed, phase

#: What stood here before asking had modules of its own; callers of then still find it.
_MOVED = {
    "asking": ("EvidenceClient",),
    "services": ("Fetch", "http_fetch"),
    "refusals": (
        "CertificateExpired",
        "CertificateNotInForce",
        "CertificateRevoked",
        "CertificateUntrusted",
        "StatusUnavailable",
        "TimestampUnavailable",
        "TrustError",
    ),
}

OK = "ok"
FAILED = "failed"
UNKNOWN = "unknown"

#: Keys that are shorter can be broken.
KEY_BITS = {"rsa": 2048, "ec": 256}

SIGNING_USAGE = ("digital_signature", "non_repudiation")
TIMESTAMP_USAGE = ("time_stamping",)

register(
    {
        "trust.no_anchor_file": {
            "en": "The file of trusted certificates holds no certificate in PEM form.",
            "vi": "Tệp chứng thư số gốc không chứa chứng thư nào ở dạng PEM.",
        },
        "trust.no_anchors": {
            "en": "No trusted root certificates were given, so the certificate of "
            "{subject} cannot be judged.",
            "vi": "Chưa nêu chứng thư số gốc tin cậy nên chưa thể kết luận về chứng "
            "thư của {subject}.",
        },
        "trust.unreadable_certificate": {
            "en": "The certificate cannot be read.",
            "vi": "Không đọc được chứng thư số.",
        },
        "trust.not_in_force": {
            "en": "The certificate of {subject} is in force only from {valid_from}, "
            "after {at}.",
            "vi": "Chứng thư số của {subject} chỉ có hiệu lực từ {valid_from}, sau "
            "thời điểm {at}.",
        },
        "trust.expired": {
            "en": "The certificate of {subject} expired on {valid_to}, before {at}.",
            "vi": "Chứng thư số của {subject} hết hạn ngày {valid_to}, trước thời "
            "điểm {at}.",
        },
        "trust.revoked": {
            "en": "The certificate of {subject} was revoked on {revoked_at}.",
            "vi": "Chứng thư số của {subject} bị thu hồi ngày {revoked_at}.",
        },
        "trust.untrusted": {
            "en": "The certificate of {subject} was not issued by a trusted authority.",
            "vi": "Chứng thư số của {subject} không do tổ chức chứng thực tin cậy cấp.",
        },
        "trust.wrong_usage": {
            "en": "The certificate of {subject} may not be used for signing.",
            "vi": "Chứng thư số của {subject} không được cấp để ký số.",
        },
        "trust.weak_key": {
            "en": "The key of the certificate of {subject} is too weak.",
            "vi": "Khóa của chứng thư số của {subject} quá yếu.",
        },
        "trust.chain_invalid": {
            "en": "The certificate of {subject} cannot be proven ({detail}).",
            "vi": "Không chứng minh được chứng thư số của {subject} ({detail}).",
        },
        "trust.no_status": {
            "en": "No usable answer of the certificate authority shows that the "
            "certificate of {subject} was not revoked at {at}.",
            "vi": "Không có phản hồi dùng được của tổ chức chứng thực cho thấy chứng "
            "thư số của {subject} chưa bị thu hồi tại thời điểm {at}.",
        },
        "trust.tsa_purpose_noted": {
            "level": "warning",
            "en": "The certificate of the timestamping service {subject} does not mark "
            "its purpose as critical (RFC 3161, 2.3); other programs may refuse this "
            "timestamp.",
            "vi": "Chứng thư số của dịch vụ dấu thời gian {subject} không đánh dấu mục "
            "đích sử dụng là bắt buộc (RFC 3161, 2.3); phần mềm khác có thể từ chối "
            "dấu thời gian này.",
        },
        "trust.timestamp_unreadable": {
            "en": "The timestamp cannot be read.",
            "vi": "Không đọc được dấu thời gian.",
        },
        "trust.timestamp_other_data": {
            "en": "The timestamp belongs to other data.",
            "vi": "Dấu thời gian thuộc về dữ liệu khác.",
        },
        "trust.timestamp_invalid": {
            "en": "The signature of the timestamp is invalid.",
            "vi": "Chữ ký của dấu thời gian không hợp lệ.",
        },
    }
)


@dataclass(frozen=True)
class Verdict:
    """One of the answers of a verification (KP Đ15, Đ31).

    :param state: ``ok``, ``failed`` or ``unknown``
    :param reason: why it is not ``ok``; beside ``ok`` a warning that is to be told
    """

    state: str
    reason: Problem | None = None

    def __bool__(self) -> bool:
        return self.state == OK


class TrustStore:
    """The root certificates that a verifier believes in, and how fresh proof must be.

    :param ocsp_max_age: how much older than what it supports an OCSP answer may be; who
        signs and who verifies must agree on it
    """

    def __init__(
        self, anchors: Iterable[bytes], ocsp_max_age: timedelta = OCSP_MAX_AGE
    ) -> None:
        """Take DER certificates; reading a file is :meth:`from_pem`."""
        self.anchors: tuple[bytes, ...] = tuple(dict.fromkeys(anchors))
        self.ocsp_max_age = ocsp_max_age
        self._parsed = [x509.Certificate.load(der) for der in self.anchors]

    @classmethod
    def from_pem(
        cls, data: bytes, ocsp_max_age: timedelta = OCSP_MAX_AGE
    ) -> TrustStore:
        """Read one or more certificates in PEM form.

        :raises HocbaError: ``trust.no_anchor_file`` when there is none
        """
        try:
            anchors = [
                der
                for kind, _headers, der in pem.unarmor(data, multiple=True)
                if kind == "CERTIFICATE"
            ]
            store = cls(anchors, ocsp_max_age)
            for certificate in store._parsed:
                # Parsing is lazy; a broken file must be told now, not while verifying.
                _ = certificate.subject.native, certificate.public_key.native
        except ValueError:
            raise HocbaError(Problem("trust.no_anchor_file")) from None
        if not anchors:
            raise HocbaError(Problem("trust.no_anchor_file"))
        return store

    @property
    def certificates(self) -> list[x509.Certificate]:
        """Return the parsed root certificates."""
        return list(self._parsed)

    def __contains__(self, der: object) -> bool:
        return der in self.anchors


def validate_certificate(
    certificate: bytes,
    others: Iterable[bytes],
    evidence: Evidence,
    at: datetime,
    trust: TrustStore | None,
) -> Verdict:
    """Judge a signer's certificate at the time ``at`` (KP Đ8, Đ12, Đ15).

    In force, issued under a trusted root, made for signing, and shown not to be revoked
    by an answer in ``evidence`` that is fresh with respect to ``at`` and signed by the
    issuer or its delegated responder.

    :param others: further certificates in DER that may belong to the chain
    :param trust: None when the verifier named no root: then ``unknown``
    :return: ``failed`` when something is proven wrong, ``unknown`` when the proof is
        incomplete (no trust, no usable revocation answer)
    """
    try:
        leaf = parsed.load(certificate)
        subject = subject_name(leaf)
        chain = [parsed.load(der) for der in (*others, *evidence.certificates)]
        verdict, _path = judge(leaf, chain, evidence, at, trust, SIGNING_USAGE)
    except MALFORMED:
        return Verdict(FAILED, Problem("trust.unreadable_certificate"))
    if trust is None and verdict.state != FAILED:
        return Verdict(UNKNOWN, Problem("trust.no_anchors", {"subject": subject}))
    return verdict


def validate_timestamp(
    token: bytes,
    message: bytes,
    trust: TrustStore | None,
    evidence: Evidence | None,
) -> tuple[Verdict, datetime | None]:
    """Judge an RFC 3161 token over ``message`` and return the time it states.

    The token's own signature, its link to the message and, at its own time, the
    certificate of the timestamping authority with its purpose and revocation status.

    :param evidence: None leaves the revocation status out of the question, for tokens
        that are kept alone
    :return: the verdict, and the time in UTC as soon as the token proves to belong to
        the message (None otherwise)
    """
    stamp = open_token(token, message)
    if isinstance(stamp, Problem):
        return Verdict(FAILED, stamp), None
    signer, time = stamp.signer, stamp.time
    try:
        others = evidence.certificates if evidence else ()
        chain = [*stamp.chain, *(parsed.load(der) for der in others)]
        verdict, _path = judge(signer, chain, evidence, time, trust, TIMESTAMP_USAGE)
    except MALFORMED:
        return Verdict(FAILED, Problem("trust.timestamp_unreadable")), time
    if trust is None and verdict.state != FAILED:
        problem = Problem("trust.no_anchors", {"subject": subject_name(signer)})
        return Verdict(UNKNOWN, problem), time
    if verdict and not purpose_is_critical(signer):
        values = {"subject": subject_name(signer)}
        verdict = Verdict(OK, Problem("trust.tsa_purpose_noted", values))
    return verdict, time


def subject_name(certificate: x509.Certificate | bytes) -> str:
    """Return the common name of a certificate's subject, for people to read."""
    if isinstance(certificate, bytes):
        certificate = parsed.load(certificate)
    name = certificate.subject.native.get("common_name")
    if isinstance(name, list):
        name = name[-1]
    return str(name or certificate.subject.human_friendly)


def judge(
    leaf: x509.Certificate,
    chain: list[x509.Certificate],
    evidence: Evidence | None,
    at: datetime,
    trust: TrustStore | None,
    usage: tuple[str, ...],
) -> tuple[Verdict, ValidationPath | None]:
    """Judge a leaf; without ``evidence`` its revocation is left out of the question."""
    leaf = parsed.load(leaf.dump())
    values = {"subject": subject_name(leaf), "at": shown(at)}
    if at < leaf.not_valid_before:
        values["valid_from"] = shown(leaf.not_valid_before)
        return Verdict(FAILED, Problem("trust.not_in_force", values)), None
    if at > leaf.not_valid_after:
        values["valid_to"] = shown(leaf.not_valid_after)
        return Verdict(FAILED, Problem("trust.expired", values)), None
    if leaf.ca or not _usable(leaf, usage):
        return Verdict(FAILED, Problem("trust.wrong_usage", values)), None
    key = leaf.public_key
    if key.algorithm in KEY_BITS and key.bit_size < KEY_BITS[key.algorithm]:
        return Verdict(FAILED, Problem("trust.weak_key", values)), None
    if trust is None:
        return Verdict(UNKNOWN), None
    chain = rooted(chain, trust.anchors)
    try:
        needed = _needed(leaf, chain, evidence, trust)
        proven, path = _proof(leaf, chain, needed, at, trust, usage)
        if proven:
            return Verdict(OK), path
    except (ValidationError, PathBuildingError) as error:
        if needed == evidence:
            return _failure(error, values), None
    except MALFORMED:
        # Perhaps in what nothing depends on.
        pass
    try:
        return Verdict(OK), _path(leaf, chain, evidence, at, trust, usage)
    except (ValidationError, PathBuildingError) as error:
        return _failure(error, values), None


def _needed(
    leaf: x509.Certificate,
    chain: list[x509.Certificate],
    evidence: Evidence | None,
    trust: TrustStore,
) -> Evidence | None:
    """Return the evidence without answers about others, which prove nothing here."""
    if evidence is None:
        return None
    line = [leaf, *chain, *trust.certificates]
    return replace(evidence, ocsps=concerning(line, evidence.ocsps))


def _proof(
    leaf: x509.Certificate,
    chain: list[x509.Certificate],
    evidence: Evidence | None,
    at: datetime,
    trust: TrustStore,
    usage: tuple[str, ...],
) -> tuple[bool, ValidationPath | None]:
    """Return what was proven, once for all moments between which nothing changes.

    :return: whether it is proven, and the path, unless another process found it
    """
    grounds = Grounds(
        tuple(one.dump() for one in (leaf, *chain)),
        trust.anchors,
        evidence.ocsps if evidence else (),
        evidence.crls if evidence else (),
        usage,
        evidence is not None,
        trust.ocsp_max_age,
    )
    ages = (trust.ocsp_max_age, OCSP_MAX_AGE_OPEN, -ANSWER_MAX_DELAY)
    key = phase(grounds, at, ages, CLOCK_TOLERANCE)
    if key is None:
        return False, None
    if parsed.learned.get(key):
        return True, None
    path = parsed.proven.get(key)
    if path is None:
        path = _path(leaf, chain, evidence, at, trust, usage)
        parsed.proven.keep(key, path)
    return True, path


def _path(
    leaf: x509.Certificate,
    chain: list[x509.Certificate],
    evidence: Evidence | None,
    at: datetime,
    trust: TrustStore,
    usage: tuple[str, ...],
) -> ValidationPath:
    context = _context(trust, chain, evidence, at, usage)
    return _run(CertificateValidator(leaf, validation_context=context))


def _usable(leaf: x509.Certificate, usage: tuple[str, ...]) -> bool:
    extended = leaf.extended_key_usage_value
    purposes = set(extended.native) if extended is not None else set()
    if usage == TIMESTAMP_USAGE:
        return purposes == set(TIMESTAMP_USAGE)
    allowed = leaf.key_usage_value.native if leaf.key_usage_value else set()
    # A key of a timestamping or OCSP service must not sign school records.
    service = purposes & {"time_stamping", "ocsp_signing"}
    return bool(set(usage) & set(allowed)) and not service


def purpose_is_critical(leaf: x509.Certificate) -> bool:
    """Return whether a certificate binds its user to its purpose (RFC 3161, 2.3)."""
    return "extended_key_usage" in leaf.critical_extensions


def _context(
    trust: TrustStore,
    chain: list[x509.Certificate],
    evidence: Evidence | None,
    at: datetime,
    usage: tuple[str, ...],
) -> ValidationContext:
    rule = RevocationCheckingRule
    if evidence is None:
        checking = RevocationCheckingPolicy(rule.NO_CHECK, rule.NO_CHECK)
    elif usage == SIGNING_USAGE:
        checking = RevocationCheckingPolicy(
            rule.CRL_OR_OCSP_REQUIRED, rule.CHECK_IF_DECLARED
        )
    else:
        checking = RevocationCheckingPolicy(
            rule.CHECK_IF_DECLARED, rule.CHECK_IF_DECLARED
        )
    return ValidationContext(
        trust_roots=trust.certificates,
        other_certs=chain,
        moment=at,
        allow_fetching=False,
        ocsps=fresh_ocsps(evidence.ocsps, at, trust.ocsp_max_age) if evidence else [],
        crls=fresh_crls(evidence.crls, at) if evidence else [],
        # Answers from shortly after the timestamp are the better evidence, so the
        # library's own window is opened and ours (_fresh_…) decides.
        revinfo_policy=CertRevTrustPolicy(checking, retroactive_revinfo=True),
        time_tolerance=CLOCK_TOLERANCE,
        signature_validator=VALIDATOR,
    )


def _failure(error: Exception, values: dict[str, str]) -> Verdict:
    path = getattr(error, "current_path", None)
    if path is not None and not getattr(error, "is_ee_cert", True):
        # The fault lies higher in the chain: name that certificate.
        values = {**values, "subject": subject_name(path.last)}
    if isinstance(error, RevokedError):
        values["revoked_at"] = shown(error.revocation_dt)
        return Verdict(FAILED, Problem("trust.revoked", values))
    if isinstance(error, InsufficientRevinfoError):
        return Verdict(UNKNOWN, Problem("trust.no_status", values))
    if isinstance(error, ExpiredError):
        values["valid_to"] = shown(error.expired_dt)
        return Verdict(FAILED, Problem("trust.expired", values))
    if isinstance(error, NotYetValidError):
        values["valid_from"] = shown(error.valid_from)
        return Verdict(FAILED, Problem("trust.not_in_force", values))
    if isinstance(error, PathBuildingError | InvalidCertificateError):
        return Verdict(FAILED, Problem("trust.untrusted", values))
    values["detail"] = str(error)
    return Verdict(FAILED, Problem("trust.chain_invalid", values))


def _run(validator: CertificateValidator) -> ValidationPath:
    """Run the validator's coroutine to its end.

    It may fetch nothing, so there is nothing to wait for, and no event loop with its
    sockets is needed.
    """
    steps = validator.async_validate_path()
    try:
        steps.send(None)
    except StopIteration as end:
        path: ValidationPath = end.value
        return path
    steps.close()
    raise RuntimeError("the validator waits for something")


def __getattr__(name: str) -> Any:
    # Only who asks for such a name loads what opens a network.
    for module, names in _MOVED.items():
        if name in names:
            return getattr(import_module(f"hocba.signing.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
