# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether certificates and timestamps may be believed, and the evidence for it.

A certificate must be in force when it signs (KP Đ8) and a document must be verifiable
years later (KP Đ15, Đ31): so the answers of the certificate authority are collected
when a signature is completed (:class:`EvidenceClient`), kept inside the file, and
judged later without any network, at the time of the timestamp
(:func:`validate_certificate`, :func:`validate_timestamp`).

Certificate paths are built and checked by pyhanko-certvalidator; what counts as a fresh
answer is decided here.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from http.client import HTTPException
from typing import Any, Protocol
from urllib.parse import urlsplit

from asn1crypto import algos, cms, core, crl, ocsp, pem, tsp, x509
from cryptography import x509 as pyca_x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko.sign.general import extract_certificate_info, extract_signer_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
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

from hocba.problems import HocbaError, Problem, register
from hocba.signing.claimed import CLOCK_AHEAD
from hocba.signing.contract import Evidence
from hocba.signing.remembered import VALIDATOR, Grounds, concerning, parsed, phase

OK = "ok"
FAILED = "failed"
UNKNOWN = "unknown"

#: An OCSP answer may be this much older than the timestamp that it supports; policy,
#: of which a :class:`TrustStore` may have its own (EN 319 102-1).
OCSP_MAX_AGE = timedelta(hours=24)
#: The same for an answer that does not say when the next one comes.
OCSP_MAX_AGE_OPEN = timedelta(minutes=10)
#: Evidence is collected when the signature is made; an answer from long after says
#: nothing about a certificate that was only on hold then.
ANSWER_MAX_DELAY = timedelta(days=7)
#: Clocks of certificate and timestamp authorities may differ by this.
CLOCK_TOLERANCE = timedelta(seconds=60)
#: An answer serves all signatures that one certificate makes within this time.
CACHE_SECONDS = 60
#: A service that gave a usable trial token is not asked for another within this time.
TRIAL_SECONDS = 24 * 60 * 60
#: Signatures and timestamps of other years are nobody's; they cannot be reckoned with.
YEARS = range(1990, 9000)
#: Keys that are shorter can be broken.
KEY_BITS = {"rsa": 2048, "ec": 256}
#: No signature needs more certificates to lead to its root; more are not looked at.
MAX_CERTIFICATES = 64
#: No answer, token or CRL of an authority is larger.
MAX_ANSWER_BYTES = 8 * 1024 * 1024

SIGNING_USAGE = ("digital_signature", "non_repudiation")
TIMESTAMP_USAGE = ("time_stamping",)
STRONG_HASHES = frozenset({"sha256", "sha384", "sha512"})

