# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools import SQL

#: What a signature covers in every book: never rewritten once it left its draft.
FROZEN = (
    "uuid",
    "pdf_uuid",
    "revision",
    "year_id",
    "school_id",
    "snapshot",
    "snapshot_sha256",
    "xml_document_id",
    "replaces_id",
    "previous_id",
    "previous_sha256",
)
#: What the head's signature adds: never rewritten once the book is issued.
ISSUED = (
    "number",
    "effective_date",
    "lookup_code",
    "pdf_document_id",
    "issued_at",
    "placement",
    "base_revision",
    "signers",
)
#: The only ways from state to state.
MOVES = (
    ("draft", "teachers"),
    ("teachers", "homeroom"),
    ("homeroom", "leadership"),
    ("leadership", "issued"),
    ("issued", "final"),
    ("teachers", "withdrawn"),
    ("homeroom", "withdrawn"),
    ("leadership", "withdrawn"),
    ("issued", "withdrawn"),
)


def guard_book(cr, table: str, frozen, issued, moves) -> None:
    """Let PostgreSQL refuse what may never happen to a book (KP Đ25.4).

    Code, ``sudo()`` and plain SQL are stopped alike: signed facts do not change,
    states go forward only, a withdrawn or final book stays what it is, and only a
    draft is deleted.

    :param frozen: columns that never change once the book left its draft
    :param issued: columns that never change once it is issued
    :param moves: the only ways from state to state
    """
    cr.execute(
        SQL(
            """
            CREATE OR REPLACE FUNCTION %(guard)s() RETURNS trigger AS $$
            BEGIN
                IF TG_OP = 'TRUNCATE' THEN
                    RAISE EXCEPTION 'books are never truncated'
                        USING ERRCODE = 'insufficient_privilege';
                END IF;
                IF TG_OP = 'DELETE' THEN
                    IF OLD.state <> 'draft' THEN
                        RAISE EXCEPTION 'book %% is %%: never deleted',
                            OLD.id, OLD.state
                            USING ERRCODE = 'insufficient_privilege';
                    END IF;
                    RETURN OLD;
                END IF;
                IF NEW.state IS DISTINCT FROM OLD.state
                   AND (OLD.state, NEW.state) NOT IN (%(moves)s) THEN
                    RAISE EXCEPTION 'book %%: no way from %% to %%',
                        OLD.id, OLD.state, NEW.state
                        USING ERRCODE = 'insufficient_privilege';
                END IF;
                IF OLD.state <> 'draft' AND (%(new_frozen)s)
                   IS DISTINCT FROM (%(old_frozen)s) THEN
                    RAISE EXCEPTION 'book %% is signed: its facts are frozen', OLD.id
                        USING ERRCODE = 'insufficient_privilege';
                END IF;
                IF OLD.state IN ('issued', 'final', 'withdrawn') AND (%(new_issued)s)
                   IS DISTINCT FROM (%(old_issued)s) THEN
                    RAISE EXCEPTION 'book %% is %%: it is frozen', OLD.id, OLD.state
                        USING ERRCODE = 'insufficient_privilege';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql
            """,
            guard=SQL.identifier(f"{table}_guard"),
            moves=SQL(", ").join(SQL("(%s, %s)", *move) for move in moves),
            new_frozen=_columns("new", frozen),
            old_frozen=_columns("old", frozen),
            new_issued=_columns("new", issued),
            old_issued=_columns("old", issued),
        )
    )
    for name, event, level in (
        (f"{table}_guard", "UPDATE OR DELETE", "ROW"),
        (f"{table}_no_truncate", "TRUNCATE", "STATEMENT"),
    ):
        cr.execute(
            SQL(
                "DROP TRIGGER IF EXISTS %(name)s ON %(table)s;"
                "CREATE TRIGGER %(name)s BEFORE %(event)s ON %(table)s"
                " FOR EACH %(level)s EXECUTE FUNCTION %(guard)s()",
                name=SQL.identifier(name),
                table=SQL.identifier(table),
                guard=SQL.identifier(f"{table}_guard"),
                event=SQL(event),
                level=SQL(level),
            )
        )


def _columns(row: str, names) -> SQL:
    return SQL(", ").join(SQL.identifier(row, name) for name in names)
