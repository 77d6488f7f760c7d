"""The demo's authority: founded once, kept private, trusted by the demo; and the command that signs with it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from applications.adapters.signatures import load_anchors
from demo.signing import kept_authority
from tests.applications.certificates import AT, form


@pytest.fixture(autouse=True)
def _folders(settings: Any, tmp_path: Path) -> None:
    settings.VAR, settings.PORTAL_TRUST_ANCHORS = tmp_path, str(tmp_path / "trust")


def test_the_authority_is_founded_once_and_its_keys_are_private(tmp_path: Path) -> None:
    first, again = kept_authority(AT), kept_authority(AT)
    assert again.root.pem == first.root.pem
    assert [each.subject.native["common_name"] for each in load_anchors(tmp_path / "trust")] == [
        "Prestatore dimostrativo – radice"
    ]
    keys = sorted((tmp_path / "demo-authority").glob("*.key"))
    assert [(key.name, oct(key.stat().st_mode & 0o777)) for key in keys] == [("intermediate.key", "0o600"), ("root.key", "0o600")]


@pytest.mark.django_db
def test_what_is_no_form_of_the_demo_needs_a_name(tmp_path: Path) -> None:
    (tmp_path / "altro.pdf").write_bytes(form())
    with pytest.raises(CommandError, match="say who signs, with --tax-code and --name"):
        call_command("demo_sign", str(tmp_path / "altro.pdf"))
