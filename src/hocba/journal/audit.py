# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether a journal is what it was: entries against blocks against outside anchors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from itertools import combinations
from typing import Any

from hocba.journal.anchors import Anchor, Verifier
from hocba.journal.chain import COLUMNS, Block, Entry, entry_hash
from hocba.moment import read_iso, shown
from hocba.problems import Problem, errors, register

#: An entry may be sealed this much later than the block that it missed: its
#: transaction was still open then.
LATE = timedelta(hours=1)
#: The head is anchored at least hourly while there is change; twice that is a warning.
UNANCHORED = timedelta(hours=2)
#: Among so many changed entries of a block the swapped ones are sought.
_SWAPS = 200

register(
    {
        "journal.entry_edited": {
            "en": "Entry {entry} (block {block} of {scope}) was edited after it was "
            "sealed.",
            "vi": "Mục {entry} (khối {block} của {scope}) bị sửa sau khi niêm phong.",
        },
        "journal.entry_swapped": {
            "en": "Entries {entry} and {other} (block {block} of {scope}) were "
            "swapped.",
            "vi": "Mục {entry} và mục {other} (khối {block} của {scope}) bị tráo nhau.",
        },
        "journal.entry_columns": {
            "en": "Entry {entry} of {scope}: the columns {columns} do not say what the "
            "entry says.",
            "vi": "Mục {entry} của {scope}: các cột {columns} không khớp nội dung mục.",
        },
        "journal.entry_deleted": {
            "en": "Entry {entry} (block {block} of {scope}) was deleted.",
            "vi": "Mục {entry} (khối {block} của {scope}) bị xóa.",
        },
        "journal.entry_twice": {
            "en": "Entry {entry} stands twice.",
            "vi": "Mục {entry} xuất hiện hai lần.",
        },
        "journal.entry_behind": {
            "en": "Entry {entry} of {scope} says {at}, but was not there when that "
            "time was sealed ({sealed}): it was inserted behind.",
            "vi": "Mục {entry} của {scope} ghi thời điểm {at} nhưng chưa có khi niêm "
            "phong thời điểm đó ({sealed}): mục bị chèn lùi ngày.",
        },
        "journal.block_edited": {
            "en": "Block {block} of {scope} was edited.",
            "vi": "Khối {block} của {scope} bị sửa.",
        },
        "journal.block_missing": {
            "en": "Block {block} of {scope} is missing.",
            "vi": "Thiếu khối {block} của {scope}.",
        },
        "journal.block_twice": {
            "en": "Block {block} of {scope} stands twice.",
            "vi": "Khối {block} của {scope} xuất hiện hai lần.",
        },
        "journal.block_unlinked": {
            "en": "Block {block} of {scope} does not follow the block before it.",
            "vi": "Khối {block} của {scope} không nối tiếp khối liền trước.",
        },
        "journal.chain_truncated": {
            "en": "The chain of {scope} ends with block {last}, but block {block} was "
            "anchored outside ({name}): the end was cut off.",
            "vi": "Chuỗi của {scope} kết thúc ở khối {last} nhưng khối {block} đã được "
            "neo bên ngoài ({name}): phần cuối bị cắt bỏ.",
        },
        "journal.chain_recomputed": {
            "en": "Block {block} of {scope} is not the one that was anchored outside "
            "({name}): the chain was made anew after block {agreed}.",
            "vi": "Khối {block} của {scope} khác khối đã neo bên ngoài ({name}): chuỗi "
            "đã bị lập lại sau khối {agreed}.",
        },
        "journal.anchor_unproven": {
            "en": "{count} anchors of {scope} have no proven timestamp; the newest is "
            "{name}: {detail}",
            "vi": "{count} bản neo của {scope} chưa có dấu thời gian được chứng minh; "
            "mới nhất là {name}: {detail}",
            "level": "warning",
        },
        "journal.no_anchor": {
            "en": "Nothing of {scope} is anchored outside; its changes begin {since}.",
            "vi": "{scope} chưa có bản neo nào bên ngoài; thay đổi có từ {since}.",
            "level": "warning",
        },
        "journal.unanchored": {
            "en": "{scope}: nothing is anchored since {since}.",
            "vi": "{scope}: chưa neo từ {since}.",
            "level": "warning",
        },
    }
)


@dataclass
class Scope:
    """What was found of one chain.

    :param unanchored_since: the time of the oldest entry that no anchor covers
    """

    school: str
    year: str
    entries: int = 0
    blocks: int = 0
    unsealed: int = 0
    sealed_at: str = ""
    anchored_block: int = 0
    anchored_at: str = ""
    unanchored_since: str = ""

    @property
    def name(self) -> str:
        """Return school and year as they are read."""
        return " ".join(filter(None, (self.school, self.year))) or "Dữ liệu chung"


