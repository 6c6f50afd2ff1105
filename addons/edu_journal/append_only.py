# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools import SQL

FUNCTION = "edu_journal_refuse_change"


def make_append_only(cr, table: str) -> None:
    """Let PostgreSQL refuse UPDATE, DELETE and TRUNCATE on ``table``.

    Call it from the model's ``init()``. Code, ``sudo()`` and plain SQL are
    stopped alike; only the owner of the table can switch the triggers off.
    """
    cr.execute(
        SQL(
            """
            CREATE OR REPLACE FUNCTION %s() RETURNS trigger AS $$
            BEGIN
                RAISE EXCEPTION 'table %% is append-only: %% refused',
                    TG_TABLE_NAME, TG_OP
                    USING ERRCODE = 'insufficient_privilege';
            END $$ LANGUAGE plpgsql
            """,
            SQL.identifier(FUNCTION),
        )
    )
    for name, event, level in (
        (f"{table}_no_change", "UPDATE OR DELETE", "ROW"),
        (f"{table}_no_truncate", "TRUNCATE", "STATEMENT"),
    ):
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
