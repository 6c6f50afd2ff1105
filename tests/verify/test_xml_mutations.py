# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What passes is the file that was issued, or differs in named evidence (KP-15).

Files are changed at random, byte by byte and part by part, the latter written again in
the form of this system, so that only what they say can tell them apart. Every run
tries some of them, by a seed of its own; all 20,000 with EDU_FULL=1.
"""

from __future__ import annotations

import base64
import os
import random
import secrets
from collections.abc import Callable

import pytest
from lxml import etree

from hocba.safexml import Tree, canonical_file

TRIES = 10_000 if os.environ.get("EDU_FULL") else 60
SEED = int(os.environ.get("EDU_SEED") or secrets.randbelow(2**32))
LETTERS = "0123456789,.<>/=\"' AZaz+-&;#\n\té"


def span(chance: random.Random, size: int, most: int = 40) -> slice:
    start = chance.randrange(size)
    return slice(start, start + chance.randrange(1, most))


def changed_bytes(xml: bytes, chance: random.Random) -> bytes:
    data = bytearray(xml)
    for _time in range(chance.choice((1, 1, 1, 2, 5))):
        at = chance.randrange(len(data))
        how = chance.randrange(6)
        if how == 0:
            data[at] ^= 1 << chance.randrange(8)
        elif how == 1:
            data[at : at + 1] = chance.choice(LETTERS).encode()
        elif how == 2:
            data[at:at] = chance.choice(LETTERS).encode()
        elif how == 3:
            del data[span(chance, len(data))]
        elif how == 4:
            data[at:at] = data[span(chance, len(data))]
        else:
            # The same change in the part that nobody signs.
            end = chance.randrange(1, 14_000)
            data[-end] = chance.choice(LETTERS).encode()[0]
    return bytes(data)


def letter(node: etree._Element, chance: random.Random) -> None:
    text = node.text or "x"
    at = chance.randrange(len(text))
    node.text = text[:at] + chance.choice("0123456789ABab+/= \n") + text[at + 1 :]


def attribute(node: etree._Element, chance: random.Random) -> None:
    name = chance.choice([*map(str, node.attrib), "Id", "x", "{urn:x}y"])
    node.set(name, chance.choice(("", "1", "du-lieu", "#du-lieu", "x")))


def twice(node: etree._Element, chance: random.Random) -> None:
    copy = etree.fromstring(etree.tostring(node, with_tail=False))
    node.addnext(copy)


def removed(node: etree._Element, chance: random.Random) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def exchanged(node: etree._Element, chance: random.Random) -> None:
    """Take what another element of this name says."""
    others = list(node.getroottree().getroot().iter(node.tag))
    node.text = chance.choice(others).text


def neighbours(node: etree._Element, chance: random.Random) -> None:
    following = node.getnext()
    if following is not None:
        following.addnext(node)


def moved(node: etree._Element, chance: random.Random) -> None:
    everywhere = list(node.getroottree().getroot().iter())
    target = chance.choice(everywhere)
    if target is not node and node not in target.iterancestors():
        target.append(node)


def blank(node: etree._Element, chance: random.Random) -> None:
    if chance.random() < 0.5:
        node.text = (node.text or "") + chance.choice((" ", "\n"))
    else:
        node.tail = chance.choice((" ", "\n  "))


def remark(node: etree._Element, chance: random.Random) -> None:
    made = (etree.Comment("x"), etree.ProcessingInstruction("x", "y"))
    node.append(chance.choice(made))


def respelled(node: etree._Element, chance: random.Random) -> None:
    text = node.text or ""
    cut = chance.randrange(len(text) + 1)
    node.text = chance.choice(
        (text[:cut] + "\n" + text[cut:], text + "=", text.rstrip("="))
    )


def other_bytes(node: etree._Element, chance: random.Random) -> None:
    """Change evidence below its spelling."""
    try:
        data = bytearray(base64.b64decode(node.text or "", validate=True))
    except ValueError:
        return
    for _time in range(chance.randrange(1, 4)):
        at = chance.randrange(len(data) + 1)
        data[at : at + chance.randrange(2)] = bytes([chance.randrange(256)])
    node.text = base64.b64encode(bytes(data)).decode()


PARTS: tuple[Callable[[etree._Element, random.Random], None], ...] = (
    *(letter, attribute, twice, removed, exchanged, neighbours, moved, blank, remark),
    *(respelled, other_bytes),
)


def changed_parts(xml: bytes, chance: random.Random) -> bytes:
    root = etree.fromstring(xml)
    nodes = list(root.iter())
    last = nodes[len(nodes) - len(list(root[-1].iter())) :]
    for _time in range(chance.choice((1, 1, 2))):
        # The last signature's evidence is what nobody signs.
        node = chance.choice(chance.choice((nodes[1:], last)))
        chance.choice(PARTS)(node, chance)
    return canonical_file(Tree(root, {}))


def evidence(report) -> list[object]:
    return [(signature.evidence, signature.added) for signature in report.signatures]


def judged(files, xml: bytes):
    """Return the report, without asking for trust where that can change nothing."""
    report = files.report(xml, trust=None, issuers=None)
    assert report.to_line()
    return report if report.overall == "total-failed" else files.report(xml)


@pytest.mark.parametrize("change", [changed_bytes, changed_parts])
def test_what_passes_is_what_was_issued(files, change):
    good = evidence(files.report(files.good))
    for number in range(TRIES):
        chance = random.Random(f"{SEED}-{change.__name__}-{number}")
        forged = change(files.good, chance)
        report = judged(files, forged)
        if report.overall == "total-passed" and forged != files.good:
            assert evidence(report) != good, (SEED, change.__name__, number)
