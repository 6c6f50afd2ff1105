# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Searching without diacritics, in Odoo's own way: it searches through a function
``unaccent`` wherever the database has one (docs/decisions/0030)."""

import logging

from odoo.modules.db import FunctionStatus, has_trigram, has_unaccent
from odoo.orm.registry import _unaccent
from odoo.tools.misc import remove_accents

_logger = logging.getLogger(__name__)

# NFKD as in Odoo's own remove_accents; letters with a stroke have no decomposition.
# Codes and numbers, all ASCII, cost nothing. Without STRICT PostgreSQL inlines it.
FUNCTION = r"""
    CREATE FUNCTION unaccent(text) RETURNS text
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        AS $$
            SELECT CASE WHEN octet_length($1) = char_length($1) THEN $1
            ELSE regexp_replace(
                translate(normalize($1, NFKD), 'đĐðÐłŁøØ', 'dDdDlLoO'),
                U&'[\0300-\036F]', '', 'g'
            ) END
        $$
"""
MAY_INDEX = """
    SELECT 1 FROM pg_available_extension_versions
     WHERE name = 'pg_trgm' AND trusted
       AND has_database_privilege(current_database(), 'CREATE')
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
    if not has_trigram(cr):
        # As Odoo does in each database that it makes itself.
        cr.execute(MAY_INDEX)
        if cr.fetchone():
            cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    # What the registry asked when it was made, before there were functions.
    registry.has_trigram = has_trigram(cr)
    registry.has_unaccent = status
    registry.unaccent = _unaccent
    registry.unaccent_python = remove_accents
