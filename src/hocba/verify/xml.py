# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The verification of a signed XML book (KP Đ14, Đ15, Đ31)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from hocba.books import kinds, schema
from hocba.books import xml as books
from hocba.books.model import Issue, SlotSpec
from hocba.problems import HocbaError, Problem, register
from hocba.safexml import Tree, is_exact, load
from hocba.signing.trust import TrustStore
from hocba.verify import archived, foreign, resaved
from hocba.verify.issuers import Issuers
from hocba.verify.names import judge_school, judge_signer
from hocba.verify.report import (
    FAILED,
    OK,
    UNKNOWN,
    FileReport,
    overall,
    refused,
)
from hocba.verify.signature import Judge, Judged
from hocba.words import HEAD_SLOT, HOMEROOM_SLOT, ORGANISATION_SLOT

_KINDS = {
    "timestamp": "dấu thời gian",
    "certificate": "chứng thư số",
    "ocsp": "phản hồi OCSP",
    "crl": "danh sách thu hồi",
}

register(
    {
        "verify.missing_signature": {
            "en": "The signature “{slot}” is missing.",
            "vi": "Thiếu chữ ký «{slot}».",
        },
        "verify.not_issued": {
            "en": "The record has no issue data with its list of signers.",
            "vi": "Học bạ chưa có thông tin phát hành và danh sách người ký.",
        },
        "verify.list_unproven": {
            "en": "The list of signers is not proven by a valid signature of an "
            "approved school.",
            "vi": "Danh sách người ký chưa được chứng minh bằng chữ ký hợp lệ của "
            "trường được phê duyệt.",
        },
        "verify.list_false": {
            "en": "The list of signers comes from a school that is not approved.",
            "vi": "Danh sách người ký do đơn vị không được phê duyệt xác nhận.",
        },
        "verify.not_listed": {
            "en": "{signer} with this certificate is not in the list of signers for "
            "“{slot}”.",
            "vi": "{signer} với chứng thư số này không có trong danh sách người ký "
            "của ô «{slot}».",
        },
        "verify.school_as_person": {
            "en": "{signer} is the certificate of a school; the place “{slot}” is a "
            "person's to sign.",
            "vi": "Chứng thư số của {signer} là của nhà trường, không được dùng để ký "
            "ô «{slot}» của cá nhân.",
        },
        "verify.list_differs": {
            "en": "The list of signers gives the place “{slot}” to {listed}, but the "
            "record to {named}.",
            "vi": "Danh sách người ký ghi ô «{slot}» là của {listed}, còn nội dung học "
            "bạ ghi {named}.",
        },
        "verify.unknown_field": {
            "en": "Nobody is to sign in the field “{slot}”.",
            "vi": "Không quy định ai ký tại ô «{slot}».",
        },
        "verify.saved_again": {
            "en": "Another program saved this file again: its bytes differ from the "
            "file that was issued, but what was signed is intact. Ask for the original "
            "(SHA-256 {sha256}).",
            "vi": "Tệp này đã được một chương trình khác ghi lại nên không còn đúng "
            "từng byte như khi phát hành; nội dung đã ký còn nguyên. Hãy xin tệp gốc "
            "(SHA-256 {sha256}).",
            "level": "warning",
        },
        "verify.surplus_evidence": {
            "en": "Beside the signature “{slot}” stands evidence that does not belong "
            "there ({kinds}): this is not the file that was issued. What was signed is "
            "intact; ask for the original.",
            "vi": "Bên cạnh chữ ký «{slot}» có bằng chứng không thuộc về chữ ký đó "
            "({kinds}) nên đây không phải tệp đã phát hành. Nội dung đã ký còn nguyên; "
            "hãy xin tệp gốc.",
            "level": "warning",
        },
        "verify.attached_alone": {
            "en": "This is the XML that is attached inside the PDF of the record; head "
            "and school signed the PDF. Hand in that PDF, or the XML as it was issued.",
            "vi": "Đây là tệp XML đính kèm bên trong bản PDF của học bạ; lãnh đạo và "
            "nhà trường ký trên bản PDF. Hãy nộp bản PDF đó, hoặc tệp XML đã phát "
            "hành.",
            "level": "warning",
        },
        "verify.school_unproven": {
            "en": "The code of the school is not proven, as the content has changed.",
            "vi": "Mã trường chưa được chứng minh do nội dung đã bị thay đổi.",
        },
    }
)


