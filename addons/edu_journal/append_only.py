# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools import SQL

from hocba.journal.guards import BODY, FUNCTION


def is_ours(cr, table: str) -> bool:
    """Whether Odoo's role owns a table; in a hardened install another role does."""
    cr.execute(
        "SELECT pg_get_userbyid(relowner) = current_user FROM pg_class"
        " WHERE oid = to_regclass(%s)",
        [table],
    )
    return cr.fetchone()[0]


def make_append_only(cr, table: str) -> None:
    """Let PostgreSQL refuse UPDATE, DELETE and TRUNCATE on ``table``.

    Call it from the model's ``init()``. Code, ``sudo()`` and plain SQL are
    stopped alike; only the owner of the table can switch the triggers off.
    """
    triggers = (
        (f"{table}_no_change", "UPDATE OR DELETE", "ROW"),
        (f"{table}_no_truncate", "TRUNCATE", "STATEMENT"),
    )
    if not is_ours(cr, table):
        cr.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass(%s)"
            " AND tgname = ANY(%s) AND tgenabled IN ('O', 'A')",
            [table, [name for name, _event, _level in triggers]],
        )
        if cr.fetchone()[0] != len(triggers):
            raise RuntimeError(f"{table} belongs to another role and is not guarded")
        return
    _make_function(cr)
    for name, event, level in triggers:
        cr.execute(
            SQL(
                "DROP TRIGGER IF EXISTS %(name)s ON %(table)s;"
                "CREATE TRIGGER %(name)s BEFORE %(event)s ON %(table)s"
                " FOR EACH %(level)s EXECUTE FUNCTION %(function)s()",
                name=SQL.identifier(name),
                table=SQL.identifier(table),
                event=SQL(event),
                level=SQL(level),
                function=SQL.identifier(FUNCTION),
            )
        )


def _make_function(cr) -> None:
    cr.execute(
        "SELECT 1 FROM pg_proc WHERE oid = to_regproc(%s)"
        " AND pg_get_userbyid(proowner) != current_user",
        [FUNCTION],
    )
    if cr.fetchone():
        return
    cr.execute(
        SQL(
            "CREATE OR REPLACE FUNCTION %s() RETURNS trigger AS %s LANGUAGE plpgsql",
            SQL.identifier(FUNCTION),
            BODY,
        )
    )