#: What ASN.1 that somebody made up can raise, in asn1crypto and below.
MALFORMED = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
    RecursionError,
    UnsupportedAlgorithm,
    pyca_x509.InvalidVersion,
    SignatureValidationError,
)

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
            "vi": "Chứng thư số của {subject} không được cấp để kí số.",
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
        "trust.ocsp_old": {
            "en": "The answer of the certificate authority (OCSP) about the "
            "certificate of {subject} is {age} old; at most {limit} are accepted, and "
            "no list of revoked certificates (CRL) can be had instead ({detail}).",
            "vi": "Phản hồi (OCSP) của tổ chức chứng thực về chứng thư số của "
            "{subject} đã cũ {age}; chỉ chấp nhận không quá {limit}, và không lấy được "
            "danh sách thu hồi (CRL) để thay ({detail}).",
        },
        "trust.ocsp_over": {
            "en": "The answer of the certificate authority (OCSP) about the "
            "certificate of {subject} held until {until} only, and no list of revoked "
            "certificates (CRL) can be had instead ({detail}).",
            "vi": "Phản hồi (OCSP) của tổ chức chứng thực về chứng thư số của "
            "{subject} chỉ có giá trị đến {until}, và không lấy được danh sách thu hồi "
            "(CRL) để thay ({detail}).",
        },
        "trust.ocsp_unproven": {
            "en": "Who gave the answer of the certificate authority (OCSP) about the "
            "certificate of {subject} cannot be proven, and no list of revoked "
            "certificates (CRL) can be had instead ({detail}).",
            "vi": "Không chứng minh được bên trả lời (OCSP) về chứng thư số của "
            "{subject}, và không lấy được danh sách thu hồi (CRL) để thay ({detail}).",
        },
        "trust.tsa_purpose": {
            "en": "The certificate of the timestamping service {subject} does not mark "
            "its purpose as critical (RFC 3161, 2.3): other programs refuse its "
            "timestamps. Have the provider replace it, or use another service.",
            "vi": "Chứng thư số của dịch vụ dấu thời gian {subject} không đánh dấu mục "
            "đích sử dụng là bắt buộc (RFC 3161, 2.3): phần mềm khác từ chối dấu thời "
            "gian này. Hãy yêu cầu nhà cung cấp thay chứng thư hoặc dùng dịch vụ khác.",
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
        "trust.clock": {
            "en": "The clock of this server ({own}) and that of the timestamping "
            "service ({stamped}) differ too much. Nothing was signed; have the "
            "operator set the server's clock.",
            "vi": "Đồng hồ máy chủ ({own}) và đồng hồ của dịch vụ dấu thời gian "
            "({stamped}) lệch nhau quá nhiều. Chưa ký gì; hãy nhờ người vận hành chỉnh "
            "lại đồng hồ máy chủ.",
        },
        "trust.status_unavailable": {
            "en": "The certificate authority does not answer whether the certificate "
            "of {subject} is revoked ({detail}). Check the network and try again.",
            "vi": "Không hỏi được tổ chức chứng thực về tình trạng chứng thư số của "
            "{subject} ({detail}). Hãy kiểm tra kết nối mạng rồi thử lại.",
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
            "vi": "Chữ kí của dấu thời gian không hợp lệ.",
        },
        "trust.timestamp_unavailable": {
            "en": "The timestamping service gives no timestamp ({detail}). Check the "
            "network and try again.",
            "vi": "Dịch vụ cấp dấu thời gian không phản hồi đúng ({detail}). Hãy kiểm "
            "tra kết nối mạng rồi thử lại.",
        },
    }
)


class TrustError(HocbaError):
    """A certificate or timestamp cannot be used for signing now."""


class CertificateNotInForce(TrustError):
    """The certificate is not in force yet."""


class CertificateExpired(TrustError):
    """The certificate is not in force any more."""


class CertificateRevoked(TrustError):
    """The certificate authority has revoked the certificate."""


class CertificateUntrusted(TrustError):
    """The certificate does not lead to a trusted root, or not for this use."""


class StatusUnavailable(TrustError):
    """Neither OCSP nor CRL told whether the certificate is revoked."""


class TimestampUnavailable(TrustError):
    """The timestamping service gave no usable token."""


_ERRORS: dict[str, type[TrustError]] = {
    "trust.not_in_force": CertificateNotInForce,
    "trust.expired": CertificateExpired,
    "trust.revoked": CertificateRevoked,
    "trust.no_status": StatusUnavailable,
    "trust.status_unavailable": StatusUnavailable,
    "trust.ocsp_old": StatusUnavailable,
    "trust.ocsp_over": StatusUnavailable,
    "trust.ocsp_unproven": StatusUnavailable,
    "trust.tsa_purpose": TimestampUnavailable,
    "trust.clock": TimestampUnavailable,
    "trust.timestamp_unreadable": TimestampUnavailable,
    "trust.timestamp_other_data": TimestampUnavailable,
    "trust.timestamp_invalid": TimestampUnavailable,
    "trust.timestamp_unavailable": TimestampUnavailable,
}


def _error(problem: Problem) -> TrustError:
    return _ERRORS.get(problem.code, CertificateUntrusted)(problem)


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


