# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Issued books as anchors of the journal, by the command that a stranger runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hocba import cli
from hocba.books.model import JournalHead
from hocba.journal import write_export
from tests.books.sample import BOOK
from tests.journal import sample
from tests.verify.papers import Desk

assert (BOOK.school.code, BOOK.year) == (sample.SCHOOL, sample.YEAR)
#: younger than the newest anchor of the sample
BLOCK = 11


@pytest.fixture(scope="module")
def books(room, tmp_path_factory) -> tuple[Path, Path, Path]:
    """A book as XML and as PDF that name a block, and one that names none."""
    folder = tmp_path_factory.mktemp("books")
    block = sample.Journal.make().blocks[BLOCK - 1]
    head = JournalHead(BLOCK, block.hash, block.sealed_at)
    desk = Desk(room)
    contents = {
        "sách.xml": room.sign(journal=head),
        "sách.pdf": desk.sign(desk.rendered(desk.xml(journal=head))),
        "cũ.xml": room.sign(),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    one, two, three = (folder / name for name in contents)
    return one, two, three


@pytest.fixture
def audit(files, pki, tmp_path, capsys):
    issuers = tmp_path / "issuers.json"
    issuers.write_text(json.dumps(files.room.issuers()))
    trust = ["--trust", str(pki.trust_path)]

    def audit(journal, *books, options=(*trust, "--issuers", str(issuers))):
        export = tmp_path / "export.jsonl"
        lines = write_export(journal.entries, journal.blocks)
        export.write_text("".join(f"{line}\n" for line in lines))
        command = ["audit", "--json", "--export", str(export), *options]
        code = cli.main([*command, "--book", *map(str, books)])
        said = json.loads(capsys.readouterr().out)
        return code, {f["code"].split(".")[1]: f for f in said["findings"]}, said

    return audit


def test_a_book_is_an_anchor(audit, books):
    """BT-8.5: the block in a signed book is proven by the signatures of the book."""
    for book in books[:2]:
        code, found, said = audit(sample.Journal.make(), book)
        (scope,) = said["scopes"]
        assert scope["anchored_block"] == BLOCK
        assert scope["anchored_at"] > "2026" and scope["anchored_at"].endswith("Z")
        assert (code, set(found)) == (0, set())


def test_a_chain_made_anew_differs_from_the_book(audit, books):
    """BT-8.5: what is older than the book cannot be changed unnoticed."""
    for book in books[:2]:
        journal = sample.Journal.make()
        place = (BLOCK - 1) * sample.PER_BLOCK
        journal.entries[place] = sample.changed(journal.entries[place], new="9")
        journal.reseal()
        code, found, _said = audit(journal, book)
        assert code == 1
        assert found["chain_recomputed"]["params"]["block"] == BLOCK
        assert found["chain_recomputed"]["params"]["name"] == book.name
        journal = sample.Journal.make()
        del journal.blocks[BLOCK - 1 :]
        assert "chain_truncated" in audit(journal, book)[1]


def test_a_forged_book_proves_nothing(audit, books, tmp_path):
    forged = tmp_path / "giả.xml"
    content = books[0].read_bytes()
    forged.write_bytes(
        content.replace(
            b"<KhoiSo>%d</KhoiSo>" % BLOCK, b"<KhoiSo>%d</KhoiSo>" % (BLOCK - 1)
        )
    )
    code, found, _said = audit(sample.Journal.make(), forged)
    assert code == 1
    assert found["anchor_invalid"]["params"]["name"] == "giả.xml"
    assert "chain_recomputed" not in found


def test_without_trust_a_book_is_no_proof(audit, books):
    code, found, _said = audit(sample.Journal.make(), books[0], options=())
    assert (code, set(found)) == (2, {"anchor_unproven"})


def test_books_that_name_no_block_are_told(audit, books, tmp_path):
    code, found, _said = audit(sample.Journal.make(), books[2], books[0])
    assert (code, set(found)) == (2, {"no_journal_head"})
    other = tmp_path / "thư.xml"
    other.write_text("<thu/>")
    assert audit(sample.Journal.make(), other)[0] == 2
    assert audit(sample.Journal.make(), tmp_path / "không có.xml")[0] != 0
