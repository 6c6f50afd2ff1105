# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whatever is done to a sealed journal is found, and named."""

from __future__ import annotations

import dataclasses
import os
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journal import sample

from hocba.journal import Anchor, Entry, audit, read_export, seal, write_export
from hocba.problems import Problem

TRIES = 1000 if os.environ.get("EDU_FULL") else 102


def codes(findings: list[Problem]) -> set[str]:
    return {problem.code.removeprefix("journal.") for problem in findings}


def named(findings: list[Problem]) -> set[int]:
    keys = ("entry", "other")
    return {
        problem.params[key]
        for problem in findings
        for key in keys
        if key in problem.params
    }


def judge(journal: sample.Journal, anchors: bool = True):
    outside = journal.anchors if anchors else []
    return audit(journal.entries, journal.blocks, outside)


def test_a_whole_journal_has_no_findings_but_says_what_is_not_anchored():
    """BT-8.5: the newest block of three is anchored, later ones are named by time."""
    report = judge(sample.Journal.make())
    assert codes(report.findings) == {"unanchored"}
    assert not report.broken
    (scope,) = report.scopes
    assert (scope.blocks, scope.entries, scope.unsealed) == (12, 96, 0)
    assert scope.anchored_block == sample.ANCHORED
    assert scope.unanchored_since == "2025-09-05T10:00:00.000000Z"
    assert "chưa neo từ 05/09/2025 17:00:00" in report.findings[0].text()


def test_without_anchors_nothing_is_concluded():
    report = judge(sample.Journal.make(), anchors=False)
    assert codes(report.findings) == {"no_anchor"}
    assert not report.broken and not report.whole


@pytest.mark.parametrize("attempt", range(TRIES))
def test_every_change_before_the_newest_anchor_is_found_and_named(attempt):
    """BT-8.5: seeded tries of each attack; the entry or the block is named."""
    random = Random(attempt)
    journal = sample.Journal.make()
    attack = sample.ATTACKS[attempt % len(sample.ATTACKS)]
    touched = attack(journal, random)
    report = judge(journal)
    assert report.broken
    if touched:
        assert touched <= named(report.findings)
    else:
        found = codes(report.findings) & {"chain_truncated", "chain_recomputed"}
        assert found
        blocks = [p.params["block"] for p in report.findings if "block" in p.params]
        assert min(blocks) <= sample.ANCHORED


def test_a_swap_within_a_block_is_called_so():
    journal = sample.Journal.make()
    one, two = journal.entries[:2]
    journal.entries[0] = Entry(one.id, two.payload, two.columns)
    journal.entries[1] = Entry(two.id, one.payload, one.columns)
    report = judge(journal)
    assert codes(report.findings) == {"entry_swapped", "unanchored"}


def test_a_recomputed_chain_is_narrowed_down_between_two_anchors():
    journal = sample.Journal.make()
    place = 4 * sample.PER_BLOCK
    journal.entries[place] = sample.changed(journal.entries[place], new="9")
    journal.reseal()
    (found,) = [p for p in judge(journal).findings if p.level == "error"]
    assert found.code == "journal.chain_recomputed"
    assert (found.params["block"], found.params["agreed"]) == (6, 3)


def test_a_recomputed_chain_looks_whole_without_anchors():
    """Why anchors leave the database."""
    journal = sample.Journal.make()
    journal.entries[3] = sample.changed(journal.entries[3], new="9")
    journal.reseal()
    assert not judge(journal, anchors=False).broken


def test_entries_that_committed_late_are_no_finding():
    journal = sample.Journal.make()
    late = sample.entry(2, sample.START.replace(hour=12, minute=40))
    sealed = "2025-09-05T13:20:00Z"
    last = journal.blocks[-1]
    journal.entries.append(late)
    journal.blocks.append(
        seal(
            sample.SCHOOL,
            sample.YEAR,
            sample.hashes([late]),
            sealed,
            number=13,
            previous=last.hash,
        )
    )
    assert not judge(journal).broken


def test_an_old_entry_in_a_chain_of_its_own_is_inserted_behind_too():
    """Another school year's chain does not help who comes too late."""
    journal = sample.Journal.make()
    old = sample.changed(journal.entries[0], year_code="2024-2025")
    late = Entry(777, old.payload, old.columns)
    journal.entries.append(late)
    assert named(judge(journal).findings) == {777}
    journal.blocks.append(
        seal(
            *(sample.SCHOOL, "2024-2025", sample.hashes([late])),
            journal.blocks[-1].sealed_at,
        )
    )
    report = judge(journal)
    assert named(report.findings) == {777}
    assert codes(report.findings) == {"entry_behind", "no_anchor", "unanchored"}


_BASE = sample.Journal.make()
_TEXT = st.text(max_size=12)


@st.composite
def _one_change(draw) -> sample.Journal:
    journal = sample.Journal.make()
    if draw(st.booleans()):
        place = draw(st.integers(0, len(journal.entries) - 1))
        old = journal.entries[place]
        names = ["id", "payload", *(n for n in old.columns)]
        name = draw(st.sampled_from(names))
        if name == "id":
            fresh = dataclasses.replace(old, id=draw(st.integers(1, 10**6)))
        elif name == "payload":
            cut = draw(st.integers(0, len(old.payload)))
            text = old.payload[:cut] + draw(_TEXT) + old.payload[cut + 1 :]
            fresh = dataclasses.replace(old, payload=text)
        else:
            value = draw(st.integers() if "id" in name else _TEXT)
            fresh = dataclasses.replace(old, columns={**old.columns, name: value})
        journal.entries[place] = fresh
    else:
        place = draw(st.integers(0, len(journal.blocks) - 1))
        block = journal.blocks[place]
        name = draw(st.sampled_from([f.name for f in dataclasses.fields(block)]))
        kind = type(getattr(block, name))
        value = draw(st.integers(0, 10**6) if kind is int else _TEXT)
        journal.blocks[place] = dataclasses.replace(block, **{name: value})
    return journal


@settings(deadline=None)
@given(_one_change())
def test_any_single_change_is_found_without_anchors(journal):
    """BT-8.5: one value of one sealed entry or block, anything put in its place."""
    same = (journal.entries, journal.blocks) == (_BASE.entries, _BASE.blocks)
    assert judge(journal, anchors=False).broken != same


@settings(deadline=None)
@given(_one_change())
def test_an_export_says_the_same_as_the_journal(journal):
    entries, blocks = read_export(write_export(journal.entries, journal.blocks))
    report = audit(entries, blocks)
    assert report.broken == judge(journal, anchors=False).broken


def test_an_export_heals_nothing():
    """A letter in its other Unicode form is another text."""
    journal = sample.Journal.make()
    old = journal.entries[0]
    decomposed = old.payload.replace("ố", "o\u0302\u0301")
    assert decomposed != old.payload
    journal.entries[0] = Entry(old.id, decomposed, old.columns)
    entries, blocks = read_export(write_export(journal.entries, journal.blocks))
    assert entries == journal.entries
    assert named(audit(entries, blocks).findings) == {old.id}


def test_anchors_whose_timestamp_is_refuted_do_not_count():
    journal = sample.Journal.make()

    def verify(anchor):
        return ("failed", "dữ liệu khác", None)

    report = audit(journal.entries, journal.blocks, journal.anchors, verify)
    assert codes(report.findings) == {"anchor_invalid", "no_anchor"}


def test_a_chain_that_is_gone_altogether_is_missed():
    journal = sample.Journal.make()
    report = audit([], [], journal.anchors)
    assert codes(report.findings) == {"chain_truncated"}
    assert isinstance(journal.anchors[0], Anchor)
