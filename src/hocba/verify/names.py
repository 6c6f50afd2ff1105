# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether a certificate names the person or school for whom it signed (KP Đ8, Đ33).

The approved list says which certificate is whose by its fingerprint, and a fingerprint
may have been listed for the wrong holder. So the certificate's own name is held against
the listed one; a difference counts as settled only by a decision in the list.
"""

from __future__ import annotations

from dataclasses import replace

from hocba.books.model import Issue
from hocba.problems import Problem, register
from hocba.signing.holder import (
    DIFFERS,
    PERSON,
    Holder,
    compare,
)
from hocba.verify.issuers import Issuers
from hocba.verify.report import FAILED, OK, UNKNOWN
from hocba.verify.signature import Judged

register(
    {
        "verify.name_undecided": {
            "en": "No decision is known that this certificate stands for “{listed}”; "
            "ask the authority that publishes the list of approved schools.",
            "vi": "Không có quyết định nào chấp nhận chứng thư số này cho «{listed}»; "
            "hãy hỏi cơ quan công bố danh sách trường được phê duyệt.",
        },
        "verify.name_decided": {
            "level": "warning",
            "en": "The certificate names “{stated}”; that it stands for “{listed}” was "
            "decided on {decided_on}.",
            "vi": "Chứng thư số ghi tên «{stated}»; việc dùng cho «{listed}» đã được "
            "quyết định ngày {decided_on}.",
        },
    }
)


def judge_school(one: Judged, school: str, name: str, issuers: Issuers) -> None:
    """Hold the organisation's certificate against the school it was approved for.

    :param name: of the school in the record, which counts where the list has none
    """
    listed = issuers.school(school)
    if not listed.name:
        listed = replace(listed, names=(name,))
    one.report.listed = listed.name
    _judge(one, school, listed, issuers)


def judge_signer(
    one: Judged, issue: Issue | None, school: str, issuers: Issuers | None
) -> None:
    """Hold a person's certificate against the list of signers in the record."""
    named = [s for s in issue.signers if s.slot == one.report.id] if issue else []
    if not named:
        return
    one.report.listed = named[0].name
    names = issuers.school(school).names if issuers else ()
    listed = Holder(PERSON, (named[0].name,), organisations=names)
    _judge(one, school, listed, issuers)


def _judge(one: Judged, school: str, listed: Holder, issuers: Issuers | None) -> None:
    """Lower the answer on authority where the certificate names another.

    Another name is a failure: a certificate is one person's or school's. What is only
    close leaves the question open, and so does a missing list, which might settle it.
    """
    report = one.report
    found = compare(one.certificate, listed)
    if found:
        return
    values = {"stated": found.stated.name, "listed": listed.name}
    decided = issuers and issuers.accepted(school, one.sha256, listed.name)
    if decided:
        values["decided_on"] = decided
        report.reasons.append(Problem("verify.name_decided", values))
        return
    report.reasons += found.problems
    report.reasons.append(Problem("verify.name_undecided", values))
    if issuers is not None and found.state == DIFFERS:
        report.authority = FAILED
    elif report.authority == OK:
        report.authority = UNKNOWN
