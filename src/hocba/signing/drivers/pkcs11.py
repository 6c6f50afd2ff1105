# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Signing with a PKCS#11 key device: a USB token, an HSM, or SoftHSM2 for trials.

The private key never leaves the device (KP Đ8.3, Đ11). The PIN lives in the arguments
of one call and reaches neither a log nor the text of an error.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pkcs11
from pkcs11 import exceptions as fault
from pkcs11.util.ec import encode_ecdsa_signature

from hocba.signing.contract import (
    Credential,
    FewTriesLeft,
    KeyAbsent,
    LastTryLeft,
    PinLocked,
    Refusal,
    SigningStopped,
    TokenAbsent,
    TokenAmbiguous,
    WrongPin,
)

#: DER of DigestInfo for SHA-256 up to the digest itself (RFC 8017, 9.2).
DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
DIGEST_LENGTH = 32

_GONE = (
    fault.DeviceRemoved,
    fault.TokenNotPresent,
    fault.SessionHandleInvalid,
    fault.SessionClosed,
    fault.UserNotLoggedIn,
)
_WRONG_PIN = (fault.PinIncorrect, fault.PinInvalid, fault.PinLenRange)

# python-pkcs11 initialises a module without asking for locks, so within this process
# only one thread at a time may be inside a module.
_LOCKS: dict[str, threading.RLock] = {}
_LOCKS_GUARD = threading.Lock()


def _lock(module_path: str) -> threading.RLock:
    with _LOCKS_GUARD:
        return _LOCKS.setdefault(module_path, threading.RLock())


