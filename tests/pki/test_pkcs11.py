# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The PKCS#11 driver on real SoftHSM2 tokens."""

from __future__ import annotations

import hashlib
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa, utils
from pkcs11 import exceptions as fault

from demo import pki as demo_pki
from hocba.signing.contract import (
    PinLocked,
    Refusal,
    SigningStopped,
    TokenAbsent,
    WrongPin,
)
from hocba.signing.drivers import pkcs11 as driver_module
from hocba.signing.drivers.pkcs11 import Pkcs11Driver


@pytest.fixture
def driver(pki: demo_pki.Pki) -> Pkcs11Driver:
    return Pkcs11Driver(pki.module_path)


def _digests(count: int) -> list[bytes]:
    return [hashlib.sha256(f"document {n}".encode()).digest() for n in range(count)]


def _verify(member: demo_pki.Member, digest: bytes, signature: bytes) -> None:
    key = x509.load_der_x509_certificate(member.certificate).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    hashed = utils.Prehashed(hashes.SHA256())
    key.verify(signature, digest, padding.PKCS1v15(), hashed)


def test_one_login_signs_a_batch(driver: Pkcs11Driver, pki: demo_pki.Pki) -> None:
    member = pki.members["GV01"]
    digests = _digests(40)

    results = driver.sign(digests, credential=member.credential, secret=member.pin)

    assert len(results) == 40
    for digest, result in zip(digests, results, strict=True):
        assert isinstance(result, bytes)
        _verify(member, digest, result)


def test_one_refused_digest_does_not_lose_the_others(
    driver: Pkcs11Driver, pki: demo_pki.Pki
) -> None:
    """KP-24.5: k refused of n leaves n - k signed."""
    member = pki.members["GV01"]
    digests = _digests(3)
    digests[1] = b"no digest"

    first, second, third = driver.sign(
        digests, credential=member.credential, secret=member.pin
    )

    assert isinstance(second, Refusal)
    assert isinstance(first, bytes) and isinstance(third, bytes)
    _verify(member, digests[0], first)
    _verify(member, digests[2], third)


def test_wrong_pin_signs_nothing_and_shows_no_pin(
    driver: Pkcs11Driver, pki: demo_pki.Pki, caplog: pytest.LogCaptureFixture
) -> None:
    """KP-11: a PIN reaches neither message nor log nor traceback."""
    member = pki.members["GV01"]
    wrong = str(918273)
    with pytest.raises(WrongPin, match="Sai mã PIN") as caught:
        driver.sign(_digests(1), credential=member.credential, secret=wrong)
    shown = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert wrong not in shown

    # and the right one still works, in the same process
    driver.sign(_digests(1), credential=member.credential, secret=member.pin)
    with pytest.raises(WrongPin):
        driver.sign(_digests(1), credential=member.credential, secret="")


def test_locked_pin_is_told_apart(
    driver: Pkcs11Driver, pki: demo_pki.Pki, monkeypatch: pytest.MonkeyPatch
) -> None:
    # SoftHSM2 never locks a PIN, so the module's answer is given in its place.
    def locked(*_args: object) -> None:
        raise fault.PinLocked

    monkeypatch.setattr(driver, "_login", locked)
    member = pki.members["GV01"]
    with pytest.raises(PinLocked, match="đã bị khóa"):
        driver.sign(_digests(1), credential=member.credential, secret=member.pin)


def test_absent_token_key_or_module(driver: Pkcs11Driver, pki: demo_pki.Pki) -> None:
    member = pki.members["GV01"]
    absent = replace(member.credential, token_label="NOBODY")
    with pytest.raises(TokenAbsent, match="NOBODY"):
        driver.sign(_digests(1), credential=absent, secret=member.pin)
    keyless = replace(member.credential, key_id="00ff")
    with pytest.raises(TokenAbsent):
        driver.sign(_digests(1), credential=keyless, secret=member.pin)
    with pytest.raises(TokenAbsent):
        Pkcs11Driver("/nonexistent/module.so").sign(
            _digests(1), credential=member.credential, secret=member.pin
        )


def test_token_unplugged_half_way_keeps_what_was_signed(
    driver: Pkcs11Driver, pki: demo_pki.Pki, monkeypatch: pytest.MonkeyPatch
) -> None:
    """KP-24.5: nothing is lost and nothing doubled when the device goes away."""
    member = pki.members["GV02"]
    digests = _digests(5)
    done = 0
    sign_one = driver_module._sign_one

    def unplugged_after_two(key: object, digest: bytes, pin: str | None) -> object:
        nonlocal done
        if done == 2:
            raise fault.DeviceRemoved
        done += 1
        return sign_one(key, digest, pin)

    monkeypatch.setattr(driver_module, "_sign_one", unplugged_after_two)
    with pytest.raises(SigningStopped, match="giữ nguyên") as caught:
        driver.sign(digests, credential=member.credential, secret=member.pin)
    kept = caught.value.results
    assert len(kept) == 2
    for digest, result in zip(digests, kept, strict=False):
        assert isinstance(result, bytes)
        _verify(member, digest, result)

    monkeypatch.undo()
    rest = driver.sign(digests[2:], credential=member.credential, secret=member.pin)
    assert len(rest) == 3


def test_files_of_the_token_vanish_half_way(
    driver: Pkcs11Driver, pki: demo_pki.Pki, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The device is gone for the module too: the next call says so, then recovers."""
    member = pki.members["GD-GV02"]
    tokens = pki.directory / "tokens"
    away = pki.directory / "unplugged"
    sign_one = driver_module._sign_one

    def pull(key: object, digest: bytes, pin: str | None) -> object:
        value = sign_one(key, digest, pin)
        if not away.exists():
            tokens.rename(away)
        return value

    monkeypatch.setattr(driver_module, "_sign_one", pull)
    try:
        try:
            signed = len(
                driver.sign(
                    _digests(3), credential=member.credential, secret=member.pin
                )
            )
        except SigningStopped as stopped:
            signed = len(stopped.results)
        assert signed >= 1
        with pytest.raises(TokenAbsent):
            driver.sign(_digests(1), credential=member.credential, secret=member.pin)
    finally:
        monkeypatch.undo()
        away.rename(tokens)
    (result,) = driver.sign(
        _digests(1), credential=member.credential, secret=member.pin
    )
    assert isinstance(result, bytes)


def test_threads_share_a_driver(driver: Pkcs11Driver, pki: demo_pki.Pki) -> None:
    members = [pki.members[code] for code in ("GV01", "GV02", "CN", "HT")] * 3

    def work(member: demo_pki.Member) -> list[bytes | Refusal]:
        return driver.sign(_digests(5), credential=member.credential, secret=member.pin)

    with ThreadPoolExecutor(6) as pool:
        for member, results in zip(members, pool.map(work, members), strict=True):
            for digest, result in zip(_digests(5), results, strict=True):
                assert isinstance(result, bytes)
                _verify(member, digest, result)


def test_login_left_behind_does_not_let_a_wrong_pin_through(
    driver: Pkcs11Driver, pki: demo_pki.Pki
) -> None:
    member = pki.members["GV01"]
    token = driver._library().get_token(token_label=member.token_label)
    token.open(user_pin=member.pin)

    with pytest.raises(WrongPin):
        driver.sign(_digests(1), credential=member.credential, secret="918273")
    assert driver.sign(_digests(1), credential=member.credential, secret=member.pin)
