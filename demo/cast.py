"""Brings the people and firms of the demo on stage: through the same operations as everybody else."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.operations.appointing import appoint
from accounts.operations.enrolling import enrol
from demo.firms import Sample, iban_of, samples
from demo.people import PASSWORD, PEOPLE
from disbursement.models import ChamberAccount
from disbursement.operations import ordering, recovering
from registry.enums import LegalForm
from registry.models import Chamber, Firm, Province
from registry.operations.registering import register

# The firms that the person of the log-in page acts for, by their place in the list.
HERS = (1, 2, 3)


@dataclass(frozen=True)
class Cast:
    """Who acts in the demo: staff by role (and Chamber), firms with the user who represents each."""

    staff: dict[tuple[str, str], User]
    evaluators: list[User]
    firms: list[Firm]
    representatives: dict[int, User]

    def officer(self, chamber_code: str) -> User:
        """Who checks the files of a Chamber."""
        return self.staff["officer", chamber_code]

    def rup(self, chamber_code: str) -> User:
        """Who signs the payments of a Chamber."""
        return self.staff["chamber_director", chamber_code]

    @property
    def operator(self) -> User:
        """Who follows the call at Unioncamere."""
        return self.staff["operator", ""]

    @property
    def director(self) -> User:
        """Who signs the acts of Unioncamere."""
        return self.staff["director", ""]


def gather(at: datetime) -> Cast:
    """Everybody, made at the first call and found at the next ones."""
    chambers = {chamber.code: chamber for chamber in Chamber.objects.all()}
    staff: dict[tuple[str, str], User] = {}
    evaluators: list[User] = []
    for person in PEOPLE:
        user = _user(person.email, person.name, PASSWORD, at)
        if person.role == "representative":
            continue
        _appoint(user, person.role, at, chamber=chambers.get(person.chamber))
        # Of several people with a role in a Chamber the first one does the work; the others look at it.
        staff.setdefault((person.role, person.chamber), user)
        if person.role == "evaluator":
            evaluators.append(user)
        if person.role == "chamber_director":
            _account(chambers[person.chamber], user, at)
    firms = [registered(sample, at) for sample in samples()]
    hers = User.objects.get(email="impresa@demo.example")
    representatives = {
        firm.pk: _representative(serial, sample, firm, hers, at)
        for serial, (firm, sample) in enumerate(zip(firms, samples(), strict=True), start=1)
    }
    return Cast(staff, evaluators, firms, representatives)


def _user(email: str, name: str, password: str | None, at: datetime) -> User:
    return User.objects.filter(email=email).first() or enrol(email=email, name=name, password=password, by=None, at=at)


def _account(chamber: Chamber, director: User, at: datetime) -> None:
    """Each Chamber pays from an account of its own; the numbers are invented."""
    if not ChamberAccount.objects.filter(chamber=chamber).exists():
        ordering.use_account(
            chamber=chamber, holder=f"Camera di commercio di {chamber}"[:70], iban=iban_of(chamber.pk), by=director,
            at=at,
        )  # fmt: skip
        recovering.return_to(
            chamber=chamber, holder=f"Camera di commercio di {chamber}"[:70], iban=iban_of(chamber.pk), instructions="",
            by=director, at=at,
        )  # fmt: skip


def _appoint(user: User, role: str, at: datetime, *, chamber: Chamber | None = None, firm: Firm | None = None) -> None:
    if not user.memberships.filter(role=role, chamber=chamber, firm=firm, ended_at=None).exists():
        appoint(user=user, role=role, chamber=chamber, firm=firm, by=None, at=at)


def registered(sample: Sample, at: datetime) -> Firm:
    """The firm of a sample, found or entered in the register."""
    return Firm.objects.filter(tax_code=sample.tax_code).first() or register(
        tax_code=sample.tax_code,
        vat_number=sample.vat_number,
        name=sample.name,
        legal_form=LegalForm.SOLE_TRADER if sample.sole_trader else LegalForm.COMPANY,
        representative_name=sample.representative_name,
        representative_tax_code=sample.representative_tax_code,
        certified_email=sample.certified_email,
        address=sample.address,
        municipality=sample.municipality,
        province=Province.objects.get(pk=sample.province),
        by=None,
        at=at,
    )


def _representative(serial: int, sample: Sample, firm: Firm, hers: User, at: datetime) -> User:
    """Firms but hers are represented by somebody who does not log in: an account without a password."""
    if serial not in HERS:
        return represented(f"impresa{serial:02d}@demo.example", sample, firm, at)
    _appoint(hers, "representative", at, firm=firm)
    return hers


def represented(email: str, sample: Sample, firm: Firm, at: datetime) -> User:
    """Who acts for the firm of a sample, and does not log in."""
    user = _user(email, sample.representative_name, None, at)
    _appoint(user, "representative", at, firm=firm)
    return user