def verify_xml(
    data: bytes,
    trust: TrustStore | None = None,
    issuers: Issuers | dict[str, Any] | None = None,
    *,
    file: str = "",
    now: datetime | None = None,
) -> FileReport:
    """Verify a signed XML book, without any network.

    :param trust: roots to believe in; without them certificates stay ``unknown``
    :param issuers: schools approved to issue; without them authority stays ``unknown``
    :param file: the name to report
    :param now: the time of the check, aware; None for this moment
    :return: a report, whatever the bytes are
    """
    try:
        opened, added = open_issued(data)
    except HocbaError as error:
        other = foreign.xml(data, file)
        return other or refused(file, error.problems)
    judged, problems = judge_signatures(opened, trust, set(), now)
    problems = _attached_alone(judged, problems, opened) + added
    problems += _as_issued(judged, data, opened)
    final = next((j for j in judged if j.report.role == "organisation"), None)
    approval = as_issuers(issuers)
    if final is None:
        list_state = UNKNOWN
    else:
        final.report.added = [dict(problem.params) for problem in added]
        list_state = judge_organisation(final, opened, approval)
    for one in judged:
        if one is final:
            check_listed(one, opened.issue, demand=False)
        else:
            judge_person(one, opened.issue, list_state, approval, opened.school)
    reports = [one.report for one in judged]
    return FileReport(file, overall(reports, problems), reports, problems)


def open_issued(data: bytes) -> tuple[Opened, list[Problem]]:
    """Return a file ready to be judged, and what others added to its last signature.

    A file that is not as it was issued is judged in the form in which it was.

    :raises HocbaError: it is no record, or a damaged one
    """
    try:
        tree = load(data)
        exact = is_exact(tree, data) and resaved.is_spelled(tree)
    except HocbaError:
        exact = False
    original = data if exact else resaved.restore(data)
    if original is None:
        raise HocbaError([Problem("verify.no_record")])
    if not exact:
        tree = load(original)
    added = archived.take(tree)
    found = schema.problems(tree) or kinds.of(tree).check(tree.root)
    if found:
        raise HocbaError(found)
    opened = Opened(tree, books.slots(tree), books.read_issue(tree), exact=True)
    return replace(opened, original=None if exact else original), added


def issued_form(data: bytes) -> bytes:
    """Return the bytes that a record was issued with, whatever saved it since.

    :raises HocbaError: as :func:`open_issued`
    """
    return open_issued(data)[0].original or data


def _as_issued(judged: list[Judged], data: bytes, opened: Opened) -> list[Problem]:
    """Tell an intact record whose bytes are others from one that was changed."""
    if opened.original is not None:
        if any(one.report.content != OK for one in judged) or not judged:
            return [Problem("xml.not_canonical")]
        sha256 = hashlib.sha256(opened.original).hexdigest()
        return [Problem("verify.saved_again", {"sha256": sha256})]
    return [
        Problem(
            "verify.surplus_evidence",
            {"slot": one.report.id, "kinds": ", ".join(_kinds(one.surplus))},
        )
        for one in judged
        if one.surplus
    ]


def _kinds(surplus: Iterable[str]) -> list[str]:
    return [_KINDS[kind] for kind in surplus]


def _attached_alone(
    judged: list[Judged], problems: list[Problem], opened: Opened
) -> list[Problem]:
    """Know the file that a PDF carries: signed by all but head and school."""
    outer = {HEAD_SLOT, ORGANISATION_SLOT}
    missing = {
        str(problem.params.get("slot"))
        for problem in problems
        if problem.code == "verify.missing_signature"
    }
    if opened.issue is None or missing != outer or not judged:
        return problems
    kept = [p for p in problems if p.code != "verify.missing_signature"]
    return [*kept, Problem("verify.attached_alone")]


@dataclass(frozen=True)
class Opened:
    """A file that keeps the schema, its places for signatures and its issue data.

    :param exact: the bytes are in the one form that a book has
    :param original: the file as it was issued, where another program saved it again
    """

    tree: Tree
    slots: list[SlotSpec]
    issue: Issue | None
    exact: bool
    original: bytes | None = None

    @property
    def school(self) -> str:
        """Return the code of the school; proven only with the data region."""
        return self._text("Truong", "MaTruong")

    @property
    def school_name(self) -> str:
        """Return the name of the school; proven only with the data region."""
        return self._text("Truong", "TenTruong")

    @property
    def year(self) -> str:
        """Return the school year; proven only with the data region."""
        return self._text("NamHoc")

    @property
    def paired(self) -> bool:
        """Return whether data and issue name the same two files."""
        issue = self.issue
        return issue is not None and (issue.xml_uuid, issue.pdf_uuid) == (
            self._text("DinhDanh", "TaiLieu"),
            self._text("DinhDanh", "BanPDF"),
        )

    def _text(self, *path: str) -> str:
        steps = (f"{{{books.NAMESPACE}}}{step}" for step in path)
        return str(self.tree.root[0].findtext("/".join(steps)))


def open_book(data: bytes) -> Opened | list[Problem]:
    """Return a file ready to be judged, or why it is refused as a whole."""
    try:
        tree = schema.validate(data)
        if found := kinds.of(tree).check(tree.root):
            return found
        issue = books.read_issue(tree)
        exact = is_exact(tree, data) and resaved.is_spelled(tree)
        return Opened(tree, books.slots(tree), issue, exact)
    except HocbaError as error:
        return error.problems