class Pkcs11Driver:
    """Signs digests with the keys of the devices that one PKCS#11 module reaches.

    Threads may share it; calls into one module wait for each other.

    :param module_path: the vendor's library, such as
        ``/usr/lib/softhsm/libsofthsm2.so``
    """

    def __init__(self, module_path: str | os.PathLike[str]) -> None:
        self.module_path = os.fspath(module_path)

    def sign(
        self, digests: list[bytes], *, credential: Credential, secret: str
    ) -> list[bytes | Refusal]:
        """Sign SHA-256 digests within one login, one result for each.

        :param secret: the device's PIN
        :return: PKCS#1 v1.5 signatures (RSA) or DER ECDSA signatures (EC); a
            :class:`Refusal` for a digest that the device would not sign
        :raises TokenAbsent: no device of that label; :class:`KeyAbsent` when the key
            is not on it
        :raises TokenAmbiguous: several devices of that label, and none shows the key
        :raises WrongPin: the device refused the PIN; :class:`FewTriesLeft` and
            :class:`LastTryLeft` when it says so
        :raises PinLocked: the device accepts no PIN any more
        :raises SigningStopped: the device went away half-way; carries what was signed
        """
        if not digests:
            return []
        label = credential.token_label
        with _lock(self.module_path), self._session(credential, secret) as session:
            key = self._key(session, credential)
            pin = secret if self._asks_each_time(key) else None
            results: list[bytes | Refusal] = []
            for digest in digests:
                try:
                    results.append(_sign_one(key, digest, pin))
                except fault.PKCS11Error as error:
                    name = type(error).__name__
                    if isinstance(error, _GONE) or not self._present(session):
                        raise SigningStopped(label, name, tuple(results)) from error
                    results.append(Refusal(name))
            return results

    @contextmanager
    def _session(self, credential: Credential, pin: str) -> Iterator[Any]:
        label = credential.token_label
        try:
            session = self._login(credential, pin)
        except _WRONG_PIN:
            # "from None": the chain would show the failing call with its arguments.
            raise self._wrong_pin(credential) from None
        except (fault.PinLocked, fault.PinExpired):
            raise PinLocked(label) from None
        except _GONE:
            raise TokenAbsent(label) from None
        except fault.PKCS11Error as error:
            raise SigningStopped(label, type(error).__name__) from None
        try:
            yield session
        finally:
            # A device that is gone cannot be closed either.
            with suppress(fault.PKCS11Error):
                session.close()

    def _login(self, credential: Credential, pin: str) -> Any:
        try:
            return self._token(credential).open(user_pin=pin)
        except fault.UserAlreadyLoggedIn:
            # A session that was cut off left its login behind; the PIN of this call
            # has not been looked at yet.
            self._library().reinitialize()
            return self._token(credential).open(user_pin=pin)

    def _wrong_pin(self, credential: Credential) -> WrongPin:
        """Return the error that says how many tries the device says are left."""
        label = credential.token_label
        try:
            flags = self._token(credential).flags
        except (fault.PKCS11Error, TokenAbsent, TokenAmbiguous):
            return WrongPin(label)
        if flags & pkcs11.TokenFlag.USER_PIN_FINAL_TRY:
            return LastTryLeft(label)
        if flags & pkcs11.TokenFlag.USER_PIN_COUNT_LOW:
            return FewTriesLeft(label)
        return WrongPin(label)

    def _token(self, credential: Credential) -> Any:
        found = self._tokens(credential)
        if len(found) > 1:
            # Never by trying the PIN: that would cost the other device a try.
            found = [
                one for one in found if _shows_key(one, credential.key_id)
            ] or found
        if len(found) > 1:
            serials = ", ".join(sorted(_serial(one) for one in found))
            raise TokenAmbiguous(credential.token_label, serials)
        return found[0]

    def _tokens(self, credential: Credential) -> list[Any]:
        """Return the devices that bear label and, if it is known, serial number."""
        library = self._library()
        found = self._plugged_in(library, credential)
        if not found:
            # Some modules list only the devices that were there when they started,
            # and stumble over one that went and came back.
            try:
                library.reinitialize()
            except fault.PKCS11Error:
                raise TokenAbsent(credential.token_label) from None
            found = self._plugged_in(library, credential)
        if not found:
            raise TokenAbsent(credential.token_label, credential.token_serial)
        return found

    @staticmethod
    def _plugged_in(library: Any, credential: Credential) -> list[Any]:
        try:
            tokens = list(library.get_tokens(token_label=credential.token_label))
        except fault.PKCS11Error:
            return []
        wanted = credential.token_serial.strip()
        return [one for one in tokens if not wanted or _serial(one) == wanted]

    def _library(self) -> Any:
        try:
            return pkcs11.lib(self.module_path)
        except (fault.PKCS11Error, OSError):
            raise TokenAbsent(self.module_path) from None

    @staticmethod
    def _key(session: Any, credential: Credential) -> Any:
        try:
            return session.get_key(
                object_class=pkcs11.ObjectClass.PRIVATE_KEY,
                id=bytes.fromhex(credential.key_id),
            )
        except (fault.NoSuchKey, fault.MultipleObjectsReturned, ValueError):
            raise KeyAbsent(credential.token_label, credential.key_id) from None

    @staticmethod
    def _asks_each_time(key: Any) -> bool:
        try:
            return bool(key[pkcs11.Attribute.ALWAYS_AUTHENTICATE])
        except (fault.PKCS11Error, KeyError):
            return False

    @staticmethod
    def _present(session: Any) -> bool:
        try:
            session.token.slot.get_token()
        except fault.PKCS11Error:
            return False
        return True


def _serial(token: Any) -> str:
    serial = token.serial
    text = serial.decode(errors="replace") if isinstance(serial, bytes) else str(serial)
    return text.strip("\0 ")


def _shows_key(token: Any, key_id: str) -> bool:
    """Return whether a device shows, without a PIN, what belongs to a key."""
    try:
        wanted = {pkcs11.Attribute.ID: bytes.fromhex(key_id)}
        with token.open() as session:
            return any(True for _found in session.get_objects(wanted))
    except (fault.PKCS11Error, ValueError):
        return False


def _sign_one(key: Any, digest: bytes, pin: str | None) -> bytes | Refusal:
    if len(digest) != DIGEST_LENGTH:
        return Refusal(f"{len(digest)} bytes are no SHA-256 digest")
    if key.key_type == pkcs11.KeyType.EC:
        raw = key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA, pin=pin)
        return bytes(encode_ecdsa_signature(raw))
    wrapped = DIGEST_INFO + digest
    return bytes(key.sign(wrapped, mechanism=pkcs11.Mechanism.RSA_PKCS, pin=pin))
