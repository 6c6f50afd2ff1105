#!/bin/sh
# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# asn1crypto, upon which pyHanko and certvalidator stand, looks through a list of revoked
# certificates (CRL) by making an object of each entry: for 60,000 entries, usual for a
# public CA, dozens of times what cryptography needs to find a serial number, and anew for
# each certificate that is checked, unless the parsed list is kept. A record with sixteen
# signatures checks thirty-two certificates against one list.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet install asn1crypto==1.5.1 cryptography==50.0.2
"$folder/venv/bin/python" - <<'PY'
import sys
import time
from datetime import datetime, timedelta, timezone
from importlib.metadata import version

from asn1crypto import crl
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

COUNT, WANTED = 60_000, 5
now = datetime.now(timezone.utc)
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "CA")])
revoked = [
    x509.RevokedCertificateBuilder()
    .serial_number(2**120 + number)
    .revocation_date(now)
    .build()
    for number in range(COUNT)
]
builder = x509.CertificateRevocationListBuilder(
    name, now, now + timedelta(days=1), [], revoked
)
key = ec.generate_private_key(ec.SECP256R1())
der = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def spent(act):
    start = time.process_time()
    assert not act()
    return time.process_time() - start


def look(parsed):
    entries = parsed["tbs_cert_list"]["revoked_certificates"]
    return any(one["user_certificate"].native == WANTED for one in entries)


def other():
    return x509.load_der_x509_crl(der).get_revoked_certificate_by_serial_number(WANTED)


parsed = crl.CertificateList.load(der)
first, again = spent(lambda: look(parsed)), spent(lambda: look(parsed))
anew = spent(lambda: look(crl.CertificateList.load(der)))
fast = spent(other)
for package in ("asn1crypto", "cryptography"):
    print(package, version(package))
print(f"{len(der):,} bytes, {COUNT:,} entries")
print(f"asn1crypto, first look:       {first / fast:6.0f} times cryptography")
print(f"asn1crypto, list read anew:   {anew / fast:6.0f} times cryptography")
print(f"asn1crypto, same parsed list: {again / fast:6.0f} times cryptography")
sys.exit(not (anew > 5 * fast and anew > 5 * again))
PY
