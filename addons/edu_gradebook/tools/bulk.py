# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Many rows in one statement: the ORM's own write asks once per different value.

Guards are the callers': whoever comes here has checked duty and state.
"""

from psycopg2.extras import Json

from odoo.tools import SQL


def canonical_check(names, pattern):
    """Return one CHECK for many columns: each holds the pattern, or is NULL.

    Every update of a row asks all its checks again, so one expression over all
    columns is worth its look. A sign that no keyboard has stands between the values.
    """
    values = ", ".join(f"{name} || chr(1)" for name in names)
    return f"CHECK(concat({values}) ~ '^({pattern}\x01)*$')"


def leave_room(model):
    """Keep room in the table's pages, so that a new mark needs no new index entries
    (a heap-only update). Called by ``init``."""
    model.env.cr.execute(
        SQL("ALTER TABLE %s SET (fillfactor = 50)", SQL.identifier(model._table))
    )


def update_rows(model, rows):
    """Write ``{id: {column: value}}``, all with the same columns."""
    if not rows:
        return
    names = list(next(iter(rows.values())))
    model.env.cr.execute(
        SQL(
            """
            UPDATE %(table)s SET %(changes)s
              FROM UNNEST(%(ids)s::int[], %(values)s) AS v(id, %(names)s)
             WHERE %(table)s.id = v.id
            """,
            table=SQL.identifier(model._table),
            changes=SQL(", ").join(
                [
                    *(
                        SQL("%s = v.%s", SQL.identifier(name), SQL.identifier(name))
                        for name in names
                    ),
                    *(
                        SQL("%s = %s", SQL.identifier(name), value)
                        for name, value in _stamp(model, "write").items()
                    ),
                ]
            ),
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
    stamp = {**_stamp(model, "create"), **_stamp(model, "write")}
    model.env.cr.execute(
        SQL(
            """
            INSERT INTO %(table)s (%(names)s)
            SELECT %(values)s FROM UNNEST(%(arrays)s) AS v
            """,
            table=SQL.identifier(model._table),
            names=SQL(", ").join(map(SQL.identifier, (*names, *stamp))),
            values=SQL(", ").join(
                [SQL("v.*"), *(SQL("%s", value) for value in stamp.values())]
            ),
            arrays=_arrays(model, names, rows),
        )
    )
    model.invalidate_model(flush=False)


def _stamp(model, act):
    """Return who and when, as the ORM would note it."""
    if not model._log_access:
        return {}
    return {f"{act}_uid": model.env.uid, f"{act}_date": model.env.cr.now()}


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
