# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from hocba.sheets.names import spelling

from ..dates import today
from ..models.edu_class import IMPORTING
from ..models.edu_student import DOCUMENTS

OF_LEARNER = (
    "name",
    "birth_date",
    "gender",
    "birth_place",
    "ethnicity",
    "nationality",
    "personal_id",
    "identity_document",
    "identity_document_number",
    "student_code",
    "address",
)


class EduNewLearner(models.TransientModel):
    """A learner who comes: particulars, class, number and parents on one form.

    What the class list does for forty learners it does for one: file, line of the
    register and place in the class are made together, or nothing is.
    """

    _name = "edu.new.learner"
    _description = "New learner"
    _inherit = ["edu.own.wizard.mixin"]

    class_id = fields.Many2one(
        "edu.class", required=True, default=lambda self: self._default_class_id()
    )
    school_id = fields.Many2one(related="class_id.school_id")
    number = fields.Integer(
        string="No.", compute="_compute_place", store=True, readonly=False
    )
    date_from = fields.Date(
        string="In the class from",
        required=True,
        compute="_compute_place",
        store=True,
        readonly=False,
    )
    reason_in = fields.Selection(
        selection=lambda self: self._reasons(), default="transfer", required=True
    )
    school_from = fields.Char(string="From school")
    name = fields.Char(string="Full name", required=True)
    birth_date = fields.Date(string="Date of birth", required=True)
    gender = fields.Selection([("male", "Male"), ("female", "Female")], required=True)
    birth_place = fields.Char(string="Place of birth")
    ethnicity = fields.Char(default="Kinh")
    nationality = fields.Char(default="Việt Nam")
    personal_id = fields.Char(string="Personal identification number", size=12)
    identity_document = fields.Selection(DOCUMENTS, string="Other identity document")
    identity_document_number = fields.Char(string="Number of the document", size=30)
    student_code = fields.Char(string="Learner code")
    address = fields.Char()
    guardian_ids = fields.One2many("edu.new.learner.guardian", "learner_id")
    known = fields.Char(compute="_compute_known")
    another = fields.Boolean(
        string="Another learner of the same name and date of birth"
    )

    @api.model
    def _reasons(self):
        return (
            self.env["edu.admission"]
            ._fields["reason_in"]
            ._description_selection(self.env)
        )

    @api.model
    def _default_class_id(self):
        return self.env.context.get("default_class_id")

    @api.depends("class_id")
    def _compute_place(self):
        for wizard in self:
            # How many learners a class has is no secret of who may enter one.
            class_ = wizard.class_id.sudo() if wizard._may() else self.class_id.browse()
            active = class_.enrolment_ids.filtered(lambda e: e.state == "active")
            wizard.number = max(active.mapped("number"), default=0) + 1
            year = class_.year_id
            day = today()
            if year:
                day = min(max(day, year.date_start), year.date_end)
            wizard.date_from = day

    @api.depends("name", "birth_date", "class_id", "personal_id")
    def _compute_known(self):
        for wizard in self:
            found = wizard._namesakes() if wizard._may() else ""
            wizard.known = found and ", ".join(
                f"{student.name} ({student.class_id.name or '–'})" for student in found
            )

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for class_ in wizards.class_id:
            self.env["edu.access"]._check(IMPORTING, class_=class_)
        return wizards

    def _may(self):
        return bool(self.class_id) and self.env["edu.access"]._has(
            IMPORTING, class_=self.class_id
        )

    def _namesakes(self):
        """Learners of the school with this exact name and date of birth."""
        # Whether somebody is known is decided over all learners of the school.
        students = self.env["edu.student"].sudo()
        if not (self.name and self.birth_date and self.class_id):
            return students
        return students.search(
            [
                ("birth_date", "=", self.birth_date),
                ("admission_ids.school_id", "=", self.class_id.sudo().school_id.id),
            ]
        ).filtered(lambda s: spelling(s.name) == spelling(self.name))

    def action_create_learner(self):
        """Make file, line of the register, enrolment and parents.

        Duty: registrar, administrator, or the homeroom teacher of the class.

        :raises UserError: a particular is wrong, or the learner is known already
        """
        self.ensure_one()
        self.env["edu.access"]._check(IMPORTING, class_=self.class_id)
        known = self._namesakes()
        if known and not self.another:
            raise UserError(
                self.env._(
                    "A learner of this name and date of birth is on record: %(known)s."
                    " Open that file; tick above only if this is another person.",
                    known=", ".join(known.mapped("name")),
                )
            )
        # The duty for this class was checked; a homeroom teacher has no general
        # right to admit learners.
        reason = self.env._("New learner in class %s", self.class_id.sudo().name)
        env = self.env(
            su=True, context={"lang": self.env.lang, "edu_journal_reason": reason}
        )
        student = env["edu.student"].create(
            {name: self[name] for name in OF_LEARNER if self[name]}
        )
        class_ = self.class_id.with_env(env)
        admission = env["edu.admission"].create(
            {
                "student_id": student.id,
                "school_id": class_.school_id.id,
                "level": class_.grade_id.level,
                "date_in": self.date_from,
                "reason_in": self.reason_in,
                "school_from": self.school_from,
            }
        )
        env["edu.enrolment"].create(
            {
                "admission_id": admission.id,
                "class_id": class_.id,
                "number": self.number,
                "date_from": self.date_from,
            }
        )
        env["edu.guardian"].create(
            [
                {
                    "student_id": student.id,
                    "relation": guardian.relation,
                    "name": guardian.name,
                    "phone": guardian.phone,
                    "email": guardian.email,
                }
                for guardian in self.guardian_ids
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "edu.student",
            "res_id": student.id,
            "view_mode": "form",
        }


class EduNewLearnerGuardian(models.TransientModel):
    _name = "edu.new.learner.guardian"
    _description = "Parent or guardian of a new learner"
    _inherit = ["edu.own.wizard.mixin"]

    learner_id = fields.Many2one("edu.new.learner", required=True, ondelete="cascade")
    relation = fields.Selection(
        selection=lambda self: self._relations(), required=True, default="mother"
    )
    name = fields.Char(string="Full name", required=True)
    phone = fields.Char()
    email = fields.Char()

    @api.model
    def _relations(self):
        return (
            self.env["edu.guardian"]
            ._fields["relation"]
            ._description_selection(self.env)
        )
