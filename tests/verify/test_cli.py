# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The command that a stranger runs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hocba import archive, cli
from hocba.verify import Issuers

SOURCE = Path(cli.__file__).parents[1]


@pytest.fixture
def given(files, tmp_path, pki):
    """Return the options, and a good, a forged and an unfinished file."""
    issuers = tmp_path / "issuers.json"
    issuers.write_text(json.dumps(files.room.issuers()))
    forged = files.good.replace(b"<CaNam>8.3</CaNam>", b"<CaNam>9.3</CaNam>")
    paths = []
    for name, data in (("tốt.xml", files.good), ("giả.xml", forged)):
        paths.append(tmp_path / name)
        paths[-1].write_bytes(data)
    options = ["--trust", str(pki.trust_path), "--issuers", str(issuers)]
    return options, *map(str, paths)


def test_exit_codes_say_the_worst_of_all_files(given, capsys):
    options, good, forged = given
    assert cli.main(["verify", *options, good]) == 0
    assert cli.main(["verify", *options, good, forged]) == 1
    assert cli.main(["verify", *options[:2], good]) == 2
    assert cli.main(["verify", good]) == 2
    assert cli.main(["verify", *options, good, "no-such.xml"]) == 2
    assert cli.main(["verify", *options[:2], good, forged]) == 1


def test_json_is_one_object_a_line(given, capsys):
    options, good, forged = given
    cli.main(["verify", "--json", *options, good, forged, "no-such.xml"])
    reports = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [report["file"] for report in reports] == [good, forged, "no-such.xml"]
    assert [report["overall"] for report in reports] == [
        "total-passed",
        "total-failed",
        "indeterminate",
    ]
    assert len(reports[0]["signatures"]) == 8


def test_text_is_vietnamese_and_names_what_is_wrong(given, capsys):
    """Who, role, time, region with values, four verdicts, conclusion (KP-15)."""
    options, good, forged = given
    cli.main(["verify", *options, good])
    text = capsys.readouterr().out
    assert "Kết luận: HỢP LỆ" in text
    assert "1. Nguyễn Thị Lan – giáo viên bộ môn [o-TOAN-CN-1]" in text
    assert "Môn Toán" in text and "Cả năm: 8,3" in text and "Nghệ thuật – " in text
    assert "Được lên lớp" in text and "Cả năm: Tốt" in text
    assert (
        "Nội dung: đạt · Chứng thư số: đạt · Dấu thời gian: đạt · Thẩm quyền: đạt"
        in text
    )
    cli.main(["verify", *options, forged])
    text = capsys.readouterr().out
    assert "KHÔNG HỢP LỆ" in text
    assert "Vùng «mon-TOAN-CN» đã bị thay đổi sau khi ký." in text
    assert "9,3" not in text


def test_strangers_words_cannot_control_the_terminal(files, tmp_path, capsys):
    path = tmp_path / "x\x1b[31m.xml"
    path.write_bytes(files.good.replace(b"rsa-sha256", b"rsa-&#x9;sha\xc2\x9b"))
    cli.main(["verify", str(path)])
    assert "\x1b" not in (out := capsys.readouterr().out) and "\x9b" not in out


@pytest.mark.parametrize(
    ("option", "content", "words"),
    [
        ("--trust", b"", "chứng thư"),
        ("--issuers", b"{", "danh sách trường"),
        ("--issuers", b'{"schools": [{}]}', "danh sách trường"),
        ("--issuers", b"[]", "danh sách trường"),
    ],
)
def test_unusable_options_are_told(given, tmp_path, capsys, option, content, words):
    path = tmp_path / "option"
    path.write_bytes(content)
    assert cli.main(["verify", option, str(path), given[1]]) == 2
    assert words in capsys.readouterr().err
    assert cli.main(["verify", option, str(tmp_path / "none"), given[1]]) == 2
    assert "Không đọc được tệp" in capsys.readouterr().err


def test_dates_of_approval_may_be_days():
    assert Issuers.from_json(
        b'{"schools": [{"code": "1", "certificates": [{"sha256": "AB:CD", '
        b'"approved_from": "2026-01-01", "approved_to": null}]}]}'
    )


def test_missing_libraries_are_named_with_the_remedy(given):
    """The core runs with lxml alone and says how to get the rest."""
    blocked = "import sys; sys.modules.update(dict.fromkeys(" + repr(
        ["pyhanko", "pyhanko_certvalidator", "cryptography", "asn1crypto", "openpyxl"]
    )
    code = f"{blocked}));import hocba.cli as c; sys.exit(c.main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, "verify", given[1]],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(SOURCE), "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 2
    assert 'pip install "hocba[sign]"' in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "module",
    [
        "hocba.books.xml",
        "hocba.books.form",
        "hocba.signing.contract",
        "hocba.journal",
        "hocba.archive",
        "hocba.rules.tt22_2021",
    ],
)
def test_the_core_needs_lxml_only(module):
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(SOURCE)},
        check=True,
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    foreign = {"cryptography", "asn1crypto", "pyhanko", "weasyprint", "openpyxl"}
    assert not loaded & foreign


def test_archive_check(tmp_path, capsys):
    label = archive.Label("1", "Trường", "nam-hoc", "2025-2026", "7", "7A1")
    package = archive.write(tmp_path, label, [("a.xml", b"<a/>")])
    assert cli.main(["archive", "check", str(package.path)]) == 0
    (package.path / "a.xml").write_bytes(b"<b/>")
    assert cli.main(["archive", "check", str(package.path)]) == 1
    assert "Tệp a.xml: nội dung" in capsys.readouterr().out.replace("N", "n")
