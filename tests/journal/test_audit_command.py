# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""``hocba audit`` on an export and a folder of anchors, timestamps included."""

from __future__ import annotations

import json

import pytest
from journal import sample

from hocba import cli
from hocba.journal import read_anchors, write_anchor, write_export
from hocba.problems import HocbaError
from hocba.signing.asking import EvidenceClient
from hocba.signing.trust import TrustStore


@pytest.fixture(scope="module")
def stamped(pki):
    """Header and token of each anchored block."""
    client = EvidenceClient(TrustStore(()), pki.tsa_url)
    journal = sample.Journal.make()
    headers = [block.header() for block in (journal.blocks[2], journal.blocks[-1])]
    return [(header, client.timestamp(header)) for header in headers]


@pytest.fixture
def place(tmp_path, stamped):
    for header, token in stamped:
        write_anchor(tmp_path, header, token)
    return tmp_path


def run(place, journal, *options):
    export = place / "export.jsonl"
    lines = write_export(journal.entries, journal.blocks)
    export.write_text("".join(f"{line}\n" for line in lines))
    return cli.main(
        ["audit", "--export", str(export), "--anchors", str(place), *options]
    )


def test_whole_changed_and_unproven(place, pki, capsys):
    """BT-8.5: exit 0 whole, 1 changed, 2 where a proof is missing; in Vietnamese."""
    issuing = pki.directory / "ca/issuing.pem"
    trust = ("--trust", str(pki.trust_path), "--trust", str(issuing))
    journal = sample.Journal.make()
    assert run(place, journal, *trust) == 0
    assert "nhật ký nguyên vẹn" in capsys.readouterr().out
    assert run(place, journal) == 2
    assert "chưa đủ căn cứ" in capsys.readouterr().out
    touched = sample.edit(journal, sample.Random(1))
    journal.reseal()
    assert run(place, journal, *trust, "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert touched and said["findings"][0]["code"] == "journal.chain_recomputed"


def test_a_forged_token_and_a_file_that_is_no_anchor_are_named(place, pki, capsys):
    files = sorted(place.glob("*.tsr"))
    files[0].write_bytes(files[1].read_bytes())
    (place / "rác.json").write_text("[]")
    assert run(place, sample.Journal.make(), "--trust", str(pki.trust_path)) == 1
    said = capsys.readouterr().out
    assert "rác.json" in said
    assert files[0].with_suffix(".json").name in said


def test_what_cannot_be_read_is_no_verdict(place, capsys):
    assert cli.main(["audit", "--export", str(place / "no")]) == 2
    (place / "x.jsonl").write_text("{}\n")
    assert cli.main(["audit", "--export", str(place / "x.jsonl")]) == 2
    assert "hàng 1" in capsys.readouterr().err.lower()
    with pytest.raises(HocbaError):
        read_anchors(place / "no")


def test_an_anchor_is_never_overwritten(place, stamped):
    header, token = stamped[0]
    before = {path: path.read_bytes() for path in place.iterdir()}
    write_anchor(place, header, b"another")
    assert {path: path.read_bytes() for path in place.iterdir()} == before
    other = sample.Journal.make()
    other.entries[0] = sample.changed(other.entries[0], new="1")
    other.reseal()
    write_anchor(place, other.blocks[2].header(), b"")
    assert len(read_anchors(place)[0]) == 3
