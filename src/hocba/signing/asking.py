# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Asking authorities while signing: timestamps, OCSP answers and CRLs.

What they say is collected when a signature is completed (:class:`EvidenceClient`), kept
inside the file, and judged later without any network (:mod:`hocba.signing.trust`).
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timezone

from asn1crypto import ocsp, x509
from pyhanko_certvalidator.path import ValidationPath

from hocba.problems import HocbaError, Problem, register
from hocba.signing.answers import (
    MALFORMED,
    read_token,
    stale,
    time_text,
    token_signer,
)
from hocba.signing.claimed import CLOCK_AHEAD
from hocba.signing.contract import Evidence
from hocba.signing.services import (
    Fetch,
    ask_crl,
    ask_ocsp,
    ask_timestamp,
    http_fetch,
)
from hocba.signing.trust import (
    SIGNING_USAGE,
    TIMESTAMP_USAGE,
    TrustStore,
    judge,
    purpose_is_critical,
    subject_name,
    validate_timestamp,
)

#: An answer serves all signatures that one certificate makes within this time.
CACHE_SECONDS = 60
#: A service that gave a usable trial token is not asked for another within this time.
TRIAL_SECONDS = 24 * 60 * 60

register(
    {
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


def trust_error(problem: Problem) -> TrustError:
    return _ERRORS.get(problem.code, CertificateUntrusted)(problem)


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
            raise trust_error(verdict.reason)
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
            raise trust_error(verdict.reason)
        now = self._clock()
        if abs(time - now) > CLOCK_AHEAD:
            times = {"own": time_text(now), "stamped": time_text(time)}
            raise trust_error(Problem("trust.clock", times))
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
        signed, info = read_token(token)
        time: datetime = info["gen_time"].native
        signer, embedded = token_signer(signed)
        if signer is None:
            raise trust_error(Problem("trust.timestamp_invalid"))
        pool = self._pool() + embedded
        evidence = self._prove(signer.dump(), time, TIMESTAMP_USAGE, pool)
        if not purpose_is_critical(signer):
            values = {"subject": subject_name(signer)}
            raise trust_error(Problem("trust.tsa_purpose", values))
        return time, signer.dump(), evidence

    def timestamp(self, message: bytes) -> bytes:
        """Return an RFC 3161 token over SHA-256 of ``message``.

        :raises TimestampUnavailable: the service does not answer, refuses, or answers
            another question
        """
        try:
            return ask_timestamp(self._fetch, self.tsa_url, message)
        except (OSError, *MALFORMED) as error:
            problem = Problem("trust.timestamp_unavailable", {"detail": str(error)})
            raise TimestampUnavailable(problem) from error

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
            raise trust_error(reason)
        return evidence

    def _path(
        self,
        leaf: x509.Certificate,
        at: datetime,
        usage: tuple[str, ...],
        pool: list[x509.Certificate],
    ) -> ValidationPath:
        # Only a certificate that leads to a trusted root may send us to an address.
        verdict, path = judge(leaf, pool, None, at, self.trust, usage)
        if path is None:
            raise trust_error(verdict.reason or Problem("trust.unreadable_certificate"))
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
            verdict, _path = judge(leaf, pool, evidence, moment, self.trust, usage)
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
                data = ask_ocsp(self._fetch, url, one, issuer)
            except (OSError, *MALFORMED) as error:
                fault = str(error)
                continue
            answer = _Answer("ocsp", data, now)
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
                data = ask_crl(self._fetch, url, issuer, self._clock())
                return self._remember(one, _Answer("crl", data, now))
            except (OSError, *MALFORMED) as error:
                fault = str(error)
        if not (required or fault or broken):
            return None
        values = {"subject": subject_name(one), "detail": fault or "CRL: –"}
        if broken:
            raise trust_error(Problem(broken.code, {**broken.params, **values}))
        raise trust_error(Problem("trust.status_unavailable", values))

    def _broken(self, answer: _Answer, at: datetime) -> Problem | None:
        said = ocsp.OCSPResponse.load(answer.data).basic_ocsp_response
        single = said["tbs_response_data"]["responses"][0]
        if single["cert_status"].name == "revoked":
            return None  # However old, that is an answer.
        return stale(single, at, self.trust.ocsp_max_age)

    def _remember(self, one: x509.Certificate, answer: _Answer) -> _Answer:
        with self._lock:
            self._cache[one.sha256] = answer
        return answer

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
                values = {"subject": subject_name(one), "revoked_at": time_text(at)}
                return Problem("trust.revoked", values)
    return None


def _unique(*groups: Iterable[bytes]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(der for group in groups for der in group))
