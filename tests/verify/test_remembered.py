# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is remembered of a certificate never says other than judging it anew."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from asn1crypto import ocsp, tsp, x509
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hocba.books import xml as books
from hocba.safexml import load
from hocba.signing import remembered, trust
from hocba.signing.remembered import Bounded, parsed
from hocba.signing.trust import validate_certificate, validate_timestamp
from hocba.verify import judge_file, judge_files, verify_xml
from hocba.verify.signature import _b64, _Parts

SECONDS = (0, 1, 59, 60, 61, 119, 120, 121, 600, 660, 1800, 1860, 86400, 86460, 604800)


class Signature:
    """The first signature of a book, with all that proves it."""

    def __init__(self, xml: bytes) -> None:
        tree = load(xml)
        place = books.slot_element(tree, books.slots(tree)[0].slot_id)
        parts = _Parts(place[0])
        self.certificate = _b64(parts.certificate)
        self.evidence = parts.evidence
        signed = tsp.ContentInfo.load(self.evidence.timestamp_token)["content"]
        info = signed["encap_content_info"]["content"].parsed
        self.stamped = info["gen_time"].native

    def edges(self) -> list[datetime]:
        """Return the moments at which a verdict may change."""
        certificates = [self.certificate, *self.evidence.certificates]
        times = [self.stamped]
        for one in map(x509.Certificate.load, certificates):
            times += [one.not_valid_before, one.not_valid_after]
        for der in self.evidence.ocsps:
            said = ocsp.OCSPResponse.load(der).basic_ocsp_response
            single = said["tbs_response_data"]["responses"][0]
            times += [single["this_update"].native, single["next_update"].native]
        return [time for time in times if time]


@pytest.fixture(scope="session")
def signature(files) -> Signature:
    return Signature(files.good)


def forget() -> None:
    parsed.proven = Bounded()


@given(st.data())
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_at_every_moment_the_verdict_is_that_of_judging_anew(files, signature, data):
    """KP-15: a proof serves only the moments between which nothing changes."""
    edges = signature.edges()
    moments = [
        data.draw(st.sampled_from(edges))
        + data.draw(st.sampled_from((-1, 1))) * timedelta(seconds=data.draw(AFTER))
        for _time in range(4)
    ]
    forget()
    warm = [judge(files, signature, at) for at in (signature.stamped, *moments)]
    cold = []
    for at in (signature.stamped, *moments):
        forget()
        cold.append(judge(files, signature, at))
    assert warm == cold
    assert warm[0].state == "ok"


AFTER = st.sampled_from(SECONDS)


def judge(files, signature, at, evidence=None):
    given = evidence or signature.evidence
    return validate_certificate(signature.certificate, (), given, at, files.trust)


@pytest.fixture
def runs(monkeypatch):
    """Count how often a path is validated."""
    counted = []
    real = trust._run

    def run(validator):
        counted.append(validator)
        return real(validator)

    monkeypatch.setattr(trust, "_run", run)
    forget()
    return counted


def test_a_certificate_is_judged_once_while_nothing_changes(files, signature, runs):
    for seconds in (5, 6, 7):
        at = signature.stamped + timedelta(seconds=seconds)
        assert judge(files, signature, at)
    assert len(runs) == 1


def test_a_book_judges_its_timestamping_authority_few_times(files, runs):
    report = verify_xml(files.good, files.trust, files.issuers)
    assert report.overall == "total-passed"
    signers = {one.signer for one in report.signatures}
    assert len(signers) <= len(runs) < 2 * len(report.signatures)


def test_what_failed_is_judged_anew_and_tells_its_own_time(files, signature, runs):
    later = signature.stamped + timedelta(days=3)
    found = [judge(files, signature, later + timedelta(hours=n)) for n in range(2)]
    assert [one.state for one in found] == ["unknown", "unknown"]
    assert found[0].reason.params["at"] != found[1].reason.params["at"]


