# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Uses of records, noted while a request runs and written after it.

A reading request has a read-only transaction and a refused one is rolled back, so
neither can write what it was. Uses are kept with the thread and inserted by a cursor
of its own once the request's own is closed, before the answer leaves. Nothing that a
caller sends, context and headers included, is asked whether to note something.
"""

import functools
import logging
import threading
import uuid

from odoo import SUPERUSER_ID, api, http
from odoo.exceptions import AccessError
from odoo.modules.registry import Registry
from odoo.service.server import thread_local

_logger = logging.getLogger(__name__)

#: In the order of weight: an export tells more than the reading that it is made of.
KINDS = ("refused", "export", "print", "download", "read")
#: Where a call that names no record type was about learners.
PATHS = ("/edu_", "/my/", "/web/export", "/web/content", "/report")
#: Trying to get more rights is as telling as trying to read what they open.
RIGHTS = ("res.users", "res.groups", "ir.rule", "ir.model.access", "hr.employee")


class Uses:
    """What one request did: ``{(user, kind): {model: {record: None}}}``."""

    def __init__(self):
        self.database = ""
        self.found = {}
        self.notes = {}
        self.request = uuid.uuid4().hex

    def add(self, uid, kind, model, ids, note=""):
        models = self.found.setdefault((uid, kind), {})
        models.setdefault(model, {}).update(dict.fromkeys(ids))
        if note:
            self.notes[uid, kind] = note

    def weighty(self):
        """Yield ``(user, kind, models, note)``; one kind for each person."""
        best = {}
        for uid, kind in self.found:
            if uid not in best or KINDS.index(kind) < KINDS.index(best[uid]):
                best[uid] = kind
        for uid, kind in best.items():
            yield uid, kind, self.found[uid, kind], self.notes.get((uid, kind), "")


def spans(numbers) -> list[list[int]]:
    """Return sorted numbers as first and last of each unbroken run."""
    runs = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return runs


def numbers(spans):
    """Yield the numbers of ``spans``."""
    for first, last in spans:
        yield from range(first, last + 1)


def note(env, kind, model, ids, text=""):
    """Note a use by the person behind the request; schedulers and shells are none."""
    # Odoo hides the request from what XML-RPC calls, not the thread.
    uses = getattr(threading.current_thread(), "edu_uses", None)
    if uses is not None and env.uid and env.uid != SUPERUSER_ID:
        uses.database = env.cr.dbname
        uses.add(env.uid, kind, model, [i for i in ids if i], text)


def _refusal(error) -> bool:
    """Whether a duty or a right was missing; a controller may have wrapped it."""
    while error is not None and not isinstance(error, AccessError):
        error = error.__cause__
    return error is not None


def _asked(current, registry) -> tuple[str, str, list]:
    """Return model, method and ids of a call, as far as its route tells them."""
    # What was refused before its route was reached has none.
    params = getattr(current, "params", {})
    model = params.get("model") or params.get("__model__") or ""
    method = params.get("method") or params.get("__method__") or ""
    ids = params.get("ids") or params.get("record_id") or params.get("document_id")
    if args := params.get("args"):
        ids = args[0] if isinstance(args, list) else None
    if not model or model not in registry:
        model, _dot, method = thread_local.rpc_model_method.rpartition(".")
    if isinstance(ids, int):
        ids = [ids]
    known = [i for i in ids if type(i) is int] if isinstance(ids, list) else []
    return model, method, known


def _note_refusal(current, uses, error):
    thread = threading.current_thread()
    uid, database = getattr(thread, "uid", None), getattr(thread, "dbname", None)
    # What a failed request read did not leave the server.
    uses.found.clear()
    if not (uid and uid != SUPERUSER_ID and database and _refusal(error)):
        return
    registry = Registry(database)
    if "edu.journal" not in registry:
        return
    model, method, ids = _asked(current, registry)
    path = current.httprequest.path
    if model in registry:
        known = registry[model]._original_module or ""
        if not (known.startswith("edu_") or model in RIGHTS):
            return
    elif not path.startswith(PATHS):
        return
    uses.database = database
    text = f"{model}.{method}" if method else path
    uses.add(uid, "refused", model or path, ids, text)


def _write(uses):
    with Registry(uses.database).cursor() as cr:
        # One number binds what a request changed and what it read.
        cr.cache["edu_journal_request"] = uses.request
        for uid, kind, models, text in uses.weighty():
            env = api.Environment(cr, uid, {})
            # The journal is closed to every role; this is its only way in for uses.
            env["edu.journal"].sudo()._insert_use(kind, models, text)


def _recorded(serve):
    """Make ``serve`` note what is used, and write it when its transaction is over."""

    @functools.wraps(serve)
    def serve_and_record(self):
        thread = threading.current_thread()
        uses = thread.edu_uses = Uses()
        try:
            return serve(self)
        except Exception as error:
            _safely(_note_refusal, self, uses, error)
            raise
        finally:
            thread.edu_uses = None
            if uses.found:
                _safely(_write, uses)

    return serve_and_record


def _safely(step, *arguments):
    """A use that cannot be recorded is for the operator, not for the person."""
    try:
        step(*arguments)
    except Exception:
        _logger.exception("A use of records was not recorded.")


# Where a request's own transaction is over, on success and failure alike, Odoo calls no
# hook: ``_post_dispatch`` comes before the commit, ``postcommit`` only with one. The
# second serves XML-RPC where the address does not tell the database.
http.Request._serve_db = _recorded(http.Request._serve_db)
http.Request._serve_nodb = _recorded(http.Request._serve_nodb)
