# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The journal: the chain over its entries, and who checks it.

Entries are only ever inserted. A sealer lists what was committed in blocks
(:func:`seal`), each bound to the one before; the headers of blocks, timestamped, are
kept outside the database (:class:`Anchor`). :func:`audit` compares the three;
:func:`judge_guards` looks whether PostgreSQL still refuses changes.
"""

from hocba.journal.anchors import (
    Anchor,
    Verifier,
    file_name,
    read_anchors,
    write_anchor,
)
from hocba.journal.audit import Report, Scope, audit
from hocba.journal.chain import COLUMNS, Block, Entry, entry_hash, seal
from hocba.journal.guards import judge_guards
from hocba.journal.lines import read_export, write_export
from hocba.journal.text import render
