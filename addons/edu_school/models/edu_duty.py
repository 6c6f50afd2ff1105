# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..dates import today

KINDS = [
    ("head", "Head of school"),
    ("deputy", "Deputy head"),
    ("homeroom", "Homeroom teacher"),
    ("subject_teacher", "Subject teacher"),
    ("entry", "Entry of marks on behalf"),
    ("clerk", "Clerk"),
    ("registrar", "Registrar"),
    ("administrator", "Administrator"),
    ("board", "Member of the administration board"),
    ("reviewer", "Data reviewer"),
]
# Whoever decides or signs for the school, or enters marks in place of their teachers,
# is appointed by the head alone.
BY_HEAD = ("head", "deputy", "board", "clerk", "entry")
# Their rights rest while somebody else may hold the account.
DECIDING = ("head", "deputy", "board", "clerk")
IN_SETUP = ("head", "administrator", "registrar")
ASSIGNING = ("deputy", "registrar", "administrator")
OF_SUBJECT = ("subject_teacher", "entry")
OF_CLASS = ("homeroom", *OF_SUBJECT)
GROUPS = {
    "head": "edu_school.group_head",
    "deputy": "edu_school.group_head",
    "homeroom": "edu_school.group_teacher",
    "subject_teacher": "edu_school.group_teacher",
    "entry": "edu_school.group_teacher",
    "clerk": "edu_school.group_clerk",
    "registrar": "edu_school.group_registrar",
    "administrator": "edu_school.group_administrator",
    "board": "edu_school.group_board",
    "reviewer": "edu_school.group_reviewer",
}