# ---------------------------------------------------------------------------
# Judging, without any network


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
        verdict, _path = _judge(leaf, chain, evidence, at, trust, SIGNING_USAGE)
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
    try:
        signed, info = _read_token(token)
        imprint = info["message_imprint"]
        name = imprint["hash_algorithm"]["algorithm"].native
        time: datetime = info["gen_time"].native
        if time.year not in YEARS:
            raise ValueError("no time of ours")
        time = time.astimezone(timezone.utc)
        strong = name in STRONG_HASHES
        if not strong or _digest(name, message) != imprint["hashed_message"].native:
            return Verdict(FAILED, Problem("trust.timestamp_other_data")), None
        signer, chain = _token_signer(signed)
    except MALFORMED:
        return Verdict(FAILED, Problem("trust.timestamp_unreadable")), None
    if signer is None:
        return Verdict(FAILED, Problem("trust.timestamp_invalid")), None
    try:
        others = evidence.certificates if evidence else ()
        chain += [parsed.load(der) for der in others]
        verdict, _path = _judge(signer, chain, evidence, time, trust, TIMESTAMP_USAGE)
    except MALFORMED:
        return Verdict(FAILED, Problem("trust.timestamp_unreadable")), time
    if trust is None and verdict.state != FAILED:
        problem = Problem("trust.no_anchors", {"subject": subject_name(signer)})
        return Verdict(UNKNOWN, problem), time
    if verdict and not _purpose_is_critical(signer):
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


def _judge(
    leaf: x509.Certificate,
    chain: list[x509.Certificate],
    evidence: Evidence | None,
    at: datetime,
    trust: TrustStore | None,
    usage: tuple[str, ...],
) -> tuple[Verdict, ValidationPath | None]:
    """Judge a leaf; without ``evidence`` its revocation is left out of the question."""
    leaf = parsed.load(leaf.dump())
    values = {"subject": subject_name(leaf), "at": _stamp(at)}
    if at < leaf.not_valid_before:
        values["valid_from"] = _stamp(leaf.not_valid_before)
        return Verdict(FAILED, Problem("trust.not_in_force", values)), None
    if at > leaf.not_valid_after:
        values["valid_to"] = _stamp(leaf.not_valid_after)
        return Verdict(FAILED, Problem("trust.expired", values)), None
    if leaf.ca or not _usable(leaf, usage):
        return Verdict(FAILED, Problem("trust.wrong_usage", values)), None
    key = leaf.public_key
    if key.algorithm in KEY_BITS and key.bit_size < KEY_BITS[key.algorithm]:
        return Verdict(FAILED, Problem("trust.weak_key", values)), None
    if trust is None:
        return Verdict(UNKNOWN), None
    chain = _rooted(chain, trust)
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


def _rooted(
    chain: Iterable[x509.Certificate], trust: TrustStore
) -> list[x509.Certificate]:
    """Return the certificates that a trusted root has issued, at first or second hand.

    Paths are sought in every order of the certificates at hand, and strangers can send
    any number that name each other as issuer.
    """
    unknown = dict.fromkeys(one.dump() for one in chain)
    left = {
        der: _certificate(der)
        for der in list(unknown)[:MAX_CERTIFICATES]
        if der not in trust
    }
    issuers = [_certificate(der) for der in trust.anchors]
    rooted: list[x509.Certificate] = []
    while issuers:
        issuer = issuers.pop()
        for der in [der for der, one in left.items() if _issued(one, issuer)]:
            rooted.append(parsed.load(der))
            child = left.pop(der)
            if rooted[-1].ca:
                issuers.append(child)
    return rooted


@lru_cache(maxsize=4 * MAX_CERTIFICATES)
def _certificate(der: bytes) -> pyca_x509.Certificate | None:
    try:
        return pyca_x509.load_der_x509_certificate(der)
    except (ValueError, TypeError, UnsupportedAlgorithm, pyca_x509.InvalidVersion):
        return None


@lru_cache(maxsize=16 * MAX_CERTIFICATES)
def _issued(
    one: pyca_x509.Certificate | None, issuer: pyca_x509.Certificate | None
) -> bool:
    if one is None or issuer is None:
        return False
    try:
        one.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _usable(leaf: x509.Certificate, usage: tuple[str, ...]) -> bool:
    extended = leaf.extended_key_usage_value
    purposes = set(extended.native) if extended is not None else set()
    if usage == TIMESTAMP_USAGE:
        return purposes == set(TIMESTAMP_USAGE)
    allowed = leaf.key_usage_value.native if leaf.key_usage_value else set()
    # A key of a timestamping or OCSP service must not sign school records.
    service = purposes & {"time_stamping", "ocsp_signing"}
    return bool(set(usage) & set(allowed)) and not service


