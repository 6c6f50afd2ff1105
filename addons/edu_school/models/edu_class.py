# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from hocba.letters import SHORT
from hocba.sheets.names import number_key
from hocba.sheets.scope import Scope

from .edu_curriculum_line import PROGRAMMES
from .edu_duty_guard import LINKING

#: Who brings in a class list.
IMPORTING = ("registrar", "administrator", "homeroom")


class EduClass(models.Model):
    _name = "edu.class"
    _description = "Class"
    _inherit = ["edu.duty.guard", "edu.book.text.mixin"]
    # A year sorts the newest first by itself.
    _order = "year_id, grade_id, sort_key, name"

    _guard_fixed = ("year_id", "school_id")

    _book_texts = {"name": SHORT}

    name = fields.Char(string="Class", required=True)
    sort_key = fields.Char(compute="_compute_sort_key", store=True)
    year_id = fields.Many2one(
        "edu.school.year",
        string="School year",
        required=True,
        index=True,
        ondelete="restrict",
    )
    school_id = fields.Many2one(
        "edu.school",
        compute="_compute_school_id",
        store=True,
        readonly=False,
        required=True,
        index=True,
        precompute=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="school_id.company_id", store=True)
    grade_id = fields.Many2one("edu.grade", required=True, ondelete="restrict")
    programme = fields.Selection(PROGRAMMES, required=True, default="gdpt2018")
    optional_subject_ids = fields.Many2many(
        "edu.subject",
        string="Optional subjects taken",
        domain="[('id', 'in', choosable_subject_ids)]",
        help="Optional subjects and electives of the curriculum that this class"
        " studies; a learner may have a choice of his own.",
    )
    topic_subject_ids = fields.Many2many(
        "edu.subject",
        "edu_class_topic_rel",
        string="Study topics taken",
        domain="[('id', 'in', topic_choice_ids)]",
        help="Subjects whose study topics (cụm chuyên đề) this class takes.",
    )
    choosable_subject_ids = fields.Many2many(
        "edu.subject", compute="_compute_choices", string="Subjects to choose from"
    )
    topic_choice_ids = fields.Many2many(
        "edu.subject", compute="_compute_choices", string="Topics to choose from"
    )
    choice_problem = fields.Char(compute="_compute_choice_problem")
    previous_class_id = fields.Many2one(
        "edu.class",
        string="Last year",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="The class of the year before that this class goes on from.",
    )
    open_by_order = fields.Boolean(
        compute="_compute_open_by_order",
        search="_search_open_by_order",
        help="An order of the head lets the user read results at this moment.",
    )
    enrolment_ids = fields.One2many("edu.enrolment", "class_id", string="Learners")
    duty_ids = fields.One2many("edu.duty", "class_id", string="Assignments")
    access_ids = fields.One2many("edu.access", "class_id")
    can_import_list = fields.Boolean(compute="_compute_can_import_list")
    can_link_parents = fields.Boolean(compute="_compute_can_import_list")
    student_count = fields.Integer(
        string="Class size", compute="_compute_student_count"
    )
    homeroom_employee_id = fields.Many2one(
        "hr.employee",
        string="Homeroom teacher",
        compute="_compute_homeroom_employee_id",
        compute_sudo=True,
    )

    _name_uniq = models.UniqueIndex(
        "(year_id, name)", "The school year already has a class of this name."
    )

    @api.depends("name")
    def _compute_sort_key(self):
        for record in self:
            record.sort_key = number_key(record.name or "")

    @api.depends("year_id")
    def _compute_school_id(self):
        for record in self:
            record.school_id = record.year_id.school_id or record.school_id

    @api.depends("enrolment_ids.state")
    def _compute_student_count(self):
        counts = dict(
            self.env["edu.enrolment"]._read_group(
                [("class_id", "in", self.ids), ("state", "=", "active")],
                ["class_id"],
                ["__count"],
            )
        )
        for record in self:
            record.student_count = counts.get(record._origin, 0)

    @api.depends("duty_ids.employee_id", "duty_ids.date_from", "duty_ids.date_to")
    def _compute_homeroom_employee_id(self):
        for record in self:
            duties, origin = self.env["edu.duty"], record._origin
            if origin:
                duties = duties._holders("homeroom", class_=origin)
            record.homeroom_employee_id = duties[-1:].employee_id

    @api.model
    def _classes_by_order(self) -> list[int]:
        orders = self.env["edu.access.order"]._in_force()
        return [class_id for order in orders for class_id in order["classes"]]

    @api.depends_context("uid")
    def _compute_open_by_order(self):
        opened = self._classes_by_order()
        for class_ in self:
            class_.open_by_order = class_.id in opened

    def _search_open_by_order(self, operator, value):
        if operator != "in":
            return NotImplemented
        opened = Domain("id", "in", self._classes_by_order())
        return opened if True in value else ~opened

    @api.depends("name", "year_id.name")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.name} ({record.year_id.name})"

    @api.constrains("school_id", "year_id", "grade_id", "previous_class_id")
    def _check_school(self):
        for record in self:
            if (
                record.school_id != record.year_id.school_id
                or record.sudo().previous_class_id.school_id
                not in (record.school_id, self.env["edu.school"])
            ):
                raise ValidationError(
                    self.env._(
                        "Class %(name)s and its school year, or the class before it,"
                        " belong to two schools.",
                        name=record.name,
                    )
                )
            if not record.school_id[f"has_{record.grade_id.level}"]:
                raise ValidationError(
                    self.env._(
                        "%(school)s does not teach %(level)s.",
                        school=record.school_id.name,
                        level=record.grade_id.name,
                    )
                )

    @api.depends("programme", "grade_id", "year_id")
    def _compute_choices(self):
        for class_ in self:
            lines = class_._all_curriculum_lines()
            class_.choosable_subject_ids = lines.filtered("optional").subject_id
            class_.topic_choice_ids = lines.filtered("topic_periods").subject_id

    @api.depends(
        "programme", "grade_id", "year_id", "optional_subject_ids", "topic_subject_ids"
    )
    def _compute_choice_problem(self):
        for class_ in self:
            class_.choice_problem = class_._all_curriculum_lines()._choice_problem(
                class_.optional_subject_ids._origin, class_.topic_subject_ids._origin
            )

    @api.constrains(
        "programme", "grade_id", "year_id", "optional_subject_ids", "topic_subject_ids"
    )
    def _check_choice(self):
        for class_ in self:
            class_._all_curriculum_lines()._check_choice(
                class_.name, class_.optional_subject_ids, class_.topic_subject_ids
            )

    def _all_curriculum_lines(self):
        lines = self.env["edu.curriculum.line"]
        if not (self.programme and self.grade_id and self.year_id.name):
            return lines
        return lines._for(self.programme, self.grade_id, self.year_id)

    def _curriculum_lines(self):
        """The class's subjects with their periods: compulsory, and what the class or
        one of its learners has chosen."""
        self.ensure_one()
        # What is taught in the class does not depend on who asks.
        own = self.sudo().enrolment_ids.filtered("own_subjects")
        chosen = self.optional_subject_ids | own.optional_subject_ids
        return self._all_curriculum_lines().filtered(
            lambda li: not li.optional or li.subject_id in chosen
        )

    def _sheet_scope(self) -> Scope:
        """Whose rows of an Excel file are meant where this class was chosen."""
        self.ensure_one()
        # What a school is called, and was called, is no secret.
        school = self.sudo().school_id
        called = [school.name, school.code]
        called += school.alias_ids.mapped("name") + school.alias_ids.mapped("code")
        return Scope(
            class_name=self.name,
            grade=self.grade_id.number,
            year=self.year_id.name,
            school=tuple(filter(None, called)),
        )

    @api.depends_context("uid")
    def _compute_can_import_list(self):
        access = self.env["edu.access"]
        for class_ in self:
            class_.can_import_list = access._has(IMPORTING, class_=class_._origin)
            class_.can_link_parents = access._has(LINKING, class_=class_._origin)

    def action_renumber(self):
        """Number the learners in the order of their given names.

        Duty: registrar, administrator, or the homeroom teacher of the class.
        """
        self.ensure_one()
        self.env["edu.access"]._check(IMPORTING, class_=self)
        # The duty was checked; a homeroom teacher may not write enrolments.
        class_ = self.sudo().with_context(
            edu_journal_reason=self.env._("Renumbered by name")
        )
        class_.lock_for_update(allow_referencing=True)
        active = class_.enrolment_ids.filtered(lambda e: e.state == "active")
        ordered = active.sorted(lambda e: (e.sort_key, e.id))
        wanted = {
            enrolment: number
            for number, enrolment in enumerate(ordered, 1)
            if enrolment.number != number
        }
        if wanted:
            # Two learners may exchange numbers: free them all before giving any.
            class_.enrolment_ids.browse(e.id for e in wanted).number = 0
            self.env.flush_all()
            for enrolment, number in wanted.items():
                enrolment.number = number
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_family_accounts(self):
        """Accounts for the parents of the class. Duty: registrar, homeroom teacher."""
        self.ensure_one()
        return self.env["edu.family.accounts"]._open(self)

    def action_attendance(self):
        """Open the register of absences; each of its calls checks the duty."""
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id(
            "edu_school.edu_attendance_action"
        )
        action["context"] = {"active_id": self.id}
        action["display_name"] = self.env._("Absences of %s", self.name)
        return action

    def action_import_class_list(self):
        """Open the import of a class list; the import itself checks the duty."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import the class list"),
            "res_model": "edu.class.list.import",
            "view_mode": "form",
            "target": "new",
            "context": {"default_class_id": self.id},
        }
