# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
import unicodedata

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from hocba.letters import SHORT
from hocba.sheets.names import clean, typed_pattern

from .. import unaccent

LIKE = ("ilike", "not ilike")


class EduNameSearchMixin(models.AbstractModel):
    """People who are found by their name as it is typed: “ngoc” finds Ngọc and Ngốc,
    “ngọc” only Ngọc, in whatever Unicode form."""

    _name = "edu.name.search.mixin"
    _description = "Person found by name"

    def init(self):
        unaccent.provide(self.env)
        return super().init()

    @api.model
    def _search(self, domain, *args, **kwargs):
        domain = Domain(domain).map_conditions(self._as_typed)
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        # A code or number has a digit; a name is searched by its index alone.
        if operator in LIKE and isinstance(value, str) and re.fullmatch(r"\D+", value):
            domain = Domain("name", operator, value)
        return Domain(domain).map_conditions(self._as_typed)

    @api.model
    def _as_typed(self, condition):
        """Narrow a search of names, which Odoo makes without diacritics."""
        operator, value = condition.operator, condition.value
        if (
            condition.field_expr != "name"
            or operator not in LIKE
            or not isinstance(value, str)
            # Who knows wildcards means them; no name is so long.
            or set(value) & set("%_\\")
            or len(value) > SHORT
        ):
            return condition
        found = Domain("name", "ilike", clean(value))
        if pattern := typed_pattern(value):
            found &= Domain.custom(
                to_sql=lambda model, alias, query: SQL(
                    "normalize(%s, NFD) ~* %s",
                    model._field_to_sql(alias, "name", query),
                    pattern,
                ),
                predicate=lambda record: bool(
                    re.search(
                        pattern,
                        unicodedata.normalize("NFD", record.name or ""),
                        re.IGNORECASE,
                    )
                ),
            )
        return found if operator == "ilike" else ~found
