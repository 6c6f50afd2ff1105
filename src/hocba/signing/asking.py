# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Asking authorities while signing: timestamps, OCSP answers and CRLs.

What they say is collected when a signature is completed (:class:`EvidenceClient`), kept
inside the file, and judged later without any network (:mod:`hocba.signing.trust`).
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from asn1crypto import ocsp, x509
from pyhanko_certvalidator.path import ValidationPath

from hocba.moment import shown
from hocba.problems import Problem
from hocba.signing.answers import (
    MALFORMED,
    Stamp,
    open_token,
    stale,
)
from hocba.signing.claimed import CLOCK_AHEAD
from hocba.signing.contract import Evidence
from hocba.signing.refusals import TimestampUnavailable, TrustError, trust_error
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
)

#: An answer serves all signatures that one certificate makes within this time.
CACHE_SECONDS = 60
#: A service that gave a usable trial token is not asked for another within this time.
TRIAL_SECONDS = 24 * 60 * 60
#: So many signatures have their evidence collected at the same time.
PARALLEL = 4
#: What a proof is judged for before and after the moments in question.
_AROUND = timedelta(seconds=CACHE_SECONDS)


@dataclass(frozen=True)
class _Answer:
    kind: str
    data: bytes
    asked: float


@dataclass(frozen=True)
class _Proof:
    """What shows a certificate to be usable from one moment to another.

    :param asked: when the oldest of its answers was asked for
    """

    evidence: Evidence
    asked: float
    since: datetime
    until: datetime

    def serves(self, now: datetime) -> bool:
        return 0 <= now.timestamp() - self.asked <= CACHE_SECONDS

    def covers(self, moments: Iterable[datetime]) -> bool:
        return all(self.since <= moment <= self.until for moment in moments)


@dataclass(frozen=True)
class _Trial:
    asked: float
    reserve: int
    stamp: Stamp