def _purpose_is_critical(leaf: x509.Certificate) -> bool:
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
        ocsps=_fresh_ocsps(evidence.ocsps, at, trust.ocsp_max_age) if evidence else [],
        crls=_fresh_crls(evidence.crls, at) if evidence else [],
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
        values["revoked_at"] = _stamp(error.revocation_dt)
        return Verdict(FAILED, Problem("trust.revoked", values))
    if isinstance(error, InsufficientRevinfoError):
        return Verdict(UNKNOWN, Problem("trust.no_status", values))
    if isinstance(error, ExpiredError):
        values["valid_to"] = _stamp(error.expired_dt)
        return Verdict(FAILED, Problem("trust.expired", values))
    if isinstance(error, NotYetValidError):
        values["valid_from"] = _stamp(error.valid_from)
        return Verdict(FAILED, Problem("trust.not_in_force", values))
    if isinstance(error, PathBuildingError | InvalidCertificateError):
        return Verdict(FAILED, Problem("trust.untrusted", values))
    values["detail"] = str(error)
    return Verdict(FAILED, Problem("trust.chain_invalid", values))


def _fresh_ocsps(
    answers: Iterable[bytes], at: datetime, max_age: timedelta
) -> list[ocsp.OCSPResponse]:
    fresh = []
    for der in answers:
        answer = parsed.answer(der).response
        if answer["response_status"].native != "successful":
            continue
        single = answer.basic_ocsp_response["tbs_response_data"]["responses"]
        # More than one answer in a response is not what was asked for.
        if len(single) == 1 and _stale(single[0], at, max_age) is None:
            fresh.append(answer)
    return fresh


def _fresh_crls(lists: Iterable[bytes], at: datetime) -> list[crl.CertificateList]:
    read = map(parsed.list, lists)
    return [one for one in read if _stale(one["tbs_cert_list"], at) is None]


def _stale(data: Any, at: datetime, max_age: timedelta | None = None) -> Problem | None:
    """Return which rule of freshness an answer breaks at a moment.

    :param max_age: for an answer to a question; a list's own validity is its issuer's
        promise
    """
    issued: datetime = data["this_update"].native
    until: datetime | None = data["next_update"].native
    limit = max_age
    if until is None:
        limit = None if max_age is None else min(max_age, OCSP_MAX_AGE_OPEN)
    over = until + CLOCK_TOLERANCE < at if until else limit is None
    if over or issued > at + ANSWER_MAX_DELAY:
        return Problem("trust.ocsp_over", {"until": _stamp(until or issued)})
    if limit is not None and at - issued > limit:
        ages = {"age": span(at - issued), "limit": span(limit)}
        return Problem("trust.ocsp_old", ages)
    return None


