# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The time that a signer claims, held against his certificate and the timestamp.

It stands in the signed part and on the page (KP Đ13, Đ14), where nobody can mend it: so
a claim that no verifier would believe is refused before a file is written.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone

from asn1crypto import cms
from cryptography import x509

from hocba.moment import shown
from hocba.problems import fail, register

#: How far a signer's clock may run ahead of the timestamp.
CLOCK_AHEAD = timedelta(minutes=5)

register(
    {
        "signing.time_ahead": {
            "en": "The time of signing ({claimed}) lies after the timestamp "
            "({stamped}): the clock of the server runs ahead. Nothing was written; "
            "have the operator set the clock, then sign again.",
            "vi": "Thời điểm ký ({claimed}) muộn hơn dấu thời gian ({stamped}): đồng "
            "hồ máy chủ chạy nhanh. Chưa ghi gì; hãy nhờ người vận hành chỉnh đồng hồ "
            "rồi ký lại.",
        },
        "signing.time_outside": {
            "en": "The time of signing ({claimed}) lies outside the certificate, which "
            "is in force from {valid_from} to {valid_to}. Nothing was written.",
            "vi": "Thời điểm ký ({claimed}) nằm ngoài thời hạn của chứng thư số (từ "
            "{valid_from} đến {valid_to}). Chưa ghi gì.",
        },
        "signing.wrong_timestamp": {
            "en": "The timestamp was not taken over this signature.",
            "vi": "Dấu thời gian không phải của chữ ký này.",
        },
    }
)


def check_in_force(claimed: datetime, certificate: bytes) -> None:
    """Make sure that a claimed time lies within a certificate (KP Đ8).

    :raises HocbaError: ``signing.time_outside``
    """
    one = x509.load_der_x509_certificate(certificate)
    start, end = one.not_valid_before_utc, one.not_valid_after_utc
    if not start <= claimed <= end:
        raise fail(
            "signing.time_outside",
            claimed=shown(claimed),
            valid_from=shown(start),
            valid_to=shown(end),
        )


def check_stamped(claimed: datetime, token: bytes) -> None:
    """Make sure that a claimed time is not later than the timestamp.

    :raises HocbaError: ``signing.time_ahead``
    """
    stamped = token_time(token)
    if claimed > stamped + CLOCK_AHEAD:
        raise fail("signing.time_ahead", claimed=shown(claimed), stamped=shown(stamped))


def check_taken_over(data: bytes, token: bytes) -> None:
    """Make sure that a timestamp was taken over ``data`` (its SHA-256).

    :raises HocbaError: ``signing.wrong_timestamp``
    """
    try:
        signed = cms.ContentInfo.load(token)["content"]
        imprint = signed["encap_content_info"]["content"].parsed["message_imprint"]
        name = imprint["hash_algorithm"]["algorithm"].native
        same = imprint["hashed_message"].native == hashlib.sha256(data).digest()
    except (ValueError, TypeError, KeyError, AttributeError):
        raise fail("signing.wrong_timestamp") from None
    if name != "sha256" or not same:
        raise fail("signing.wrong_timestamp")


def token_time(token: bytes) -> datetime:
    """Return the time that an RFC 3161 token states, in UTC; unproven.

    :raises HocbaError: ``signing.wrong_timestamp`` when it is no token
    """
    try:
        signed = cms.ContentInfo.load(token)["content"]
        time: datetime = (
            signed["encap_content_info"]["content"].parsed["gen_time"].native
        )
        return time.astimezone(timezone.utc)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        raise fail("signing.wrong_timestamp") from None
