# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .. import use

FIELDS = tuple(f"use.{kind}" for kind in use.KINDS)
#: The same person with the same records again within this time is one use.
AGAIN = timedelta(minutes=30)
#: So many records of one use stand by name; all of them are in its digest.
NAMED = 50
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
        known = self._recent_uses() if kind in ("read", "refused") else {}
        entries = []
        for facts in self._use_facts(kind, found):
            about = facts.pop("about")
            text = f"{kind} {note} {about}"
            digest = hashlib.sha256(text.encode()).hexdigest()
            if known.get(digest, -1) >= facts["count"]:
                continue
            entry = {key: facts.pop(key) for key in OF_ENTRY}
            told = {**facts, "digest": digest}
            entries.append(
                entry | {"field": f"use.{kind}", "reason": note, "use": told}
            )
        self._record(entries)

    def _recent_uses(self) -> dict[str, int]:
        """Return digest → number of records of what the person just did."""
        self.env.cr.execute(
            SQL(
                """
                SELECT payload FROM edu_journal
                 WHERE field IN %s AND user_id = %s AND at > %s
                """,
                FIELDS,
                self.env.uid,
                fields.Datetime.now() - AGAIN,
            )
        )
        found = {}
        for (payload,) in self.env.cr.fetchall():
            told = json.loads(payload)["use"]
            found[told["digest"]] = max(told["count"], found.get(told["digest"], 0))
        return found

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
            "about": f"{holders._name} {sorted(holders.ids)}",
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
