"""A mailbox on this machine that speaks as much IMAP4rev1 (RFC 3501) as a poller needs, over a real socket."""

from __future__ import annotations

import re
import socketserver
from threading import Thread


class ImapServer:
    """`mails` by UID; `flags` are what was set. `sizes` lies about a size, `drop_at` hangs up at the nth fetch."""

    def __init__(self, *mails: bytes) -> None:
        self.mails = dict(enumerate(mails, 11))
        self.flags: dict[int, set[str]] = {uid: set() for uid in self.mails}
        self.sizes: dict[int, int] = {}
        self.password, self.drop_at, self.fetched = "geheim", 0, 0
        mine = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"* OK ready\r\n")
                while line := self.rfile.readline().decode().strip():
                    tag, _space, said = line.partition(" ")
                    answer = mine.answer(said)
                    if answer is None:
                        return
                    self.wfile.write(answer.replace(b"TAG", tag.encode()))
                    if said.upper().startswith("LOGOUT"):
                        return

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = int(self.server.server_address[1])
        Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, said: str) -> bytes | None:
        """What the server says to one command; None where it hangs up."""
        verb = said.upper().split()[0]
        if verb == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n"
        if verb == "LOGIN":
            return b"TAG OK done\r\n" if self.password in said else b"TAG NO wrong\r\n"
        if verb == "SELECT":
            return b"* 2 EXISTS\r\nTAG OK [READ-WRITE]\r\n" if "INBOX" in said else b"TAG NO none\r\n"
        if verb == "LOGOUT":
            return b"* BYE bye\r\nTAG OK done\r\n"
        return self._by_uid(said)

    def _by_uid(self, said: str) -> bytes | None:
        if "SEARCH" in said:
            unseen = " ".join(str(uid) for uid, flags in self.flags.items() if "\\Seen" not in flags)
            return f"* SEARCH {unseen}\r\nTAG OK done\r\n".encode()
        uid = int(re.findall(r"\d+", said)[0])
        mail = self.mails.get(uid)
        if mail is None:
            return b"TAG OK done\r\n"
        if "STORE" in said:
            self.flags[uid] |= set(re.findall(r"\\\w+", said))
            return b"TAG OK done\r\n"
        if "SIZE" in said:
            return f"* 1 FETCH (UID {uid} RFC822.SIZE {self.sizes.get(uid, len(mail))})\r\nTAG OK done\r\n".encode()
        self.fetched += 1
        if self.fetched == self.drop_at:
            return None
        return f"* 1 FETCH (UID {uid} BODY[] {{{len(mail)}}}\r\n".encode() + mail + b")\r\nTAG OK done\r\n"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
