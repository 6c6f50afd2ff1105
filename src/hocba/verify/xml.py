# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The verification of a signed XML book (KP Đ14, Đ15, Đ31)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hocba.books import schema
from hocba.books import xml as books
from hocba.books.model import Issue, SlotSpec
from hocba.problems import HocbaError, Problem, register
from hocba.safexml import Tree, is_exact
from hocba.signing.trust import TrustStore
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
) -> FileReport:
    """Verify a signed XML book, without any network.

    :param trust: roots to believe in; without them certificates stay ``unknown``
    :param issuers: schools approved to issue; without them authority stays ``unknown``
    :param file: the name to report
    :return: a report, whatever the bytes are
    """
    opened = open_book(data)
    if not isinstance(opened, Opened):
        return refused(file, opened)
    judged, problems = judge_signatures(opened, trust, set())
    final = next((j for j in judged if j.report.role == "organisation"), None)
    approval = as_issuers(issuers)
    if final is None:
        list_state = UNKNOWN
    else:
        list_state = judge_organisation(final, opened, approval)
    for one in judged:
        if one is final:
            check_listed(one, opened.issue, demand=False)
        else:
            judge_person(one, opened.issue, list_state, approval, opened.school)
    reports = [one.report for one in judged]
    return FileReport(file, overall(reports, problems), reports, problems)


@dataclass(frozen=True)
class Opened:
    """A file that keeps the schema, its places for signatures and its issue data."""

    tree: Tree
    slots: list[SlotSpec]
    issue: Issue | None
    exact: bool

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
        issue = books.read_issue(tree)
        return Opened(tree, books.slots(tree), issue, is_exact(tree, data))
    except HocbaError as error:
        return error.problems


def as_issuers(issuers: Issuers | dict[str, Any] | None) -> Issuers | None:
    """Return the list of approved schools in the form that is asked."""
    return Issuers.from_data(issuers) if isinstance(issuers, dict) else issuers


def judge_signatures(
    opened: Opened, trust: TrustStore | None, optional: set[str]
) -> tuple[list[Judged], list[Problem]]:
    """Judge what signatures there are, and name what is missing.

    :param optional: slots that may be empty
    """
    judge = Judge(opened.tree, trust)
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
        for slot_id in (books.HOMEROOM, books.HEAD, books.ORGANISATION)
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
