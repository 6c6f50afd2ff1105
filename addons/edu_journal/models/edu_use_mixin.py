# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from .. import use

NAMES = frozenset(
    {
        "id",
        "display_name",
        "name",
        "number",
        "sequence",
        "sort_key",
        "kind",
        "state",
        "active",
        "student_id",
        "enrolment_id",
        "gradebook_id",
        "class_id",
        "grade_id",
        "subject_id",
        "term_id",
        "year_id",
        "school_id",
        "company_id",
        "create_uid",
        "create_date",
        "write_uid",
        "write_date",
    }
)


class EduUseMixin(models.AbstractModel):
    """Records whose reading is recorded (KP-20.3: all access is recorded and watched).

    What leaves the server is noted where it is made: the values of ``read`` and all
    that stand on it, of a form's first answer, and totals by a value. Lists of names
    are no use: a class list tells nothing but who is in the class. A sheet of marks is
    one use per half hour and person, also for its own teacher: who saw a mark before
    it was known is asked of everybody. Its rows asked for one by one are one use each.
    Searching without reading leaves no entry.
    """

    _name = "edu.use.mixin"
    _description = "Record whose reading is recorded"

    #: Fields that only tell which record it is.
    _use_names = NAMES
    #: The record that is opened when this one is read, such as a row's sheet.
    _use_holder = ""

    def _use_is_logged(self) -> bool:
        """Whether reading records of this model is recorded."""
        return True

    def _note_reading(self, names):
        if self.env.su or not self.ids or not self._use_is_logged():
            return
        if not self._use_names.issuperset(names):
            use.note(self.env, "read", self._name, self.ids)

    def _read_format(self, fnames, load="_classic_read"):
        self._note_reading(fnames)
        return super()._read_format(fnames, load)

    def onchange(self, values, field_names, fields_spec):
        self._note_reading(fields_spec)
        return super().onchange(values, field_names, fields_spec)

    def copy_data(self, default=None):
        # It is open to RPC and answers with all values.
        self._note_reading(self._fields)
        return super().copy_data(default)

    @api.model
    def _note_totals(self, groupby, aggregates):
        """Totals by a value tell it; totals of one say whose value they are."""
        told = {
            spec.split(":")[0].split(".")[0]
            for spec in (*groupby, *aggregates)
            if spec != "__count"
        }
        if self.env.su or not self._use_is_logged() or self._use_names >= told:
            return
        use.note(self.env, "read", self._name, (), ", ".join(sorted(told)))

    def _read_group_groupby(self, alias, groupby_spec, query):
        # Totals of any record type get here by a path, such as student_id.address.
        if alias != self._table:
            self._note_totals([groupby_spec], ())
        return super()._read_group_groupby(alias, groupby_spec, query)

    @api.model
    @api.readonly
    def read_progress_bar(self, domain, group_by, progress_bar):
        found = super().read_progress_bar(domain, group_by, progress_bar)
        if found:
            self._note_totals([group_by, progress_bar["field"]], ())
        return found

    @api.model
    @api.readonly
    def formatted_read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        found = super().formatted_read_group(
            domain, groupby, aggregates, *args, **kwargs
        )
        if found:
            self._note_totals(groupby, aggregates)
        return found

    @api.model
    @api.readonly
    def formatted_read_grouping_sets(
        self, domain, grouping_sets, aggregates=(), **kwargs
    ):
        found = super().formatted_read_grouping_sets(
            domain, grouping_sets, aggregates, **kwargs
        )
        if any(found):
            self._note_totals([s for specs in grouping_sets for s in specs], aggregates)
        return found

    @api.model
    @api.readonly
    def read_group(self, domain, fields, groupby, *args, **kwargs):
        found = super().read_group(domain, fields, groupby, *args, **kwargs)
        specs = [groupby] if isinstance(groupby, str) else groupby
        if found:
            names = [spec.split("(")[-1].rstrip(")") for spec in fields]
            self._note_totals(specs, names)
        return found
