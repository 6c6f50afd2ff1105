# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What drivers, signed documents and applications agree upon.

A document (``signing.xml``, ``signing.pdf``) turns an act of signing into a
:class:`Prepared` digest; a :class:`Driver` turns digests into signature values; the
document completes itself with the value and its :class:`Evidence`. So one batch may mix
XML and PDF, and no driver ever sees a document (KP Đ8.3, Đ11).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from hocba.problems import HocbaError, Problem, register

register(
    {
        "driver.token_absent": {
            "en": "The key device “{token}” is not there. Plug it in and try again.",
            "vi": "Không thấy thiết bị khóa «{token}». Hãy cắm thiết bị và thử lại.",
        },
        "driver.key_absent": {
            "en": "The key device “{token}” is plugged in, but the key of this "
            "certificate ({detail}) is not on it. Plug in the device of this "
            "certificate, or have its key identifier corrected.",
            "vi": "Thiết bị khóa «{token}» đã cắm nhưng không chứa khóa của chứng thư "
            "số này ({detail}). Hãy cắm đúng thiết bị, hoặc nhờ sửa mã khóa đã ghi.",
        },
        "driver.wrong_pin": {
            "en": "Wrong PIN for the key device “{token}”.",
            "vi": "Sai mã PIN của thiết bị khóa «{token}».",
        },
        "driver.wrong_pin_few": {
            "en": "Wrong PIN for the key device “{token}”. Few tries are left; then "
            "the device locks itself.",
            "vi": "Sai mã PIN của thiết bị khóa «{token}». Chỉ còn ít lần thử; hết số "
            "lần đó thiết bị sẽ tự khóa.",
        },
        "driver.wrong_pin_last": {
            "en": "Wrong PIN for the key device “{token}”. One last try is left: with "
            "another wrong PIN the device locks itself. Make sure of the PIN first.",
            "vi": "Sai mã PIN của thiết bị khóa «{token}». Chỉ còn một lần thử cuối: "
            "sai lần nữa thiết bị sẽ tự khóa. Hãy chắc chắn mã PIN trước khi thử lại.",
        },
        "driver.token_ambiguous": {
            "en": "Several key devices named “{token}” are plugged in (serial numbers "
            "{detail}), and they do not show which of them has the key. Unplug the "
            "others, or have the serial number entered with the certificate.",
            "vi": "Đang cắm nhiều thiết bị khóa cùng tên «{token}» (số sê-ri {detail}) "
            "và không biết thiết bị nào chứa khóa. Hãy rút các thiết bị khác, hoặc nhờ "
            "ghi số sê-ri của thiết bị vào chứng thư số.",
        },
        "driver.pin_locked": {
            "en": "The PIN of the key device “{token}” is locked. "
            "Have the certificate's provider unlock it.",
            "vi": "Mã PIN của thiết bị khóa «{token}» đã bị khóa. "
            "Hãy nhờ nhà cung cấp chứng thư số mở khóa.",
        },
        "driver.stopped": {
            "en": "Signing with the key device “{token}” stopped half-way ({detail}). "
            "What was signed is kept; sign the rest again.",
            "vi": "Việc ký bằng thiết bị khóa «{token}» bị ngắt giữa chừng ({detail}). "
            "Phần đã ký được giữ nguyên; hãy ký tiếp phần còn lại.",
        },
        "driver.refused": {
            "en": "The key device refused to sign this document ({detail}).",
            "vi": "Thiết bị khóa từ chối ký văn bản này ({detail}).",
        },
    }
)


@dataclass(frozen=True)
class Credential:
    """Where a key lives; never the key, nor the PIN.

    :param driver: the kind of driver, such as ``pkcs11``
    :param token_label: the label of the key device
    :param key_id: CKA_ID of the key pair, in hex
    :param token_serial: the device's serial number, where several bear the label
    """

    driver: str
    token_label: str
    key_id: str
    token_serial: str = ""


