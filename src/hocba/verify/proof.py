# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Time and certificate of one signature, in XML and PDF alike.

The certificate is judged at the time that the timestamp proves; a signer's own claim
proves nothing, so without a timestamp there is no good certificate (KP Đ8, Đ12, Đ15).
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hocba.problems import Problem, register
from hocba.signing.claimed import CLOCK_AHEAD
from hocba.signing.contract import Evidence
from hocba.signing.keys import UNREADABLE
from hocba.signing.trust import (
    YEARS,
    TrustStore,
    Verdict,
    validate_certificate,
    validate_timestamp,
)
from hocba.verify.report import FAILED, OK, UNKNOWN, SignatureReport

_VIETNAM = timezone(timedelta(hours=7))

register(
    {
        "verify.no_timestamp": {
            "en": "The signature has no timestamp.",
            "vi": "Chữ ký không có dấu thời gian.",
        },
        "verify.time_ahead": {
            "en": "The claimed time of signing ({claimed}) lies after the timestamp "
            "({stamped}).",
            "vi": "Thời điểm ký khai báo ({claimed}) muộn hơn dấu thời gian "
            "({stamped}).",
        },
        "verify.certificate_time": {
            "en": "The time of signing is not proven, so the certificate of {subject} "
            "cannot be judged.",
            "vi": "Thời điểm ký chưa được chứng minh nên chưa thể kết luận về "
            "chứng thư số của {subject}.",
        },
    }
)


def prove(
    report: SignatureReport,
    certificate: bytes,
    stamped: bytes,
    evidence: Evidence,
    claimed: datetime | None,
    trust: TrustStore | None,
) -> datetime | None:
    """Write the verdicts on timestamp and certificate into a report.

    :param stamped: the data that the timestamp must be taken over
    :param claimed: the signer's own time, aware
    :return: the time of the timestamp if that is ``ok``
    """
    at = _timestamp(report, stamped, evidence, claimed, trust)
    _certificate(report, certificate, evidence, at or claimed, trust)
    return at if report.timestamp == OK else None


def claim(moment: datetime | None) -> datetime | None:
    """Return a signer's own time, None if it is not one that can be reckoned with."""
    known = moment is not None and moment.tzinfo and moment.year in YEARS
    return moment if known else None


def text(moment: datetime) -> str:
    """Return a moment in Vietnam's time, ISO 8601 (KP Đ13)."""
    return moment.astimezone(_VIETNAM).isoformat(timespec="seconds")


def _timestamp(
    report: SignatureReport,
    stamped: bytes,
    evidence: Evidence,
    claimed: datetime | None,
    trust: TrustStore | None,
) -> datetime | None:
    token = evidence.timestamp_token
    if not token:
        report.timestamp = FAILED
        report.reasons.append(Problem("verify.no_timestamp"))
        return None
    try:
        verdict, at = validate_timestamp(token, stamped, trust, evidence)
    except UNREADABLE:
        verdict, at = Verdict(FAILED, Problem("trust.timestamp_unreadable")), None
    report.timestamp = verdict.state
    if verdict.reason:
        report.reasons.append(verdict.reason)
    if at is None:
        return None
    report.stamped_at = text(at)
    if claimed is None or claimed > at + CLOCK_AHEAD:
        report.timestamp = FAILED
        times = {
            "claimed": text(claimed) if claimed else "?",
            "stamped": report.stamped_at,
        }
        report.reasons.append(Problem("verify.time_ahead", times))
    return at


def _certificate(
    report: SignatureReport,
    certificate: bytes,
    evidence: Evidence,
    at: datetime | None,
    trust: TrustStore | None,
) -> None:
    if at is None:
        return
    try:
        verdict = validate_certificate(certificate, (), evidence, at, trust)
    except UNREADABLE:
        verdict = Verdict(FAILED, Problem("trust.unreadable_certificate"))
    report.certificate = verdict.state
    if verdict.reason:
        report.reasons.append(verdict.reason)
    if report.timestamp == FAILED and verdict.state == OK:
        report.certificate = UNKNOWN
        values = {"subject": report.signer}
        report.reasons.append(Problem("verify.certificate_time", values))
