# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Archive packages: written whole, never overwritten, checked to the last bit."""

from __future__ import annotations

import json
import random

import pytest

from hocba import archive
from hocba.archive import Label
from hocba.problems import HocbaError

LABEL = Label(
    "79-760-70123", "Trường THCS Nguyễn Du", "nam-hoc", "2025-2026", "7", "7A1"
)
FILES = [("hb-1.xml", b"<a/>" * 50), ("hb-1.pdf", b"%PDF-1.7" * 50), ("Ngọc.xml", b"")]


def codes(found):
    return [(problem.code, problem.where and problem.where.file) for problem in found]


def test_a_package_says_what_it_holds(tmp_path):
    """Files, manifest with SHA-256, label of unit, data, year, grade, class."""
    package = archive.write(tmp_path, LABEL, FILES)
    assert package.files == 3
    assert package.path.name == "79-760-70123_nam-hoc_2025-2026_khoi-7_lop-7A1"
    assert {p.name for p in package.path.iterdir()} == {
        *(name for name, _ in FILES),
        "manifest.json",
        "label.txt",
    }
    manifest = json.loads((package.path / "manifest.json").read_text())
    assert [entry["size"] for entry in manifest["files"]] == [0, 400, 200]
    label = (package.path / "label.txt").read_text()
    for words in ("Trường THCS Nguyễn Du (79-760-70123)", "Lớp: 7A1", "Khối: 7"):
        assert words in label
    assert package.manifest_sha256 in label
    assert archive.check(package.path) == []


def test_one_flipped_bit_anywhere_is_found(tmp_path):
    package = archive.write(tmp_path, LABEL, FILES)
    chance = random.Random(7)
    for path in package.path.iterdir():
        data = path.read_bytes()
        for _ in range(5 if data else 0):
            at, bit = chance.randrange(len(data)), 1 << chance.randrange(8)
            path.write_bytes(data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :])
            assert archive.check(package.path), (path.name, at, bit)
        path.write_bytes(data)
    assert archive.check(package.path) == []


def test_what_is_missing_cut_or_added_is_named(tmp_path):
    package = archive.write(tmp_path, LABEL, FILES)
    (package.path / "hb-1.xml").unlink()
    (package.path / "hb-1.pdf").write_bytes(b"%PDF")
    (package.path / "Ngọc.xml").write_bytes(b"x")
    (package.path / "extra.xml").write_bytes(b"x")
    assert sorted(codes(archive.check(package.path))) == [
        ("archive.file_missing", "hb-1.xml"),
        ("archive.file_unknown", "extra.xml"),
        ("archive.size_differs", "Ngọc.xml"),
        ("archive.size_differs", "hb-1.pdf"),
    ]


def test_the_same_content_is_found_again_and_other_content_set_beside(tmp_path):
    first = archive.write(tmp_path, LABEL, FILES)
    assert archive.write(tmp_path, LABEL, reversed(FILES)) == first
    second = archive.write(tmp_path, LABEL, FILES[:1])
    assert second.path.name == first.path.name + "_2"
    assert archive.check(first.path) == archive.check(second.path) == []
    assert len(list(tmp_path.iterdir())) == 2


def test_a_damaged_package_is_kept_as_evidence(tmp_path):
    first = archive.write(tmp_path, LABEL, FILES)
    (first.path / "hb-1.xml").write_bytes(b"damaged")
    again = archive.write(tmp_path, LABEL, FILES)
    assert again.path != first.path and archive.check(again.path) == []
    assert (first.path / "hb-1.xml").read_bytes() == b"damaged"


@pytest.mark.parametrize(
    "name",
    ["../a.xml", "/etc/passwd", "", ".", "..", "a/b", "manifest.json", ".x", "a\nb"],
)
def test_names_stay_inside_the_package(tmp_path, name):
    with pytest.raises(HocbaError):
        archive.write(tmp_path / "x", LABEL, [(name, b"")])
    assert not (tmp_path / "x").exists()


def test_a_manifest_cannot_point_outside(tmp_path):
    package = archive.write(tmp_path, LABEL, FILES)
    path = package.path / "manifest.json"
    path.write_text(path.read_text().replace("hb-1.xml", "../x"))
    assert codes(archive.check(package.path)) == [("archive.no_manifest", None)]


def test_nothing_half_done_is_left(tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(HocbaError) as error:
        archive.write(tmp_path, LABEL, FILES)
    assert "No space left" in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_same_names_and_no_files_are_refused(tmp_path):
    for files in ([], [FILES[0], FILES[0]]):
        with pytest.raises(HocbaError):
            archive.write(tmp_path, LABEL, files)


def test_strange_class_names_and_folders(tmp_path):
    label = Label("a/../b", "T", "nam-hoc", "2025-2026", "7", "7/1 Chọn")
    package = archive.write(tmp_path, label, FILES)
    assert package.path.parent == tmp_path
    assert codes(archive.check(tmp_path)) == [("archive.no_manifest", None)]
    assert codes(archive.check(tmp_path / "none")) == [("archive.no_manifest", None)]
