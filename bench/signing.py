# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a signature costs beside key device and timestamp: `./edu bench signing`.

One teacher signs the XML of a whole class, end to end: digests, key device, timestamps
and answers of a certificate authority on this machine, finished files. By turns with it
run what no signature can do without (the device, and a bare request for a timestamp for
each file) and the same act with the library of the last build that judged every chain
for every signature. Pages with a picture are signed by both builds, too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bench.before import library_of
from bench.ratio import Ratio, measure

ROOT = Path(__file__).resolve().parents[1]
#: The last build that proved a certificate anew for each signature.
BEFORE = "88d5940"
FILES, PAGES, RUNS = 40, 8, 5
#: So many times the limit a signature may take.
MOST = 2.0


# The process that signs --------------------------------------------------------------


class Desk:
    """A teacher with a key device, and the files of a class.

    :param facts: what :func:`main` knows of the trial infrastructure
    """

    def __init__(self, facts: dict[str, Any]) -> None:
        from hocba.signing.contract import Credential
        from hocba.signing.drivers.pkcs11 import Pkcs11Driver
        from hocba.signing.trust import TrustStore

        self.facts = facts
        self.files = [Path(name).read_bytes() for name in facts["files"]]
        self.page = Path(facts["page"]).read_bytes()
        self.certificate, self.issuing = map(
            bytes.fromhex, (facts["certificate"], facts["issuing"])
        )
        self.trust = TrustStore.from_pem(Path(facts["trust"]).read_bytes())
        self.driver = Pkcs11Driver(facts["module"])
        self.credential = Credential("pkcs11", facts["token"], facts["key_id"])

    def _values(self, digests: list[bytes]) -> list[bytes]:
        pin = self.facts["pin"]
        values = self.driver.sign(digests, credential=self.credential, secret=pin)
        if not all(isinstance(value, bytes) for value in values):
            raise SystemExit("the key device refused")
        return values  # type: ignore[return-value]

    def limit(self) -> None:
        """Let the device sign, and ask for a timestamp for each file."""
        from asn1crypto import algos, tsp

        from hocba.signing.services import http_fetch

        fetch = http_fetch()
        for value in self._values([bytes(32)] * len(self.files)):
            imprint = {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "hashed_message": value[:32],
            }
            request = tsp.TimeStampReq(
                {"version": 1, "message_imprint": imprint, "cert_req": True}
            )
            fetch(self.facts["tsa"], request.dump(), "application/timestamp-query")

    def act(self) -> None:
        """Sign all files, as an act of a session does."""
        from hocba.signing import xml

        prepared = [
            xml.prepare(
                content,
                slot_id=self.facts["slot"],
                region_ids=self.facts["regions"],
                certificate=self.certificate,
                signing_time=datetime.now(timezone.utc),
                role="teacher",
            )
            for content in self.files
        ]
        values = self._values([one.digest for one in prepared])
        stamped = [
            xml.timestamp_data(one.state, value)
            for one, value in zip(prepared, values, strict=True)
        ]
        for content, one, value, evidence in zip(
            self.files, prepared, values, self._evidence(stamped), strict=True
        ):
            xml.complete(content, one.state, value, evidence=evidence)

    def pages(self) -> None:
        """Sign pages, with a picture and two lines on each."""
        from hocba.signing import pdf
        from hocba.signing.appearance import Appearance, Picture, signature_box

        page, image = self.page, Path(self.facts["image"]).read_bytes()
        place = tuple(self.facts["place"])
        given: dict[str, Any] = {}
        if hasattr(pdf, "foreseen"):
            client = self._client()
            given = {
                "foreseen": client.foreseen(self.certificate),
                "token_reserve": client.token_reserve(),
            }
        prepared = []
        for n in range(PAGES):
            now = datetime.now(timezone.utc)
            picture = Picture(image, signature_box(image, place))
            lines = (f"Số: {n}/HB", now.isoformat(timespec="seconds"))
            prepared.append(
                pdf.prepare(
                    page,
                    field="ky",
                    certificate=self.certificate,
                    signing_time=now,
                    appearance=Appearance((picture,), lines, place),
                    chain=[self.issuing],
                    **given,
                )
            )
        values = self._values([one.digest for one in prepared])
        if hasattr(pdf, "timestamp_data"):
            found = self._evidence(values, given.get("foreseen"))
            for one, value, evidence in zip(prepared, values, found, strict=True):
                pdf.complete(one.state, value, evidence=evidence)
        else:  # as it was before
            client = self._client()
            for one, value in zip(prepared, values, strict=True):
                pdf.complete(one.state, value, client=client)

    def _client(self) -> Any:
        try:
            from hocba.signing.asking import EvidenceClient
        except ImportError:  # as it was before
            from hocba.signing.trust import (  # type: ignore[attr-defined,no-redef]
                EvidenceClient,
            )
        client = EvidenceClient(self.trust, self.facts["tsa"], (self.issuing,))
        client.check(self.certificate)
        return client

    def _evidence(self, stamped: list[bytes], foreseen: Any = None) -> list[Any]:
        client = self._client()
        acts: list[tuple[Any, ...]] = [(data, self.certificate) for data in stamped]
        if foreseen is not None:
            acts = [(*act, foreseen) for act in acts]
        if hasattr(client, "collect_all"):
            return [future.result() for future in client.collect_all(acts)]
        return [client.collect(*act) for act in acts]