class EduDuty(models.Model):
    """Who holds which duty, where, from when to when, on which decision. Rights
    follow duties: they begin and end at midnight in Vietnam."""

    _name = "edu.duty"
    _description = "Duty"
    _inherit = ["edu.derived.mixin", "edu.journal.mixin"]
    _order = "school_id, kind, class_id, subject_id, date_from desc"
    _rec_names_search = ["employee_id", "class_id", "subject_id"]

    _journal_fields = (
        "employee_id",
        "kind",
        "school_id",
        "class_id",
        "subject_id",
        "date_from",
        "date_to",
        "decision",
    )

    employee_id = fields.Many2one(
        "hr.employee",
        string="Staff member",
        required=True,
        index=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users", related="employee_id.user_id", store=True, index=True
    )
    kind = fields.Selection(KINDS, string="Duty", required=True)
    class_id = fields.Many2one("edu.class", index=True, ondelete="restrict")
    school_id = fields.Many2one(
        "edu.school",
        compute="_compute_school_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="school_id.company_id", store=True)
    subject_id = fields.Many2one("edu.subject", ondelete="restrict")
    date_from = fields.Date(string="From", required=True, default=lambda self: today())
    date_to = fields.Date(string="To")
    decision = fields.Char(string="Decision number")

    _dates = models.Constraint(
        "CHECK(date_to IS NULL OR date_from <= date_to)",
        "A duty does not end before it begins.",
    )
    _scope = models.Constraint(
        "CHECK((kind IN ('homeroom', 'subject_teacher', 'entry'))"
        " = (class_id IS NOT NULL)"
        " AND (kind IN ('subject_teacher', 'entry')) = (subject_id IS NOT NULL))",
        "A homeroom teacher has a class, whoever teaches or enters marks a class and"
        " a subject, other duties neither.",
    )

    @api.depends("class_id")
    def _compute_school_id(self):
        for duty in self:
            duty.school_id = duty.class_id.school_id or duty.school_id

    @api.depends("kind", "employee_id.name", "class_id.name", "subject_id.name")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        # Who reads a duty reads its place, also where the duty has ended.
        for duty, known in zip(self, self.sudo(), strict=True):
            place = [known.class_id.name, known.subject_id.name]
            parts = [kinds.get(duty.kind), *place, known.employee_id.name]
            duty.display_name = " – ".join(part for part in parts if part)

    @api.constrains("school_id", "class_id")
    def _check_class_school(self):
        for duty in self:
            if duty.class_id and duty.class_id.school_id != duty.school_id:
                raise ValidationError(
                    self.env._("The class of a duty belongs to another school.")
                )

    @api.constrains(
        "employee_id",
        "kind",
        "school_id",
        "class_id",
        "subject_id",
        "date_from",
        "date_to",
    )
    def _check_overlap(self):
        # Who appoints at the same moment must not miss this duty.
        self.env.cr.execute(
            "UPDATE edu_school SET write_date = write_date WHERE id = ANY(%s)",
            [self.school_id.ids],
        )
        for duty in self:
            domain = [
                ("id", "!=", duty.id),
                ("kind", "=", duty.kind),
                ("school_id", "=", duty.school_id.id),
                ("class_id", "=", duty.class_id.id),
                ("subject_id", "=", duty.subject_id.id),
            ]
            if duty.kind not in ("head", "homeroom"):
                domain.append(("employee_id", "=", duty.employee_id.id))
            if duty.date_to:
                domain.append(("date_from", "<=", duty.date_to))
            domain += ["|", ("date_to", "=", False), ("date_to", ">=", duty.date_from)]
            other = self.sudo().search(domain, limit=1)
            if other:
                raise ValidationError(
                    self.env._(
                        "“%(duty)s” overlaps in time with “%(other)s”.",
                        duty=duty.display_name,
                        other=other.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        duties = super().create(vals_list)
        duties._check_may_assign()
        duties._after_change()
        return duties

    def write(self, vals):
        self._check_may_assign()
        result = super().write(vals)
        self._check_may_assign()
        self._after_change()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        self._check_may_assign()
        if any(duty.date_from <= today() for duty in self):
            raise ValidationError(
                self.env._("A duty that has begun is not deleted; set its end instead.")
            )

    def _after_change(self):
        # Ending the set-up and giving groups follow from the duty just checked.
        duties = self.sudo()
        duties._trust_first_head()
        # Whoever handed the first password out could be faster than the person, and
        # whoever set any could have changed it since.
        factors = self.env["edu.factor"]
        fresh = duties.filtered(
            lambda d: d.kind in DECIDING and not d.school_id.in_setup
        ).user_id.filtered(
            lambda user: (
                user.edu_password_due == "first"
                or (user.edu_touched and not factors._counting(user))
            )
        )
        duties.filtered(lambda d: d.kind == "head").school_id._end_setup()
        self.env["edu.access"]._sync(duties)
        duties._sync_groups()
        self.env["edu.suspension"]._suspend(fresh, "first")
        # What waited for the one waits for the other from this moment.
        self.env["edu.waiting.mixin"]._sync_waiting_of(duties.school_id)

    def _trust_first_head(self):
        """In set-up nobody is there who could vouch: who appoints the head does.

        A school that is made for it clears nobody of another one.
        """
        heads = self.filtered(lambda d: d.kind == "head" and d.school_id.in_setup)
        employees = self.env["hr.employee"].sudo().with_context(active_test=False)
        for duty in heads.filtered("user_id.edu_touched"):
            files = employees.search([("user_id", "=", duty.user_id.id)])
            if files.edu_school_id | files.edu_duty_ids.school_id == duty.school_id:
                duty.user_id._touch(False)

    def _check_may_assign(self):
        """The head assigns; others assign what neither decides nor signs, and
        never to themselves."""
        if self.env.su:
            return
        access, user = self.env["edu.access"], self.env.user
        # Who may assign depends on the duty, not on what the caller can read.
        for duty in self.sudo():
            school = duty.school_id
            if school.in_setup:
                if duty.kind in IN_SETUP and user.has_group(GROUPS["administrator"]):
                    continue
            elif access._has("head", school=school, hold=True):
                self.env["edu.factor.check"]._require()
                continue
            elif duty.kind not in BY_HEAD and access._has(
                ASSIGNING, school=school, hold=True
            ):
                if duty.user_id != user:
                    continue
                raise AccessError(
                    self.env._("Nobody but the head assigns a duty to himself.")
                )
            access._refuse("head", school=school)

    def _check_account_change(self):
        """The account behind a duty is not exchanged by whoever keeps staff files."""
        if self.env.su:
            return
        access = self.env["edu.access"]
        # The question is whether a duty exists, not whether the caller may see it.
        for duty in self.sudo():
            school = duty.school_id
            if school.in_setup and self.env.user.has_group(GROUPS["administrator"]):
                continue
            if not duty.date_to or duty.date_to >= today():
                access._check("head", school=school)
                self.env["edu.factor.check"]._require()

    def _sync_groups(self):
        """Give the groups of running and coming duties, take those of ended ones."""
        now = today()
        duties = self.search([("user_id", "in", self.user_id.ids)])
        for user, held in duties.grouped("user_id").items():
            live = held.filtered(lambda d: not d.date_to or d.date_to >= now)
            give = {GROUPS[duty.kind] for duty in live}
            ended = {GROUPS[duty.kind] for duty in held - live}
            give = {self.env.ref(xmlid) for xmlid in give}
            ended = {self.env.ref(xmlid) for xmlid in ended}
            present = set(user.group_ids)
            commands = [(4, group.id) for group in give - present]
            commands += [(3, group.id) for group in (ended - give) & present]
            if commands:
                user.write({"group_ids": commands})

    @api.model
    def _cron_sync_groups(self):
        """Once a day: groups of duties that ended yesterday, and what waits for
        whose duty begins today."""
        duties = self.search([("user_id", "!=", False)])
        duties._sync_groups()
        self.env["edu.waiting.mixin"]._sync_waiting_of(duties.school_id)

    @api.model
    def _holders(self, kind, school=None, class_=None, subject=None, on=None):
        """The duties of ``kind`` there, in force on a day.

        If none is given, it is today in Vietnam, and who has left holds none.
        """
        here = [] if on else [("employee_id.active", "=", True)]
        on = on or today()
        domain = [
            *here,
            ("kind", "=", kind),
            ("date_from", "<=", on),
            "|",
            ("date_to", "=", False),
            ("date_to", ">=", on),
        ]
        if school:
            domain.append(("school_id", "=", school.id))
        if class_:
            domain.append(("class_id", "in", [False, *class_.ids]))
            domain.append(("school_id", "in", class_.sudo().school_id.ids))
        if subject:
            marked = subject.sudo()._marked()
            domain.append(("subject_id", "in", (marked | marked.component_ids).ids))
        # Who holds a duty is printed in every book; it is no secret.
        return self.sudo().search(domain, order="date_from, id")

    def _journal_scope(self):
        year = self.class_id.year_id
        return {"school_code": self.school_id.code, "year_code": year.name or ""}