@dataclass
class Report:
    """The findings, worst kinds first, and each chain's state."""

    findings: list[Problem] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)

    @property
    def broken(self) -> bool:
        """Return whether something proves to have been changed."""
        return bool(errors(self.findings))

    @property
    def whole(self) -> bool:
        """Return whether nothing was changed and all that is due is anchored."""
        return not self.findings

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "findings": [problem.to_dict() for problem in self.findings],
            "scopes": [asdict(scope) for scope in self.scopes],
        }


def audit(
    entries: Iterable[Entry],
    blocks: Iterable[Block],
    anchors: Iterable[Anchor] = (),
    verify: Verifier | None = None,
) -> Report:
    """Compare a journal with its chains and with what left the database.

    Changes that are older than the newest outside anchor of their chain are found,
    whoever made them. Of later ones those are found that leave the chain inconsistent.

    :param verify: judges what proves the anchors' time
    """
    chains: dict[tuple[str, str], _Chain] = {}
    for block in blocks:
        chains.setdefault(block.scope, _Chain(*block.scope)).blocks.append(block)
    for anchor in anchors:
        chains.setdefault(anchor.scope, _Chain(*anchor.scope)).anchors.append(anchor)
    # A run of the sealer takes what has committed of every chain, so what happened
    # before a run of any chain cannot be sealed by a later one.
    runs = sorted({b.sealed_at for chain in chains.values() for b in chain.blocks})
    for chain in chains.values():
        chain.order(runs)
    places = {
        number: (chain, place)
        for chain in chains.values()
        for number, place in chain.listed.items()
    }
    seen: set[int] = set()
    report = Report()
    for entry in entries:
        if entry.id in seen:
            report.findings.append(Problem("journal.entry_twice", {"entry": entry.id}))
            continue
        seen.add(entry.id)
        if known := places.get(entry.id):
            chain, place = known
            chain.take(entry, place)
        else:
            if entry.scope not in chains:
                chains[entry.scope] = _Chain(*entry.scope)
                chains[entry.scope].order(runs)
            chains[entry.scope].take(entry, None)
    for key in sorted(chains):
        chain = chains[key]
        report.findings += chain.judge(verify)
        report.scopes.append(chain.state)
    report.findings.sort(key=lambda problem: problem.level == "warning")
    return report


@dataclass(frozen=True)
class _Place:
    block: Block
    hash: str
    # the run of the sealer before this block's; what happened before it belongs there
    before: str


