# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What was proven about a certificate, kept for the next signature that leans on it.

The signatures of a book rest upon few certificates and answers: the timestamping
authority is the same for all of them, and so is the authority above the signers. What
is kept is keyed on the very bytes that went into it, never on a name; only proofs are
kept, so that what fails is judged anew and told with its own time; and all that is kept
is bounded.

A certificate is judged at a moment. Between two moments nothing can change unless a
time that one of the inputs names lies between them: the terms of certificates, the time
of an answer and of the next, the time of a revocation, each with the tolerances that
are reckoned with. So one proof serves all moments between two such times
(:func:`phase`), and for each other moment there is another.
"""

from __future__ import annotations

import hashlib
import threading
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Generic, TypeVar

from asn1crypto import cms, crl, ocsp, x509
from cryptography import x509 as pyca_x509
from pyhanko_certvalidator.policy_decl import FRESHNESS_FALLBACK_VALIDITY_DEFAULT
from pyhanko_certvalidator.sig_validate import (
    DEFAULT_VALIDATION_CONTEXT,
    DefaultSignatureValidator,
    SignatureValidationContext,
)

#: More than all signers of a school and their authorities.
_MOST = 256
#: Proofs of one run over many files.
LEARNED = 2048
#: Lists can be long.
_FEW = 4
#: Larger answers are read anew: what strangers send must not fill the memory.
_MOST_BYTES = 16 * 1024
#: A proof that rests on more than this is not kept.
_MOST_GROUNDS = 64

Value = TypeVar("Value")


class Bounded(Generic[Value]):
    """The newest of what was found; threads may share it if they may share values."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._found: OrderedDict[Hashable, Value] = OrderedDict()

    def get(self, key: Hashable) -> Value | None:
        """Return what was kept, None if nothing was."""
        with self._lock:
            if key not in self._found:
                return None
            self._found.move_to_end(key)
            return self._found[key]

    def keep(self, key: Hashable, value: Value) -> None:
        """Keep a value, and forget the oldest."""
        with self._lock:
            self._found[key] = value
            if len(self._found) > self._most:
                self._found.popitem(last=False)

    def keys(self) -> list[Hashable]:
        """Return what is kept, the newest last."""
        with self._lock:
            return list(self._found)


@dataclass(frozen=True)
class Answer:
    """An OCSP answer with what it says about itself.

    :param serials: of the certificates that it is about
    :param carried: the certificates that it brings along
    :param times: all that it names
    :param exact: nothing stands behind it
    """

    response: ocsp.OCSPResponse
    serials: frozenset[int]
    carried: tuple[x509.Certificate, ...]
    times: tuple[datetime, ...]
    exact: bool


class _Parsed(threading.local):
    """Certificates and answers of this thread; the signatures of a book name the same.

    Parsing is lazy and no other thread may look on, so each has its own.
    """

    def __init__(self) -> None:
        self.load = lru_cache(maxsize=_MOST)(x509.Certificate.load)
        self.proven: Bounded[Any] = Bounded()
        #: What another process of ours has proven; the paths stayed there.
        self.learned: Bounded[bool] = Bounded(LEARNED)
        self.edges: Bounded[list[float]] = Bounded()
        self._answer = lru_cache(maxsize=_MOST)(_read_answer)
        self._token = lru_cache(maxsize=_MOST)(_read_token)
        self._list = lru_cache(maxsize=_FEW)(crl.CertificateList.load)

    def answer(self, der: bytes) -> Answer:
        """Return an OCSP answer; raises what asn1crypto does."""
        return self._answer(der) if len(der) <= _MOST_BYTES else _read_answer(der)

    def token(self, der: bytes) -> cms.ContentInfo:
        """Return a timestamp; raises what asn1crypto does, also for bytes behind it."""
        return self._token(der) if len(der) <= _MOST_BYTES else _read_token(der)

    def list(self, der: bytes) -> crl.CertificateList:
        """Return a list of revoked certificates.

        To look through 60,000 entries takes a second the first time and nothing after;
        all signatures of a file lean on the same few lists.
        """
        return self._list(der)


def learn(keys: Iterable[Hashable]) -> None:
    """Take what other processes that run this code have proven, by its grounds."""
    for key in keys:
        parsed.learned.keep(key, True)


def _read_token(der: bytes) -> cms.ContentInfo:
    return cms.ContentInfo.load(der, strict=True)


