# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether the triggers that refuse changes of evidence stand as they were made.

Whoever owns a table can switch its triggers off, or put another table in its place.
What he then changes is found against the chain; that he could is found here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hocba.problems import Problem, register

#: The function of :data:`NO_CHANGE` and :data:`NO_TRUNCATE`, and its body.
FUNCTION = "edu_journal_refuse_change"
BODY = """
BEGIN
    RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
"""
#: Kinds of triggers as ``pg_trigger.tgtype`` counts them.
NO_CHANGE = 1 + 2 + 8 + 16  # each row, before, delete, update
NO_TRUNCATE = 2 + 32  # before, truncate
_AFTER_INSERT = 4
_ON = ("O", "A")


@dataclass(frozen=True)
class Trigger:
    """A trigger as it has to be.

    :param body: of its function, where this library knows it
    """

    kind: int
    function: str
    body: str = ""


@dataclass(frozen=True)
class Found:
    """A trigger as it stands in the database.

    :param limited: it fires for some rows or columns only
    """

    name: str
    kind: int
    function: str
    body: str
    enabled: str
    limited: bool


@dataclass(frozen=True)
class Table:
    """A table of evidence as it stands in the database.

    :param extras: rules, policies and relatives by inheritance, by name
    """

    name: str
    owner: str
    ordinary: bool
    triggers: Mapping[str, Found] = field(default_factory=dict)
    extras: tuple[str, ...] = ()


def _append_only(table: str) -> dict[str, Trigger]:
    return {
        f"{table}_no_change": Trigger(NO_CHANGE, FUNCTION, BODY),
        f"{table}_no_truncate": Trigger(NO_TRUNCATE, FUNCTION, BODY),
    }


def _book(table: str) -> dict[str, Trigger]:
    guard = f"{table}_guard"
    return {
        guard: Trigger(NO_CHANGE, guard),
        f"{table}_no_truncate": Trigger(NO_TRUNCATE, guard),
    }


_JOURNAL = (
    "edu_journal",
    "edu_journal_block",
    "edu_journal_anchor",
    "edu_journal_delivery",
)
#: Each table of evidence with its triggers. Those of addons that are not installed are
#: no loss.
EXPECTED: dict[str, dict[str, Trigger]] = {
    **{table: _append_only(table) for table in _JOURNAL},
    "edu_document_revision": _append_only("edu_document_revision"),
    "edu_archive_check": _append_only("edu_archive_check"),
    **{table: _book(table) for table in ("edu_class_book", "edu_hocba_year")},
}
EXPECTED["edu_journal"]["edu_journal_queue"] = Trigger(
    _AFTER_INSERT, "edu_journal_queue"
)

register(
    {
        "journal.guard_missing": {
            "en": "Table {table}: the trigger {trigger} that refuses changes is "
            "missing.",
            "vi": "Bảng {table}: thiếu trigger {trigger} dùng để từ chối thay đổi.",
            "level": "warning",
        },
        "journal.guard_off": {
            "en": "Table {table}: the trigger {trigger} is switched off.",
            "vi": "Bảng {table}: trigger {trigger} đang bị tắt.",
            "level": "warning",
        },
        "journal.guard_changed": {
            "en": "Table {table}: the trigger {trigger} does something else than it "
            "has to.",
            "vi": "Bảng {table}: trigger {trigger} không còn làm đúng việc của nó.",
            "level": "warning",
        },
        "journal.guard_extra": {
            "en": "Table {table} has {extra}, which does not belong to it.",
            "vi": "Bảng {table} có {extra}, là thứ không thuộc về nó.",
            "level": "warning",
        },
        "journal.guard_table": {
            "en": "Table {table} is not an ordinary table that survives a crash.",
            "vi": "Bảng {table} không phải là bảng thường còn nguyên sau sự cố.",
            "level": "warning",
        },
        "journal.guard_owner": {
            "en": "Table {table} belongs to {owner}, not to {expected}.",
            "vi": "Bảng {table} thuộc về {owner}, không phải {expected}.",
            "level": "warning",
        },
    }
)


def judge_guards(tables: Iterable[Table], owner: str = "") -> list[Problem]:
    """Return what is not as it has to be, all of it warnings.

    :param owner: the role that has to own the journal's tables; without one they have
        to belong to one role
    """
    found: list[Problem] = []
    for table in tables:
        found += _judge(table)
        if table.name in _JOURNAL:
            owner = owner or table.owner
            if table.owner != owner:
                values = {"owner": table.owner, "expected": owner}
                found.append(
                    Problem("journal.guard_owner", {"table": table.name, **values})
                )
    return found


def _judge(table: Table) -> list[Problem]:
    problems = []
    if not table.ordinary:
        problems.append(Problem("journal.guard_table", {"table": table.name}))
    expected = EXPECTED[table.name]
    for name, wanted in expected.items():
        fault = _fault(wanted, table.triggers.get(name))
        if fault:
            params = {"table": table.name, "trigger": name}
            problems.append(Problem(f"journal.guard_{fault}", params))
    extras = (*sorted(set(table.triggers) - set(expected)), *table.extras)
    return problems + [
        Problem("journal.guard_extra", {"table": table.name, "extra": extra})
        for extra in extras
    ]


def _fault(wanted: Trigger, found: Found | None) -> str:
    if found is None:
        return "missing"
    if found.enabled not in _ON:
        return "off"
    same = (found.kind, found.function) == (wanted.kind, wanted.function)
    known = not wanted.body or found.body.split() == wanted.body.split()
    return "" if same and known and not found.limited else "changed"