class _Chain:
    """The blocks of one school and year, and what is found on the way along them."""

    def __init__(self, school: str, year: str) -> None:
        self.state = Scope(school, year)
        self.name = self.state.name
        self.blocks: list[Block] = []
        self.anchors: list[Anchor] = []
        self.listed: dict[int, _Place] = {}
        self._taken: set[int] = set()
        self._edited: dict[int, tuple[Entry, _Place]] = {}
        self._unsealed: list[tuple[int, str]] = []
        self._since: dict[int, str] = {}
        self._newest = ""
        self._last_run = ""
        self._found: list[Problem] = []

    def order(self, runs: list[str]) -> None:
        """Put the blocks in order and note where each entry is sealed.

        :param runs: the moments at which the sealer sealed, of all chains
        """
        self.blocks.sort(key=lambda block: block.number)
        earlier = dict(zip(runs[1:], runs, strict=False))
        self._last_run = runs[-1] if runs else ""
        for block in self.blocks:
            before = earlier.get(block.sealed_at, "")
            try:
                items = block.items()
            except ValueError:
                continue
            for number, digest in items:
                if number in self.listed:
                    self._find("entry_twice", entry=number)
                self.listed.setdefault(number, _Place(block, digest, before))

    def take(self, entry: Entry, place: _Place | None) -> None:
        """Look at one entry of the journal."""
        self.state.entries += 1
        at = self._check_columns(entry)
        self._newest = max(self._newest, at)
        if place is None:
            self.state.unsealed += 1
            self._unsealed.append((entry.id, at))
            return
        self._taken.add(entry.id)
        if entry_hash(entry.id, entry.payload) != place.hash:
            self._edited[entry.id] = entry, place
        elif at and place.before and at < _earlier(place.before):
            self._find_behind(entry.id, at, place.before)
        number = place.block.number
        self._since[number] = min(self._since.get(number, at), at)

    def judge(self, verify: Verifier | None) -> list[Problem]:
        """Return all findings; the entries have been taken."""
        self._judge_entries()
        self._judge_blocks()
        self._judge_anchors(verify)
        self._judge_time()
        return self._found

    def _find(self, code: str, **params: Any) -> None:
        self._found.append(Problem(f"journal.{code}", {"scope": self.name, **params}))

    def _find_behind(self, entry: int, at: str, sealed: str) -> None:
        self._find("entry_behind", entry=entry, at=local(at), sealed=local(sealed))

    def _check_columns(self, entry: Entry) -> str:
        """Find columns that the payload contradicts; return the entry's time."""
        try:
            said = json.loads(entry.payload)
            wrong = [
                name
                for name in COLUMNS
                if (said.get(name) or None) != (entry.columns.get(name) or None)
            ]
        except (ValueError, AttributeError, RecursionError):
            said, wrong = {}, ["payload"]
        if wrong:
            self._find("entry_columns", entry=entry.id, columns=", ".join(wrong))
        return str(said.get("at") or "")

    def _judge_entries(self) -> None:
        by_block: dict[int, list[tuple[Entry, _Place]]] = {}
        for pair in self._edited.values():
            by_block.setdefault(pair[1].block.number, []).append(pair)
        for number, pairs in sorted(by_block.items()):
            swapped = set()
            for (one, here), (two, there) in _pairs(pairs):
                if (
                    entry_hash(one.id, two.payload) == here.hash
                    and entry_hash(two.id, one.payload) == there.hash
                ):
                    self._find(
                        "entry_swapped", entry=one.id, other=two.id, block=number
                    )
                    swapped |= {one.id, two.id}
            for entry, _place in pairs:
                if entry.id not in swapped:
                    self._find("entry_edited", entry=entry.id, block=number)
        for entry_id in self.listed.keys() - self._taken:
            block = self.listed[entry_id].block.number
            self._find("entry_deleted", entry=entry_id, block=block)
        for entry_id, at in self._unsealed:
            if at < _earlier(self._last_run):
                self._find_behind(entry_id, at, self._last_run)

    def _judge_blocks(self) -> None:
        number, previous = 0, ""
        for block in self.blocks:
            if block.number == number:
                self._find("block_twice", block=number)
                continue
            for missing in _numbers(number + 1, block.number):
                self._find("block_missing", block=missing)
            if block.digest() != block.hash or not _consistent(block):
                self._find("block_edited", block=block.number)
            if block.number == number + 1 and block.previous != previous:
                self._find("block_unlinked", block=block.number)
            number, previous = block.number, block.hash
        self.state.blocks = len(self.blocks)
        self.state.sealed_at = self.blocks[-1].sealed_at if self.blocks else ""

    def _judge_anchors(self, verify: Verifier | None) -> None:
        by_number = {block.number: block for block in self.blocks}
        last = max(by_number, default=0)
        told = False
        unproven: list[tuple[str, str]] = []
        for anchor in sorted(self.anchors, key=lambda anchor: anchor.number):
            place = {"block": anchor.number, "name": anchor.name}
            block = by_number.get(anchor.number)
            at = anchor.sealed_at
            if verify is not None:
                state, detail, time = verify(anchor)
                at = time.strftime("%Y-%m-%dT%H:%M:%SZ") if time else at
                if state == "failed":
                    self._find("anchor_invalid", name=anchor.name, detail=detail)
                    continue
                if state != "ok":
                    unproven.append((anchor.name, detail))
            if block is None:
                if anchor.number > last and not told:
                    self._find("chain_truncated", last=last, **place)
                    told = True
            elif anchor.hash != block.digest():
                if not told:
                    agreed = self.state.anchored_block
                    self._find("chain_recomputed", agreed=agreed, **place)
                    told = True
            elif not told:
                self.state.anchored_block, self.state.anchored_at = anchor.number, at
        if unproven:
            name, detail = unproven[-1]
            count = len(unproven)
            self._find("anchor_unproven", count=count, name=name, detail=detail)

    def _judge_time(self) -> None:
        anchored = self.state.anchored_block
        times = [at for number, at in self._since.items() if number > anchored and at]
        times += [at for _number, at in self._unsealed if at]
        if not times:
            return
        since = self.state.unanchored_since = min(times)
        if not anchored:
            self._find("no_anchor", since=local(since))
        elif since < _earlier(self._newest, UNANCHORED):
            self._find("unanchored", since=local(since))


def local(moment: str) -> str:
    """Return a stored moment as it is read in Vietnam, or as it stands."""
    try:
        return shown(read_iso(moment))
    except (ValueError, OverflowError):
        return moment


def _pairs(
    pairs: list[tuple[Entry, _Place]],
) -> Iterator[tuple[tuple[Entry, _Place], tuple[Entry, _Place]]]:
    return combinations(pairs if len(pairs) <= _SWAPS else [], 2)


def _numbers(first: int, end: int) -> range:
    """Return the numbers that are missing; a forged one must not fill the report."""
    return range(first, min(end, first + 100))


def _consistent(block: Block) -> bool:
    try:
        numbers = [number for number, _digest in block.items()]
    except ValueError:
        return False
    stated = block.count, block.first_id, block.last_id
    ascending = all(one < two for one, two in zip(numbers, numbers[1:], strict=False))
    return ascending and stated == (len(numbers), numbers[0], numbers[-1])


def _earlier(moment: str, by: timedelta = LATE) -> str:
    """Return a moment earlier by ``by``; nothing is earlier than one unreadable."""
    try:
        known = read_iso(moment)
    except ValueError:
        return ""
    return (known - by).strftime("%Y-%m-%dT%H:%M:%SZ")