class EvidenceClient:
    """Collects timestamp and revocation answers for the signatures of a session.

    Safe to share between threads. Answers, and what they were judged to prove of a
    certificate, are reused for at most :data:`CACHE_SECONDS`; each timestamp is checked
    by itself.

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
        self._proofs: dict[tuple[bytes, tuple[str, ...]], _Proof] = {}
        self._trial: _Trial | None = None
        self._lock = threading.Lock()

    def check(self, certificate: bytes) -> None:
        """Make sure that a certificate may sign now (KP Đ8).

        :raises CertificateExpired: or not in force, revoked, untrusted, or
            :class:`StatusUnavailable`
        """
        self._prove(certificate, self._clock(), SIGNING_USAGE)

    def foreseen(self, certificate: bytes) -> Evidence:
        """Return what will prove a signature that is yet to be made.

        Chain and answers of the signer, and of the timestamping service as its trial
        token showed it: they can stand in a file before it is signed.

        :param certificate: the signer's certificate in DER
        :return: evidence without a token
        :raises TimestampUnavailable: as :meth:`token_reserve`
        :raises TrustError: as :meth:`check`
        """
        self.token_reserve()
        trial, now = self._trial, self._clock()
        assert trial is not None
        own = self._prove(certificate, now, SIGNING_USAGE)
        return _together(b"", own, trial.stamp, self._prove_stamp(trial.stamp, now))

    def collect(
        self, signature: bytes, certificate: bytes, foreseen: Evidence | None = None
    ) -> Evidence:
        """Return the evidence for a signature that was just made.

        :param signature: the data that the timestamp covers (SHA-256 of it is sent)
        :param certificate: the signer's certificate in DER
        :param foreseen: what stands in the file already; where it proves signer and
            timestamp, nothing but the token is returned
        :raises TimestampUnavailable: no token, or one that does not prove itself
        :raises TrustError: the signer's certificate proves unusable
        """
        token = self.timestamp(signature)
        stamp, tsa = self._prove_token(token, signature)
        own = self._prove(certificate, stamp.time, SIGNING_USAGE)
        if foreseen and self._proves(foreseen, certificate, stamp):
            return Evidence(token)
        return _together(token, own, stamp, tsa)

    def _proves(self, foreseen: Evidence, certificate: bytes, stamp: Stamp) -> bool:
        """Whether a stranger needs nothing else; a service may sign with many keys."""
        leaf = x509.Certificate.load(certificate)
        chain = list(map(x509.Certificate.load, foreseen.certificates))
        return all(
            judge(one, others, foreseen, stamp.time, self.trust, usage)[0]
            for one, others, usage in (
                (leaf, chain, SIGNING_USAGE),
                (stamp.signer, [*chain, *stamp.chain], TIMESTAMP_USAGE),
            )
        )

    def collect_all(
        self, acts: Sequence[tuple[bytes, bytes] | tuple[bytes, bytes, Evidence | None]]
    ) -> list[Future[Evidence]]:
        """Collect for several signatures, some at the same time.

        :param acts: what :meth:`collect` takes, for each signature
        :return: finished, in the order of the acts; ``result()`` of each gives or
            raises what :meth:`collect` does
        """
        with ThreadPoolExecutor(PARALLEL) as pool:
            futures: list[Future[Evidence]] = []
            for act in acts:
                futures.append(pool.submit(self.collect, *act))
                # What the first proves of signer and service serves the others.
                wait(futures[:1])
        return futures

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
        if known and 0 <= now.timestamp() - known.asked <= TRIAL_SECONDS:
            try:
                # Proven now, it need not be while a signature waits.
                self._prove_stamp(known.stamp, now)
                return known.reserve
            except TrustError:
                pass  # The service may have another certificate by now.
        message = secrets.token_bytes(32)
        token = self.timestamp(message)
        stamp, _evidence = self._prove_token(token, message)
        now = self._clock()
        if abs(stamp.time - now) > CLOCK_AHEAD:
            times = {"own": shown(now), "stamped": shown(stamp.time)}
            raise trust_error(Problem("trust.clock", times))
        # Serial numbers, fractions of a second and ECDSA values vary in length.
        reserve = len(token) * 5 // 4
        self._trial = _Trial(now.timestamp(), reserve, stamp)
        return reserve

    def chain(self, certificate: bytes) -> tuple[bytes, ...]:
        """Return the certificates between a signer and its root, in DER.

        :raises TrustError: the certificate does not lead to a trusted root
        """
        leaf = x509.Certificate.load(certificate)
        path = self._path(leaf, self._clock(), SIGNING_USAGE, self._pool(()))
        line = list(path.iter_certs(include_root=True))
        return tuple(one.dump() for one in reversed(line[1:-1]))

    def _prove_token(self, token: bytes, message: bytes) -> tuple[Stamp, Evidence]:
        """Return what a token over a message states, and the proof of its signer."""
        stamp = open_token(token, message)
        if isinstance(stamp, Problem):
            raise trust_error(stamp)
        return stamp, self._prove_stamp(stamp, stamp.time)

    def _prove_stamp(self, stamp: Stamp, at: datetime) -> Evidence:
        der = stamp.signer.dump()
        evidence = self._prove(der, at, TIMESTAMP_USAGE, stamp.chain)
        if not purpose_is_critical(stamp.signer):
            values = {"subject": subject_name(stamp.signer)}
            raise trust_error(Problem("trust.tsa_purpose", values))
        return evidence

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

    def _pool(self, others: Iterable[x509.Certificate]) -> list[x509.Certificate]:
        return [*map(x509.Certificate.load, self.issuers_chain), *others]

    def _prove(
        self,
        certificate: bytes,
        at: datetime,
        usage: tuple[str, ...],
        others: Iterable[x509.Certificate] = (),
    ) -> Evidence:
        """Return chain and answers that show ``certificate`` to be usable at ``at``.

        What was shown serves again as long as its answers do.

        :param others: further certificates that may belong to the chain
        """
        now = self._clock()
        # A revocation between the timestamp and now must not slip through.
        moments = (at, max(at, now))
        with self._lock:
            known = self._proofs.get((certificate, usage))
        if known and known.serves(now) and known.covers(moments):
            return known.evidence
        leaf, pool = x509.Certificate.load(certificate), self._pool(others)
        path = self._path(leaf, at, usage, pool)
        line = [leaf, *reversed(list(path.iter_certs(include_root=True))[:-1])]
        above = [
            der for der in (one.dump() for one in line[1:]) if der not in self.trust
        ]
        pairs = list(zip(line, line[1:], strict=False))
        answers = [
            answer
            for one, issuer in pairs
            if (answer := self._status(one, issuer, moments[-1], one is leaf))
        ]
        found = self._suffices(leaf, above, answers, moments, usage, pool)
        if isinstance(found, Problem) and found.code == "trust.no_status":
            # Who gave an answer by OCSP may not be provable; a list speaks for itself.
            answers = [
                answer
                for one, issuer in pairs
                if (answer := self._listed(one, issuer, required=one is leaf))
            ]
            found = self._suffices(leaf, above, answers, moments, usage, pool)
        if isinstance(found, Problem):
            self._forget(leaf)
            raise trust_error(found)
        with self._lock:
            self._proofs = {k: p for k, p in self._proofs.items() if p.serves(now)}
            self._proofs[certificate, usage] = found
        return found.evidence

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
        moments: tuple[datetime, datetime],
        usage: tuple[str, ...],
        pool: list[x509.Certificate],
    ) -> _Proof | Problem:
        """Return the proof, or why chain and answers do not prove the leaf."""
        evidence = Evidence(
            timestamp_token=b"",
            certificates=tuple(above),
            ocsps=tuple(a.data for a in answers if a.kind == "ocsp"),
            crls=_unique(a.data for a in answers if a.kind == "crl"),
        )

        def refused(moment: datetime) -> Problem | None:
            verdict, _path = judge(leaf, pool, evidence, moment, self.trust, usage)
            return None if verdict else verdict.reason

        asked = min((a.asked for a in answers), default=self._clock().timestamp())
        since, until = min(moments) - _AROUND, max(moments) + _AROUND
        # Certificates and answers are in force without a gap: what holds at two
        # moments holds in between, so one proof serves all signatures of a minute.
        if not (refused(since) or refused(until)):
            return _Proof(evidence, asked, since, until)
        for moment in dict.fromkeys(moments):
            if reason := refused(moment):
                return _revocation(leaf, evidence.ocsps) or reason
        return _Proof(evidence, asked, *moments)

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
        def serves(known: _Answer) -> bool:
            return 0 <= answer.asked - known.asked <= CACHE_SECONDS

        with self._lock:
            self._cache = {k: a for k, a in self._cache.items() if serves(a)}
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
                values = {"subject": subject_name(one), "revoked_at": shown(at)}
                return Problem("trust.revoked", values)
    return None


def _together(token: bytes, own: Evidence, stamp: Stamp, tsa: Evidence) -> Evidence:
    """The evidence of a signature and of its timestamp."""
    return Evidence(
        timestamp_token=token,
        certificates=_unique(
            own.certificates, (stamp.signer.dump(),), tsa.certificates
        ),
        ocsps=_unique(own.ocsps, tsa.ocsps),
        crls=_unique(own.crls, tsa.crls),
    )


def _unique(*groups: Iterable[bytes]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(der for group in groups for der in group))
