# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A mail server on loopback that refuses or takes what Odoo really sends it."""

import email
import email.policy
import socketserver
import threading
from unittest.mock import patch

from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server


class MailServer(socketserver.ThreadingTCPServer):
    """``refused``: the addresses that it refuses, or ``None`` for all of them."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.refused = None
        self.taken = []

    def refuses(self, address):
        return self.refused is None or address in self.refused


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 mail of a test")
        recipients = []
        while line := self.rfile.readline():
            word, _space, rest = line.decode().strip().partition(" ")
            word = word.upper()
            if word == "RCPT":
                address = rest.partition("<")[2].partition(">")[0]
                if self.server.refuses(address):
                    self.say("451 come back later")
                else:
                    recipients.append(address)
                    self.say("250 ok")
            elif word == "DATA":
                self.say("354 go on")
                data = b"".join(iter(self.rfile.readline, b".\r\n"))
                message = email.message_from_bytes(data, policy=email.policy.default)
                self.server.taken += [(to, message) for to in recipients]
                recipients = []
                self.say("250 taken")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class MailServerMixin:
    """A TransactionCase whose mails go to a :class:`MailServer`."""

    def start_mail_server(self):
        server = MailServer()
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.env["ir.mail_server"].search([]).active = False
        self.env["ir.mail_server"].create(
            {
                "name": "test",
                "smtp_host": "127.0.0.1",
                "smtp_port": server.server_address[1],
                "smtp_encryption": "none",
            }
        )
        # Odoo sends nothing while tests run, unless it is told to.
        sends = patch.object(IrMail_Server, "_disable_send", lambda _self: False)
        sends.start()
        self.addCleanup(sends.stop)
        return server

    def send_queue(self):
        """What Odoo's own job does with the mails that wait."""
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            self.env["mail.mail"].process_email_queue()
        self.env.invalidate_all()
