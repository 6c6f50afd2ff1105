# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from hocba.letters import SHORT
from hocba.sheets.class_list import is_foreign
from hocba.sheets.names import clean, sort_key

from ..dates import today

OLDEST_YEARS = 100
YOUNGEST_YEARS = 4
MANAGERS = ("registrar", "administrator")
DOCUMENTS = [
    ("passport", "Passport"),
    ("residence_card", "Residence card"),
    ("birth_certificate", "Birth certificate"),
    ("other", "Other document"),
]
#: What a foreign national has not, or shows by another document.
OF_CITIZENS = ("personal_id", "ethnicity")


class EduStudent(models.Model):
    """A learner. The 12-digit personal id identifies him everywhere; who has none, such
    as a foreign national, is known by another document. Particulars change only through
    holders of a duty and every change is journaled."""

    _name = "edu.student"
    _description = "Learner"
    _inherit = [
        "edu.use.mixin",
        "edu.journal.mixin",
        "edu.duty.guard",
        "edu.book.text.mixin",
        "edu.name.search.mixin",
    ]
    _order = "sort_key, id"
    _rec_names_search = [
        "name",
        "personal_id",
        "student_code",
        "identity_document_number",
    ]

    _guard_rights = (*MANAGERS, "homeroom")
    _journal_fields = (
        "name",
        "birth_date",
        "birth_year_only",
        "birth_place",
        "gender",
        "ethnicity",
        "nationality",
        "personal_id",
        "identity_document",
        "identity_document_number",
        "student_code",
        "policy_object",
        "address",
        "partner_id",
        "active",
    )

    _book_texts = {
        "name": SHORT,
        "birth_place": SHORT,
        "ethnicity": SHORT,
        "nationality": SHORT,
        "policy_object": SHORT,
        "address": SHORT,
    }

    name = fields.Char(string="Full name", required=True, index="trigram")
    sort_key = fields.Char(compute="_compute_sort_key", store=True, index=True)
    birth_date = fields.Date(string="Date of birth", required=True)
    birth_year_only = fields.Boolean(
        string="Only the year of birth is known",
        help="The date of birth then stands as 1 January of that year.",
    )
    birth_place = fields.Char(string="Place of birth")
    gender = fields.Selection([("male", "Male"), ("female", "Female")], required=True)
    ethnicity = fields.Char(help="As registered; a foreign national has none.")
    nationality = fields.Char(default="Việt Nam")
    personal_id = fields.Char(
        string="Personal identification number",
        size=12,
        index="btree_not_null",
        copy=False,
        help="12 digits, from the national population database. Never invented: who "
        "has none is known by another document.",
    )
    identity_document = fields.Selection(
        DOCUMENTS,
        string="Other identity document",
        copy=False,
        help="Of a learner without a personal identification number, such as a foreign "
        "national.",
    )
    identity_document_number = fields.Char(
        string="Number of the document",
        size=30,
        index="btree_not_null",
        copy=False,
    )
    student_code = fields.Char(
        string="Learner code",
        index="btree_not_null",
        copy=False,
        help="Code of the learner in the education sector's database.",
    )
    policy_object = fields.Char(
        string="Policy beneficiary",
        help="Such as child of a war invalid; printed in the học bạ.",
    )
    address = fields.Char(string="Present residence")
    active = fields.Boolean(default=True)
    guardian_ids = fields.One2many(
        "edu.guardian", "student_id", string="Parents and guardians"
    )
    admission_ids = fields.One2many("edu.admission", "student_id", string="Admissions")
    enrolment_ids = fields.One2many("edu.enrolment", "student_id", string="Classes")
    class_id = fields.Many2one(
        "edu.class", string="Present class", compute="_compute_class_id"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="The same person as a contact of the ERP, such as a portal user."
        " The name flows from here to the contact, never back.",
    )

    _personal_id_uniq = models.UniqueIndex(
        "(personal_id) WHERE personal_id IS NOT NULL",
        "Another learner already has this personal identification number.",
    )
    _personal_id_form = models.Constraint(
        "CHECK(personal_id ~ '^[0-9]{12}$')",
        "A personal identification number has exactly 12 digits.",
    )
    _identity_document_form = models.Constraint(
        "CHECK((identity_document IS NULL) = (identity_document_number IS NULL)"
        " AND identity_document_number ~ '^[0-9A-Z][0-9A-Z./-]{2,29}$')",
        "An identity document has a kind and a number of at least three letters and"
        " digits, without spaces.",
    )
    _identity_document_uniq = models.UniqueIndex(
        "(identity_document, identity_document_number, nationality)"
        " WHERE identity_document_number IS NOT NULL",
        "Another learner of this nationality already has this identity document.",
    )
    _partner_uniq = models.UniqueIndex(
        "(partner_id) WHERE partner_id IS NOT NULL",
        "This contact is already linked to another learner.",
    )

    @api.depends("name")
    def _compute_sort_key(self):
        for student in self:
            student.sort_key = sort_key(student.name or "")

    @api.depends("enrolment_ids.state", "enrolment_ids.class_id")
    def _compute_class_id(self):
        for student in self:
            active = student.enrolment_ids.filtered(lambda e: e.state == "active")
            newest = active.sorted(lambda e: e.date_from)[-1:]
            student.class_id = newest.class_id

    @api.constrains("birth_date")
    def _check_birth_date(self):
        for student in self:
            wrong = self._birth_date_problem(student.birth_date)
            if wrong:
                raise ValidationError(
                    self.env._(
                        "%(name)s: %(problem)s", name=student.name, problem=wrong
                    )
                )

    @api.constrains("partner_id")
    def _check_partner(self):
        """The learner's name flows to the contact: it must not rename others."""
        # Whose contact it is, is asked whatever the caller may read.
        for partner in self.sudo().partner_id.with_context(active_test=False):
            employee = self.env["hr.employee"].sudo().with_context(active_test=False)
            if (
                partner.is_company
                or partner.user_ids.filtered(lambda user: not user.share)
                or employee.search_count([("work_contact_id", "=", partner.id)])
            ):
                raise ValidationError(
                    self.env._(
                        "“%(name)s” is the contact of a company, a user or a member of"
                        " staff, not of a learner.",
                        name=partner.name,
                    )
                )

    @api.model
    def _birth_date_problem(self, day):
        """What is wrong with a date of birth, empty if it can be a learner's."""
        age = today().year - day.year
        if YOUNGEST_YEARS <= age <= OLDEST_YEARS:
            return ""
        return self.env._(
            "%(date)s cannot be the date of birth of a learner.",
            date=day.strftime("%d/%m/%Y"),
        )

    @api.model_create_multi
    def create(self, vals_list):
        students = super().create([self._clean(vals) for vals in vals_list])
        students._guard_link()
        return students

    def write(self, vals):
        result = super().write(self._clean(vals))
        if "partner_id" in vals:
            self._guard_link()
        if "name" in vals or "partner_id" in vals:
            for student in self.filtered("partner_id"):
                # A registrar may not edit contacts; the name is the school's.
                student.partner_id.sudo().name = student.name
        return result

    def _clean(self, vals):
        """One spelling of one text: NFC, single spaces; ids without blanks."""
        vals = dict(vals)
        for key in (
            "name",
            "birth_place",
            "ethnicity",
            "nationality",
            "address",
            "policy_object",
        ):
            if vals.get(key):
                vals[key] = clean(vals[key])
        for key in ("personal_id", "student_code", "identity_document_number"):
            if key in vals:
                vals[key] = re.sub(r"\s", "", vals[key] or "") or False
        if vals.get("identity_document_number"):
            vals["identity_document_number"] = vals["identity_document_number"].upper()
        return vals

    def _is_foreign(self) -> bool:
        """Whether the learner is of another nationality than Vietnamese."""
        self.ensure_one()
        return is_foreign(self.nationality or "")

    def _has_identity(self) -> bool:
        """Whether a record can say whose it is."""
        self.ensure_one()
        return bool(self.personal_id or self.identity_document_number)

    @api.onchange("nationality")
    def _onchange_nationality(self):
        if self._is_foreign():
            self.ethnicity = False

    @api.model
    def _use_learner(self):
        return "id"

    def _guardians_today(self):
        """Parents and guardians as of today."""
        day = today()
        return self.guardian_ids.filtered(
            lambda g: (
                (not g.date_from or g.date_from <= day)
                and (not g.date_to or g.date_to >= day)
            )
        )

    def action_family_accounts(self):
        """Accounts for the parents of a learner. Duty: registrar, homeroom teacher."""
        self.ensure_one()
        # Who may open it is asked with the class.
        class_ = self.sudo().class_id.with_env(self.env)
        if not class_:
            raise UserError(self.env._("The learner is in no class today."))
        return self.env["edu.family.accounts"]._open(class_, self)

    def _guard_scopes(self):
        scopes = [
            {"class_": enrolment.class_id}
            for enrolment in self.enrolment_ids
            if enrolment.state == "active"
        ]
        scopes += [
            {"school": admission.school_id, "rights": MANAGERS}
            for admission in self.admission_ids
            if not admission.date_out
        ]
        return scopes or [{"rights": MANAGERS}]

    def _journal_scope(self):
        admissions = self.admission_ids.sorted(lambda a: (a.date_in, a.id))
        newest = self.enrolment_ids.sorted(lambda e: (e.date_from, e.id))[-1:]
        return {
            "school_code": admissions[-1:].school_id.code or "",
            "year_code": newest.year_id.name or "",
        }
