# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..facts import Facts

#: In the order in which they are done.
STEPS = (
    "school",
    "profile",
    "year",
    "staff",
    "me",
    "accounts",
    "lead",
    "classes",
    "duties",
    "books",
    "certificates",
)
#: How Odoo calls the company of a new database.
FIRST_COMPANY = "My Company"
#: What may wait: later steps and the first mark do without.
LATER = ("profile", "certificates")


class EduSetupStep(models.TransientModel):
    """One step of the set-up; all but its place is read from what there is."""

    _name = "edu.setup.step"
    _description = "Step of the set-up"
    _inherit = ["edu.own.wizard.mixin", "edu.protected.mixin"]
    _order = "sequence, id"
    _rec_name = "name"

    _protected_fields = ("setup_id", "code", "sequence")

    setup_id = fields.Many2one(
        "edu.setup", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(readonly=True)
    code = fields.Selection(
        [
            ("school", "School and levels"),
            ("profile", "Rules of the province"),
            ("year", "School year and terms"),
            ("staff", "Staff"),
            ("me", "Who keeps the system"),
            ("accounts", "Accounts and slips"),
            ("lead", "Head and registrar"),
            ("classes", "Classes and learners"),
            ("duties", "Who teaches what"),
            ("books", "Gradebooks"),
            ("certificates", "Certificates for signing"),
        ],
        required=True,
        readonly=True,
    )
    name = fields.Char(compute="_compute_facts")
    state = fields.Selection(
        [
            ("done", "Done"),
            ("now", "Next"),
            ("open", "Still open"),
            ("waiting", "Later"),
        ],
        compute="_compute_facts",
    )
    found = fields.Char(string="There is", compute="_compute_facts")
    missing = fields.Text(compute="_compute_facts")
    who = fields.Char(string="Who does it", compute="_compute_facts")
    button = fields.Char(compute="_compute_facts")
    comes_after = fields.Char(compute="_compute_facts")
    has_second = fields.Boolean(compute="_compute_facts")

    @api.depends("code", "setup_id.school_id")
    @api.depends_context("uid", "lang", "company")
    def _compute_facts(self):
        names = dict(self._fields["code"]._description_selection(self.env))
        for setup, steps in self.grouped("setup_id").items():
            facts = Facts(self.env, setup.school_id)
            found = facts.by_step()
            loose = bool(setup.school_id and facts.loose_staff())
            first = next(
                (
                    code
                    for code in STEPS
                    if not found[code].done
                    and code not in LATER
                    # some of the staff never get one
                    and (code != "accounts" or facts.begun)
                    and self._is_ready(found, code)
                ),
                None,
            )
            for step in steps:
                fact = found[step.code]
                step.name = names[step.code]
                step.found = fact.found
                step.missing = "\n".join(fact.missing)
                step.who = fact.who
                step.button = fact.button
                step.has_second = step.code == "staff" and loose
                ready = self._is_ready(found, step.code)
                step.comes_after = "" if ready else names[fact.needs]
                if fact.done:
                    step.state = "done"
                elif not ready:
                    step.state = "waiting"
                else:
                    step.state = "now" if step.code == first else "open"

    @api.model
    def _is_ready(self, found, code):
        needs = found[code].needs
        return not needs or found[needs].done or found[needs].enough

    def action_go(self):
        """Open the screen of the step; that screen checks the duty."""
        self.ensure_one()
        self.check_access("read")
        self.setup_id._check_opens()
        if self.comes_after:
            raise UserError(self.env._("First comes the step “%s”.", self.comes_after))
        return getattr(self, f"_go_{self.code}")(self.setup_id.school_id)

    def action_adopt(self):
        """Open the staff files that belong to no school, to be taken over."""
        self.ensure_one()
        self.setup_id._check_opens()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "edu_suite.hr_employee_action_loose"
        )
        loose = Facts(self.env, self.setup_id.school_id).loose_staff()
        action["domain"] = [("id", "in", loose.ids)]
        return action

    def _go_school(self, school):
        action = self._form("edu.school", self.env._("School"), school.id)
        if not school:
            company = self.env.company
            action["context"]["default_company_id"] = company.id
            if company.name != FIRST_COMPANY:
                action["context"]["default_name"] = company.name
        return action

    def _go_profile(self, school):
        return school.with_env(self.env).policy_ids[:1].action_choose_profile()

    def _go_year(self, school):
        years = self.env["edu.school.year"]
        year = school.year_ids.sorted("name")[-1:]
        action = self._form(years._name, self.env._("School year"), year.id)
        if not year:
            proposal = years._proposal(school)
            action["context"] |= {f"default_{n}": v for n, v in proposal.items()}
        return action

    def _go_staff(self, school):
        return self.env["edu.sheet.import"].action_open("staff")

    def _go_me(self, school):
        if school.in_setup:
            return self.env["edu.setup.me"]._open(school)
        return self._duties(school)

    def _go_accounts(self, school):
        return self.env["edu.account.creation"].action_open()

    def _go_lead(self, school):
        if school.in_setup:
            return self.env["edu.setup.lead"]._open(school)
        return self._duties(school)

    def _go_classes(self, school):
        return self.env["edu.sheet.import"].action_open("classes")

    def _go_duties(self, school):
        return self.env["edu.sheet.import"].action_open("duties")

    def _go_books(self, school):
        classes = school.year_ids.sorted("name")[-1:].class_ids
        closed = classes.filtered(lambda c: c.marks_state == "none")
        # Whether the caller may open them is asked by the act itself.
        closed.with_env(self.env).action_open_gradebooks()
        # The menus remember for whom the assistant comes first.
        self.env.registry.clear_cache()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _go_certificates(self, school):
        return self.env["ir.actions.act_window"]._for_xml_id(
            "edu_signing.edu_certificate_action"
        )

    def _duties(self, school):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "edu_school.edu_duty_action"
        )
        action["context"] = {"default_school_id": school.id}
        return action

    def _form(self, model, name, record_id):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "res_id": record_id,
            "view_mode": "form",
            "views": [(False, "form")],
            # as a dialog: whoever saved it stands before the next step
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
