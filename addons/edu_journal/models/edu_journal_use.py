# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import json
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .. import use

FIELDS = tuple(f"use.{kind}" for kind in use.KINDS)
#: The same person with the same records again within this time is one use.
AGAIN = timedelta(minutes=30)
#: So many records of one use stand by name; all of them are in its digest.
NAMED = 50
#: So many refused attempts of a person within that time stand one by one; then one a
#: minute tells that it went on.
TRIES = 100
PACE = timedelta(minutes=1)
OF_ENTRY = ("model", "res_id", "res_name", "new", "duty", "school_code", "year_code")


# Beside the changes of values: a file of its own.
class EduJournal(models.Model):
    """Uses: one entry per request and person that read, took out or was refused.

    An entry counts all records and names the first of them; its digest covers all. A
    sheet that is opened is one entry, however many rows it has, and so is an export of
    a whole school.
    """

    _inherit = "edu.journal"  # pylint: disable=consider-merging-classes-inherited

    _use_idx = models.Index(
        f"(at, user_id) WHERE field IN ({', '.join(map(repr, FIELDS))})"
    )

    @api.model
    def _record_use(self, kind, records, note="") -> None:
        """Note that the person behind the request reads, prints or takes out records.

        It is written when the request is over. Nothing is noted where no request runs.

        :param kind: one of ``use.KINDS``
        :param note: what is printed or downloaded
        """
        use.note(self.env, kind, records._name, records.ids, note)

    @api.model
    def _insert_use(self, kind, found, note) -> None:
        """Insert the entries of one person's use; called after the request.

        :param found: ``{model: {id: None}}``, the first is what the use is about
        """
        if self.env.user._is_public():
            return
        recent = self._recent_uses(kind) if kind in ("read", "refused") else []
        pace = fields.Datetime.now() - PACE
        entries = []
        for facts in self._use_facts(kind, found):
            ids = facts.pop("ids")
            order = facts.get("order", "")
            text = f"{kind} {note} {order} {json.dumps(ids, sort_keys=True)}"
            facts["digest"] = hashlib.sha256(text.encode()).hexdigest()
            reason = note
            if kind == "read":
                if self._is_told((note, order), ids, recent):
                    continue
                facts["ids"] = {model: use.spans(found) for model, found in ids.items()}
            if kind == "refused":
                if facts["digest"] in {told["use"]["digest"] for _at, told in recent}:
                    continue
                if len(recent) >= TRIES:
                    if max(at for at, _told in recent) > pace:
                        continue
                    reason = f"{note} …"
            entry = {key: facts.pop(key) for key in OF_ENTRY}
            entries.append(
                entry | {"field": f"use.{kind}", "reason": reason, "use": facts}
            )
        self._record(entries)

    @api.model
    def _is_told(self, how, ids, recent) -> bool:
        """Whether every record of a reading stands in recent entries of that kind.

        Totals name no record, so another question would look the same: never told.
        """
        known = defaultdict(set)
        for _at, told in recent:
            # Reading by another order is another use.
            if (told["reason"], told["use"].get("order", "")) == how:
                for model, found in told["use"].get("ids", {}).items():
                    known[model].update(use.numbers(found))
        return all(
            found and known[model].issuperset(found) for model, found in ids.items()
        )

    def _recent_uses(self, kind) -> list[tuple]:
        """Return time and payload of what the person just did of this kind."""
        self.env.cr.execute(
            SQL(
                """
                SELECT at, payload FROM edu_journal
                 WHERE field = %s AND user_id = %s AND at > %s
                """,
                f"use.{kind}",
                self.env.uid,
                fields.Datetime.now() - AGAIN,
            )
        )
        return [(at, json.loads(payload)) for at, payload in self.env.cr.fetchall()]

    @api.model
    def _use_facts(self, kind, found) -> list[dict]:
        """Return what is told of a use, one dictionary for each place it concerns."""
        model, records = self._used(found)
        return [self._use_fact(model, records, found)]

    @api.model
    def _used(self, found):
        """Return what a use is about: a model or an address, and its records."""
        model, ids = next(iter(found.items()))
        if model not in self.env:
            return model, self.browse()
        return model, self.env[model].with_context(lang="vi_VN").browse(ids)

    @api.model
    def _use_fact(self, model, records, found, named=True) -> dict:
        """Return what is told of the use of these records of one model.

        :param named: whether the names of the records may be told
        """
        about = getattr(type(records), "_use_holder", "")
        holders = records.mapped(about) if about and named else records
        first = records.browse(records.ids[:NAMED])
        # What was just read may be gone in the meantime.
        names = (
            dict(first.exists().mapped(lambda r: (r.id, r.display_name or "")))
            if named
            else {}
        )
        titles = list(names.values())
        one = holders[:1] if len(holders) == 1 else holders.browse()
        return {
            "ids": {name: sorted(ids) for name, ids in found.items()}
            | {model: sorted(records.ids)},
            "model": one._name if one else model,
            "res_id": one.id or 0,
            "res_name": (one.display_name if named else "") if one else "",
            "new": "; ".join(titles[:5]) + (" …" if len(records) > 5 else ""),
            "duty": "",
            "school_code": "",
            "year_code": "",
            "count": len(records),
            "records": [[i, names.get(i, "")] for i in first.ids],
            "also": {name: len(ids) for name, ids in found.items() if name != model},
            "learners": 0,
            "outside": 0,
        }
