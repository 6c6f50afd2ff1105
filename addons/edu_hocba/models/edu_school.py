# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import fields, models
from odoo.fields import Domain

from hocba.moment import ZONE


class EduSchool(models.Model):
    _inherit = "edu.school"

    def _issuers(self) -> dict:
        """Which certificates the authority approved to issue for these schools.

        A verifier needs it beside the trusted CAs: trust in a CA is not trust in a
        school (KP Đ33.8).
        """
        return {
            "schools": [
                {
                    "code": school.code,
                    "name": school.name,
                    "former_names": school.alias_ids.mapped("name"),
                    "former_codes": [c for c in school.alias_ids.mapped("code") if c],
                    "tax_code": school._tax_code(),
                    "certificates": [
                        {
                            "sha256": certificate.sha256,
                            "approved_from": certificate.approved_on.isoformat(),
                            "approved_to": certificate.approved_to.isoformat()
                            if certificate.approved_to
                            else None,
                            "decision": certificate.approval_decision or "",
                        }
                        for certificate in school._organisation_certificates()
                    ],
                    "other_names": school._other_names(),
                }
                for school in self
            ]
        }

    def _issuers_json(self) -> bytes:
        """The list of issuers as the file that ``hocba verify --issuers`` reads."""
        text = json.dumps(self._issuers(), ensure_ascii=False, indent=2)
        return text.encode() + b"\n"

    def _tax_code(self) -> str:
        """The tax code of a school that is a company of its own; else empty."""
        self.ensure_one()
        # It stands in every certificate and in the published list.
        school = self.sudo()
        mates = self.sudo().search_count([("company_id", "=", school.company_id.id)])
        return (school.company_id.vat or "") if mates == 1 else ""

    def _other_names(self) -> list[dict]:
        """Decisions that a certificate stands for another name than it says.

        Not why: the reason may be a person's own affair.
        """
        self.ensure_one()
        # The list of issuers is published; the registry itself is not.
        decisions = (
            self.env["edu.certificate.name"]
            .sudo()
            .search(
                Domain("certificate_id.kind", "=", "person")
                | Domain("certificate_id.organisation_code", "=", self.code),
                order="id",
            )
        )
        return [
            {
                "sha256": decision.certificate_id.sha256,
                "listed": decision.listed,
                "decided_on": self._day(decision.decided_on),
            }
            for decision in decisions
            if self in decision.certificate_id._schools()
        ]

    def _day(self, moment) -> str:
        record = self.with_context(tz=ZONE)
        local = fields.Datetime.context_timestamp(record, moment)
        return local.date().isoformat()

    def _organisation_certificates(self):
        """Every certificate approved for the school, revoked ones included: what they
        signed before stays judged by its timestamps."""
        self.ensure_one()
        # The list of issuers is published; the registry itself is not.
        return (
            self.env["edu.certificate"]
            .sudo()
            .search(
                Domain("kind", "=", "organisation")
                & Domain("organisation_code", "=", self.code)
                & Domain("approved_on", "!=", False),
                order="approved_on, id",
            )
        )

    def action_download_issuers(self):
        """Download the list of issuers of these schools."""
        self.check_access("read")
        ids = ",".join(str(school.id) for school in self)
        return self._download(f"/edu_hocba/issuers.json?schools={ids}")

    def action_download_trust(self):
        """Download the certificates of trusted CAs."""
        return self._download("/edu_hocba/trust.pem")

    def _download(self, url):
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}
