# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A browser that is driven as a person drives it: by keys, mouse and clipboard.

A tour sets values and sends events of its own making. What has to be true of a keyboard
or of a lost connection needs the browser's own: they come from the DevTools protocol.
"""

import base64
import contextlib
import json
import os
import time
from pathlib import Path
from urllib.parse import urljoin

from odoo.tests import HttpCase
from odoo.tests.common import ChromeBrowser, _registry_test_lock

# Seconds that a page may take: nothing waits longer than it needs, but a machine that
# has other work needs longer.
PATIENCE = 60
ALT, CONTROL, META, SHIFT = 1, 2, 4, 8
KEYS = {
    "Backspace": 8,
    "Tab": 9,
    "Enter": 13,
    "Escape": 27,
    "End": 35,
    "Home": 36,
    "ArrowLeft": 37,
    "ArrowUp": 38,
    "ArrowRight": 39,
    "ArrowDown": 40,
    "Delete": 46,
    "F2": 113,
}
TEXTS = {"Enter": "\r"}
EDITING = {"c": "copy", "v": "paste", "x": "cut"}


class Page:
    """One page of one browser."""

    def __init__(self, case, chrome):
        self.case = case
        self.chrome = chrome
        self.dialogs = []
        self.connected = True
        # requests reach the server, its answers do not come back
        self.deaf = False
        chrome._handlers["Fetch.requestPaused"] = self._on_request
        chrome._handlers["Page.javascriptDialogOpening"] = self._on_dialog

    def _on_request(self, **params):
        request = {"requestId": params["requestId"]}
        answered = "responseStatusCode" in params
        if not self.connected or (answered and self.deaf):
            request["errorReason"] = "InternetDisconnected"
            self.chrome._websocket_send("Fetch.failRequest", params=request)
        elif self.deaf or answered:
            request["interceptResponse"] = not answered
            self.chrome._websocket_send("Fetch.continueRequest", params=request)
        else:
            self.chrome._handle_request_paused(**params)

    def _on_dialog(self, **params):
        """Answer "leave this page" to the browser's warning, and remember it."""
        self.dialogs.append(params["type"])
        self.chrome._websocket_send(
            "Page.handleJavaScriptDialog", params={"accept": True}
        )

    def ask(self, method, **params):
        return self.chrome._websocket_request(method, params=params, timeout=PATIENCE)

    def value(self, expression):
        """Return what a JavaScript expression is worth."""
        answer = self.ask(
            "Runtime.evaluate",
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
            userGesture=True,
        )
        if "exceptionDetails" in answer:
            raise AssertionError(f"{expression}: {answer['result']}")
        return answer["result"].get("value")

    def wait(self, expression, seconds=PATIENCE):
        """Wait until an expression holds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            # while a page loads there may be nothing to ask yet
            with contextlib.suppress(AssertionError):
                if self.value(f"Boolean({expression})"):
                    return
            time.sleep(0.05)
        self.picture("failed")
        raise AssertionError(f"never came true: {expression}\n{self.text('body')}")

    def wait_for(self, selector, seconds=PATIENCE):
        self.wait(f"document.querySelector({json.dumps(selector)})", seconds)

    def text(self, selector):
        return self.value(
            f"document.querySelector({json.dumps(selector)})?.innerText || ''"
        )

    def count(self, selector):
        return self.value(f"document.querySelectorAll({json.dumps(selector)}).length")

    # -- keyboard, clipboard, mouse -------------------------------------------

    def press(self, key, modifiers=0, times=1):
        for _ in range(times):
            params = {"key": key, "modifiers": modifiers}
            if key in KEYS:
                params |= {"code": key, "windowsVirtualKeyCode": KEYS[key]}
                if key in TEXTS:
                    params["text"] = TEXTS[key]
            elif modifiers & CONTROL:
                params |= {
                    "code": f"Key{key.upper()}",
                    "windowsVirtualKeyCode": ord(key.upper()),
                }
                if key in EDITING:
                    params["commands"] = [EDITING[key]]
            else:
                params["text"] = key
            self.ask("Input.dispatchKeyEvent", type="keyDown", **params)
            params.pop("text", None)
            params.pop("commands", None)
            self.ask("Input.dispatchKeyEvent", type="keyUp", **params)

    def type(self, text):
        for letter in text:
            self.press(letter)

    def compose(self, *steps):
        """Write a text as an input method does: step by step, then taken over."""
        for text in steps:
            length = len(text)
            self.ask(
                "Input.imeSetComposition",
                text=text,
                selectionStart=length,
                selectionEnd=length,
            )
        self.ask("Input.insertText", text=steps[-1])

    def paste(self, text):
        """Put a text on the clipboard, as another program does, and press Ctrl+V."""
        self.ask(
            "Browser.grantPermissions",
            permissions=["clipboardReadWrite", "clipboardSanitizedWrite"],
        )
        self.value(f"navigator.clipboard.writeText({json.dumps(text)})")
        self.press("v", CONTROL)

    def clipboard(self):
        return self.value("navigator.clipboard.readText()")

    def point(self, selector):
        """Return the middle of an element, once it is there."""
        self.wait_for(selector)
        box = self.value(
            f"""(() => {{
                const el = document.querySelector({json.dumps(selector)});
                el.scrollIntoView({{ block: "nearest", inline: "nearest" }});
                const box = el.getBoundingClientRect();
                return [box.x + box.width / 2, box.y + box.height / 2];
            }})()"""
        )
        return {"x": box[0], "y": box[1]}

    def mouse(self, kind, place, buttons=1, count=1):
        self.ask(
            "Input.dispatchMouseEvent",
            type=f"mouse{kind}",
            button="left",
            buttons=buttons,
            clickCount=count,
            **place,
        )

    def click(self, selector):
        place = self.point(selector)
        self.mouse("Moved", place, buttons=0)
        self.mouse("Pressed", place)
        self.mouse("Released", place, buttons=0)

    def double_click(self, selector):
        place = self.point(selector)
        for count in (1, 2):
            self.mouse("Pressed", place, count=count)
            self.mouse("Released", place, buttons=0, count=count)

    def tap(self, selector):
        place = self.point(selector)
        # On a busy machine what was typed still moves what is tapped.
        while (settled := self.point(selector)) != place:
            place = settled
        self.ask("Input.dispatchTouchEvent", type="touchStart", touchPoints=[place])
        self.ask("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def drag(self, start, end):
        self.mouse("Pressed", self.point(start))
        self.mouse("Moved", self.point(end))
        self.mouse("Released", self.point(end), buttons=0)

    # -- connection and page --------------------------------------------------

    def connect(self, connected):
        self.connected = connected
        self.ask("Network.enable")
        self.ask(
            "Network.emulateNetworkConditions",
            offline=not connected,
            latency=0,
            downloadThroughput=-1,
            uploadThroughput=-1,
        )

    def open(self, path):
        self.chrome.navigate_to(urljoin(self.case.base_url(), path), wait_stop=True)

    def picture(self, name):
        """Save a picture of the page where the run wants pictures."""
        data = self.ask("Page.captureScreenshot")["data"]
        folder = os.environ.get("EDU_PICTURES")
        if folder:
            Path(folder, f"{name}.png").write_bytes(base64.b64decode(data))


class BrowserCase(HttpCase):
    """A test case with a person at a browser."""

    def between_requests(self):
        """Work on the database while a page is open: one cursor serves both."""
        return _registry_test_lock

    @contextlib.contextmanager
    def page(self, login, path, size="1366x768", touch=False):
        self.browser_size, self.touch_enabled = size, touch
        chrome = ChromeBrowser(self)
        with self.allow_requests(browser=chrome), contextlib.ExitStack() as stack:
            stack.callback(self._wait_remaining_requests)
            stack.callback(chrome.stop)
            self.authenticate(login, login, browser=chrome)
            self.cr.flush()
            self.cr.clear()
            page = Page(self, chrome)
            if touch:
                width, height = map(int, size.split("x"))
                page.ask(
                    "Emulation.setDeviceMetricsOverride",
                    width=width,
                    height=height,
                    deviceScaleFactor=2,
                    mobile=True,
                )
            page.open(path)
            yield page
            # what the page complained about is a failure, whatever was seen on it
            if chrome._result.done():
                chrome._result.result()
