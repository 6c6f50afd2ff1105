# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from .edu_setup_step import STEPS

#: Whom the check list concerns once the school works.
SEEING = ("head", "deputy", "registrar", "administrator")


class EduSetup(models.TransientModel):
    """The way from an empty database to the first mark, step by step.

    Nothing is remembered here: what is done is read from what there is, so that
    leaving and coming back loses nothing. Each step opens the screen that exists for
    it, and that screen decides who may do it.
    """

    _name = "edu.setup"
    _description = "Set-up of a school"
    _inherit = ["edu.own.wizard.mixin", "edu.protected.mixin"]

    school_id = fields.Many2one("edu.school", compute="_compute_school_id")
    step_ids = fields.One2many("edu.setup.step", "setup_id", readonly=True)
    count_done = fields.Integer(compute="_compute_progress")
    progress = fields.Integer(compute="_compute_progress")
    title = fields.Char(compute="_compute_progress")

    @api.model
    def action_open(self):
        """Open the assistant. Duty: head, deputy, registrar, administrator; while there
        is no school or it is being set up, whoever sets it up."""
        self._check_opens()
        # Made for whoever may see it; it holds nothing but the numbers of the steps.
        setup = self.sudo()._create_protected([{}])
        steps = self.env["edu.setup.step"].sudo()
        steps._create_protected(
            [
                {"setup_id": setup.id, "code": code, "sequence": number}
                for number, code in enumerate(STEPS, start=1)
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("First steps"),
            "res_model": self._name,
            "res_id": setup.id,
            "view_mode": "form",
            "views": [(self.env.ref("edu_suite.edu_setup_view_form").id, "form")],
        }

    @api.model
    def _school(self):
        """The school of the current company that the caller sets up or leads; empty if
        there is none yet."""
        # Whether a school is there is no secret; who sees its state is asked below.
        schools = self.env["edu.school"].sudo()
        schools = schools.search([("company_id", "in", [False, self.env.company.id])])
        schools = schools.sorted(lambda school: not school.company_id)
        for school in schools:
            if self._sees(school):
                return school
        return schools.browse()

    @api.model
    def _sees(self, school):
        if school.in_setup and school.company_id:
            return self.env.user.has_group("edu_school.group_administrator")
        return self.env["edu.access"]._has(SEEING, school=school)

    @api.model
    def _check_opens(self):
        if self._school():
            return
        if not self.env.user.has_group("edu_school.group_administrator"):
            raise AccessError(
                self.env._(
                    "The set-up is for the administrator, and for the head, deputies"
                    " and registrar of the school."
                )
            )

    @api.depends_context("uid", "company")
    def _compute_school_id(self):
        self.school_id = self._school()

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("First steps")

    @api.depends("step_ids.state", "school_id")
    def _compute_progress(self):
        for setup in self:
            done = setup.step_ids.filtered(lambda step: step.state == "done")
            setup.count_done = len(done)
            count = len(setup.step_ids)
            setup.progress = count and round(100 * len(done) / count)
            setup.title = self.env._(
                "%(done)s of %(all)s steps done", done=len(done), all=count
            )
