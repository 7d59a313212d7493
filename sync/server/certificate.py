"""The server's own certificate: made once when none is given; laptops know it by its fingerprint, from their code."""

import datetime
import ipaddress
import os
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sync.server.opening import NotPossible

FROM, UNTIL = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC), datetime.datetime(2060, 1, 1, tzinfo=datetime.UTC)
"""It is pinned, not vouched for: a nearer date, or a wrong clock, would only stop a shop one morning."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Where it is, and its fingerprint; empty when the system's authorities vouch for it."""

    file: Path
    key: Path
    fingerprint: str


def own(folder: Path) -> Certificate:
    """The one in a folder, made if it is not there."""
    file, key = folder / "server.crt", folder / "server.key"
    if not (file.exists() and key.exists()):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make(file, key)
    return Certificate(file, key, fingerprint(file))


def given(file: Path, key: Path) -> Certificate:
    """One that somebody made: pinned if it vouches for itself, else left to the authorities, who will renew it."""
    try:
        made = x509.load_pem_x509_certificate(file.read_bytes())
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(file, key, password="")
    except (ValueError, ssl.SSLError) as error:
        raise NotPossible(f"{file} and {key} are no certificate and its key, as PEM without a password.") from error
    return Certificate(file, key, fingerprint(file) if made.issuer == made.subject else "")


def fingerprint(file: Path) -> str:
    """SHA-256 of a certificate."""
    return x509.load_pem_x509_certificate(file.read_bytes()).fingerprint(hashes.SHA256()).hex()


def address() -> str:
    """This machine's address in the local network; no packet is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 1))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _make(file: Path, key: Path) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Showroom CRM sync")])
    hosts: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.DNSName(_hostname())]
    hosts += [x509.IPAddress(ipaddress.ip_address(one)) for one in sorted({"127.0.0.1", address()})]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(FROM)
        .not_valid_after(UNTIL)
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(private, hashes.SHA256())
    )
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with open(key, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
        out.write(pem)
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))


def _hostname() -> str:
    name = socket.gethostname().encode("ascii", "ignore").decode()
    return name if name.replace("-", "").replace(".", "").isalnum() else "localhost"
