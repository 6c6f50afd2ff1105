# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""SoftHSM2 tokens, each with a key pair that never leaves it."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization

from demo.pki.folder import write


def make_tokens(
    folder: Path, entries: list[dict[str, Any]], module: str
) -> dict[str, dict[str, str]]:
    """Make a token with a key pair for each entry; return PINs and public keys.

    In a process of its own: a PKCS#11 module reads its configuration once.
    """
    accounts = folder / "accounts.json"
    pins: dict[str, dict[str, str]] = {}
    if accounts.exists():
        pins = json.loads(accounts.read_text("utf-8"))
    environment = {**os.environ, "SOFTHSM2_CONF": str(folder / "softhsm2.conf")}
    for entry in entries:
        pin, so_pin = (f"{secrets.randbelow(900000) + 100000}" for _ in range(2))
        pins[entry["code"]] = {"name": entry["name"], "pin": pin, "so_pin": so_pin}
        util = ["softhsm2-util", "--module", module]
        # One may be left from a run that was stopped before it was recorded.
        _run([*util, "--delete-token", "--token", entry["token_label"]], environment)
        init = [*util, "--init-token", "--free", "--label", entry["token_label"]]
        run = _run([*init, "--pin", pin, "--so-pin", so_pin], environment)
        if run.returncode:
            raise RuntimeError(f"softhsm2-util: {run.stderr or run.stdout}")
    order = [
        [entry["token_label"], pins[entry["code"]]["pin"], entry["key_id"]]
        for entry in entries
    ]
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    run = _run(
        [sys.executable, "-m", "demo.pki", "keys", module],
        environment,
        json.dumps(order),
    )
    if run.returncode:
        raise RuntimeError(f"key generation: {run.stderr}")
    for entry, public in zip(entries, json.loads(run.stdout), strict=True):
        pins[entry["code"]]["public_key"] = public
    write(accounts, pins)
    return pins


def _run(
    command: list[str], environment: dict[str, str], text: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        input=text,
        env=environment,
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )


def generate_keys(module: str) -> None:
    """Generate the key pairs that standard input asks for; print public keys."""
    import pkcs11
    from pkcs11.util.rsa import encode_rsa_public_key

    library = pkcs11.lib(module)
    answers = []
    for label, pin, key_id in json.load(sys.stdin):
        with library.get_token(token_label=label).open(rw=True, user_pin=pin) as token:
            public, _private = token.generate_keypair(
                pkcs11.KeyType.RSA,
                2048,
                id=bytes.fromhex(key_id),
                label="signing",
                store=True,
            )
            der = encode_rsa_public_key(public)
        key = serialization.load_der_public_key(der)
        answers.append(
            key.public_bytes(
                serialization.Encoding.DER,
                serialization.PublicFormat.SubjectPublicKeyInfo,
            ).hex()
        )
    json.dump(answers, sys.stdout)