def test_a_proof_serves_no_other_answer(files, signature, runs):
    """Neither a changed answer nor none is helped by the good one before it."""
    assert judge(files, signature, signature.stamped)
    own, *others = signature.evidence.ocsps
    changed = own[:-1] + bytes([own[-1] ^ 1])
    for ocsps in ((changed, *others), tuple(others)):
        evidence = replace(signature.evidence, ocsps=ocsps)
        assert judge(files, signature, signature.stamped, evidence).state != "ok"


def test_a_proof_serves_no_other_roots(files, signature, runs):
    at, evidence = signature.stamped, signature.evidence
    assert judge(files, signature, at)
    none = trust.TrustStore([])
    assert not validate_certificate(signature.certificate, (), evidence, at, none)
    strict = trust.TrustStore(files.trust.anchors, ocsp_max_age=timedelta(0))
    late = at + timedelta(seconds=30)
    assert judge(files, signature, late)
    assert not validate_certificate(signature.certificate, (), evidence, late, strict)


def test_a_signers_proof_is_no_proof_of_a_timestamp(files, signature, runs):
    assert judge(files, signature, signature.stamped)
    token = signature.evidence.timestamp_token
    verdict, _at = validate_timestamp(token, b"other", files.trust, signature.evidence)
    assert verdict.state == "failed"


def test_what_is_kept_is_bounded(monkeypatch):
    kept: Bounded[int] = Bounded(3)
    for number in range(5):
        kept.keep(number, number)
        kept.get(2)
    assert [kept.get(number) for number in range(5)] == [None, None, 2, 3, 4]
    monkeypatch.setattr(remembered, "_MOST_BYTES", 10)
    answer = ocsp.OCSPResponse({"response_status": "try_later"}).dump()
    assert parsed.answer(answer) is parsed.answer(answer)
    monkeypatch.setattr(remembered, "_MOST_BYTES", 1)
    assert parsed.answer(answer) is not parsed.answer(answer)


# Between the processes of a run -----------------------------------------------------


@pytest.fixture
def learned():
    """Forget after a test what it has learned of other processes."""
    yield
    parsed.learned = Bounded()
    forget()


def test_what_another_process_has_proven_is_not_proven_again(
    files, signature, runs, learned
):
    at = signature.stamped + timedelta(seconds=5)
    assert judge(files, signature, at) and len(runs) == 1
    known = parsed.proven.keys()
    forget()
    remembered.learn(known)
    assert judge(files, signature, at) and len(runs) == 1
    later = judge(files, signature, at + timedelta(days=3))
    assert later.state == "unknown"
    changed = signature.evidence.ocsps[0][:-1] + b"\0"
    evidence = replace(signature.evidence, ocsps=(changed,))
    assert judge(files, signature, at, evidence).state != "ok"


def test_files_together_are_judged_as_each_alone(files, tmp_path):
    """Whatever order they come in, no file lends another what it lacks."""
    poor = re.sub(
        rb"<xades:EncapsulatedOCSPValue>[^<]*</xades:EncapsulatedOCSPValue>",
        b"",
        files.good,
        count=1,
    )
    contents = {
        "good": files.good,
        "learner": files.learner,
        "poor": poor,
        "forged": files.good.replace(b"<CaNam>8.3<", b"<CaNam>9.3<"),
    }
    assert len(set(contents.values())) == 4
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    paths = [tmp_path / name for name in (*contents, *reversed(contents))]
    now = datetime(2026, 12, 2, tzinfo=timezone.utc)
    given = files.trust, files.issuers
    together = list(judge_files(paths, *given, now=now, jobs=1))
    alone = {path: judge_file(path, *given, now=now) for path in paths[:4]}
    assert [one.to_json() for one in together] == [alone[p].to_json() for p in paths]
    assert together[0].overall == together[1].overall == "total-passed"
    assert "total-passed" not in {one.overall for one in together[2:6]}


def test_a_proof_on_too_much_evidence_is_not_kept(files, signature, runs, monkeypatch):
    monkeypatch.setattr(remembered, "_MOST_GROUNDS", 2)
    for _time in range(2):
        assert judge(files, signature, signature.stamped)
    assert len(runs) == 2 and not parsed.proven.keys()
