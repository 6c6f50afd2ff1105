# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Key devices that share a label, and what a device says of its PIN; on SoftHSM2.

Each case runs in a process of its own: a PKCS#11 module reads its configuration once.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from demo.pki import MODULE
from hocba.signing.contract import Credential, FewTriesLeft, LastTryLeft, WrongPin
from hocba.signing.drivers.pkcs11 import Pkcs11Driver

ROOT = Path(__file__).resolve().parents[2]
PIN, OTHER_PIN = "111111", "222222"
PRELUDE = """
import json, sys
import pkcs11
from hocba.problems import HocbaError
from hocba.signing.contract import Credential, DriverError
from hocba.signing.drivers.pkcs11 import Pkcs11Driver
module, pins = json.loads(sys.argv[1])
tokens = list(pkcs11.lib(module).get_tokens(token_label="VENDOR"))
def pin_of(token):
    for pin in pins:
        try:
            token.open(user_pin=pin).close()
        except pkcs11.exceptions.PinIncorrect:
            continue
        return pin
def key(token, key_id, private=False):
    with token.open(user_pin=pin_of(token), rw=True) as session:
        template = {pkcs11.Attribute.PRIVATE: True} if private else {}
        session.generate_keypair(
            pkcs11.KeyType.RSA, 2048, id=key_id, store=True, public_template=template)
def flags(token):
    again = [t for t in pkcs11.lib(module).get_tokens() if t.serial == token.serial]
    return bool(again[0].flags & pkcs11.TokenFlag.USER_PIN_COUNT_LOW)
def sign(key_id, pin, serial=""):
    credential = Credential("pkcs11", "VENDOR", key_id, serial)
    try:
        (value,) = Pkcs11Driver(module).sign(
            [bytes(32)], credential=credential, secret=pin)
    except DriverError as error:
        return [error.code, error.problems[0].text("vi")]
    return ["signed", len(value)]
serial = lambda token: token.serial.decode().strip()
"""


@pytest.fixture
def run(tmp_path):
    """Run code in a process that sees two devices of one label, with two PINs."""
    (tmp_path / "tokens").mkdir()
    conf = tmp_path / "softhsm2.conf"
    conf.write_text(
        f"directories.tokendir = {tmp_path / 'tokens'}\nobjectstore.backend = file\n"
        "log.level = ERROR\n"
    )
    environment = {
        **os.environ,
        "SOFTHSM2_CONF": str(conf),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    for pin in (PIN, OTHER_PIN):
        subprocess.run(
            [
                *("softhsm2-util", "--init-token", "--free", "--label", "VENDOR"),
                *("--so-pin", "12345678", "--pin", pin),
            ],
            env=environment,
            check=True,
            capture_output=True,
        )

    def run(code):
        arguments = json.dumps([MODULE, [PIN, OTHER_PIN]])
        done = subprocess.run(
            [sys.executable, "-c", PRELUDE + code, arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    return run


def test_the_device_that_has_the_key_is_taken(run):
    """KP-11: vendors give all their devices one label; head and school sign here."""
    said = run(
        """
one, two = tokens
key(one, b"\\x01")
key(two, b"\\x02")
json.dump([sign("01", pin_of(one)), sign("02", pin_of(two))], sys.stdout)
"""
    )
    assert said == [["signed", 256], ["signed", 256]]


def test_the_other_device_loses_no_try(run):
    """KP-11: a PIN goes to the device of the key and to no other."""
    said = run(
        """
one, two = tokens
key(one, b"\\x01")
pin = pin_of(one)
before = [flags(one), flags(two)]
json.dump([sign("01", pin), before == [flags(one), flags(two)]], sys.stdout)
"""
    )
    assert said == [["signed", 256], True]


def test_devices_that_show_nothing_are_told_apart_by_their_number(run):
    said = run(
        """
one, two = tokens
key(one, b"\\x01", private=True)
key(two, b"\\x01", private=True)
asked = sign("01", pin_of(one))
json.dump([asked, sign("01", pin_of(one), serial(one)), serial(two),
           sign("01", pin_of(one), "0000")], sys.stdout)
"""
    )
    (code, text), signed, serial, absent = said
    assert code == "driver.token_ambiguous" and serial in text
    assert signed == ["signed", 256]
    assert absent[0] == "driver.token_absent"


def test_no_device_has_the_key(run):
    said = run(
        """
one, two = tokens
json.dump([sign("01", pin_of(one)), sign("01", pin_of(one), serial(one))], sys.stdout)
"""
    )
    assert [code for code, _text in said] == [
        "driver.token_ambiguous",
        "driver.key_absent",
    ]


def test_a_wrong_pin_says_that_few_tries_are_left(run):
    """KP-11: SoftHSM2 raises the flag after the first wrong PIN."""
    said = run(
        """
one, two = tokens
key(one, b"\\x01")
said = sign("01", "999999")
json.dump([said, sign("01", pin_of(one))], sys.stdout)
"""
    )
    assert said[0][0] == "driver.wrong_pin_few" and "ít lần thử" in said[0][1]
    assert said[1] == ["signed", 256]


@pytest.mark.parametrize(
    ("flags", "error", "text"),
    [
        (0x20000 | 0x10000, LastTryLeft, "một lần thử cuối"),
        (0x10000, FewTriesLeft, "ít lần thử"),
        (0, WrongPin, "Sai mã PIN"),
    ],
)
def test_the_last_try_is_told(monkeypatch, flags, error, text):
    """SoftHSM2 never comes to its last try, so the device's answer is given for it."""

    class Token:
        pass

    Token.flags = flags
    driver = Pkcs11Driver(MODULE)
    monkeypatch.setattr(driver, "_token", lambda _credential: Token())
    found = driver._wrong_pin(Credential("pkcs11", "X", "01"))
    assert type(found) is error and text in found.text("vi")
