# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import replace

from odoo import api, models

from odoo.addons.edu_school.factor import deciding

DECIDING = ("head", "deputy", "board")


class EduCertificate(models.Model):
    """What is decided on the certificates of a school is decided by who decides there,
    and proven like all else: a group that somebody gives himself is no duty."""

    _inherit = "edu.certificate"

    @api.model_create_multi
    def create(self, vals_list):
        certificates = super().create(vals_list)
        approved = certificates.filtered("approved_on")
        if approved and not self.env.su:
            approved._check_manager()
            self.env["edu.factor.check"]._require()
        return certificates

    def _check_manager(self):
        super()._check_manager()
        if self.env.su:
            return
        # Where the holder works is asked whatever the caller may read.
        for certificate in self.sudo():
            for school in certificate._schools():
                self.env["edu.access"]._check(DECIDING, school=school)

    def _listed_holder(self):
        """The school by its register, former names included; a person by his file."""
        listed = super()._listed_holder()
        # Whose it is, is compared whatever the caller may read.
        certificate = self.sudo()
        schools = certificate._schools()
        names = schools.mapped("name") + schools.alias_ids.mapped("name")
        if certificate.kind == "organisation":
            if not schools:
                return listed
            codes = [*schools.mapped("code"), *schools.alias_ids.mapped("code")]
            return replace(
                listed,
                names=tuple(names),
                codes=tuple(filter(None, codes)),
                tax_code=schools._tax_code(),
            )
        employees = certificate.user_id.with_context(active_test=False).employee_ids
        ids = set(filter(None, employees.mapped("identification_id")))
        return replace(
            listed,
            names=tuple(dict.fromkeys(employees.mapped("name"))) or listed.names,
            organisations=tuple(names),
            personal_id=ids.pop() if len(ids) == 1 else "",
        )

    def _schools(self):
        """The schools whose person or own key the certificate names."""
        if self.kind == "organisation":
            code = self.organisation_code
            return self.env["edu.school"].search([("code", "=", code)])
        employees = self.user_id.with_context(active_test=False).employee_ids
        return employees.edu_school_id | employees.edu_duty_ids.school_id

    @deciding
    def action_approve(
        self, approved_on, decision, approved_to=False, other_name_reason=""
    ):
        return super().action_approve(
            approved_on, decision, approved_to, other_name_reason
        )

    @deciding
    def action_accept_name(self, reason):
        return super().action_accept_name(reason)

    @deciding
    def action_suspend(self, reason):
        return super().action_suspend(reason)

    @deciding
    def action_resume(self, reason):
        return super().action_resume(reason)

    @deciding
    def action_revoke(self, reason):
        return super().action_revoke(reason)