def _read_answer(der: bytes) -> Answer:
    response = ocsp.OCSPResponse.load(der)
    exact = len(response.dump()) == len(der)
    if response["response_status"].native != "successful":
        return Answer(response, frozenset(), (), (), exact)
    basic = response.basic_ocsp_response
    said = basic["tbs_response_data"]
    serials, times = set(), [said["produced_at"].native]
    for single in said["responses"]:
        serials.add(single["cert_id"]["serial_number"].native)
        times += [single["this_update"].native, single["next_update"].native]
        if single["cert_status"].name == "revoked":
            times.append(single["cert_status"].chosen["revocation_time"].native)
    carried = []
    for at in range(len(basic["certs"] or ())):
        # The responder is the same in all answers: what is known of it is shared.
        carried.append(parsed.load(basic["certs"][at].dump()))
        basic["certs"][at] = carried[-1]
    found = tuple(time for time in times if time is not None)
    return Answer(response, frozenset(serials), tuple(carried), found, exact)


parsed = _Parsed()


class _List:
    """A list of revoked certificates, with when those that were asked about were."""

    def __init__(self, der: bytes) -> None:
        self._list = pyca_x509.load_der_x509_crl(der)
        # One look takes long in a list of many thousands.
        self._when = lru_cache(maxsize=_MOST)(self._look)

    def _look(self, serial: int) -> datetime | None:
        one = self._list.get_revoked_certificate_by_serial_number(serial)
        return one.revocation_date_utc if one else None

    def times(self, serials: Iterable[int]) -> list[datetime]:
        """Return the times that it names for certificates, and its own."""
        times = [self._list.last_update_utc, self._list.next_update_utc]
        times += map(self._when, serials)
        return [time for time in times if time is not None]


_read_list = lru_cache(maxsize=_FEW)(_List)


def concerning(
    certificates: Iterable[x509.Certificate], answers: Iterable[bytes]
) -> tuple[bytes, ...]:
    """Return the OCSP answers about certificates, or about who gave an answer."""
    read = [(der, parsed.answer(der)) for der in answers]
    serials = {one.serial_number for one in certificates}
    serials |= {one.serial_number for _der, found in read for one in found.carried}
    return tuple(der for der, found in read if serials & found.serials)


@dataclass(frozen=True)
class Grounds:
    """All that a proof rests on but the moment; what differs in bytes differs here."""

    certificates: tuple[bytes, ...]
    anchors: tuple[bytes, ...]
    ocsps: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    usage: tuple[str, ...]
    checked: bool
    max_age: timedelta


def phase(
    grounds: Grounds, at: datetime, ages: Iterable[timedelta], tolerance: timedelta
) -> Hashable:
    """Return the grounds with the times that they name between which a moment lies.

    :param ages: what is added to a time before a moment is compared with it
    :return: a key for what is proven; None where that cannot be told
    """
    inputs = (grounds.certificates, grounds.anchors, grounds.ocsps, grounds.crls)
    if sum(map(len, inputs)) > _MOST_GROUNDS:
        return None
    read = tuple(tuple(hashlib.sha256(der).digest() for der in ders) for ders in inputs)
    key = (read, grounds.usage, grounds.checked, grounds.max_age)
    edges = parsed.edges.get(key)
    if edges is None:
        try:
            edges = _edges(grounds, ages, tolerance)
        except ValueError:
            return None
        parsed.edges.keep(key, edges)
    moment = at.timestamp()
    return key, bisect_left(edges, moment), bisect_right(edges, moment)


def _edges(
    grounds: Grounds, ages: Iterable[timedelta], tolerance: timedelta
) -> list[float]:
    answers = [parsed.answer(der) for der in grounds.ocsps]
    certificates = [
        parsed.load(der) for der in (*grounds.certificates, *grounds.anchors)
    ]
    certificates += [one for answer in answers for one in answer.carried]
    named = {time for answer in answers for time in answer.times}
    for one in certificates:
        named |= {one.not_valid_before, one.not_valid_after}
    serials = {one.serial_number for one in certificates}
    for der in grounds.crls:
        named.update(_read_list(der).times(serials))
    added = {timedelta(0), FRESHNESS_FALLBACK_VALIDITY_DEFAULT, *ages}
    return sorted(
        {
            time.timestamp() + (age + side * tolerance).total_seconds()
            for time in named
            for age in added
            for side in (-2, -1, 0, 1, 2)
        }
    )


class RememberingValidator(DefaultSignatureValidator):
    """Checks the value of a signature over the same bytes by the same key once."""

    def __init__(self) -> None:
        self._right: Bounded[bool] = Bounded(4 * _MOST)

    def validate_signature(
        self,
        signature: bytes,
        signed_data: bytes,
        public_key_info: Any,
        signature_algorithm: Any,
        context: SignatureValidationContext = DEFAULT_VALIDATION_CONTEXT,
    ) -> None:
        """Raise what the library's own does; only what is right is remembered."""
        key = (
            hashlib.sha256(signed_data).digest(),
            signature,
            public_key_info.dump(),
            signature_algorithm.dump(),
            context,
        )
        if self._right.get(key):
            return
        super().validate_signature(
            signature, signed_data, public_key_info, signature_algorithm, context
        )
        self._right.keep(key, True)


VALIDATOR = RememberingValidator()
