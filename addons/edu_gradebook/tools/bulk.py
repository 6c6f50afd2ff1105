# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Many rows in one statement: the ORM's own write asks once per different value.

Guards are the callers': whoever comes here has checked duty and state.
"""

from psycopg2.extras import Json

from odoo.tools import SQL


def update_rows(model, rows):
    """Write ``{id: {column: value}}``, all with the same columns."""
    if not rows:
        return
    names = list(next(iter(rows.values())))
    model.env.cr.execute(
        SQL(
            """
            UPDATE %(table)s SET %(changes)s, write_uid = %(uid)s, write_date = %(now)s
              FROM UNNEST(%(ids)s::int[], %(values)s) AS v(id, %(names)s)
             WHERE %(table)s.id = v.id
            """,
            table=SQL.identifier(model._table),
            changes=SQL(", ").join(
                SQL("%s = v.%s", SQL.identifier(name), SQL.identifier(name))
                for name in names
            ),
            uid=model.env.uid,
            now=model.env.cr.now(),
            ids=list(rows),
            values=_arrays(model, names, rows.values()),
            names=SQL(", ").join(map(SQL.identifier, names)),
        )
    )
    records = model.browse(rows)
    records.invalidate_recordset(names, flush=False)
    records.modified(names)


def insert_rows(model, rows):
    """Insert ``[{column: value}]``, all with the same columns; stored columns that
    follow from other records are the caller's to give."""
    if not rows:
        return
    names = list(rows[0])
    model.env.cr.execute(
        SQL(
            """
            INSERT INTO %(table)s
                   (%(names)s, create_uid, create_date, write_uid, write_date)
            SELECT v.*, %(uid)s, %(now)s, %(uid)s, %(now)s FROM UNNEST(%(values)s) AS v
            """,
            table=SQL.identifier(model._table),
            names=SQL(", ").join(map(SQL.identifier, names)),
            uid=model.env.uid,
            now=model.env.cr.now(),
            values=_arrays(model, names, rows),
        )
    )
    model.invalidate_model(flush=False)


def _arrays(model, names, rows):
    """Return the values as one array a column, each of the column's type."""
    return SQL(", ").join(
        SQL("%s::%s", *_array(model._fields[name], [row[name] for row in rows]))
        for name in names
    )


def _array(field, values):
    kind = field.column_type[0]
    if kind == "jsonb":
        values = [Json(value) if value else None for value in values]
    elif kind not in ("bool", "int4"):
        values = [value or None for value in values]
    return values, SQL(f"{kind}[]")
