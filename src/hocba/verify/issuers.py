# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The schools whose certificates an authority has approved (KP Đ33).

Trust in a certificate authority is not trust in a school: any school's certificate is
valid under the same root. This list says which certificate may issue for which school::

    {"schools": [{"code", "name", "former_names", "former_codes", "tax_code",
        "certificates": [
            {"sha256", "approved_from", "approved_to" (or null), "decision"}],
        "other_names": [
            {"sha256", "listed", "decided_on"}]}]}

``other_names`` are decisions that a certificate, of the school or of a person there,
stands for the listed name although it says another. All but code, name and certificates
may be missing: older lists have nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from hocba.moment import VIETNAM, iso, read_iso
from hocba.problems import Problem, fail, register
from hocba.signing.holder import ORGANISATION, Holder, name_key
from hocba.verify.report import FAILED, OK, UNKNOWN

register(
    {
        "verify.bad_issuers": {
            "en": "The list of approved schools cannot be read: it is not in the form "
            "in which it is published.",
            "vi": "Không đọc được danh sách trường được phê duyệt: tệp không đúng dạng "
            "được công bố.",
        },
        "verify.no_issuers": {
            "en": "No list of approved schools was given, so it is not known whether "
            "this school may issue.",
            "vi": "Chưa nêu danh sách trường được phê duyệt nên chưa thể kết luận "
            "về thẩm quyền phát hành.",
        },
        "verify.not_approved": {
            "en": "The certificate of {signer} is not approved for school {school}.",
            "vi": "Chứng thư số của {signer} không được phê duyệt để phát hành "
            "cho trường có mã {school}.",
        },
        "verify.not_approved_then": {
            "en": "The certificate of {signer} was not approved for school {school} "
            "when it signed ({at}).",
            "vi": "Tại thời điểm ký ({at}), chứng thư số của {signer} không trong thời "
            "gian được phê duyệt cho trường có mã {school}.",
        },
        "verify.time_unproven": {
            "en": "The time of signing is not proven, so it is not known whether "
            "{signer} was approved then.",
            "vi": "Thời điểm ký chưa được chứng minh nên chưa thể kết luận về "
            "thẩm quyền của {signer}.",
        },
    }
)


@dataclass(frozen=True)
class Approval:
    """One certificate, approved for a time."""

    sha256: str
    since: datetime
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        """Return whether the approval was in force."""
        return self.since <= at and (self.until is None or at <= self.until)


class Issuers:
    """Approved certificates by the code of the school.

    :param schools: what is known of the school itself, by its code
    :param accepted: when it was decided that a certificate stands for another name than
        it says, by code of the school, fingerprint and listed name
    """

    def __init__(
        self,
        approvals: Mapping[str, list[Approval]],
        schools: Mapping[str, Holder] | None = None,
        accepted: Mapping[tuple[str, str, str], str] | None = None,
    ) -> None:
        self._approvals = dict(approvals)
        self._schools = dict(schools or {})
        self._accepted = dict(accepted or {})

    @classmethod
    def from_json(cls, data: bytes) -> Issuers:
        """Read the published file.

        :raises HocbaError: ``verify.bad_issuers``
        """
        try:
            return cls.from_data(json.loads(data))
        except (ValueError, RecursionError) as error:
            raise fail("verify.bad_issuers", detail=str(error))

    @classmethod
    def from_data(cls, data: Any) -> Issuers:
        """Take the list as parsed JSON.

        :raises HocbaError: ``verify.bad_issuers``
        """
        approvals: dict[str, list[Approval]] = {}
        schools: dict[str, Holder] = {}
        accepted: dict[tuple[str, str, str], str] = {}
        try:
            for school in data["schools"]:
                code = str(school["code"])
                known = approvals.setdefault(code, [])
                known += [_approval(entry) for entry in school["certificates"]]
                schools[code] = _school(school)
                for entry in school.get("other_names", ()):
                    key = code, _fingerprint(entry), name_key(str(entry["listed"]))
                    accepted[key] = str(entry["decided_on"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            detail = f"{type(error).__name__}: {error}"
            raise fail("verify.bad_issuers", detail=detail)
        return cls(approvals, schools, accepted)

    def school(self, code: str) -> Holder:
        """Return the names of a school; without any if the list does not know them."""
        return self._schools.get(code, Holder(ORGANISATION, (), codes=(code,)))

    def accepted(self, school: str, sha256: str, listed: str) -> str:
        """Return when it was decided that a certificate stands for a listed name.

        :return: the date, ISO 8601; empty if nothing was decided
        """
        return self._accepted.get((school, sha256, name_key(listed)), "")

    def names(self, sha256: str) -> bool:
        """Return whether a certificate is that of any school."""
        known = self._approvals.values()
        return any(one.sha256 == sha256 for approvals in known for one in approvals)

    def judge(
        self, school: str, sha256: str, at: datetime | None, signer: str
    ) -> tuple[str, Problem | None]:
        """Return whether a certificate may issue for a school at a proven time.

        :param at: None when the time is not proven
        """
        values = {"school": school, "signer": signer}
        mine = [a for a in self._approvals.get(school, ()) if a.sha256 == sha256]
        if not mine:
            return FAILED, Problem("verify.not_approved", values)
        if at is None:
            return UNKNOWN, Problem("verify.time_unproven", values)
        if not any(approval.holds(at) for approval in mine):
            values["at"] = iso(at)
            return FAILED, Problem("verify.not_approved_then", values)
        return OK, None


def _school(entry: Mapping[str, Any]) -> Holder:
    names = [str(entry.get("name") or ""), *map(str, entry.get("former_names", ()))]
    return Holder(
        ORGANISATION,
        tuple(filter(None, names)),
        codes=tuple(map(str, (entry["code"], *entry.get("former_codes", ())))),
        tax_code=str(entry.get("tax_code") or ""),
    )


def _fingerprint(entry: Mapping[str, Any]) -> str:
    return str(entry["sha256"]).lower().replace(":", "")


def _approval(entry: Mapping[str, Any]) -> Approval:
    until = entry.get("approved_to")
    return Approval(
        _fingerprint(entry),
        _moment(entry["approved_from"], time.min),
        None if until is None else _moment(until, time.max),
    )


def _moment(text: str, of_day: time) -> datetime:
    """Return an ISO moment; a date alone means that whole day in Vietnam."""
    moment = read_iso(text)
    if len(text) == len("2026-01-31"):
        moment = datetime.combine(moment.date(), of_day)
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
