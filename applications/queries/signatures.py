"""Signed files as they were judged: kept as facts, told in the language of the page."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from applications.domain.signature import Signed, Signer, read
from applications.domain.verdict import Judgement, Person, judge
from applications.models import Application, SignableForm, Signature
from bando.domain.rules.facts import canonical_json
from bando.enums import SignaturePolicy
from bando.queries.wording import in_words

FORMAT = "portale-bandi signature 1"


@dataclass(frozen=True)
class Told:
    """A signed file on a page: its row, the sentence, what is left to the Chamber, who signed."""

    row: Signature
    sentence: str
    remarks: list[str]
    signers: tuple[Signer, ...]


def written(signed: Signed, policy: SignaturePolicy, persons: Sequence[Person], found: Judgement) -> str:
    """The verdict as it is kept: all that it was judged by, and the sentence in Italian."""
    return canonical_json(
        {
            "format": FORMAT,
            "facts": signed.plain(),
            "policy": str(policy),
            "persons": [{"name": person.name, "tax_code": person.tax_code} for person in persons],
            "accepted": found.accepted,
            "sentence": found.sentence.italian(),
            "remarks": [remark.italian() for remark in found.remarks],
        }
    )


def judged_again(row: Signature) -> tuple[Signed, Judgement]:
    """The facts of a signed file and their judgement, made anew from what was kept: the same for ever."""
    kept = json.loads(row.verdict)
    signed, persons = read(kept["facts"]), [Person(**person) for person in kept["persons"]]
    return signed, judge(signed, SignaturePolicy(kept["policy"]), persons, row.at)


def told(row: Signature) -> Told:
    """A signed file in words."""
    signed, found = judged_again(row)
    return Told(row, in_words(found.sentence), [in_words(remark) for remark in found.remarks], signed.signers)


def attempts(form: SignableForm | None) -> list[Told]:
    """Every file brought for this form, the last one first."""
    rows = form.signatures.select_related("by").order_by("-pk") if form else []
    return [told(row) for row in rows]


def form_of(application: Application) -> SignableForm | None:
    """The form of the content confirmed last."""
    return SignableForm.objects.filter(snapshot=application.snapshot_id).first() if application.snapshot_id else None


def sent_signed(application: Application) -> list[Told]:
    """The accepted signatures of what was sent."""
    rows = Signature.objects.filter(form__snapshot=application.snapshot_id, accepted=True)
    return [told(row) for row in rows.select_related("by", "form").order_by("pk")]


def older_forms(form: SignableForm) -> frozenset[tuple[int, str]]:
    """Size and SHA-256 of the forms that this one took the place of."""
    rows = SignableForm.objects.filter(snapshot__application=form.snapshot.application_id, size__gt=0).exclude(pk=form.pk)
    return frozenset((size or 0, digest) for size, digest in rows.values_list("size", "sha256"))