def span(length: timedelta) -> str:
    """Return a length of time as both languages write it: ``72 h``, ``15 min``."""
    minutes = int(length.total_seconds() // 60)
    return f"{minutes // 60} h" if minutes >= 120 else f"{minutes} min"


def _read_token(token: bytes) -> tuple[cms.SignedData, tsp.TSTInfo]:
    content = parsed.token(token)
    if content["content_type"].native != "signed_data":
        raise ValueError("not signed data")
    signed = content["content"]
    encapsulated = signed["encap_content_info"]
    if encapsulated["content_type"].native != "tst_info":
        raise ValueError("not a timestamp")
    return signed, tsp.TSTInfo.load(bytes(encapsulated["content"]), strict=True)


def _token_signer(
    signed: cms.SignedData,
) -> tuple[x509.Certificate | None, list[x509.Certificate]]:
    """Return who signed the token, None if the signature is invalid, and the chain."""
    info = extract_signer_info(signed)
    found = extract_certificate_info(signed)
    name = info["digest_algorithm"]["algorithm"].native
    if name not in STRONG_HASHES or info["signed_attrs"] is core.VOID:
        return None, []
    # XML and PDF of a learner hold the same timestamps.
    key = ("token", hashlib.sha256(signed.dump()).digest())
    if not (parsed.proven.get(key) or parsed.learned.get(key)):
        content = bytes(signed["encap_content_info"]["content"])
        intact, valid = validate_sig_integrity(
            info,
            found.signer_cert,
            expected_content_type="tst_info",
            actual_digest=_digest(name, content),
        )
        if not (intact and valid):
            return None, found.other_certs
        parsed.proven.keep(key, True)
    return parsed.load(found.signer_cert.dump()), found.other_certs


def _digest(name: str, data: bytes) -> bytes:
    return hashlib.new(name, data).digest()


def _stamp(moment: datetime) -> str:
    local = moment.astimezone(timezone(timedelta(hours=7)))
    return local.strftime("%d/%m/%Y %H:%M:%S")


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


# ---------------------------------------------------------------------------
# Asking, while signing


class Fetch(Protocol):
    """Send one HTTP request and return the body of the answer; OSError if it fails."""

    def __call__(
        self, url: str, body: bytes | None = None, content_type: str | None = None
    ) -> bytes:
        """Send ``body`` with POST, or without one ask with GET."""
        ...


def http_fetch(timeout: float = 5.0) -> Fetch:
    """Return a fetcher for http(s) without redirects to anything else."""

    class OnlyHttp(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
            if not newurl.startswith(("http://", "https://")):
                raise OSError(f"redirected to {newurl}")
            return super().redirect_request(req, fp, code, msg, headers, newurl)

    opener = urllib.request.build_opener(OnlyHttp)
    direct = urllib.request.build_opener(OnlyHttp, urllib.request.ProxyHandler({}))

    def fetch(
        url: str, body: bytes | None = None, content_type: str | None = None
    ) -> bytes:
        if not url.startswith(("http://", "https://")):
            raise OSError(f"not an http address: {url}")
        headers = {"Content-Type": content_type} if content_type else {}
        request = urllib.request.Request(url, data=body, headers=headers)
        # A proxy cannot reach this machine's own services.
        local = urlsplit(url).hostname in ("127.0.0.1", "::1", "localhost")
        try:
            with (direct if local else opener).open(request, timeout=timeout) as reply:
                data: bytes = reply.read(MAX_ANSWER_BYTES + 1)
        except HTTPException as error:
            raise OSError(str(error) or type(error).__name__) from error
        if len(data) > MAX_ANSWER_BYTES:
            raise OSError("the answer is too large")
        return data

    return fetch


@dataclass(frozen=True)
class _Answer:
    kind: str
    data: bytes
    asked: float


class EvidenceClient:
    """Collects timestamp and revocation answers for the signatures of a session.

    Safe to share between threads. Answers are reused for at most
    :data:`CACHE_SECONDS` per certificate.

    :param trust: the roots that signer, responders and TSA must lead to
    :param tsa_url: the RFC 3161 service
    :param issuers_chain: intermediate certificates in DER
    :param fetch: sends HTTP requests; tests give their own
    :param clock: returns the current time in UTC; tests give their own
    """

    def __init__(
        self,
        trust: TrustStore,
        tsa_url: str,
        issuers_chain: Iterable[bytes] = (),
        fetch: Fetch | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    ) -> None:
        self.trust = trust
        self.tsa_url = tsa_url
        self.issuers_chain: tuple[bytes, ...] = tuple(issuers_chain)
        self._fetch: Fetch = fetch or http_fetch()
        self._clock = clock
        self._cache: dict[bytes, _Answer] = {}
        self._trial: tuple[float, int] | None = None
        self._lock = threading.Lock()

    def check(self, certificate: bytes) -> None:
        """Make sure that a certificate may sign now (KP Đ8).

        :raises CertificateExpired: or not in force, revoked, untrusted, or
            :class:`StatusUnavailable`
        """
        self._prove(certificate, self._clock(), SIGNING_USAGE, self._pool())

    def collect(self, signature: bytes, certificate: bytes) -> Evidence:
        """Return the evidence for a signature that was just made.

        :param signature: the data that the timestamp covers (SHA-256 of it is sent)
        :param certificate: the signer's certificate in DER
        :raises TimestampUnavailable: no token, or one that does not prove itself
        :raises TrustError: the signer's certificate proves unusable
        """
        token = self.timestamp(signature)
        time, signer, tsa = self._prove_token(token)
        own = self._prove(certificate, time, SIGNING_USAGE, self._pool())
        evidence = Evidence(
            timestamp_token=token,
            certificates=_unique(own.certificates, (signer,), tsa.certificates),
            ocsps=_unique(own.ocsps, tsa.ocsps),
            crls=_unique(own.crls, tsa.crls),
        )
        verdict, _time = validate_timestamp(token, signature, self.trust, evidence)
        if not verdict and verdict.reason:
            raise _error(verdict.reason)
        return evidence

    def token_reserve(self) -> int:
        """Return how many bytes a timestamp of this service may take.

        Asks for a trial token and judges it like a real one, so that a service that is
        of no use, or a clock that is wrong, is told before anybody signs. Asked once in
        :data:`TRIAL_SECONDS`.

        :raises TimestampUnavailable: no token, one that does not prove itself, or
            ``trust.clock``
        """
        now = self._clock()
        known = self._trial
        if known and 0 <= now.timestamp() - known[0] <= TRIAL_SECONDS:
            return known[1]
        message = secrets.token_bytes(32)
        token = self.timestamp(message)
        time, signer, evidence = self._prove_token(token)
        evidence = replace(evidence, certificates=(signer, *evidence.certificates))
        verdict, _time = validate_timestamp(token, message, self.trust, evidence)
        if not verdict and verdict.reason:
            raise _error(verdict.reason)
        now = self._clock()
        if abs(time - now) > CLOCK_AHEAD:
            times = {"own": _stamp(now), "stamped": _stamp(time)}
            raise _error(Problem("trust.clock", times))
        # Serial numbers, fractions of a second and ECDSA values vary in length.
        reserve = len(token) * 5 // 4
        self._trial = (now.timestamp(), reserve)
        return reserve

    def chain(self, certificate: bytes) -> tuple[bytes, ...]:
        """Return the certificates between a signer and its root, in DER.

        :raises TrustError: the certificate does not lead to a trusted root
        """
        leaf = x509.Certificate.load(certificate)
        path = self._path(leaf, self._clock(), SIGNING_USAGE, self._pool())
        line = list(path.iter_certs(include_root=True))
        return tuple(one.dump() for one in reversed(line[1:-1]))

    def _prove_token(self, token: bytes) -> tuple[datetime, bytes, Evidence]:
        """Return the time of a token, who made it, and the proof of that."""
        signed, info = _read_token(token)
        time: datetime = info["gen_time"].native
        signer, embedded = _token_signer(signed)
        if signer is None:
            raise _error(Problem("trust.timestamp_invalid"))
        pool = self._pool() + embedded
        evidence = self._prove(signer.dump(), time, TIMESTAMP_USAGE, pool)
        if not _purpose_is_critical(signer):
            values = {"subject": subject_name(signer)}
            raise _error(Problem("trust.tsa_purpose", values))
        return time, signer.dump(), evidence

    def timestamp(self, message: bytes) -> bytes:
        """Return an RFC 3161 token over SHA-256 of ``message``.

        :raises TimestampUnavailable: the service does not answer, refuses, or answers
            another question
        """
        nonce = secrets.randbits(63) | 1 << 62
        request = tsp.TimeStampReq(
            {
                "version": 1,
                "message_imprint": {
                    "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                    "hashed_message": hashlib.sha256(message).digest(),
                },
                "nonce": nonce,
                "cert_req": True,
            }
        )
        try:
            data = self._fetch(
                self.tsa_url, request.dump(), "application/timestamp-query"
            )
            response = tsp.TimeStampResp.load(data)
            status = response["status"]["status"].native
            if status not in ("granted", "granted_with_mods"):
                raise ValueError(status)
            token: bytes = response["time_stamp_token"].dump()
            _signed, info = _read_token(token)
            if info["nonce"].native != nonce:
                raise ValueError("another nonce")
        except (OSError, *MALFORMED) as error:
            problem = Problem("trust.timestamp_unavailable", {"detail": str(error)})
            raise TimestampUnavailable(problem) from error
        return token

    def _pool(self) -> list[x509.Certificate]:
        return [x509.Certificate.load(der) for der in self.issuers_chain]

    def _prove(
        self,
        certificate: bytes,
        at: datetime,
        usage: tuple[str, ...],
        pool: list[x509.Certificate],
    ) -> Evidence:
        """Return chain and answers that show ``certificate`` to be usable at ``at``."""
        leaf = x509.Certificate.load(certificate)
        path = self._path(leaf, at, usage, pool)
        line = [leaf, *reversed(list(path.iter_certs(include_root=True))[:-1])]
        above = [
            der for der in (one.dump() for one in line[1:]) if der not in self.trust
        ]
        # A revocation between the timestamp and now must not slip through.
        moments = tuple(dict.fromkeys((at, max(at, self._clock()))))
        pairs = list(zip(line, line[1:], strict=False))
        answers = [
            answer
            for one, issuer in pairs
            if (answer := self._status(one, issuer, moments[-1], one is leaf))
        ]
        evidence, reason = self._suffices(leaf, above, answers, moments, usage, pool)
        if reason and reason.code == "trust.no_status":
            # Who gave an answer by OCSP may not be provable; a list speaks for itself.
            answers = [
                answer
                for one, issuer in pairs
                if (answer := self._listed(one, issuer, required=one is leaf))
            ]
            evidence, reason = self._suffices(
                leaf, above, answers, moments, usage, pool
            )
        if reason:
            self._forget(leaf)
            raise _error(reason)
        return evidence

    def _path(
        self,
        leaf: x509.Certificate,
        at: datetime,
        usage: tuple[str, ...],
        pool: list[x509.Certificate],
    ) -> ValidationPath:
        # Only a certificate that leads to a trusted root may send us to an address.
        verdict, path = _judge(leaf, pool, None, at, self.trust, usage)
        if path is None:
            raise _error(verdict.reason or Problem("trust.unreadable_certificate"))
        return path

    def _suffices(
        self,
        leaf: x509.Certificate,
        above: list[bytes],
        answers: list[_Answer],
        moments: Iterable[datetime],
        usage: tuple[str, ...],
        pool: list[x509.Certificate],
    ) -> tuple[Evidence, Problem | None]:
        """Return the evidence, and why it does not prove the leaf."""
        evidence = Evidence(
            timestamp_token=b"",
            certificates=tuple(above),
            ocsps=tuple(a.data for a in answers if a.kind == "ocsp"),
            crls=_unique(a.data for a in answers if a.kind == "crl"),
        )
        for moment in moments:
            verdict, _path = _judge(leaf, pool, evidence, moment, self.trust, usage)
            if not verdict and verdict.reason:
                return evidence, _revocation(leaf, evidence.ocsps) or verdict.reason
        return evidence, None

    def _status(
        self,
        one: x509.Certificate,
        issuer: x509.Certificate,
        at: datetime,
        needed: bool,
    ) -> _Answer | None:
        """Return what is known of a certificate: by OCSP, or else by a list."""
        now = self._clock().timestamp()
        with self._lock:
            known = self._cache.get(one.sha256)
        if known is not None and 0 <= now - known.asked <= CACHE_SECONDS:
            return known
        fault, broken = "", None
        for url in one.ocsp_urls:
            try:
                answer = self._ask_ocsp(url, one, issuer, now)
            except (OSError, *MALFORMED) as error:
                fault = str(error)
                continue
            broken = self._broken(answer, at)
            if broken is None:
                return self._remember(one, answer)
        return self._listed(one, issuer, required=needed, fault=fault, broken=broken)

    def _listed(
        self,
        one: x509.Certificate,
        issuer: x509.Certificate,
        *,
        required: bool,
        fault: str = "",
        broken: Problem | None = None,
    ) -> _Answer | None:
        """Return the list (CRL) that may name a certificate.

        :param fault: why OCSP gave no answer
        :param broken: which rule its answer broke
        """
        now = self._clock().timestamp()
        with self._lock:
            known = self._cache.get(one.sha256)
        if known and known.kind == "crl" and 0 <= now - known.asked <= CACHE_SECONDS:
            return known
        if known and known.kind == "ocsp" and broken is None:
            broken = Problem("trust.ocsp_unproven")
        for url in [url for p in one.crl_distribution_points if (url := p.url)]:
            try:
                return self._remember(one, self._ask_crl(url, one, issuer, now))
            except (OSError, *MALFORMED) as error:
                fault = str(error)
        if not (required or fault or broken):
            return None
        values = {"subject": subject_name(one), "detail": fault or "CRL: –"}
        if broken:
            raise _error(Problem(broken.code, {**broken.params, **values}))
        raise _error(Problem("trust.status_unavailable", values))

    def _broken(self, answer: _Answer, at: datetime) -> Problem | None:
        said = ocsp.OCSPResponse.load(answer.data).basic_ocsp_response
        single = said["tbs_response_data"]["responses"][0]
        if single["cert_status"].name == "revoked":
            return None  # However old, that is an answer.
        return _stale(single, at, self.trust.ocsp_max_age)

    def _remember(self, one: x509.Certificate, answer: _Answer) -> _Answer:
        with self._lock:
            self._cache[one.sha256] = answer
        return answer

    def _ask_ocsp(
        self, url: str, one: x509.Certificate, issuer: x509.Certificate, now: float
    ) -> _Answer:
        nonce = secrets.token_bytes(16)
        request = ocsp.OCSPRequest(
            {
                "tbs_request": {
                    "request_list": [{"req_cert": _cert_id(one, issuer)}],
                    "request_extensions": [
                        {"extn_id": "nonce", "extn_value": core.OctetString(nonce)}
                    ],
                }
            }
        )
        data = self._fetch(url, request.dump(), "application/ocsp-request")
        answer = ocsp.OCSPResponse.load(data, strict=True)
        status = answer["response_status"].native
        if status != "successful":
            raise ValueError(f"OCSP: {status}")
        said = answer.basic_ocsp_response["tbs_response_data"]
        # Responders may leave the nonce out, but a wrong one is a replay.
        given = next(
            (
                extension["extn_value"].parsed.native
                for extension in said["response_extensions"] or ()
                if extension["extn_id"].native == "nonce"
            ),
            nonce,
        )
        if given != nonce:
            raise ValueError("OCSP: another nonce")
        single = said["responses"][0]
        serial = single["cert_id"]["serial_number"].native
        if len(said["responses"]) != 1 or serial != one.serial_number:
            raise ValueError("OCSP: another certificate")
        if single["cert_status"].name == "unknown":
            raise ValueError("OCSP: unknown certificate")
        return _Answer("ocsp", data, now)

    def _ask_crl(
        self, url: str, one: x509.Certificate, issuer: x509.Certificate, now: float
    ) -> _Answer:
        data = self._fetch(url)
        if pem.detect(data):
            _kind, _headers, data = pem.unarmor(data)
        revoked = crl.CertificateList.load(data, strict=True)
        if revoked.issuer != issuer.subject:
            raise ValueError("CRL: another issuer")
        until = revoked["tbs_cert_list"]["next_update"].native
        if until is None or until + CLOCK_TOLERANCE < self._clock():
            raise ValueError(f"CRL: {_stamp(until) if until else '–'}")
        return _Answer("crl", data, now)

    def _forget(self, one: x509.Certificate) -> None:
        with self._lock:
            self._cache.pop(one.sha256, None)


def _revocation(one: x509.Certificate, answers: Iterable[bytes]) -> Problem | None:
    """Return that an answer calls a certificate revoked, even from a later moment on.

    To the judge that is only no proof for the moment in question; a signer has to know.
    """
    for der in answers:
        said = ocsp.OCSPResponse.load(der).basic_ocsp_response["tbs_response_data"]
        for single in said["responses"]:
            same = single["cert_id"]["serial_number"].native == one.serial_number
            if same and single["cert_status"].name == "revoked":
                at = single["cert_status"].chosen["revocation_time"].native
                values = {"subject": subject_name(one), "revoked_at": _stamp(at)}
                return Problem("trust.revoked", values)
    return None


def _cert_id(one: x509.Certificate, issuer: x509.Certificate) -> ocsp.CertId:
    # SHA-1 only names the certificate here; many responders know nothing else.
    return ocsp.CertId(
        {
            "hash_algorithm": {"algorithm": "sha1"},
            "issuer_name_hash": issuer.subject.sha1,
            "issuer_key_hash": issuer.public_key.sha1,
            "serial_number": one.serial_number,
        }
    )


def _unique(*groups: Iterable[bytes]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(der for group in groups for der in group))
