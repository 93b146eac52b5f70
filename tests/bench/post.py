"""A post office as they are outside: STARTTLS and a password. It counts and keeps nothing; a process of its own."""

import multiprocessing
import ssl
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import certifi
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from clinic.launch.servers import free_port


@contextmanager
def post_office(folder):
    """(where to send, the file of authorities that knows its certificate, a count of letters)"""
    certificate, trusted = _certificate(Path(folder))
    port, count, is_open = free_port(), multiprocessing.Value("i"), multiprocessing.Event()
    office = multiprocessing.get_context("fork").Process(
        target=_serve, args=(port, certificate, count, is_open), daemon=True
    )
    office.start()
    is_open.wait(20)
    try:
        yield f"smtp+tls://clinic:secret@127.0.0.1:{port}", str(trusted), count
    finally:
        office.kill()
        office.join()


def _serve(port, certificate, count, is_open):
    class Desk:
        async def handle_DATA(self, server, session, envelope):
            with count.get_lock():
                count.value += 1
            return "250 Kept"

    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    controller = Controller(
        Desk(),
        hostname="127.0.0.1",
        port=port,
        tls_context=tls,
        require_starttls=True,
        authenticator=lambda *_about: AuthResult(success=True),
        auth_required=True,
    )
    controller.start()
    is_open.set()
    multiprocessing.Event().wait()


def _certificate(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "post office")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    ).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file, trusted = folder / "post.pem", folder / "trusted.pem"
    file.write_bytes(private + made)
    trusted.write_bytes(Path(certifi.where()).read_bytes() + made)
    return file, trusted
