# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Searching without diacritics, in Odoo's own way: it searches through a function
``unaccent`` wherever the database has one (docs/decisions/0030)."""

import logging

from odoo.modules.db import FunctionStatus, has_unaccent
from odoo.orm.registry import _unaccent
from odoo.tools.misc import remove_accents

_logger = logging.getLogger(__name__)

# NFKD as Odoo's own remove_accents; its letters with a stroke have no decomposition
FUNCTION = r"""
    CREATE FUNCTION unaccent(text) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        AS $$
            SELECT regexp_replace(
                translate(normalize($1, NFKD), 'đĐðÐłŁøØ', 'dDdDlLoO'),
                U&'[\0300-\036F]', '', 'g'
            )
        $$
"""


def provide(env):
    """Let Odoo find names without diacritics; a function that is there stays."""
    cr, registry = env.cr, env.registry
    status = has_unaccent(cr)
    if not status:
        cr.execute("SHOW server_encoding")
        if cr.fetchone()[0] != "UTF8":
            _logger.info(
                "The database is not in UTF-8: names are found with diacritics only."
            )
            return
        cr.execute(FUNCTION)
        status = has_unaccent(cr)
        _logger.info("Names are found without diacritics from now on.")
    elif status != FunctionStatus.INDEXABLE:
        _logger.info(
            "The database's own unaccent is not immutable: names are found without"
            " diacritics, but no index helps."
        )
    # What the registry asked when it was made, before there was a function.
    registry.has_unaccent = status
    registry.unaccent = _unaccent
    registry.unaccent_python = remove_accents
