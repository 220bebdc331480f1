"""An Elasticsearch behind TLS that lets in by API key or by name and password, as one with security does: a proxy before the real one."""

import base64
import http.client
import json
import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import trustme

KEY = "a2V5LWlkOmdlaGVpbS1rZXk="
USER, PASSWORD = "zhiqiao", "ge/h#eim:pass@wort"
NOBODY = (401, "security_exception", "missing authentication credentials for REST request [/]")
UNKNOWN = (
    401,
    "security_exception",
    "unable to authenticate with provided credentials and anonymous access is not allowed",
)
FORBIDDEN = (403, "security_exception", "action [indices:admin/aliases/get] is unauthorized for API key id [key-id]")

HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Secured:
    """One node. ``allowed``: by what ``Authorization`` one may do everything; ``powerless``: by what one is known, and may do nothing."""

    def __init__(self, behind, authority):
        self.behind = urlsplit(behind)
        self.allowed = {f"ApiKey {KEY}", basic(USER, PASSWORD)}
        self.powerless, self.asked = set(), 0
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        self.server = _Server(self, context)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"https://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, node, context):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.node, self.context = node, context

    def finish_request(self, request, address):
        try:  # here, in the connection's own thread: one that speaks no TLS keeps nobody else waiting
            secured = self.context.wrap_socket(request, server_side=True)
        except OSError:
            return
        with secured:
            super().finish_request(secured, address)

    def handle_error(self, *_given):
        pass


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def forward(self):
        node, given = self.server.node, self.headers.get("Authorization")
        node.asked += 1
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if given not in node.allowed:
            self.refuse(*(FORBIDDEN if given in node.powerless else UNKNOWN if given else NOBODY))
            return
        connection = http.client.HTTPConnection(node.behind.hostname, node.behind.port, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "authorization"}
        connection.request(self.command, self.path, body, headers)
        answer = connection.getresponse()
        self.answer(answer.status, answer.getheaders(), answer.read())
        connection.close()

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = forward  # noqa: N815 — names that the library looks for

    def refuse(self, status, kind, reason):
        cause = {"type": kind, "reason": reason}
        body = json.dumps({"error": {"root_cause": [cause], **cause}, "status": status}).encode()
        headers = [("Content-Type", "application/json"), ("X-Elastic-Product", "Elasticsearch")]
        challenges = ('Basic realm="security", charset="UTF-8"', "ApiKey") if status == 401 else ()
        self.answer(status, headers + [("WWW-Authenticate", one) for one in challenges], body)

    def answer(self, status, headers, body):
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_given):
        pass


@contextmanager
def secured(behind, folder):
    """Such a node, and the file with the certificate of who issued its own."""
    authority = trustme.CA()
    path = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    node = Secured(behind, authority)
    yield node, path
    node.close()
