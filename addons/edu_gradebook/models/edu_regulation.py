# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.edu_journal.language import language
from odoo.addons.edu_journal.models.edu_protected_mixin import CONTEXT_KEY, SENTINEL
from odoo.addons.edu_school.factor import deciding

from hocba.problems import HocbaError

from ..tools.parameters import default_text, parse, rules_of
from .edu_gradebook_line import MARK_COLUMNS

DRAFTING = ("head", "deputy", "administrator")
KINDS = {"gdpt2018": "general", "gdtx": "gdtx"}


class EduRegulation(models.Model):
    """Which law evaluates a class; a closed year keeps its own.

    ``parameters`` holds the value of every number and of every reading of the text that
    is not settled; what each is and where it stands, the library tells. The nation's
    regulations come with the software; a school may enter an amendment as a draft, try
    it on a past year, and switch it on by a decision of its head.
    """

    _name = "edu.regulation"
    _description = "Evaluation regulation"
    _inherit = ["edu.protected.mixin", "edu.journal.mixin"]
    _order = "date_from desc, id desc"

    _protected_fields = ("state", "decision", "amends_id")
    _journal_fields = (
        "name",
        "code",
        "module",
        "school_kind",
        "grade_from",
        "grade_to",
        "date_from",
        "date_to",
        "parameters",
        "state",
        "decision",
    )

    name = fields.Char(required=True)
    code = fields.Char(required=True, help="For instance TT22-2021.")
    module = fields.Selection(
        [
            ("tt22_2021", "TT22/2021/TT-BGDĐT"),
            ("tt27_2020", "TT27/2020/TT-BGDĐT"),
            ("tt43_2021", "TT43/2021/TT-BGDĐT"),
        ],
        string="Rules",
        required=True,
        help="The module of the library hocba that computes by this regulation.",
    )
    school_kind = fields.Selection(
        [("general", "General education"), ("gdtx", "Continuing education")],
        string="Programme",
        required=True,
        default="general",
    )
    grade_from = fields.Integer(required=True)
    grade_to = fields.Integer(required=True)
    date_from = fields.Date(
        string="In force from",
        required=True,
        help="School years that begin on this day or later follow the regulation.",
    )
    date_to = fields.Date(string="In force to")
    parameters = fields.Text(
        required=True,
        help="JSON: each parameter with its value, and the school's own source if any.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("in_force", "In force")],
        required=True,
        default="draft",
        copy=False,
    )
    school_id = fields.Many2one(
        "edu.school",
        ondelete="restrict",
        index=True,
        help="Empty for the regulations that come with the software.",
    )
    amends_id = fields.Many2one(
        "edu.regulation", string="Amended regulation", ondelete="restrict"
    )
    decision = fields.Char(string="Decision number", copy=False)

    _code_school_uniq = models.UniqueIndex(
        "(code, COALESCE(school_id, 0))", "This regulation is already known."
    )
    _grades = models.Constraint(
        "CHECK(grade_from BETWEEN 1 AND 12 AND grade_to BETWEEN grade_from AND 12)",
        "A regulation holds for grades from 1 to 12, from the lower to the higher.",
    )
    _dates = models.Constraint(
        "CHECK(date_to IS NULL OR date_from <= date_to)",
        "A regulation does not end before it begins.",
    )

    @api.constrains("parameters", "module")
    def _check_parameters(self):
        for regulation in self:
            try:
                regulation._params()
            except HocbaError as error:
                raise ValidationError(
                    self.env._(
                        "Parameters of %(name)s cannot be read: %(error)s",
                        name=regulation.name,
                        error=error.text(language(self.env)),
                    )
                )
            regulation._check_columns()

    def _check_columns(self):
        """A gradebook has places for six regular assessments, not for more."""
        rules, params = self._law()
        for kind in ("score", "remark"):
            columns = rules.columns(
                "", kind, self.grade_to, 999, "HK1", params, topics=True
            )
            if not set(columns) <= set(MARK_COLUMNS):
                raise ValidationError(
                    self.env._(
                        "%(name)s asks for more regular assessments than the six that "
                        "a gradebook holds.",
                        name=self.name,
                    )
                )

    @api.constrains(
        "state",
        "school_id",
        "school_kind",
        "grade_from",
        "grade_to",
        "date_from",
        "date_to",
    )
    def _check_overlap(self):
        for regulation in self.filtered(lambda r: r.state == "in_force"):
            others = self.search(
                Domain("id", "!=", regulation.id)
                & Domain("state", "=", "in_force")
                & Domain("school_id", "=", regulation.school_id.id)
                & Domain("school_kind", "=", regulation.school_kind)
                & Domain("grade_from", "<=", regulation.grade_to)
                & Domain("grade_to", ">=", regulation.grade_from)
                & (
                    Domain("date_to", "=", False)
                    | Domain("date_to", ">=", regulation.date_from)
                ),
            )
            last = regulation.date_to
            overlapping = others.filtered(
                lambda other, last=last: not last or other.date_from <= last
            )
            if overlapping:
                raise ValidationError(
                    self.env._(
                        "%(name)s would be in force for the same grades and days as "
                        "%(other)s.",
                        name=regulation.name,
                        other=overlapping[0].name,
                    )
                )

    # -- who ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [
            {"parameters": default_text(vals["module"]), **vals}
            if not vals.get("parameters")
            else vals
            for vals in vals_list
        ]
        if self.env.su:
            # What comes with the software is in force; nobody enters it.
            self = self.with_context(**{CONTEXT_KEY: SENTINEL})
        regulations = super().create(vals_list)
        regulations._check_may_draft()
        return regulations

    def write(self, vals):
        self._check_may_draft()
        result = super().write(vals)
        self._check_may_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._check_may_draft()

    def _check_may_draft(self):
        """A school's leaders change its drafts; nobody changes what is in force.

        Results follow from it: whoever edits access rights edits no law.
        """
        if self.env.su:
            return
        # The duty decides, not what its holder may read besides.
        for regulation in self.sudo():
            if not regulation.school_id or regulation.state != "draft":
                raise AccessError(
                    self.env._(
                        "%(name)s is in force: it comes with the software or by a "
                        "decision, and is amended by a new version.",
                        name=regulation.name,
                    )
                )
            self.env["edu.access"]._check(DRAFTING, school=regulation.school_id)

    # -- a new version ----------------------------------------------------------

    def action_amend(self):
        """Copy the regulation as a draft of the user's school. Duty: head, deputy,
        administrator."""
        self.ensure_one()
        self.check_access("read")
        rows = self.env["edu.gradebook"]._own_access(DRAFTING)
        school = self.school_id & rows.school_id or rows.school_id[:1]
        self.env["edu.access"]._check(DRAFTING, school=school)
        # How many versions there are is no secret; the copy is checked as any draft.
        versions = self.sudo().search_count([("school_id", "=", school.id)])
        base = self.sudo()
        draft = self._create_protected(
            [
                {
                    "name": self.env._("%(name)s, amended", name=base.name),
                    "code": f"{base.code}.{versions + 1}",
                    "module": base.module,
                    "school_kind": base.school_kind,
                    "grade_from": base.grade_from,
                    "grade_to": base.grade_to,
                    "date_from": base.date_from,
                    "parameters": base.parameters,
                    "school_id": school.id,
                    "amends_id": base.id,
                    "state": "draft",
                }
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "view_mode": "form",
        }

    def action_try(self):
        """Open the comparison with a past year; it checks the duty itself."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try on a past year"),
            "res_model": "edu.regulation.trial",
            "view_mode": "form",
            "target": "new",
            "context": {"default_regulation_id": self.id},
        }

    @deciding
    def action_switch_on(self, decision=""):
        """Put a draft into force. Duty: head, with the number of his decision.

        Gradebooks that are open keep the law they were opened under.

        :raises UserError: no draft, or no number
        """
        self.ensure_one()
        # The duty decides, not what its holder may read besides.
        draft = self.sudo()
        self.env["edu.access"]._check("head", school=draft.school_id)
        if draft.state != "draft":
            raise UserError(self.env._("%s is in force already.", draft.name))
        number = decision.strip() if isinstance(decision, str) else ""
        if not number:
            raise UserError(
                self.env._(
                    "A regulation is switched on by a decision: give its number."
                )
            )
        before = draft.amends_id
        if before.school_id and before.state == "in_force":
            last = draft.date_from - timedelta(days=1)
            if not before.date_to or before.date_to > last:
                before.write({"date_to": last})
        draft._write_protected({"state": "in_force", "decision": number})
        return True

    # -- the law ----------------------------------------------------------------

    def _rules(self):
        """Return the library module that holds this regulation."""
        self.ensure_one()
        return rules_of(self.module)

    def _params(self):
        """Return the parameters as the library takes them."""
        self.ensure_one()
        return parse(self.module, self.parameters)

    def _law(self):
        """Return the module of the rules and its parameters."""
        return self._rules(), self._params()

    def _is_primary(self) -> bool:
        return self.module == "tt27_2020"

    def _shape(self, line, term, topics) -> dict:
        """Return kind and columns of a gradebook of this curriculum line and term."""
        rules, params = self._law()
        columns = rules.columns(
            line.subject_id.code,
            line.kind,
            line.grade_id.number,
            line.periods,
            term.code,
            params,
            topics=topics,
        )
        return {
            "kind": line.kind,
            "regular_count": sum(column.startswith("tx") for column in columns),
            "columns": ",".join(columns),
        }

    @api.model
    def _for(self, class_):
        """Return the regulation of a class by its programme, grade and year.

        A version of the school itself goes before the nation's.

        :raises UserError: no regulation covers this grade in this year
        """
        start = class_.year_id.date_start
        number = class_.grade_id.number
        found = self.search(
            Domain("state", "=", "in_force")
            & Domain("school_id", "in", [False, class_.school_id.id])
            & Domain("school_kind", "=", KINDS[class_.programme])
            & Domain("grade_from", "<=", number)
            & Domain("grade_to", ">=", number)
            & Domain("date_from", "<=", start)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", start))
        )
        regulation = found.filtered("school_id")[:1] or found[:1]
        if not regulation:
            raise UserError(
                self.env._(
                    "No evaluation regulation covers grade %(grade)s in %(year)s.",
                    grade=number,
                    year=class_.year_id.name,
                )
            )
        return regulation

    def _journal_scope(self):
        return {"school_code": self.school_id.code or ""}
