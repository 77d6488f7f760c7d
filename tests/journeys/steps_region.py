"""What Unioncamere does with the Region's money: reports made by the worker, tranches that they open."""

from pathlib import Path

from tests.journeys.steps_desk import Desk, today
from tests.journeys.steps_firm import text_of


class Operator(Desk):
    """Follows the call at Unioncamere."""

    def propose_tranche(self, rule: str, *, evidence: str = "") -> None:
        """Fill in the proposal and press; what follows is for the caller to read."""
        self.at.open("/admin/disbursement/tranche/")
        choices = {"rule": rule} | ({"evidence": evidence} if evidence else {})
        self.ask("Proponi una quota", choices=choices)
        self.at.press("Proponi una quota", inside="form.portal-form")

    def pass_on(self, work: str, amount: str) -> None:
        """Record that it came in, and give each Chamber its part."""
        self.at.open("/admin/")
        self.at.follow(work, inside="#content")
        self.at.follow("Regione Lombardia", inside="#result_list")
        self.at.sees(amount)
        self.act("Registra l’approvazione di Regione", told="Fatto", protocol="RL 12/2020", approved_on=today())
        self.act("Registra l’incasso", told="Fatto", received_on=today(), reference="Mandato 12/2020")
        self.act("Trasferisci alle Camere", told="Quota trasferita a 9 Camere")
        self.at.inspect("tranche, passed on")

    def approve_report(self, protocol: str) -> None:
        """Record that the Region has approved it."""
        self.at.open("/admin/disbursement/evidence/")
        self.at.follow("Bando E-commerce", inside="#result_list tbody")
        self.act("Registra l’approvazione di Regione", told="Fatto", protocol=protocol, approved_on=today())

    def request_report(self, call: str, kind: str) -> None:
        self.at.open("/admin/reports/reportrun/")
        self.ask("Richiedi un rapporto", choices={"call": call, "kind": kind})
        self.at.press("Richiedi un rapporto", inside="form.portal-form")

    def fetch_report(self, folder: Path) -> str:
        """Wait for the worker on the page that watches it; the text of the PDF."""
        self.at.page.get_by_role("button", name="Scarica il file PDF").wait_for()
        self.at.inspect("report, made")
        return text_of(self.at.downloads("Scarica il file PDF", folder))

    def deliver(self, protocol: str) -> None:
        self.act("Registra l’invio a Regione", told="registrato", protocol=protocol)


class Signer(Desk):
    """Signs what the operator has proposed."""

    def request_tranche(self, number: str, amount: str) -> None:
        self.at.open("/admin/")
        self.at.follow("Quote regionali da chiedere: manca la firma", inside="#content")
        self.at.follow("Regione Lombardia", inside="#result_list")
        self.at.sees(amount)
        self.act("Firma la richiesta a Regione", told="Quota richiesta", number=number, issued_on=today())
