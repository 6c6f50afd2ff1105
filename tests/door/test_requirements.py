# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import requirements

# what the first release sets out to prove
PROMISED = """KP-3.1 KP-3.2 KP-13.1a KP-13.1b KP-13.2a KP-13.2b KP-13.2c KP-14 KP-15
KP-22 KP-24.5 BT-1.1 BT-5.1a BT-6.1a BT-12.3a""".split()


def test_map_is_fresh():
    assert requirements.MAP.read_text() == requirements.text(), (
        "stale: run python tests/requirements.py"
    )


def test_tests_name_requirements_that_exist():
    known = {requirements.article(r) for r in requirements.requirements()}
    assert {
        p for p in requirements.proofs() if requirements.article(p) not in known
    } == (set())


def test_every_promised_requirement_has_a_proof():
    assert set(PROMISED) - set(requirements.proofs()) == set()
