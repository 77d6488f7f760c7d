"""Judges a signed form: accepted, or the sentence that says what is wrong and what to do.

A signature made with a certificate that has ended is no signature (art. 24, paragraph 4-bis, CAD); CAdES and PAdES count
the same (Reg. (EU) 910/2014, Implementing Decision (EU) 2015/1506).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from applications.domain.signature import Signed, Signer
from applications.enums import Certificate, Over, Unreadable
from bando.domain.wording import Day, Listing, Sentence, Text, say
from bando.enums import SignaturePolicy
from core.domain.wording import gettext_noop as _

SIGN_AGAIN = {
    Unreadable.EMPTY: _("Il file è vuoto: scegliete il modulo firmato e caricatelo di nuovo."),
    Unreadable.TRUNCATED: _(
        "Il file è incompleto: la copia o il caricamento si è interrotto. Riprendete il file firmato dal computer in cui "
        "l’avete firmato e caricatelo di nuovo."
    ),
    Unreadable.UNKNOWN: _(
        "Il file non è un .p7m né un PDF firmato: firmate il modulo con il vostro programma di firma e caricate il file che ne "
        "esce."
    ),
    Unreadable.UNSIGNED: _(
        "Il PDF non è firmato: apritelo con il vostro programma di firma, firmatelo e caricate il file che ne esce."
    ),
    Unreadable.DETACHED: _(
        "Il file contiene la firma senza il modulo (firma separata): firmate di nuovo scegliendo un formato che tiene insieme "
        "modulo e firma, .p7m (CAdES) o PDF (PAdES)."
    ),
    Unreadable.LOCKED: _("Il PDF è protetto da una password: firmate il modulo così come l’avete scaricato, senza protezione."),
    Unreadable.DAMAGED: _(
        "Il file firmato è danneggiato e non si legge: scaricate il modulo, firmatelo di nuovo e caricate il file che ne esce."
    ),
    Unreadable.TOO_DEEP: _(
        "Il file contiene troppe firme o troppi involucri, uno nell’altro: firmate il modulo una volta sola e caricatelo di "
        "nuovo."
    ),
}
BROKEN = _(
    "La firma di %(who)s non corrisponde al contenuto: il file è stato modificato o si è rovinato dopo la firma. Scaricate il "
    "modulo, firmatelo di nuovo e caricate il file senza aprirlo con altri programmi."
)
OVER = {
    Over.SOMETHING_ELSE: _(
        "Il file è firmato, ma il contenuto non è il modulo prodotto dal portale per questa domanda: scaricate di nuovo il "
        "modulo, firmatelo senza modificarlo o salvarlo con altri programmi e caricatelo."
    ),
    Over.AN_OLDER_FORM: _(
        "Avete firmato un modulo precedente: la domanda è cambiata dopo che l’avevate scaricato. Scaricate il modulo di adesso, "
        "firmatelo e caricatelo."
    ),
}
ADDED = _(
    "Il PDF contiene altro oltre al modulo e alle firme (pagine, note o campi aggiunti): scaricate di nuovo il modulo e "
    "firmatelo senza modificarlo, oppure firmatelo in formato .p7m, poi caricatelo."
)
WRONG_PERSON = _(
    "La firma è di %(signers)s, non di chi rappresenta l’impresa: deve firmare %(persons)s. Fate firmare il modulo a questa "
    "persona e caricatelo di nuovo."
)
NOBODY_KNOWN = _(
    "Il portale non conosce il codice fiscale di chi rappresenta l’impresa: completate i dati dell’impresa, poi caricate di "
    "nuovo il modulo firmato."
)
NO_TAX_CODE = _(
    "Il certificato di %(who)s non contiene il codice fiscale: il portale non può riconoscere chi ha firmato. Firmate con un "
    "certificato che lo contiene, come quelli dei prestatori italiani."
)
EXPIRED = _(
    "Il certificato di %(who)s è scaduto il %(day)s: una firma con un certificato scaduto vale come non apposta. Rinnovate il "
    "certificato o usatene un altro, firmate di nuovo il modulo e caricatelo."
)
TOO_EARLY = _(
    "Il certificato di %(who)s vale solo dal %(day)s: firmate con un certificato già valido e caricate di nuovo il modulo."
)
UNTRUSTED = {
    Certificate.NOT_FOR_SIGNING: _(
        "Il certificato di %(who)s serve per accedere ai servizi, non per firmare: nel vostro programma scegliete il "
        "certificato di firma, firmate di nuovo il modulo e caricatelo."
    ),
    Certificate.WEAK: _(
        "La firma di %(who)s usa un algoritmo che non è più sicuro: aggiornate il vostro programma di firma, firmate di nuovo "
        "il modulo e caricatelo."
    ),
    Certificate.SELF_SIGNED: _(
        "Il certificato di %(who)s è stato emesso da chi lo usa: non prova chi ha firmato. Serve un certificato di firma "
        "digitale di un prestatore qualificato."
    ),
    Certificate.UNKNOWN_CHAIN: _(
        "Il certificato di %(who)s è emesso da «%(issuer)s», che non è tra i prestatori che il portale riconosce: firmate con "
        "un certificato di firma digitale di un prestatore qualificato."
    ),
}
# Anybody could have made it: it counts in no call.
NEVER = frozenset({Certificate.WEAK})
NOT_QUALIFIED = _(
    "La firma di %(who)s non è qualificata: questo bando chiede la firma digitale, con un certificato qualificato su un "
    "dispositivo sicuro. Firmate di nuovo il modulo con quella."
)
TO_VERIFY = {
    Certificate.UNKNOWN_CHAIN: _(
        "Il portale non riconosce «%(issuer)s», che ha emesso il certificato di %(who)s: lo verificherà la Camera."
    ),
    Certificate.SELF_SIGNED: _("Il certificato di %(who)s è stato emesso da chi lo usa: lo verificherà la Camera."),
    Certificate.NOT_FOR_SIGNING: _("Il certificato di %(who)s non è nato per firmare: lo verificherà la Camera."),
}
GOOD = _("La firma è valida: ha firmato %(who)s, sul modulo di questa domanda e senza modifiche.")
IDENTIFIED = _("%(name)s (codice fiscale %(tax_code)s)")
UNIDENTIFIED = _("%(name)s (il codice fiscale non è indicato)")


@dataclass(frozen=True)
class Person:
    """Somebody whose signature binds the firm."""

    name: str
    tax_code: str


@dataclass(frozen=True)
class Judgement:
    """Whether the signature counts, in one sentence; `remarks` are left to the Chamber."""

    accepted: bool
    sentence: Sentence
    remarks: tuple[Sentence, ...] = ()


def judge(signed: Signed, policy: SignaturePolicy, persons: Sequence[Person], at: datetime) -> Judgement:
    """The judgement of a file received at `at` under the call's `policy`, `persons` being those who may sign for the firm."""
    # A firm whose representative's code is not known must not be signed for by whoever has none.
    persons = [person for person in persons if person.tax_code]
    refused = _wrong_file(signed) or _wrong_persons(signed, persons)
    if refused is not None:
        return Judgement(False, refused)
    codes = {person.tax_code for person in persons}
    theirs = [signer for signer in signed.signers if signer.tax_code in codes]
    wrong = [_wrong_certificate(signer, policy, at) for signer in theirs]
    if None not in wrong:
        return Judgement(False, next(sentence for sentence in wrong if sentence is not None))
    good = theirs[wrong.index(None)]
    remark = TO_VERIFY.get(good.certificate)
    remarks = (_about(remark, good),) if remark else ()
    return Judgement(True, say(GOOD, who=who(good)), remarks)


