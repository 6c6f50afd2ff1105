# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import json
import os
from base64 import urlsafe_b64encode

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 1, 4, 64


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


class Passkey:
    """A passkey in software, as a person's phone makes and uses one (WebAuthn)."""

    def __init__(self, origin):
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.identifier = os.urandom(16)

    def _client(self, kind, options):
        told = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(told).encode()

    def _device(self, host, flags, more=b""):
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + bytes(4) + more

    def _answer(self, **response):
        identifier = _text(self.identifier)
        return {
            "id": identifier,
            "rawId": identifier,
            "type": "public-key",
            "response": {name: _text(content) for name, content in response.items()},
        }

    def register(self, options):
        numbers = self.key.public_key().public_numbers()
        x, y = (value.to_bytes(32, "big") for value in (numbers.x, numbers.y))
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        length = len(self.identifier).to_bytes(2, "big")
        device = self._device(
            options["rp"]["id"],
            PRESENT | VERIFIED | ATTESTED,
            bytes(16) + length + self.identifier + public,
        )
        return self._answer(
            attestationObject=cbor2.dumps(
                {"fmt": "none", "attStmt": {}, "authData": device}
            ),
            clientDataJSON=self._client("webauthn.create", options),
        )

    def use(self, options):
        client = self._client("webauthn.get", options)
        device = self._device(options["rpId"], PRESENT | VERIFIED)
        signed = device + hashlib.sha256(client).digest()
        return self._answer(
            authenticatorData=device,
            clientDataJSON=client,
            signature=self.key.sign(signed, ec.ECDSA(hashes.SHA256())),
        )
