"""Minutes of draws and certificates that do not come out: told, put off, in nobody’s way, made on request."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from applications.enums import State
from core.refusals import Refused
from disbursement.models import ControlSample, WithholdingCertificate
from disbursement.operations import certifying, sampling
from tests.factories import a_chamber, a_representative, a_user, staff
from tests.factories_disbursement import CERTIFIED, PAID, a_plan, a_sample, application_at, drawn
from tests.papers_missing import Kind, does_not_come_out, is_made_on_request, logged_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]
DESK = "avvisate l’assistenza. Tentativi non riusciti: 1, l’ultimo il"


def officer_elsewhere(_row: Any) -> Any:
    return a_user("officer", chamber=a_chamber("XY"))


def on(model: str, name: str, *more: str) -> Any:
    return lambda row: reverse(f"admin:disbursement_{model}_{name}", args=[row.pk, *more])


SAMPLE = Kind(
    due=sampling.due,
    make=lambda key, at: sampling.make(sample_id=key, at=at),
    action="sampling",
    page=on("controlsample", "change"),
    button=on("controlsample", "action", "riprova"),
    handler=lambda row: staff("officer", chamber=row.pot.chamber)[0],
    stranger=officer_elsewhere,
    told=f"Il verbale non è riuscito: {DESK}",
)
CERTIFICATE = Kind(
    due=certifying.due,
    make=lambda key, at: certifying.make(certificate_id=key, at=at),
    action="certifying",
    page=on("withholdingcertificate", "change"),
    button=on("withholdingcertificate", "action", "riprova"),
    handler=lambda row: staff("officer", chamber=row.chamber)[0],
    stranger=officer_elsewhere,
    told=f"La certificazione non è riuscita: {DESK}",
)


def test_minutes_of_a_draw(monkeypatch: Any) -> None:
    samples = []
    for _each in range(2):
        paid = application_at(State.PAID)
        a_plan(paid.call)
        samples.append(drawn(a_sample(paid.pot)))
    bad, good = samples
    does_not_come_out(SAMPLE, bad, good, PAID, monkeypatch)
    assert SAMPLE.press(bad, a_user("auditor")) == 403
    with pytest.raises(Refused):
        sampling.again(sample=bad, by=officer_elsewhere(bad), at=PAID)
    with pytest.raises(DatabaseError, match="a_population_stays_as_it_was_proposed"), transaction.atomic():
        ControlSample.objects.filter(pk=bad.pk).update(seed_source="Altro", attempts=0)
    is_made_on_request(SAMPLE, bad, PAID)


def test_a_certificate(monkeypatch: Any) -> None:
    paid = [application_at(State.PAID) for _each in range(2)]
    certifying.sweep(at=CERTIFIED)
    bad, good = (WithholdingCertificate.objects.get(firm=one.firm) for one in paid)
    own, firm = reverse("account", args=[paid[0].pk]), logged_in(a_representative(paid[0].firm))
    assert "è in preparazione: ricaricate la pagina" in firm.get(own).text
    does_not_come_out(CERTIFICATE, bad, good, CERTIFIED, monkeypatch)
    told = firm.get(own).text
    assert ("il ritardo è nostro" in told, "assistenza" in told, "Riprovate" in told) == (True, False, False)
    assert CERTIFICATE.press(bad, a_user("auditor")) == 403
    with pytest.raises(Refused, match="di un’altra Camera"):
        certifying.again(certificate=bad, by=officer_elsewhere(bad), at=CERTIFIED)
    with pytest.raises(DatabaseError, match="a_certificate_stays_as_it_was_issued"), transaction.atomic():
        WithholdingCertificate.objects.filter(pk=bad.pk).update(year=2019, attempts=0)
    is_made_on_request(CERTIFICATE, bad, CERTIFIED)
    assert "Scaricate la certificazione" in firm.get(own).text
