# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Time and certificate of one signature, in XML and PDF alike.

The certificate is judged at the time that the timestamp proves; a signer's own claim
proves nothing, so without a timestamp there is no good certificate (KP Đ8, Đ12, Đ15).
The timestamp proves by itself as long as its own certificates last; after that the
archive has to show that it was there before (EN 319 102-1: proof of existence).
"""

from __future__ import annotations

from datetime import datetime, timezone

from hocba.moment import iso
from hocba.problems import Problem, register
from hocba.signing.answers import YEARS
from hocba.signing.claimed import CLOCK_AHEAD
from hocba.signing.contract import Evidence
from hocba.signing.keys import UNREADABLE
from hocba.signing.trust import (
    TrustStore,
    Verdict,
    validate_certificate,
    validate_timestamp,
)
from hocba.verify import evidence as evidences
from hocba.verify.report import FAILED, OK, UNKNOWN, SignatureReport

register(
    {
        "verify.no_timestamp": {
            "en": "The signature has no timestamp.",
            "vi": "Chữ ký không có dấu thời gian.",
        },
        "verify.time_ahead": {
            "en": "The claimed time of signing ({claimed}) lies after the timestamp "
            "({stamped}) by more than the {tolerance} minutes that clocks may differ.",
            "vi": "Thời điểm ký khai báo ({claimed}) muộn hơn dấu thời gian "
            "({stamped}) quá {tolerance} phút cho phép lệch đồng hồ.",
        },
        "verify.time_outside": {
            "en": "The claimed time of signing ({claimed}) lies outside the time "
            "in which the certificate holds ({valid_from} to {valid_to}).",
            "vi": "Thời điểm ký khai báo ({claimed}) nằm ngoài thời hạn của chứng thư "
            "số (từ {valid_from} đến {valid_to}).",
        },
        "verify.stamp_ended": {
            "en": "The proof rests on a timestamp whose certificate ({subject}) ended "
            "on {ended}. Ask the school or its archive for the renewal that shows the "
            "record to be older than that.",
            "vi": "Bằng chứng dựa vào dấu thời gian mà chứng thư số ({subject}) đã hết "
            "hạn ngày {ended}. Hãy yêu cầu nhà trường hoặc nơi lưu trữ cung cấp bằng "
            "chứng gia hạn cho thấy học bạ đã có trước ngày đó.",
        },
        "verify.untrusted": {
            "en": "The certificate of {subject} is not from an authority among the "
            "trusted roots that were given. Check that the right file of roots was "
            "given.",
            "vi": "Chứng thư số của {subject} không thuộc tổ chức chứng thực nào trong "
            "danh sách chứng thư gốc tin cậy đã nêu. Hãy kiểm tra lại tệp chứng thư "
            "gốc.",
        },
        "verify.chain_invalid": {
            "en": "The certificate of {subject} does not prove itself: its chain up to "
            "the root breaks a rule.",
            "vi": "Chứng thư số của {subject} không tự chứng minh được: chuỗi chứng "
            "thư lên đến gốc sai quy định.",
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
    now: datetime | None = None,
) -> datetime | None:
    """Write the verdicts on timestamp and certificate into a report.

    :param stamped: the data that the timestamp must be taken over
    :param claimed: the signer's own time, aware
    :param now: the time of the check, aware; None for this moment
    :return: the time that the timestamp proved, if it is valid
    """
    at = _timestamp(report, stamped, evidence, claimed, trust)
    _term(report, certificate, claimed)
    _certificate(report, certificate, evidence, at or claimed, trust)
    proven = at if report.timestamp == OK else None
    if proven:
        _still_proves(report, evidence, trust, now or datetime.now(timezone.utc))
    answer = evidences.status(certificate, evidence, at or claimed)
    if answer:
        report.status = {"source": answer.source, "at": iso(answer.at)}
        if at:
            report.status["seconds"] = int((at - answer.at).total_seconds())
    return proven


def claim(moment: datetime | None) -> datetime | None:
    """Return a signer's own time, None if it is not one that can be reckoned with."""
    known = moment is not None and moment.tzinfo and moment.year in YEARS
    return moment if known else None


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
    if at and verdict.state == FAILED:
        verdict = _known(verdict, _stamper(token), evidence, trust)
    report.timestamp = verdict.state
    if verdict.reason:
        report.reasons.append(verdict.reason)
    if at is None:
        return None
    report.stamped_at = iso(at)
    if claimed is None or claimed > at + CLOCK_AHEAD:
        report.timestamp = FAILED
        times = {
            "claimed": iso(claimed) if claimed else "?",
            "stamped": report.stamped_at,
            "tolerance": int(CLOCK_AHEAD.total_seconds() // 60),
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
    verdict = _known(verdict, certificate, evidence, trust)
    report.certificate = verdict.state
    if verdict.reason:
        report.reasons.append(verdict.reason)
    if report.timestamp == FAILED and verdict.state == OK:
        report.certificate = UNKNOWN
        values = {"subject": report.signer}
        report.reasons.append(Problem("verify.certificate_time", values))


def _known(
    verdict: Verdict, certificate: bytes, evidence: Evidence, trust: TrustStore | None
) -> Verdict:
    """Return a verdict in words; a root that was not named proves nothing wrong."""
    reason = verdict.reason
    if reason is None:
        return verdict
    if reason.code == "trust.chain_invalid":
        return Verdict(verdict.state, Problem("verify.chain_invalid", reason.params))
    if reason.code == "trust.untrusted" and not evidences.known_issuer(
        certificate, evidence, trust
    ):
        return Verdict(UNKNOWN, Problem("verify.untrusted", reason.params))
    return verdict


def _stamper(token: bytes) -> bytes:
    try:
        return evidences.token_signer(token)
    except evidences.MALFORMED:
        return b""


def _term(
    report: SignatureReport, certificate: bytes, claimed: datetime | None
) -> None:
    """Make sure that the claimed time lies within the certificate's (KP Đ8)."""
    term = evidences.term(certificate)
    if claimed is None or term is None or term[0] <= claimed <= term[1]:
        return
    if report.signed_at is None:
        # Somebody changed it; these are not the signer's words.
        return
    report.timestamp = FAILED
    times = dict(zip(("valid_from", "valid_to"), map(iso, term), strict=True))
    report.reasons.append(
        Problem("verify.time_outside", {"claimed": iso(claimed), **times})
    )


def _still_proves(
    report: SignatureReport, evidence: Evidence, trust: TrustStore | None, now: datetime
) -> None:
    found = evidences.stamp_ends(evidence, trust)
    if found is None or now <= found[1]:
        return
    report.timestamp = UNKNOWN
    values = {"subject": found[0], "ended": found[1].strftime("%d/%m/%Y")}
    report.reasons.append(Problem("verify.stamp_ended", values))