def as_issuers(issuers: Issuers | dict[str, Any] | None) -> Issuers | None:
    """Return the list of approved schools in the form that is asked."""
    return Issuers.from_data(issuers) if isinstance(issuers, dict) else issuers


def judge_signatures(
    opened: Opened,
    trust: TrustStore | None,
    optional: set[str],
    now: datetime | None = None,
) -> tuple[list[Judged], list[Problem]]:
    """Judge what signatures there are, and name what is missing.

    :param optional: slots that may be empty
    """
    judge = Judge(opened.tree, trust, now)
    judged, problems = [], []
    for spec in opened.slots:
        place = books.slot_element(opened.tree, spec.slot_id)
        if len(place):
            judged.append(judge.judge(spec, place[0]))
        elif spec.slot_id not in optional:
            problems.append(Problem("verify.missing_signature", {"slot": spec.slot_id}))
    if opened.issue is None:
        problems.append(Problem("verify.not_issued"))
    elif not opened.paired:
        problems.append(Problem("book.pairing_differs"))
    if not opened.exact:
        problems.append(Problem("xml.not_canonical"))
    return judged, problems + _unassigned(opened) + _list_differs(opened)


def _unassigned(opened: Opened) -> list[Problem]:
    """Find signatures that no act of this kind of book makes, so that nobody judges."""
    known = {spec.slot_id for spec in opened.slots}
    return [
        Problem("verify.unknown_field", {"slot": slot_id})
        for slot_id in (HOMEROOM_SLOT, HEAD_SLOT, ORGANISATION_SLOT)
        if slot_id not in known and len(books.slot_element(opened.tree, slot_id))
    ]


def _list_differs(opened: Opened) -> list[Problem]:
    """Find places that the list gives to another person than the record does.

    Whoever signs in place of another is named as such.
    """
    problems = []
    named = {spec.slot_id: spec.signer for spec in opened.slots}
    seen = set()
    for one in opened.issue.signers if opened.issue else ():
        person = named.get(one.slot)
        listed = f"{one.name} ({one.staff_code})"
        wanted = f"{person.name} ({person.staff_code})" if person else "–"
        known = one.slot in named and one.slot not in seen
        seen.add(one.slot)
        if not known or (person and not one.in_place_of and listed != wanted):
            values = {"slot": one.slot, "listed": listed, "named": wanted}
            problems.append(Problem("verify.list_differs", values))
    return problems


def judge_organisation(one: Judged, opened: Opened, issuers: Issuers | None) -> str:
    """Answer whether the organisation may issue, and with it what the list is worth.

    :return: the state of the list of signers: ``ok`` only under a valid signature of
        an approved school
    """
    report = one.report
    if issuers is None:
        report.reasons.append(Problem("verify.no_issuers"))
        return UNKNOWN
    school = opened.school
    state, reason = issuers.judge(school, one.sha256, one.proven_at, report.signer)
    if state == OK and report.content != OK:
        # The school is named by bytes that this signature does not prove.
        state, reason = UNKNOWN, Problem("verify.school_unproven")
    report.authority = state
    if reason:
        report.reasons.append(reason)
    if state != FAILED:
        judge_school(one, school, opened.school_name, issuers)
    sound = report.content == report.certificate == OK
    return report.authority if report.authority != OK or sound else UNKNOWN


def judge_person(
    one: Judged,
    issue: Issue | None,
    list_state: str,
    issuers: Issuers | None,
    school: str,
) -> None:
    """Answer whether a person may sign here: does the proven list name him?

    :param school: the code of the school, for which names are decided
    """
    report = one.report
    if not check_listed(one, issue, demand=True):
        return
    if issuers is not None and issuers.names(one.sha256):
        report.authority = FAILED
        values = {"signer": report.signer, "slot": report.id}
        report.reasons.append(Problem("verify.school_as_person", values))
        return
    report.authority = list_state
    if list_state == FAILED:
        report.reasons.append(Problem("verify.list_false"))
    elif list_state == UNKNOWN:
        code = "verify.no_issuers" if issuers is None else "verify.list_unproven"
        report.reasons.append(Problem(code))
    judge_signer(one, issue, school, issuers)


def check_listed(one: Judged, issue: Issue | None, *, demand: bool) -> bool:
    """Return whether the list names this certificate for this place; else it failed.

    :param demand: whether the list must name the place at all
    """
    report = one.report
    named = [s for s in issue.signers if s.slot == report.id] if issue else []
    if not named and (not demand or issue is None):
        return True
    if any(s.role == report.role and s.certificate_sha256 == one.sha256 for s in named):
        return True
    report.authority = FAILED
    report.reasons.append(
        Problem("verify.not_listed", {"signer": report.signer, "slot": report.id})
    )
    return False
