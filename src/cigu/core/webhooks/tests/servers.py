"""Receivers: real servers on this machine that answer as a test needs."""

from __future__ import annotations

import importlib.util
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).resolve().parents[5] / "docs/how-to/webhook_receiver.py"


def example() -> Any:
    """The verifier of the how-to, as a reader would copy it."""
    spec = importlib.util.spec_from_file_location("webhook_receiver", EXAMPLE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass
class Got:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    port: int
    status: int = 200
    location: str = ""
    says: bytes = b""
    distasteful: bytes = b"nothing of that kind"  # a body that holds this is answered with 422
    got: list[Got] = field(default_factory=list)

    def url(self, host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}/hook?a=1"


@contextmanager
def receiver(context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            said.got.append(Got(self.path, headers, body))
            self.send_response(422 if said.distasteful in body else said.status)
            if said.location:
                self.send_header("Location", said.location)
            self.end_headers()
            self.wfile.write(said.says)

        def log_message(self, *_args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    said = Receiver(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield said
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def mute(begin: bytes = b"", trickle: bytes = b"") -> Iterator[int]:
    """Takes connections and never finishes an answer, which begins with ``begin`` and goes on
    with ``trickle`` again and again."""
    server, ends = socket.create_server(("127.0.0.1", 0)), threading.Event()
    open_ones: list[socket.socket] = []

    def hold() -> None:
        while not ends.is_set():
            try:
                open_ones.append(server.accept()[0])
            except OSError:
                return
            threading.Thread(target=drip, args=(open_ones[-1],)).start()

    def drip(sock: socket.socket) -> None:
        sock.sendall(begin)
        while trickle and not ends.is_set():
            try:
                sock.sendall(trickle)
            except OSError:
                return
            time.sleep(0.02)

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        ends.set()
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()
        for sock in open_ones:
            sock.close()


def certificate(folder: Path, name: str) -> Path:
    """Key and certificate of one name, signed by itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ) + made.public_bytes(serialization.Encoding.PEM)
    )  # fmt: skip
    return file