def answer() -> None:
    """Do what each line says, and tell when it is done."""
    desk = Desk(json.loads(sys.stdin.readline()))
    for line in sys.stdin:
        getattr(desk, line.strip())()
        print("done", flush=True)


# The process that measures -----------------------------------------------------------


@contextmanager
def running(source: Path, facts: dict[str, Any]) -> Iterator[Callable[[str], None]]:
    """Start a desk with one build of the library; give what makes it work."""
    process = subprocess.Popen(
        [sys.executable, __file__],
        env={"PYTHONPATH": f"{source}:{ROOT}", "SOFTHSM2_CONF": facts["softhsm"]},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    pipe_in, pipe_out = process.stdin, process.stdout
    assert pipe_in and pipe_out

    def ask(line: str) -> None:
        pipe_in.write(f"{line}\n")
        pipe_in.flush()
        if pipe_out.readline() != "done\n":
            raise SystemExit(f"signing with {source} failed")

    pipe_in.write(json.dumps(facts) + "\n")
    try:
        yield ask
    finally:
        process.communicate()


@contextmanager
def services(folder: Path) -> Iterator[None]:
    """Serve OCSP, CRL and timestamps from a process of their own."""
    from hocba.signing.services import http_fetch

    command = [sys.executable, "-m", "demo.pki", "serve", str(folder)]
    path = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **path})
    try:
        from demo.pki import Pki

        url, fetch = f"{Pki(folder).url}/crl/root.crl", http_fetch()
        while process.poll() is None:
            try:
                fetch(url)
                break
            except OSError:
                pass
        yield
    finally:
        process.terminate()
        process.wait()


def _facts(folder: Path) -> dict[str, Any]:
    """Make an infrastructure and a class, as a desk takes them."""
    from dataclasses import replace
    from uuid import uuid4

    from demo import pki as demo_pki
    from hocba.books import xml as books
    from hocba.signing import pdf
    from tests.books.sample import BOOK
    from tests.pages import sample_page

    teacher = demo_pki.Person("GV01", "Nguyễn Thị Lan")
    school = BOOK.school
    pki = demo_pki.make(
        folder / "pki",
        [teacher],
        demo_pki.Organisation(school.code, school.name),
        foreign=None,
        module=os.environ.get("EDU_PKCS11_MODULE") or demo_pki.MODULE,
    )
    files = []
    for n in range(FILES):
        book = replace(BOOK, document_uuid=str(uuid4()))
        path = folder / f"{n}.xml"
        path.write_bytes(books.build(book))
        files.append(str(path))
    slot = next(
        spec
        for spec in books.slots(BOOK)
        if spec.signer and spec.signer.staff_code == "GV01"
    )
    member = pki.members["GV01"]
    rendered = sample_page.render()
    _name, *place = rendered.anchors["signature"]
    field = pdf.Field("ky", rendered.anchors["signature"].page, tuple(place))
    page = folder / "page.pdf"
    page.write_bytes(pdf.add_fields(rendered.pdf, [field]))
    return {
        "page": str(page),
        "place": place,
        "image": str(member.image),
        "files": files,
        "slot": slot.slot_id,
        "regions": list(slot.region_ids),
        "certificate": member.certificate.hex(),
        "issuing": pki.issuing_certificate.hex(),
        "trust": str(pki.trust_path),
        "tsa": pki.tsa_url,
        "module": pki.module_path,
        "softhsm": str(pki.softhsm_conf),
        "token": member.token_label,
        "key_id": member.key_id,
        "pin": member.pin,
    }


def ratios(folder: Path, before: Path) -> list[Ratio]:
    facts = _facts(folder)
    what = f"{FILES} XML signatures end to end"
    with (
        services(folder / "pki"),
        running(ROOT / "src", facts) as today,
        running(before, facts) as was,
    ):
        return [
            measure(
                what,
                lambda: today("act"),
                "key device + a timestamp each",
                lambda: today("limit"),
                most=MOST,
                runs=RUNS,
            ),
            measure(
                what,
                lambda: today("act"),
                f"as in {BEFORE}",
                lambda: was("act"),
                most=0.5,
                runs=RUNS,
            ),
            measure(
                f"{PAGES} PDF signatures end to end",
                lambda: today("pages"),
                f"as in {BEFORE}",
                lambda: was("pages"),
                most=0.3,
                runs=RUNS,
            ),
        ]


def main() -> int:
    with library_of(BEFORE) as before, tempfile.TemporaryDirectory() as place:
        found = ratios(Path(place), before)
    for ratio in found:
        print(ratio.line())
    return 0 if all(ratio.good for ratio in found) else 1


if __name__ == "__main__":
    if sys.path[0] == str(Path(__file__).parent):
        answer()
    else:
        sys.exit(main())
