# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Why nothing can be signed now: what authorities and their services do not prove."""

from __future__ import annotations

from hocba.problems import HocbaError, Problem, register

register(
    {
        "trust.ocsp_old": {
            "en": "The answer of the certificate authority (OCSP) about the "
            "certificate of {subject} is {age} old; at most {limit} are accepted, and "
            "no list of revoked certificates (CRL) can be had instead ({detail}).",
            "vi": "Phản hồi (OCSP) của tổ chức chứng thực về chứng thư số của "
            "{subject} đã cũ {age}; chỉ chấp nhận không quá {limit}, và không lấy được "
            "danh sách thu hồi (CRL) để thay ({detail}).",
        },
        "trust.ocsp_over": {
            "en": "The answer of the certificate authority (OCSP) about the "
            "certificate of {subject} held until {until} only, and no list of revoked "
            "certificates (CRL) can be had instead ({detail}).",
            "vi": "Phản hồi (OCSP) của tổ chức chứng thực về chứng thư số của "
            "{subject} chỉ có giá trị đến {until}, và không lấy được danh sách thu hồi "
            "(CRL) để thay ({detail}).",
        },
        "trust.ocsp_unproven": {
            "en": "Who gave the answer of the certificate authority (OCSP) about the "
            "certificate of {subject} cannot be proven, and no list of revoked "
            "certificates (CRL) can be had instead ({detail}).",
            "vi": "Không chứng minh được bên trả lời (OCSP) về chứng thư số của "
            "{subject}, và không lấy được danh sách thu hồi (CRL) để thay ({detail}).",
        },
        "trust.tsa_purpose": {
            "en": "The certificate of the timestamping service {subject} does not mark "
            "its purpose as critical (RFC 3161, 2.3): other programs refuse its "
            "timestamps. Have the provider replace it, or use another service.",
            "vi": "Chứng thư số của dịch vụ dấu thời gian {subject} không đánh dấu mục "
            "đích sử dụng là bắt buộc (RFC 3161, 2.3): phần mềm khác từ chối dấu thời "
            "gian này. Hãy yêu cầu nhà cung cấp thay chứng thư hoặc dùng dịch vụ khác.",
        },
        "trust.clock": {
            "en": "The clock of this server ({own}) and that of the timestamping "
            "service ({stamped}) differ too much. Nothing was signed; have the "
            "operator set the server's clock.",
            "vi": "Đồng hồ máy chủ ({own}) và đồng hồ của dịch vụ dấu thời gian "
            "({stamped}) lệch nhau quá nhiều. Chưa ký gì; hãy nhờ người vận hành chỉnh "
            "lại đồng hồ máy chủ.",
        },
        "trust.status_unavailable": {
            "en": "The certificate authority does not answer whether the certificate "
            "of {subject} is revoked ({detail}). Check the network and try again.",
            "vi": "Không hỏi được tổ chức chứng thực về tình trạng chứng thư số của "
            "{subject} ({detail}). Hãy kiểm tra kết nối mạng rồi thử lại.",
        },
        "trust.timestamp_unavailable": {
            "en": "The timestamping service gives no timestamp ({detail}). Check the "
            "network and try again.",
            "vi": "Dịch vụ cấp dấu thời gian không phản hồi đúng ({detail}). Hãy kiểm "
            "tra kết nối mạng rồi thử lại.",
        },
    }
)


class TrustError(HocbaError):
    """A certificate or timestamp cannot be used for signing now."""


class CertificateNotInForce(TrustError):
    """The certificate is not in force yet."""


class CertificateExpired(TrustError):
    """The certificate is not in force any more."""


class CertificateRevoked(TrustError):
    """The certificate authority has revoked the certificate."""


class CertificateUntrusted(TrustError):
    """The certificate does not lead to a trusted root, or not for this use."""


class StatusUnavailable(TrustError):
    """Neither OCSP nor CRL told whether the certificate is revoked."""


class TimestampUnavailable(TrustError):
    """The timestamping service gave no usable token."""


_ERRORS: dict[str, type[TrustError]] = {
    "trust.not_in_force": CertificateNotInForce,
    "trust.expired": CertificateExpired,
    "trust.revoked": CertificateRevoked,
    "trust.no_status": StatusUnavailable,
    "trust.status_unavailable": StatusUnavailable,
    "trust.ocsp_old": StatusUnavailable,
    "trust.ocsp_over": StatusUnavailable,
    "trust.ocsp_unproven": StatusUnavailable,
    "trust.tsa_purpose": TimestampUnavailable,
    "trust.clock": TimestampUnavailable,
    "trust.timestamp_unreadable": TimestampUnavailable,
    "trust.timestamp_other_data": TimestampUnavailable,
    "trust.timestamp_invalid": TimestampUnavailable,
    "trust.timestamp_unavailable": TimestampUnavailable,
}


def trust_error(problem: Problem) -> TrustError:
    """Return a problem with a certificate or timestamp as what stops a signature."""
    return _ERRORS.get(problem.code, CertificateUntrusted)(problem)