def who(person: Signer | Person) -> Sentence:
    """A person in words, with her tax code."""
    if not person.tax_code:
        return say(UNIDENTIFIED, name=Text(person.name))
    return say(IDENTIFIED, name=Text(person.name), tax_code=Text(person.tax_code))


def _wrong_file(signed: Signed) -> Sentence | None:
    if signed.unreadable is not None:
        return say(SIGN_AGAIN[signed.unreadable])
    broken = next((signer for signer in signed.signers if not signer.unbroken), None)
    if broken is not None:
        return say(BROKEN, who=who(broken))
    if signed.over != Over.THE_FORM:
        return say(OVER[signed.over])
    return say(ADDED) if signed.added else None


def _wrong_persons(signed: Signed, persons: Sequence[Person]) -> Sentence | None:
    if not persons:
        return say(NOBODY_KNOWN)
    codes = {signer.tax_code for signer in signed.signers}
    if codes & {person.tax_code for person in persons}:
        return None
    if codes == {""}:
        return say(NO_TAX_CODE, who=Text(signed.signers[0].name))
    signers = Listing(tuple(who(signer) for signer in signed.signers))
    return say(WRONG_PERSON, signers=signers, persons=_either(persons))


def _either(persons: Sequence[Person]) -> Sentence:
    """«A», «A o B»."""
    first, *others = [who(person) for person in persons]
    for other in others:
        first = say(_("%(first)s o %(second)s"), first=first, second=other)
    return first


def _wrong_certificate(signer: Signer, policy: SignaturePolicy, at: datetime) -> Sentence | None:
    if signer.expired_at(at):
        return say(EXPIRED, who=who(signer), day=Day(signer.valid_until.date()))
    if signer.too_early_at(at):
        return say(TOO_EARLY, who=who(signer), day=Day(signer.valid_from.date()))
    if signer.certificate in NEVER or (policy == SignaturePolicy.QUALIFIED and signer.certificate in UNTRUSTED):
        return _about(UNTRUSTED[signer.certificate], signer)
    unqualified = policy == SignaturePolicy.QUALIFIED and not signer.qualified
    return say(NOT_QUALIFIED, who=who(signer)) if unqualified else None


def _about(template: str, signer: Signer) -> Sentence:
    """A sentence on a signer, with the issuer where it is named."""
    named = {"issuer": Text(signer.issuer)} if "%(issuer)s" in template else {}
    return say(template, who=who(signer), **named)
