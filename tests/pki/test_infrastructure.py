# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The demo infrastructure against independent tools."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
from pathlib import Path

from PIL import Image

from demo import pki as demo_pki
from demo.pki import stamps


def _openssl(*arguments: str) -> str:
    run = subprocess.run(
        ["openssl", *arguments], capture_output=True, text=True, check=False
    )
    return run.stdout + run.stderr


def test_second_make_changes_nothing(pki: demo_pki.Pki) -> None:
    own = [m for m in pki.members.values() if m.school_code == pki.organisation.code]
    people = [demo_pki.Person(m.code, m.name) for m in own if m.kind == "person"]
    before = {
        path: path.read_bytes()
        for path in pki.directory.rglob("*")
        if path.is_file() and "tokens" not in path.parts
    }

    again = demo_pki.make(pki.directory, people, pki.organisation)

    assert again.members.keys() == pki.members.keys()
    assert {path: path.read_bytes() for path in before} == before


def test_openssl_accepts_chain_ocsp_crl_and_timestamp(
    pki: demo_pki.Pki, tmp_path: Path
) -> None:
    folder = pki.directory
    leaf = str(folder / "certificates/GV01.pem")
    issuing, root = str(folder / "ca/issuing.pem"), str(pki.trust_path)
    services = demo_pki.Services(folder)
    (tmp_path / "root.crl").write_bytes(services.crl("root"))
    (tmp_path / "data").write_bytes(b"mark")
    (tmp_path / "token").write_bytes(pki.client().timestamp(b"mark"))
    bundle = tmp_path / "bundle.pem"
    bundle.write_bytes(Path(root).read_bytes() + Path(issuing).read_bytes())

    chain = _openssl("verify", "-CAfile", root, "-untrusted", issuing, leaf)
    status = _openssl(
        *("ocsp", "-issuer", issuing, "-cert", leaf, "-CAfile", root),
        *("-url", f"{pki.url}/ocsp"),
    )
    listed = _openssl(
        *("crl", "-inform", "DER", "-in", str(tmp_path / "root.crl")),
        *("-CAfile", root, "-noout"),
    )
    stamp = _openssl(
        *("ts", "-verify", "-data", str(tmp_path / "data"), "-token_in"),
        *("-in", str(tmp_path / "token"), "-CAfile", str(bundle)),
    )

    assert f"{leaf}: OK" in chain
    assert f"{leaf}: good" in status and "Response verify OK" in status
    assert "verify OK" in listed
    assert "Verification: OK" in stamp


def test_only_the_own_school_is_approved(pki: demo_pki.Pki) -> None:
    """KP-15: trust in an authority is not trust in a school."""
    schools = json.loads(pki.issuers_path.read_text("utf-8"))["schools"]

    assert [school["code"] for school in schools] == [pki.organisation.code]
    approved = schools[0]["certificates"][0]["sha256"]
    assert approved == pki.organisation_member.sha256
    foreign = pki.members[demo_pki.FOREIGN.organisation.code]
    assert foreign.sha256 != approved
    assert foreign.certificate != pki.organisation_member.certificate


def test_every_holder_has_an_own_token_key_and_picture(pki: demo_pki.Pki) -> None:
    """KP-11: nobody shares a key device."""
    members = list(pki.members.values())

    assert len({m.token_label for m in members}) == len(members)
    assert len({m.pin for m in members}) > 1
    digests = {hashlib.sha256(m.image.read_bytes()).hexdigest() for m in members}
    assert len(digests) == len(members)
    assert (pki.directory / "accounts.json").stat().st_mode & 0o077 == 0


def test_pictures_are_transparent_blue_and_red(pki: demo_pki.Pki) -> None:
    """KP-13.2a, KP-13.2c: blue signatures, a red seal of 36 mm."""
    for member in pki.members.values():
        picture = Image.open(io.BytesIO(member.image.read_bytes())).convert("RGBA")
        pixels = list(picture.get_flattened_data())
        colours = {pixel[:3] for pixel in pixels if pixel[3]}
        clear = sum(1 for pixel in pixels if pixel[3] == 0) / len(pixels)
        if member.kind == "person":
            assert colours == {stamps.BLUE}
            assert max(picture.size) <= 480
        else:
            assert colours == {stamps.RED}
            side = stamps.SEAL_MM / 25.4 * stamps.DPI
            assert abs(picture.width - side) < 1 and abs(picture.height - side) < 1
        assert clear > 0.4
        assert picture.getbbox() == (0, 0, *picture.size)
