# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pictures of the running demo for the documentation.

python -m demo.screenshots URL FOLDER
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import websocket
from PIL import Image

from demo.world import PASSWORD, ROOT, wait_until

DESK, PHONE = (1280, 800), (390, 844)
QUIET = "document.readyState === 'complete' && !document.querySelector('.o_loading')"


class Browser:
    """A headless Chromium, driven by its own protocol."""

    def __init__(self, profile: Path) -> None:
        command = ["chromium", "--headless", "--no-sandbox", "--hide-scrollbars"]
        command += ["--remote-debugging-port=0", "--remote-allow-origins=*"]
        self.process = subprocess.Popen(
            [*command, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        port_file = profile / "DevToolsActivePort"
        wait_until(
            lambda: port_file.exists() and bool(port_file.read_text()), "Chromium"
        )
        port = port_file.read_text().split()[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
            pages = [p for p in json.load(answer) if p["type"] == "page"]
        self.socket = websocket.create_connection(pages[0]["webSocketDebuggerUrl"])
        self.last = 0

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self.last += 1
        message = {"id": self.last, "method": method, "params": parameters}
        self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.last:
                result: dict[str, Any] = answer.get("result", {})
                return result

    def evaluate(self, expression: str) -> Any:
        result = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True
        )
        return result["result"].get("value")

    def wait(self, expression: str) -> None:
        wait_until(lambda: self.evaluate(f"!!({expression})"), expression)
        time.sleep(0.8)

    def size(self, size: tuple[int, int]) -> None:
        width, height = size
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 500,
        )

    def save(self, path: Path) -> None:
        picture = self.call("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(picture))

    def close(self) -> None:
        self.socket.close()
        self.process.terminate()
        self.process.wait()


def log_in(browser: Browser, url: str, login: str, password: str = PASSWORD) -> None:
    browser.call("Network.clearBrowserCookies")
    browser.call("Page.navigate", url=f"{url}/web/login")
    browser.wait("document.querySelector('input[name=password]')")
    browser.evaluate(
        f"document.querySelector('input[name=login]').value = {login!r};"
        f"document.querySelector('input[name=password]').value = {password!r};"
        "document.querySelector('form.oe_login_form').submit();"
    )
    browser.wait("document.querySelector('.o_main_navbar')")


def take(browser: Browser, url: str, folder: Path) -> None:
    log_in(browser, url, "gv.toan")
    for name, size in (("gradebook", DESK), ("gradebook-phone", PHONE)):
        browser.size(size)
        browser.call(
            "Page.navigate", url=f"{url}/odoo/action-edu_gradebook.edu_gradebook_action"
        )
        browser.wait(f"{QUIET} && document.querySelector('.o_data_row')")
        browser.evaluate("document.querySelector('.o_data_row td[name]').click()")
        browser.wait(
            f"{QUIET} && document.querySelector('.o_edu_gradebook .o_data_row')"
        )
        browser.save(folder / f"{name}.png")
    log_in(browser, url, "hieutruong")
    browser.size(DESK)
    browser.call("Page.navigate", url=f"{url}/odoo/action-edu_school.edu_class_action")
    browser.wait(f"{QUIET} && document.querySelector('.o_data_row')")
    browser.evaluate("document.querySelector('.o_data_row td[name]').click()")
    browser.wait(f"{QUIET} && document.querySelector('.o_form_view')")
    browser.save(folder / "class.png")


def signed_page(pdf: Path, picture: Path) -> None:
    """The first two pages of a signed file, side by side."""
    with tempfile.TemporaryDirectory() as work:
        command = ["pdftoppm", "-r", "90", "-l", "2", "-png", str(pdf), f"{work}/page"]
        subprocess.run(command, check=True)
        pages = [Image.open(page) for page in sorted(Path(work).glob("*.png"))]
        width, height = sum(page.width for page in pages), pages[0].height
        sheet = Image.new("RGB", (width, height), "white")
        left = 0
        for page in pages:
            sheet.paste(page, (left, 0))
            left += page.width
        sheet.save(picture, optimize=True)


def main() -> None:
    url, folder = sys.argv[1].rstrip("/"), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    files = sorted((ROOT / ".local" / "demo" / "hocba").glob("01-*.pdf"))
    signed_page(files[0], folder / "hocba.png")
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(Path(profile))
        try:
            take(browser, url, folder)
        finally:
            browser.close()


if __name__ == "__main__":
    main()
