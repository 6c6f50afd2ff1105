# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from hocba.letters import SHORT, code_problems

LEVELS = [
    ("primary", "Primary"),
    ("lower", "Lower secondary"),
    ("upper", "Upper secondary"),
]
# What decides who stands above the school and beside it.
PLACE = ("authority_id", "company_id")


class EduSchool(models.Model):
    _name = "edu.school"
    _description = "School"
    _inherit = [
        "edu.protected.mixin",
        "edu.journal.mixin",
        "edu.duty.guard",
        "edu.book.text.mixin",
    ]
    _order = "name, id"
    _rec_names_search = ["name", "code"]

    _guard_rights = ("administrator", "head")
    _protected_fields = ("in_setup",)
    _journal_fields = ("name", "code", "authority_id", "head_title", "company_id")

    _book_texts = {
        "name": SHORT,
        "commune": SHORT,
        "province": SHORT,
        "head_title": SHORT,
        "code": code_problems,
    }

    name = fields.Char(required=True)
    code = fields.Char(
        string="School code",
        required=True,
        index=True,
        help="Code of the school in the Ministry's database: department, commune and"
        " running number.",
    )
    authority_id = fields.Many2one("edu.authority", ondelete="restrict")
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="restrict",
        help="Set where the school works in this database; empty for a school"
        " elsewhere that sends or receives learners.",
    )
    has_primary = fields.Boolean(string="Primary")
    has_lower = fields.Boolean(string="Lower secondary")
    has_upper = fields.Boolean(string="Upper secondary")
    is_gdtx = fields.Boolean(string="Continuing education centre")
    head_title = fields.Char(
        string="Title of the head",
        required=True,
        default="Hiệu trưởng",
        help="Printed above the head's signature: Hiệu trưởng, or Giám đốc in a"
        " continuing education centre.",
    )
    commune = fields.Char()
    province = fields.Char()
    address = fields.Char()
    alias_ids = fields.One2many("edu.school.alias", "school_id", string="Former names")
    year_ids = fields.One2many("edu.school.year", "school_id", string="School years")
    policy_ids = fields.One2many("edu.policy", "school_id")
    access_ids = fields.One2many("edu.access", "school_id")
    in_setup = fields.Boolean(
        string="Being set up",
        default=True,
        readonly=True,
        copy=False,
        help="True until the first head of the school is appointed.",
    )

    _code_uniq = models.UniqueIndex("(code)", "This school code is already used.")

    @api.model_create_multi
    def create(self, vals_list):
        schools = super().create(vals_list)
        # Every school has its rules from the first day, whoever creates it.
        self.env["edu.policy"].sudo().create([{"school_id": s.id} for s in schools])
        return schools

    def write(self, vals):
        if not self.env.su and not self.env.user.has_group("base.group_system"):
            self._check_place(vals)
        return super().write(vals)

    def _check_place(self, vals):
        """A school that works leaves neither its company nor its authority, whose
        windows and inspectors it would escape."""
        for name in set(PLACE) & set(vals):
            moved = self.filtered(
                lambda school, name=name: (
                    not school.in_setup and school[name].id != (vals[name] or False)
                )
            )
            if moved:
                raise AccessError(
                    self.env._(
                        "“%(field)s” of a school that works is changed by the"
                        " operator: %(schools)s.",
                        field=self._fields[name]._description_string(self.env),
                        schools=", ".join(moved.mapped("name")),
                    )
                )

    @api.constrains("code")
    def _check_code(self):
        for school in self:
            if school.code != school.code.strip() or not school.code:
                raise ValidationError(
                    self.env._("The school code must not begin or end with a space.")
                )

    def _guard_scopes(self):
        return [{"school": self}]

    def _journal_scope(self):
        return {"school_code": self.code}

    def _end_setup(self):
        """The first head is appointed: from now on duties alone give rights."""
        if not self.env.su:
            raise AccessError(self.env._("The system alone ends the set-up."))
        self.filtered("in_setup")._write_protected({"in_setup": False})
