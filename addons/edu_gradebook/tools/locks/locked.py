# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is locked stays: PostgreSQL refuses whatever no lawful act asked for."""

from contextlib import contextmanager

from psycopg2 import Error

from odoo.tools import SQL

_SETTING = "edu.rewrites_locked"


@contextmanager
def rewrites_locked(env, act):
    """Let this process write locked rows: by a correction, or where a learner's results
    come along from another class or school. The caller has checked that it is lawful.

    :param act: what is done, for whoever reads the database's own log
    """
    _set(env, act)
    try:
        yield
        env.flush_all()
    except Error:
        # The transaction is lost, and the setting with it.
        raise
    except Exception:
        _set(env, "")
        raise
    _set(env, "")


def _set(env, act):
    env.flush_all()
    env.cr.execute("SELECT set_config(%s, %s, true)", [_SETTING, act])


def guard_rows(model, locked, names, filled) -> None:
    """Stop code, ``sudo()`` and plain SQL alike at rows of a locked term (BT-11.2).

    Called by ``init`` of the model.

    :param locked: SQL over ``OLD``: whether the row is locked
    :param names: the columns that are never rewritten then
    :param filled: SQL over ``OLD``: whether the row is never deleted then
    """
    _guard(
        model,
        """
        IF TG_OP = 'DELETE' THEN
            wrong := (%(filled)s) AND (%(locked)s);
        ELSE
            wrong := (%(old)s) IS DISTINCT FROM (%(new)s) AND (%(locked)s);
        END IF;
        """,
        locked=SQL(locked),
        filled=SQL(filled),
        old=_columns("old", names),
        new=_columns("new", names),
    )


def guard_results(model, column, whose) -> None:
    """The same for the results of a term that stood there when it was locked.

    :param column: the result of a term, such as ``hk{}``
    :param whose: SQL that says which gradebooks ``g`` it rests on
    """
    of_terms = [
        SQL(
            """
            (%(old)s IS NOT NULL AND %(old)s IS DISTINCT FROM %(new)s
             AND COALESCE((SELECT BOOL_AND(g.state = 'locked')
                             FROM edu_gradebook g JOIN edu_term t ON t.id = g.term_id
                            WHERE t.code = %(code)s AND %(whose)s), FALSE))
            """,
            old=SQL.identifier("old", column.format(number)),
            new=SQL.identifier("new", column.format(number)),
            code=f"HK{number}",
            whose=SQL(whose),
        )
        for number in (1, 2)
    ]
    body = "IF TG_OP = 'UPDATE' THEN wrong := %(rewritten)s; END IF;"
    _guard(model, body, rewritten=SQL(" OR ").join(of_terms))


def _guard(model, body, **parts):
    name = SQL.identifier(f"{model._table}_locked")
    table = SQL.identifier(model._table)
    model.env.cr.execute(
        SQL(
            """
            CREATE OR REPLACE FUNCTION %(name)s() RETURNS trigger AS $$
            DECLARE wrong boolean := FALSE;
            BEGIN
                IF COALESCE(current_setting(%(setting)s, true), '') = '' THEN
                    %(body)s
                END IF;
                IF wrong THEN
                    RAISE EXCEPTION '%% %% is locked: a correction alone changes it',
                        TG_TABLE_NAME, OLD.id USING ERRCODE = 'insufficient_privilege';
                END IF;
                RETURN COALESCE(NEW, OLD);
            END $$ LANGUAGE plpgsql;
            DROP TRIGGER IF EXISTS %(name)s ON %(table)s;
            CREATE TRIGGER %(name)s BEFORE UPDATE OR DELETE ON %(table)s
                FOR EACH ROW EXECUTE FUNCTION %(name)s()
            """,
            name=name,
            table=table,
            setting=_SETTING,
            body=SQL(body, **parts),
        )
    )


def _columns(row, names):
    return SQL(", ").join(SQL.identifier(row, name) for name in names)
