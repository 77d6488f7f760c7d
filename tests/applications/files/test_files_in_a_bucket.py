"""Private files in S3-compatible storage, by setting: the same operations and views, over real HTTP and the real client."""

from hashlib import sha256

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils import timezone

from applications.operations import uploading
from config.settings import base
from core.adapters import storage
from tests import papers as p
from tests.applications.faces.test_firm_pages import logged_in, open_call
from tests.applications.files.test_keeping_files import HEADERS, verified
from tests.bucket import buckets
from tests.factories import a_draft, a_firm, a_representative

LOCAL = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"base_url": None, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
}


@pytest.fixture
def bucket(settings):
    """A bucket, and a portal that keeps its files there: its proxy cannot read them."""
    with buckets("CHIAVE") as server:
        told = base.storage(f"s3://portale/bandi?endpoint={server.address}&region=eu-south-1", "CHIAVE", "segreto")
        settings.STORAGES = settings.STORAGES | {"default": told}
        settings.PORTAL_ACCEL_PREFIX = "/_private/"
        yield server


def a_document(name: str, content: bytes):
    draft = a_draft(call=open_call(), at=timezone.now())
    by = a_representative(draft.firm)
    return uploading.upload(application=draft, requirement=None, name=name, content=content, by=by, at=timezone.now())


@pytest.mark.django_db
def test_a_file_goes_to_the_bucket_and_comes_back_through_the_view(bucket, django_capture_on_commit_callbacks):
    assert not storage.is_local()
    content = p.a_pdf(pages=5) + b"\x00" * 3_000_000
    document = a_document('Perché "sì";.pdf', content)
    assert list(bucket.things) == [f"/portale/bandi/{document.file.name}"]
    client, address = logged_in(document.application.firm), reverse("document", args=[document.application_id, document.pk])
    answer = client.get(address)
    assert answer.streaming
    assert b"".join(answer) == content
    assert {name: answer[name] for name in HEADERS} == HEADERS
    assert "X-Accel-Redirect" not in answer
    assert logged_in(a_firm()).get(address).status_code == 404
    assert verified() == (0, "files read: 1, all as they were\n")
    assert storage.digest_of(document.file.name) == sha256(content).hexdigest()
    with django_capture_on_commit_callbacks(execute=True):
        uploading.remove(document=document, by=document.uploaded_by, at=timezone.now())
    assert not bucket.things


@pytest.mark.django_db
def test_the_command_sees_what_was_done_to_the_bucket(bucket):
    document = a_document("Piano.pdf", p.a_pdf())
    (place,) = bucket.things
    bucket.things[place] += b" "
    bucket.things["/portale/bandi/applications/zz/vecchio.pdf"] = b"%PDF"
    code, said = verified()
    assert code == 1
    assert f"changed: {document.file.name}" in said
    assert "extra: applications/zz/vecchio.pdf" in said
    del bucket.things[place]
    assert f"missing: {document.file.name}" in verified("--remove-orphans")[1]
    assert not bucket.things


def test_without_the_right_key_the_bucket_gives_nothing(bucket, settings):
    wrong = base.storage(f"s3://portale/bandi?endpoint={bucket.address}&region=eu-south-1", "ALTRA", "segreto")
    settings.STORAGES = settings.STORAGES | {"default": wrong}
    with pytest.raises(Exception, match=r"Forbidden|AccessDenied|403"):
        storage.kept("applications/aa/a.pdf")


def test_by_default_files_lie_in_a_folder_and_have_no_address():
    assert base.storage("", "", "") == LOCAL
    assert storage.is_local()


def test_a_bucket_is_named_by_its_address():
    told = base.storage("s3://portale?region=eu-south-1", "", "")["OPTIONS"]
    assert (told["bucket_name"], told["location"], told["addressing_style"]) == ("portale", "", "auto")
    assert (told["default_acl"], told["file_overwrite"], "access_key" in told) == (None, False, False)
    for wrong in ("s3://", "https://portale.example", "portale"):
        with pytest.raises(ImproperlyConfigured, match="PORTAL_STORAGE"):
            base.storage(wrong, "", "")
