# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A second judge of XML signatures: it can take trust away, and never give any."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Iterator

import pytest
import xmlsec

from hocba import cli
from hocba.verify import judge_file, second
from hocba.verify.budget import BUDGET, in_order
from hocba.verify.file import verify_bytes
from hocba.verify.report import FileReport
from hocba.verify.text import render
from tests.verify.papers import Desk

NAME = "xmlsec " + ".".join(map(str, xmlsec.get_libxmlsec_version()))


@pytest.fixture
def asked(files):
    """Return how to have a file judged with a second opinion, in this process."""

    def ask(data: bytes):
        report = verify_bytes(data, files.trust, files.issuers, file="x")
        return list(second.opinions(report, data))[-1]

    return ask


def spoken(report) -> dict[str, str | None]:
    return {one.id: one.second for one in report.signatures}


def without_second(report) -> dict:
    found = report.to_json()
    found.pop("second_opinion", None)
    for one in found["signatures"]:
        one.pop("second_opinion", None)
    return found


def test_both_agree_on_a_good_record(files, asked):
    """KP-15: nobody has to believe one program alone."""
    report = asked(files.good)
    assert report.overall == "total-passed"
    assert report.second.judge == NAME and not report.second.differs
    assert set(spoken(report).values()) == {"ok"} and len(spoken(report)) == 8


def test_a_pdf_is_asked_about_the_xml_that_it_carries(files, asked):
    desk = Desk(files.room)
    report = asked(desk.sign(desk.rendered(desk.xml())))
    inside = [s for s in report.signatures if not s.covers[0].region.startswith("pdf")]
    outside = [s for s in report.signatures if s.covers[0].region.startswith("pdf")]
    assert {one.second for one in inside} == {"ok"} and inside
    assert {one.second for one in outside} == {None} and outside
    assert report.overall == "total-passed"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (rb"<CaNam>8.3<", rb"<CaNam>9.3<"),
        (rb"<xades:SigningTime>20..", rb"<xades:SigningTime>2019"),
        (rb"(<ds:SignatureValue[^>]*>)....", rb"\1AAAA"),
        (rb"<ds:DigestValue>....", rb"<ds:DigestValue>AAAA"),
    ],
)
def test_both_see_the_same_forgery(files, asked, old, new):
    forged = re.sub(old, new, files.good, count=1)
    assert forged != files.good
    report = asked(forged)
    assert report.overall == "total-failed" and not report.second.differs
    ours = {one.id for one in report.signatures if one.content == "failed"}
    theirs = {slot for slot, said in spoken(report).items() if said == "failed"}
    assert ours == theirs != set()


def test_a_record_that_was_saved_again_is_asked_about_as_it_was_issued(files, asked):
    report = asked(b"\xef\xbb\xbf" + files.good.replace(b"><", b">\n<", 3))
    assert [one.code for one in report.problems] == ["verify.saved_again"]
    assert set(spoken(report).values()) == {"ok"}
    assert report.overall == "indeterminate"


def test_what_we_pass_and_the_other_does_not_is_named_and_does_not_pass(
    files, asked, monkeypatch
):
    told = second.judge
    slot = asked(files.good).signatures[-1].id
    monkeypatch.setattr(
        second, "judge", lambda *given: {**told(*given), slot: "failed"}
    )
    report = asked(files.good)
    assert report.overall == "indeterminate"
    (problem,) = report.problems
    assert problem.code == "verify.second_refuses" and problem.params["slot"] == slot
    assert slot in problem.text("vi") and slot in problem.text("en")
    assert report.second.differs == [slot]


def test_what_we_refuse_and_the_other_does_not_stays_refused(files, asked, monkeypatch):
    forged = files.good.replace(b"<CaNam>8.3</CaNam>", b"<CaNam>9.3</CaNam>")
    told = second.judge
    monkeypatch.setattr(
        second, "judge", lambda *given: dict.fromkeys(told(*given), "ok")
    )
    report = asked(forged)
    assert report.overall == "total-failed"
    ours = [one.id for one in report.signatures if one.content == "failed"]
    assert report.second.differs == ours and ours
    assert {one.code for one in report.problems} == {"verify.second_accepts"}


def test_what_the_other_is_not_asked_is_no_disagreement(files, asked):
    """Whether a role may sign there, and by which algorithm, is ours to say."""
    role = files.good.replace(b">teacher<", b">head<", 1)
    assert not asked(role).second.differs


