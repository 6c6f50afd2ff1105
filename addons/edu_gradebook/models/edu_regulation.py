# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import dataclasses
import importlib
import json
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

PARAMETER_ERRORS = (ArithmeticError, AttributeError, KeyError, TypeError, ValueError)


def _as(example, value):
    """Return a JSON value in the type of ``example``."""
    if isinstance(example, Decimal):
        return Decimal(value)
    if isinstance(example, tuple):
        return tuple(tuple(item) for item in value)
    return value


class EduRegulation(models.Model):
    """Which law evaluates a class; a closed year keeps its own.

    ``parameters`` holds every number and every reading of the text that is not
    settled, each with its value and its source.
    """

    _name = "edu.regulation"
    _description = "Evaluation regulation"
    _order = "date_from desc, id desc"

    name = fields.Char(required=True)
    code = fields.Char(required=True, help="For instance TT22-2021.")
    module = fields.Selection(
        [("tt22_2021", "TT22/2021/TT-BGDĐT")],
        string="Rules",
        required=True,
        help="The module of the library hocba that computes by this regulation.",
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
        help="JSON: each parameter with its value, its source and how sure it is.",
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "This regulation is already known.")

    @api.constrains("parameters", "module")
    def _check_parameters(self):
        for regulation in self:
            try:
                regulation._params()
            except PARAMETER_ERRORS as error:
                raise ValidationError(
                    self.env._(
                        "Parameters of %(name)s cannot be read: %(error)s",
                        name=regulation.name,
                        error=error,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_change()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._refuse_change()

    def _refuse_change(self):
        """Results follow from it: whoever edits access rights edits no law."""
        if not self.env.su:
            raise AccessError(
                self.env._("A regulation comes with the software, not by hand.")
            )

    def _rules(self):
        """Return the library module that holds this regulation."""
        self.ensure_one()
        return importlib.import_module(f"hocba.rules.{self.module}")

    def _params(self):
        """Return the parameters as the library takes them."""
        self.ensure_one()
        params = self._rules().Params
        known = {field.name: field.default for field in dataclasses.fields(params)}
        return params(
            **{
                name: _as(known[name], entry["value"])
                for name, entry in json.loads(self.parameters).items()
            }
        )

    def _shape(self, class_, line, term) -> dict:
        """Return kind and columns of a gradebook of this curriculum line and term."""
        self.ensure_one()
        count = self._rules().regular_count(line.periods, line.subject_id.kind)
        regular = [f"tx{number}" for number in range(1, count + 1)]
        return {
            "kind": line.subject_id.kind,
            "regular_count": count,
            "columns": ",".join([*regular, "gk", "ck"]),
        }

    def _cell_kind(self, column, kind) -> str:
        """Return the kind of :func:`hocba.rules.cells.canonical` of a column."""
        return kind

    @api.model
    def _for(self, class_):
        """Return the regulation of a class by its grade and year.

        :raises UserError: no regulation covers this grade in this year
        """
        start = class_.year_id.date_start
        number = class_.grade_id.number
        regulation = self.search(
            [
                ("grade_from", "<=", number),
                ("grade_to", ">=", number),
                ("date_from", "<=", start),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", start),
            ],
            limit=1,
        )
        if not regulation:
            raise UserError(
                self.env._(
                    "No evaluation regulation covers grade %(grade)s in %(year)s.",
                    grade=number,
                    year=class_.year_id.name,
                )
            )
        return regulation
