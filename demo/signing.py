"""The demo's own authority, kept under `var/`: its root is trusted by the demo, and by nobody else."""

import json
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from django.conf import settings

from demo.authority import Authority, Identity, found_authority, keep_root
from registry.models import Firm

ROOT, INTERMEDIATE = "root", "intermediate"


def kept_authority(at: datetime) -> Authority:
    """The one of this demo, founded the first time; its root lies where the portal looks for whom to trust."""
    folder = Path(settings.VAR) / "demo-authority"
    if not (folder / f"{INTERMEDIATE}.key").exists():
        authority = found_authority(at, "Prestatore dimostrativo")
        for name, identity in ((ROOT, authority.root), (INTERMEDIATE, authority.intermediate)):
            _keep(folder, name, identity)
    authority = Authority(_kept(folder, ROOT), _kept(folder, INTERMEDIATE, ROOT), at)
    keep_root(authority, Path(settings.PORTAL_TRUST_ANCHORS))
    return authority


def firm_in(form: bytes) -> Firm | None:
    """The firm whose form this is: the form carries its content with it."""
    with pikepdf.open(BytesIO(form)) as opened:
        carried = opened.attachments.get("domanda.json")
        content = json.loads(carried.get_file().read_bytes()) if carried else {}
    return Firm.objects.filter(tax_code=content.get("firm", {}).get("tax_code", "")).first()


def _keep(folder: Path, name: str, identity: Identity) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / f"{name}.pem").write_bytes(identity.pem)
    key = identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / f"{name}.key"
    path.touch(mode=0o600)
    path.write_bytes(key)


def _kept(folder: Path, *names: str) -> Identity:
    """The first of `names`, with the others above it."""
    key = load_pem_private_key((folder / f"{names[0]}.key").read_bytes(), None)
    assert isinstance(key, EllipticCurvePrivateKey)
    own, *above = _certificates(folder, names)
    return Identity(key, own, tuple(above))


def _certificates(folder: Path, names: tuple[str, ...]) -> Iterator[x509.Certificate]:
    return (x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes()) for name in names)