@dataclass(frozen=True)
class Refusal:
    """One digest that a driver would not sign; the others of the batch stand.

    :param detail: what the device or service said
    :param code: a code of the catalogue of problems
    """

    detail: str
    code: str = "driver.refused"

    @property
    def problem(self) -> Problem:
        """Return the refusal as a problem that can be shown."""
        return Problem(self.code, {"detail": self.detail})


class DriverError(HocbaError):
    """A driver could not sign at all."""

    code = "driver.stopped"

    def __init__(self, token: str, detail: str = "") -> None:
        super().__init__(Problem(self.code, {"token": token, "detail": detail}))


class TokenAbsent(DriverError):
    """The key device is not plugged in."""

    code = "driver.token_absent"


class KeyAbsent(TokenAbsent):
    """A device of that label is plugged in, but the key is not on it."""

    code = "driver.key_absent"


class TokenAmbiguous(DriverError):
    """Several key devices bear the label, and none shows that it has the key."""

    code = "driver.token_ambiguous"


class WrongPin(DriverError):
    """The PIN is wrong; trying again costs one of few attempts."""

    code = "driver.wrong_pin"


class FewTriesLeft(WrongPin):
    """The PIN is wrong, and the device says that few tries are left."""

    code = "driver.wrong_pin_few"


class LastTryLeft(WrongPin):
    """The PIN is wrong, and the device says that it locks itself at the next."""

    code = "driver.wrong_pin_last"


class PinLocked(DriverError):
    """The device accepts no PIN any more."""

    code = "driver.pin_locked"


class SigningStopped(DriverError):
    """The device went away half-way.

    ``results`` holds what was done before, in the order of the digests; it may be
    shorter than the batch.
    """

    code = "driver.stopped"

    def __init__(
        self,
        token: str,
        detail: str = "",
        results: tuple[bytes | Refusal, ...] = (),
    ) -> None:
        super().__init__(token, detail)
        self.results = results


class Driver(Protocol):
    """Signs digests with a key that is under the sole control of its holder."""

    def sign(
        self, digests: list[bytes], *, credential: Credential, secret: str
    ) -> list[bytes | Refusal]:
        """Sign SHA-256 digests, one result for each, in their order.

        An RSA key answers with PKCS#1 v1.5 (the driver wraps the digest in its
        DigestInfo), an EC key with a DER encoded ECDSA signature. One refused digest
        never loses the others.

        :param secret: PIN or OTP, alive in this call only
        :raises DriverError: nothing could be signed, or signing stopped half-way
        """
        ...


@dataclass(frozen=True)
class Prepared:
    """An act of signing that waits for its signature value.

    :param digest: SHA-256 of the data to be signed; what a driver is given
    :param state: all else that completing needs; opaque, safe to store, holds no secret
    """

    digest: bytes
    state: bytes


@dataclass(frozen=True)
class Evidence:
    """What proves a signature later, offline; all DER.

    :param timestamp_token: RFC 3161 TimeStampToken (CMS ContentInfo). For XML it is
        taken over ``signing.xml.timestamp_data(state, signature)``, the canonical
        SignatureValue element, never over the bare signature value.
    :param certificates: the chains of signer and TSA without the signer itself
    :param ocsps: OCSP responses for signer, intermediate and TSA certificates
    :param crls: CRLs where no OCSP responder exists
    """

    timestamp_token: bytes
    certificates: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()


class EvidenceSource(Protocol):
    """Where a document has its evidence from: ``signing.asking.EvidenceClient``.

    Known by its face only, so that what reads documents needs no network.
    """

    def collect(
        self, signature: bytes, certificate: bytes, foreseen: Evidence | None = None
    ) -> Evidence:
        """Return the evidence for a signature that was just made.

        :param signature: the data that the timestamp covers (SHA-256 of it is sent)
        :param certificate: the signer's certificate in DER
        :param foreseen: what stands in the file already
        """
        ...