def test_more_than_same_document_references_is_never_followed(files, asked, tmp_path):
    """A reference to a file of the reader's own machine is not opened."""
    target = tmp_path / "secret"
    target.write_text("x")
    uri = f'URI="file://{target}"'.encode()
    report = asked(files.good.replace(b'URI="#du-lieu"', uri, 1))
    assert report.overall == "total-failed"
    answers = [one.second for one in report.signatures if one.content == "failed"]
    assert "ok" not in answers


# Where there is no second judge ---------------------------------------------------


def absent(monkeypatch):
    monkeypatch.setitem(sys.modules, "xmlsec", None)


def unfit(monkeypatch):
    class Finder:
        @staticmethod
        def find_spec(name, *given):
            if name == "xmlsec":
                raise RuntimeError("lxml & xmlsec libxml2 library version mismatch")

    monkeypatch.delitem(sys.modules, "xmlsec")
    monkeypatch.setattr(sys, "meta_path", [Finder, *sys.meta_path])


@pytest.mark.parametrize(
    ("without", "code"),
    [
        (absent, "verify.second_missing"),
        (unfit, "verify.second_unfit"),
    ],
)
def test_without_a_second_judge_the_verdict_is_the_same(
    files, asked, monkeypatch, without, code
):
    forged = files.good.replace(b"<CaNam>8.3</CaNam>", b"<CaNam>9.3</CaNam>")
    without(monkeypatch)
    for data in (files.good, forged):
        report = asked(data)
        assert report.second.missing.code == code and not report.second.judge
        assert not any(spoken(report).values())
        alone = verify_bytes(data, files.trust, files.issuers, file=report.file)
        assert without_second(report) == alone.to_json()


def killed_by_xmlsec(report: FileReport, data: bytes) -> Iterator[FileReport]:
    answers = second.opinions(report, data)
    yield next(answers)
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_second_judge_that_takes_its_process_along_takes_no_verdict(
    files, tmp_path, monkeypatch
):
    path = tmp_path / "good.xml"
    path.write_bytes(files.good)
    report = verify_bytes(files.good, files.trust, files.issuers, file=str(path))
    work = [(str(path), killed_by_xmlsec, (report, files.good))]
    ((_name, found),) = in_order(work, BUDGET, 1)
    assert found.second.missing.code == "verify.second_stopped"
    assert without_second(found) == report.to_json()
    assert found.overall == "total-passed"


@pytest.mark.parametrize("data", [b"", b"<a/>", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_record_has_nothing_to_ask_about(files, asked, data):
    report = asked(data)
    assert report.second.missing.code == "verify.second_unasked"
    alone = verify_bytes(data, files.trust, files.issuers, file=report.file)
    assert without_second(report) == alone.to_json()


# The command ----------------------------------------------------------------------


def test_the_command_tells_both_opinions(files, tmp_path, pki, capsys):
    issuers, path = tmp_path / "issuers.json", tmp_path / "good.xml"
    issuers.write_text(json.dumps(files.room.issuers()))
    path.write_bytes(files.good)
    command = ["verify", "--trust", str(pki.trust_path), "--issuers", str(issuers)]
    command += ["--second-opinion", str(path)]
    assert cli.main(command) == 0
    text = capsys.readouterr().out
    assert f"Ý kiến thứ hai ({NAME}): giống 8/8" in text
    assert text.count("Ý kiến thứ hai: giá trị và mã băm đạt") == 8
    assert cli.main([*command, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["second_opinion"] == {"judge": NAME, "missing": None, "differs": []}
    assert {one["second_opinion"] for one in found["signatures"]} == {"ok"}


def test_the_text_names_disagreement_and_absence(files, asked, monkeypatch):
    with monkeypatch.context() as patch:
        told = second.judge
        patch.setattr(
            second, "judge", lambda *given: dict.fromkeys(told(*given), "failed")
        )
        text = render(asked(files.good))
    assert "giống 0/8" in text and "hai chương trình kiểm tra kết luận khác" in text
    assert text.count("Ý kiến thứ hai: giá trị và mã băm KHÔNG ĐẠT") == 8
    assert "HỢP LỆ (total-passed)" not in text
    absent(monkeypatch)
    assert "chưa cài thư viện xmlsec" in render(asked(files.good))


def test_who_does_not_ask_gets_the_report_of_ever(files, tmp_path):
    path = tmp_path / "good.xml"
    path.write_bytes(files.good)
    report = judge_file(path, files.trust, files.issuers)
    assert report.second is None and "second_opinion" not in report.to_line()
