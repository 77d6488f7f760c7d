"""Every kind of rule with what it is told, what is known, and what it must answer, by hand and to the letter."""

from datetime import date
from decimal import Decimal as M
from typing import Any, NamedTuple

from bando.domain.rules.facts import Name, confirmation, declaration
from bando.domain.rules.records import Aid, Granted, ItemCut, ItemShortfall
from bando.domain.size import Relative
from bando.enums import Outcome

MET, NOT_MET, TO_VERIFY = Outcome.MET, Outcome.NOT_MET, Outcome.TO_VERIFY


class Case(NamedTuple):
    """What is asked and known, and the answer; "" for no comparison."""

    kind: str
    parameters: dict[str, Any]
    known: dict[str, Any]
    outcome: Outcome
    sentence: str
    comparison: str = ""


def figures(staff: int | None, turnover: str | None, balance: str | None) -> dict[str, Any]:
    amounts = {Name.TURNOVER: turnover, Name.BALANCE_SHEET: balance}
    return {Name.STAFF: staff} | {name: None if value is None else M(value) for name, value in amounts.items()}


def relative(linked: bool, share: str, staff: int, turnover: str, balance: str) -> Relative:
    return Relative("Altra S.r.l.", linked, M(share), staff, M(turnover), M(balance))


SME = {"classes": ["micro", "small", "medium"]}
WITH_RELATIVES = SME | {"linked": True}
LINKED, PARTNER = relative(True, "1", 20, "1000000.00", "1.00"), relative(False, "0.25", 3, "400.00", "100.00")
FAR = relative(False, "0.2499", 1000, "90000000.00", "90000000.00")
SEAT = {Name.SEAT_PROVINCE: "BG", Name.COMPETENT_CHAMBER: "Bergamo", Name.SEAT_TO_BE_OPENED: False}
TO_OPEN = SEAT | {Name.SEAT_TO_BE_OPENED: True}
ALL_PARTS = {"parts": ["portfolio", "markets", "channels"]}
PROJECT = {Name.PORTFOLIO: "Borse", Name.MARKETS: "Francia", Name.CHANNELS: "un marketplace"}
TODAY = {Name.TODAY: date(2025, 3, 15)}
RETAIL = {"version": "2007", "include": ["47", "62.01"], "exclude": ["47.9"]}
YOUNG = figures(5, "1000.00", "1000.00") | {Name.FOUNDED_ON: date(2022, 3, 16)}
LOST = {Name.SUBSCRIBED_CAPITAL: M("10000.00"), Name.ACCUMULATED_LOSSES: M("5000.01")}
EARLIER = {"calls": ["e-commerce-2021", "e-commerce-2022"]}
AIDS = {Name.AIDS: (Aid(date(2022, 3, 14), M("100000.00")), Aid(date(2022, 3, 15), M("290000.00")))}
CEILING = {"amount": "300000.00"}
OLD_CEILING = {"amount": "200000.00", "window": "tax_years"}
GRANTED = {Name.GRANTED: (
    Granted("e-commerce-2024", date(2024, 12, 31), M("9000.00")),
    Granted("export-2025", date(2025, 1, 1), M("12000.00")),
    Granted("turismo-2025", date(2025, 2, 1), M("8000.00")),
)}  # fmt: skip
YEARLY = {"amount": "20000.00"}


# fmt: off
CASES = [
    Case("size", SME, figures(249, "50000000.00", "90000000.00"), MET,
         "Con 249 occupati, fatturato 50.000.000,00\u00a0€ e totale di bilancio 90.000.000,00\u00a0€ siete una media "
         "impresa.",
         "occupati 249 < 250 e fatturato 50.000.000,00\u00a0€ ≤ 50.000.000,00\u00a0€"),
    Case("size", SME, figures(249, "50000000.01", "43000000.00"), MET,
         "Con 249 occupati, fatturato 50.000.000,01\u00a0€ e totale di bilancio 43.000.000,00\u00a0€ siete una media "
         "impresa.",
         "occupati 249 < 250 e totale di bilancio 43.000.000,00\u00a0€ ≤ 43.000.000,00\u00a0€"),
    Case("size", SME, figures(9, "2000000.00", None), MET,
         "Con 9 occupati e fatturato 2.000.000,00\u00a0€ siete una microimpresa.",
         "occupati 9 < 10 e fatturato 2.000.000,00\u00a0€ ≤ 2.000.000,00\u00a0€"),
    Case("size", SME, figures(1, "2000000.00", None), MET,
         "Con 1 occupato e fatturato 2.000.000,00\u00a0€ siete una microimpresa.",
         "occupati 1 < 10 e fatturato 2.000.000,00\u00a0€ ≤ 2.000.000,00\u00a0€"),
    Case("size", SME, figures(249, "50000000.01", "43000000.01"), NOT_MET,
         "Con 249 occupati, fatturato 50.000.000,01\u00a0€ e totale di bilancio 43.000.000,01\u00a0€ risultate una grande "
         "impresa; il bando ammette: microimpresa, piccola impresa e media impresa.",
         "fatturato 50.000.000,01\u00a0€ > 50.000.000,00\u00a0€ e totale di bilancio 43.000.000,01\u00a0€ > "
         "43.000.000,00\u00a0€"),
    Case("size", SME, figures(260, "1.00", "1.00"), NOT_MET,
         "Con 260 occupati, fatturato 1,00\u00a0€ e totale di bilancio 1,00\u00a0€ risultate una grande impresa; il bando "
         "ammette: microimpresa, piccola impresa e media impresa.",
         "occupati 260 > 249"),
    Case("size", SME, figures(None, "1.00", "1.00"), NOT_MET,
         "Per calcolare la dimensione dell’impresa indicate gli occupati, sommando le imprese collegate."),
    Case("size", SME, figures(5, None, None), NOT_MET,
         "Per calcolare la dimensione dell’impresa indicate il fatturato e il totale di bilancio, sommando le imprese "
         "collegate."),
    Case("size", SME, figures(5, "60000000.00", None), NOT_MET,
         "Per calcolare la dimensione dell’impresa indicate il totale di bilancio, sommando le imprese collegate."),
    Case("size", {"classes": ["micro"]}, figures(10, "1.00", "1.00"), NOT_MET,
         "Con 10 occupati, fatturato 1,00\u00a0€ e totale di bilancio 1,00\u00a0€ risultate una piccola impresa; il bando "
         "ammette: microimpresa.",
         "occupati 10 > 9"),
    Case("size", {"classes": ["small", "medium"]}, figures(9, "1.00", "1.00"), NOT_MET,
         "Con 9 occupati, fatturato 1,00\u00a0€ e totale di bilancio 1,00\u00a0€ risultate una microimpresa; il bando "
         "ammette: piccola impresa e media impresa.",
         "dimensione: microimpresa, non piccola impresa e media impresa"),
    Case("size", {"classes": ["large"]}, figures(250, "1.00", "1.00"), MET,
         "Con 250 occupati, fatturato 1,00\u00a0€ e totale di bilancio 1,00\u00a0€ siete una grande impresa."),
    Case("size", WITH_RELATIVES, figures(229, "48999600.00", None) | {Name.RELATIVES: (LINKED, PARTNER, FAR)}, MET,
         "Con 249,75 occupati e fatturato 49.999.700,00\u00a0€ (comprese le imprese associate e collegate) siete una "
         "media impresa.",
         "occupati 249,75 < 250 e fatturato 49.999.700,00\u00a0€ ≤ 50.000.000,00\u00a0€"),
    Case("size", WITH_RELATIVES, figures(230, "49000000.00", None) | {Name.RELATIVES: (LINKED,)}, NOT_MET,
         "Con 250 occupati e fatturato 50.000.000,00\u00a0€ (comprese le imprese associate e collegate) risultate una "
         "grande impresa; il bando ammette: microimpresa, piccola impresa e media impresa.",
         "occupati 250 > 249"),
    Case("size", WITH_RELATIVES, figures(230, "49000000.00", None) | {Name.RELATIVES: (LINKED, PARTNER)}, NOT_MET,
         "Con 250,75 occupati e fatturato 50.000.100,00\u00a0€ (comprese le imprese associate e collegate) risultate una "
         "grande impresa; il bando ammette: microimpresa, piccola impresa e media impresa.",
         "occupati 250,75 ≥ 250"),
    Case("size", WITH_RELATIVES, figures(230, "49000000.00", None) | {Name.RELATIVES: ()}, MET,
         "Con 230 occupati e fatturato 49.000.000,00\u00a0€ siete una media impresa.",
         "occupati 230 < 250 e fatturato 49.000.000,00\u00a0€ ≤ 50.000.000,00\u00a0€"),
    Case("size", WITH_RELATIVES, figures(230, "49000000.00", None), TO_VERIFY,
         "Con 230 occupati e fatturato 49.000.000,00\u00a0€ da soli siete una media impresa; la Camera verifica i dati "
         "delle imprese associate e collegate."),
    Case("size", WITH_RELATIVES, figures(250, "49000000.00", None), NOT_MET,
         "Con 250 occupati e fatturato 49.000.000,00\u00a0€ risultate una grande impresa; il bando ammette: microimpresa, "
         "piccola impresa e media impresa.",
         "occupati 250 > 249"),
    Case("size", WITH_RELATIVES, figures(None, "49000000.00", None), NOT_MET,
         "Per calcolare la dimensione dell’impresa indicate gli occupati e il totale di bilancio."),
    Case("seat", {"may_be_opened_later": True}, SEAT, MET, "Sede in provincia di BG; Camera competente: Bergamo."),
    Case("seat", {"may_be_opened_later": True}, TO_OPEN, TO_VERIFY,
         "Sede da aprire in provincia di BG (Bergamo): deve risultare attiva al registro delle imprese prima del "
         "pagamento."),
    Case("seat", {"may_be_opened_later": False}, TO_OPEN, NOT_MET,
         "La sede in provincia di BG non risulta ancora attiva al registro delle imprese."),
    Case("seat", {"may_be_opened_later": True}, {Name.SEAT_PROVINCE: "TO", Name.COMPETENT_CHAMBER: ""}, NOT_MET,
         "La provincia TO non è servita da alcuna Camera di questo bando: serve una sede operativa in una delle province "
         "ammesse."),
    Case("seat", {"may_be_opened_later": True}, {}, NOT_MET, "Indicate la provincia della sede in cui realizzate il progetto."),
    Case("seat", {"may_be_opened_later": False, "officer_confirms": True}, SEAT, TO_VERIFY,
         "Sede in provincia di BG (Bergamo): la Camera la verifica al registro delle imprese."),
    Case("seat", {"may_be_opened_later": False, "officer_confirms": True}, TO_OPEN | {confirmation("seat"): True}, MET,
         "La Camera ha verificato la sede in provincia di BG."),
    Case("seat", {"may_be_opened_later": False, "officer_confirms": True}, SEAT | {confirmation("seat"): False}, NOT_MET,
         "La Camera ha verificato che la sede in provincia di BG non risulta attiva al registro delle imprese."),
    Case("ateco", RETAIL, {Name.ATECO_CODE: "47.11.40", Name.ATECO_VERSION: "2007"}, MET,
         "Il vostro codice ATECO 2007 47.11.40 è ammesso.",
         "47.11.40 rientra in 47"),
    Case("ateco", RETAIL, {Name.ATECO_CODE: "620100", Name.ATECO_VERSION: "2007"}, MET,
         "Il vostro codice ATECO 2007 62.01.00 è ammesso.",
         "62.01.00 rientra in 62.01"),
    Case("ateco", RETAIL, {Name.ATECO_CODE: "47.91.10", Name.ATECO_VERSION: "2007"}, NOT_MET,
         "Il vostro codice ATECO 2007 47.91.10 è fra quelli esclusi dal bando: 47.9.",
         "47.91.10 rientra in 47.9"),
    Case("ateco", RETAIL, {Name.ATECO_CODE: "62.02.00", Name.ATECO_VERSION: "2007"}, NOT_MET,
         "Il vostro codice ATECO 2007 62.02.00 non è fra quelli ammessi dal bando: 47 e 62.01.",
         "62.02.00 non rientra in 47 e 62.01"),
    Case("ateco", RETAIL, {Name.ATECO_CODE: "47.11.40", Name.ATECO_VERSION: "2025"}, TO_VERIFY,
         "La Camera verifica a quale codice ATECO 2007 corrisponde il vostro 47.11.40."),
    Case("ateco", RETAIL, {Name.ATECO_CODE: "47.11.40"}, TO_VERIFY,
         "La Camera verifica a quale codice ATECO 2007 corrisponde il vostro 47.11.40."),
    Case("ateco", RETAIL, {}, TO_VERIFY, "La Camera verifica il vostro codice ATECO 2007 al registro delle imprese."),
    Case("ateco", RETAIL, {Name.ATECO_CODE: "", Name.ATECO_VERSION: "2007"}, NOT_MET,
         "Indicate il codice ATECO 2007 dell’attività principale."),
    Case("ateco", RETAIL, {Name.ATECO_CODE: "commercio", Name.ATECO_VERSION: "2007"}, NOT_MET,
         "«commercio» non è un codice ATECO 2007: correggetelo, per esempio 47.91.10."),
    Case("ateco", RETAIL, {Name.ATECO_CODE: "G", Name.ATECO_VERSION: "2007"}, NOT_MET,
         "«G» non è un codice ATECO 2007: correggetelo, per esempio 47.91.10."),
    Case("ateco", {"version": "2025", "exclude": ["A"]}, {Name.ATECO_CODE: "47.91.10", Name.ATECO_VERSION: "2025"}, MET,
         "Il vostro codice ATECO 2025 47.91.10 è ammesso.",
         "47.91.10 non rientra in A"),
    Case("ateco", {"version": "2025", "exclude": ["A"]}, {Name.ATECO_CODE: "01.11.10", Name.ATECO_VERSION: "2025"}, NOT_MET,
         "Il vostro codice ATECO 2025 01.11.10 è fra quelli esclusi dal bando: A.",
         "01.11.10 rientra in A"),
    Case("insolvency", {}, {declaration("insolvency"): True}, MET, "Avete dichiarato che non ci sono procedure concorsuali."),
    Case("insolvency", {}, {declaration("insolvency"): False}, NOT_MET,
         "Non avete dichiarato che l’impresa non è in liquidazione, fallimento, concordato o altra procedura concorsuale: "
         "se è vero, rendete la dichiarazione."),
    Case("insolvency", {}, {}, NOT_MET,
         "Non avete dichiarato che l’impresa non è in liquidazione, fallimento, concordato o altra procedura concorsuale: "
         "se è vero, rendete la dichiarazione."),
    Case("insolvency", {"officer_confirms": True}, {declaration("insolvency"): True}, TO_VERIFY,
         "Avete dichiarato che non ci sono procedure concorsuali; la Camera lo verifica al registro delle imprese."),
    Case("insolvency", {"officer_confirms": True}, {declaration("insolvency"): True, confirmation("insolvency"): True}, MET,
         "La Camera ha verificato che non ci sono procedure concorsuali."),
    Case("insolvency", {"officer_confirms": True}, {declaration("insolvency"): True, confirmation("insolvency"): False}, NOT_MET,
         "Al registro delle imprese risulta una procedura concorsuale o una liquidazione in corso."),
    Case("capital", {}, LOST | {Name.ACCUMULATED_LOSSES: M("5000.00")}, MET,
         "Le perdite non superano il limite: perdite cumulate 5.000,00\u00a0€, 50\u00a0% del capitale sottoscritto "
         "5.000,00\u00a0€.",
         "perdite cumulate 5.000,00\u00a0€ ≤ 5.000,00\u00a0€"),
    Case("capital", {}, LOST, NOT_MET,
         "L’impresa risulta in difficoltà: perdite cumulate 5.000,01\u00a0€, 50\u00a0% del capitale sottoscritto "
         "5.000,00\u00a0€.",
         "perdite cumulate 5.000,01\u00a0€ > 5.000,00\u00a0€"),
    Case("capital", {}, {Name.SUBSCRIBED_CAPITAL: None, Name.ACCUMULATED_LOSSES: None}, TO_VERIFY,
         "Senza capitale sottoscritto e perdite cumulate la prova del capitale è verificata dalla Camera."),
    Case("capital", {}, LOST | YOUNG | TODAY, NOT_MET,
         "L’impresa risulta in difficoltà: perdite cumulate 5.000,01\u00a0€, 50\u00a0% del capitale sottoscritto "
         "5.000,00\u00a0€.",
         "perdite cumulate 5.000,01\u00a0€ > 5.000,00\u00a0€"),
    Case("capital", {"exempt_young": True}, LOST | YOUNG | TODAY, MET,
         "PMI costituita il 16 marzo 2022, da meno di tre anni: la prova del capitale non si applica."),
    Case("capital", {"exempt_young": True}, LOST | YOUNG | TODAY | {Name.FOUNDED_ON: date(2022, 3, 15)}, NOT_MET,
         "L’impresa risulta in difficoltà: perdite cumulate 5.000,01\u00a0€, 50\u00a0% del capitale sottoscritto "
         "5.000,00\u00a0€.",
         "perdite cumulate 5.000,01\u00a0€ > 5.000,00\u00a0€"),
    Case("capital", {"exempt_young": True}, LOST | YOUNG, TO_VERIFY,
         "Perdite cumulate 5.000,01\u00a0€, oltre il limite di 5.000,00\u00a0€: se la vostra PMI è costituita da meno di "
         "tre anni la prova non si applica; la Camera lo verifica.",
         "perdite cumulate 5.000,01\u00a0€ > 5.000,00\u00a0€"),
    Case("capital", {"exempt_young": True}, LOST | YOUNG | TODAY | {Name.FOUNDED_ON: None}, TO_VERIFY,
         "Perdite cumulate 5.000,01\u00a0€, oltre il limite di 5.000,00\u00a0€: se la vostra PMI è costituita da meno di "
         "tre anni la prova non si applica; la Camera lo verifica.",
         "perdite cumulate 5.000,01\u00a0€ > 5.000,00\u00a0€"),
    Case("capital", {"exempt_young": True}, LOST | TODAY | {Name.FOUNDED_ON: date(2025, 1, 1)}, NOT_MET,
         "L’impresa risulta in difficoltà: perdite cumulate 5.000,01\u00a0€, 50\u00a0% del capitale sottoscritto "
         "5.000,00\u00a0€.",
         "perdite cumulate 5.000,01\u00a0€ > 5.000,00\u00a0€"),
    Case("capital", {"exempt_young": True}, LOST | YOUNG | TODAY
         | {Name.RELATIVES: (relative(True, "1", 250, "1.00", "1.00"),)}, NOT_MET,
         "L’impresa risulta in difficoltà: perdite cumulate 5.000,01\u00a0€, 50\u00a0% del capitale sottoscritto "
         "5.000,00\u00a0€.",
         "perdite cumulate 5.000,01\u00a0€ > 5.000,00\u00a0€"),
    Case("capital", {"exempt_young": True, "on": "2019-12-31"}, LOST | YOUNG | {Name.FOUNDED_ON: date(2017, 1, 1)}, MET,
         "PMI costituita il 1 gennaio 2017, da meno di tre anni: la prova del capitale non si applica."),
    Case("capital", {"exempt_young": True}, LOST | YOUNG | TODAY | {Name.STAFF: 250}, NOT_MET,
         "L’impresa risulta in difficoltà: perdite cumulate 5.000,01\u00a0€, 50\u00a0% del capitale sottoscritto "
         "5.000,00\u00a0€.",
         "perdite cumulate 5.000,01\u00a0€ > 5.000,00\u00a0€"),
    Case("durc", {}, TODAY | {Name.DURC_EXPIRES_ON: date(2025, 3, 15)}, MET,
         "DURC valido fino al 15 marzo 2025.",
         "DURC valido fino al 15 marzo 2025 ≥ 15 marzo 2025"),
    Case("durc", {}, TODAY | {Name.DURC_EXPIRES_ON: date(2025, 3, 14)}, NOT_MET,
         "Il DURC è scaduto il 14 marzo 2025: chiedetene uno nuovo.",
         "DURC valido fino al 14 marzo 2025 < 15 marzo 2025"),
    Case("durc", {}, TODAY | {Name.DURC_ISSUED_ON: date(2024, 11, 15)}, MET,
         "DURC valido fino al 15 marzo 2025.",
         "DURC valido fino al 15 marzo 2025 ≥ 15 marzo 2025"),
    Case("durc", {}, TODAY | {Name.DURC_ISSUED_ON: date(2024, 11, 14), Name.DURC_EXPIRES_ON: date(2025, 12, 31)}, NOT_MET,
         "Il DURC è scaduto il 14 marzo 2025: chiedetene uno nuovo.",
         "DURC valido fino al 14 marzo 2025 < 15 marzo 2025"),
    Case("durc", {}, TODAY | {Name.DURC_ISSUED_ON: date(2025, 3, 16)}, NOT_MET,
         "Il rilascio del DURC, 16 marzo 2025, è in un giorno che deve ancora venire: correggetelo.",
         "DURC rilasciato il 16 marzo 2025 > 15 marzo 2025"),
    Case("durc", {"valid_days": 121}, TODAY | {Name.DURC_ISSUED_ON: date(2024, 11, 14)}, MET,
         "DURC valido fino al 15 marzo 2025.",
         "DURC valido fino al 15 marzo 2025 ≥ 15 marzo 2025"),
    Case("durc", {}, TODAY | {declaration("durc"): True}, TO_VERIFY,
         "Contributi in regola secondo quanto dichiarato: la Camera verifica il DURC."),
    Case("durc", {}, TODAY | {declaration("durc"): False}, NOT_MET,
         "Indicate il rilascio e la scadenza del DURC, o dichiarate di avere i contributi in regola."),
    Case("durc", {}, {Name.DURC_EXPIRES_ON: date(2025, 3, 14)}, TO_VERIFY,
         "Contributi in regola secondo quanto dichiarato: la Camera verifica il DURC."),
    Case("durc", {"officer_confirms": True}, TODAY | {Name.DURC_EXPIRES_ON: date(2025, 3, 15)}, TO_VERIFY,
         "DURC valido fino al 15 marzo 2025; la Camera lo verifica.",
         "DURC valido fino al 15 marzo 2025 ≥ 15 marzo 2025"),
    Case("durc", {"officer_confirms": True}, TODAY | {Name.DURC_EXPIRES_ON: date(2025, 3, 15), confirmation("durc"): True}, MET,
         "DURC valido fino al 15 marzo 2025.",
         "DURC valido fino al 15 marzo 2025 ≥ 15 marzo 2025"),
    Case("durc", {"officer_confirms": True}, TODAY
         | {Name.DURC_EXPIRES_ON: date(2025, 3, 14), confirmation("durc"): True}, NOT_MET,
         "Il DURC è scaduto il 14 marzo 2025: chiedetene uno nuovo.",
         "DURC valido fino al 14 marzo 2025 < 15 marzo 2025"),
    Case("durc", {"officer_confirms": True}, TODAY | {confirmation("durc"): True}, MET,
         "La Camera ha verificato che i contributi sono in regola."),
    Case("durc", {"officer_confirms": True}, TODAY
         | {Name.DURC_EXPIRES_ON: date(2025, 3, 15), confirmation("durc"): False}, NOT_MET,
         "La Camera ha verificato che i contributi non sono in regola."),
    Case("annual_fee", {}, {declaration("annual_fee"): True, confirmation("annual_fee"): True}, MET,
         "La Camera ha verificato che il diritto annuale è versato."),
    Case("annual_fee", {"officer_confirms": False}, {declaration("annual_fee"): True}, MET,
         "Avete dichiarato di essere in regola con il diritto annuale."),
    Case("annual_fee", {}, {declaration("annual_fee"): False}, NOT_MET,
         "Non avete dichiarato di essere in regola con il diritto annuale: versatelo, poi rendete la dichiarazione."),
    Case("annual_fee", {}, {declaration("annual_fee"): True, confirmation("annual_fee"): False}, NOT_MET,
         "Il diritto annuale della Camera non risulta versato: regolarizzatelo."),
    Case("annual_fee", {}, {declaration("annual_fee"): True}, TO_VERIFY,
         "Avete dichiarato di essere in regola con il diritto annuale; la Camera lo verifica."),
    Case("supplies", {}, {declaration("supplies"): True, confirmation("supplies"): True}, MET,
         "La Camera ha verificato che non ci sono forniture in corso."),
    Case("supplies", {"officer_confirms": False}, {declaration("supplies"): True}, MET,
         "Avete dichiarato di non avere forniture in corso con le Camere."),
    Case("supplies", {}, {declaration("supplies"): False}, NOT_MET,
         "Non avete dichiarato di non avere forniture in corso con le Camere di commercio del bando: se è vero, rendete "
         "la dichiarazione."),
    Case("supplies", {}, {declaration("supplies"): True, confirmation("supplies"): False}, NOT_MET,
         "Risultano forniture in corso con una Camera di commercio del bando: finché durano non potete avere il "
         "contributo."),
    Case("supplies", {}, {declaration("supplies"): True}, TO_VERIFY,
         "Avete dichiarato di non avere forniture in corso con le Camere; la Camera lo verifica sul proprio elenco."),
    Case("antimafia", {}, {Name.PERSONS: 3, Name.PERSONS_DECLARED: 3}, MET,
         "Dichiarazione antimafia resa per tutte le persone indicate: 3.",
         "persone dichiaranti 3 = 3"),
    Case("antimafia", {}, {Name.PERSONS: 3, Name.PERSONS_DECLARED: 1}, NOT_MET,
         "Dichiarazioni antimafia rese: 1; persone che devono renderne una: 3.",
         "persone dichiaranti 1 < 3"),
    Case("antimafia", {}, {Name.PERSONS: 0, Name.PERSONS_DECLARED: 0}, NOT_MET,
         "Indicate le persone soggette ai controlli antimafia (art. 85 D.Lgs. 159/2011)."),
    Case("antimafia", {}, {Name.PERSONS: None, Name.PERSONS_DECLARED: None}, NOT_MET,
         "Indicate le persone soggette ai controlli antimafia (art. 85 D.Lgs. 159/2011)."),
    Case("antimafia", {}, {Name.PERSONS: 1, Name.PERSONS_DECLARED: None}, NOT_MET,
         "Dichiarazioni antimafia rese: 0; persone che devono renderne una: 1.", "persone dichiaranti 0 < 1"),
    Case("antimafia", {}, {}, TO_VERIFY,
         "Nella domanda ciascuna persona soggetta ai controlli antimafia rende la sua dichiarazione."),
    Case("antimafia", {"documents_above": "150000.00"}, {Name.PERSONS: 1, Name.PERSONS_DECLARED: 1,
         Name.GRANT: M("150000.00")}, MET,
         "Dichiarazione antimafia resa per tutte le persone indicate: 1.",
         "persone dichiaranti 1 = 1"),
    Case("antimafia", {"documents_above": "150000.00"}, {Name.PERSONS: 1, Name.PERSONS_DECLARED: 1,
         Name.GRANT: M("150000.01")}, TO_VERIFY,
         "Dichiarazioni rese; per un contributo oltre 150.000,00\u00a0€ la Camera acquisisce la documentazione antimafia.",
         "contributo 150.000,01\u00a0€ > 150.000,00\u00a0€"),
    Case("antimafia", {"documents_above": "150000.00"}, {Name.PERSONS: 1, Name.PERSONS_DECLARED: 1,
         Name.GRANT: M("150000.01"), confirmation("antimafia"): True}, MET,
         "Dichiarazione antimafia resa per tutte le persone indicate: 1.",
         "persone dichiaranti 1 = 1"),
    Case("antimafia", {"documents_above": "150000.00"}, {Name.PERSONS: 1, Name.PERSONS_DECLARED: 1,
         Name.GRANT: M("1.00"), confirmation("antimafia"): False}, NOT_MET,
         "Dalla documentazione antimafia risultano cause di divieto (art. 67 D.Lgs. 159/2011)."),
    Case("single", {}, {Name.OTHER_APPLICATIONS: 0}, MET,
         "Nessun’altra domanda della vostra impresa per questo bando.",
         "altre domande inviate 0 ≤ 0"),
    Case("single", {}, {Name.OTHER_APPLICATIONS: 1}, NOT_MET,
         "La vostra impresa ha già inviato una domanda per questo bando: vale la prima.",
         "altre domande inviate 1 > 0"),
    Case("single", {"others": 2}, {Name.OTHER_APPLICATIONS: 2}, MET,
         "Le altre domande della vostra impresa sono entro il limite del bando: 2.",
         "altre domande inviate 2 ≤ 2"),
    Case("single", {"others": 1}, {Name.OTHER_APPLICATIONS: 2}, NOT_MET,
         "Altre domande già inviate dalla vostra impresa per questo bando: 2; ammesse: 1.",
         "altre domande inviate 2 > 1"),
    Case("single", {}, {}, TO_VERIFY, "Il portale lo verifica quando accedete con la vostra impresa."),
    Case("linked_firms", {}, {Name.LINKED_APPLICATIONS: 0}, MET,
         "Le domande di imprese collegate alla vostra sono entro il limite del bando.",
         "domande di imprese collegate 0 ≤ 0"),
    Case("linked_firms", {"others": 1}, {Name.LINKED_APPLICATIONS: 1}, MET,
         "Le domande di imprese collegate alla vostra sono entro il limite del bando.",
         "domande di imprese collegate 1 ≤ 1"),
    Case("linked_firms", {"others": 1}, {Name.LINKED_APPLICATIONS: 2}, NOT_MET,
         "Domande già inviate per questo bando da imprese collegate alla vostra: 2; ammesse: 1.",
         "domande di imprese collegate 2 > 1"),
    Case("linked_firms", {}, {Name.LINKED_APPLICATIONS: 1}, NOT_MET,
         "Domande già inviate per questo bando da imprese collegate alla vostra: 1; ammesse: 0.",
         "domande di imprese collegate 1 > 0"),
    Case("linked_firms", {}, {}, TO_VERIFY, "La Camera verifica se imprese collegate alla vostra hanno presentato domanda."),
    Case("earlier_calls", EARLIER, {Name.BENEFICIARY_OF: ("altro-2020",)}, MET,
         "La vostra impresa non risulta beneficiaria di: e-commerce-2021 e e-commerce-2022."),
    Case("earlier_calls", EARLIER, {Name.BENEFICIARY_OF: ("altro-2020", "e-commerce-2021")}, NOT_MET,
         "La vostra impresa è beneficiaria di: e-commerce-2021. Questo bando esclude chi ne ha già avuto il contributo."),
    Case("earlier_calls", EARLIER, {}, TO_VERIFY,
         "Il portale verifica se la vostra impresa è beneficiaria di: e-commerce-2021 e e-commerce-2022."),
    Case("earlier_calls", EARLIER | {"declared": True}, {Name.BENEFICIARY_OF: (), declaration("earlier_calls"): True}, MET,
         "La vostra impresa non risulta beneficiaria di: e-commerce-2021 e e-commerce-2022."),
    Case("earlier_calls", EARLIER | {"declared": True}, {Name.BENEFICIARY_OF: (), declaration("earlier_calls"): False}, NOT_MET,
         "Non avete dichiarato di non essere beneficiari di: e-commerce-2021 e e-commerce-2022. Se è vero, rendete la "
         "dichiarazione."),
    Case("earlier_calls", EARLIER | {"declared": True}, {Name.BENEFICIARY_OF: ()}, NOT_MET,
         "Non avete dichiarato di non essere beneficiari di: e-commerce-2021 e e-commerce-2022. Se è vero, rendete la "
         "dichiarazione."),
    Case("earlier_calls", EARLIER | {"declared": True}, {declaration("earlier_calls"): True}, TO_VERIFY,
         "Il portale verifica se la vostra impresa è beneficiaria di: e-commerce-2021 e e-commerce-2022."),
    Case("earlier_calls", EARLIER
         | {"declared": True}, {Name.BENEFICIARY_OF: ("e-commerce-2022",), declaration("earlier_calls"): True}, NOT_MET,
         "La vostra impresa è beneficiaria di: e-commerce-2022. Questo bando esclude chi ne ha già avuto il contributo."),
    Case("minimum_spend", {"amount": "4000.00"}, {Name.SPEND: M("4000.00")}, MET,
         "La spesa di 4.000,00\u00a0€ raggiunge il minimo di 4.000,00\u00a0€.",
         "spesa 4.000,00\u00a0€ ≥ 4.000,00\u00a0€"),
    Case("minimum_spend", {"amount": "4000.00"}, {Name.SPEND: M("3999.99")}, NOT_MET,
         "La spesa di 3.999,99\u00a0€ non raggiunge il minimo di 4.000,00\u00a0€: mancano 0,01\u00a0€.",
         "spesa 3.999,99\u00a0€ < 4.000,00\u00a0€"),
    Case("minimum_spend", {"amount": "4000.00"}, {}, TO_VERIFY,
         "Nella domanda indicherete le spese: il minimo è 4.000,00\u00a0€, al netto dell’IVA."),
    Case("maximum_spend", {"amount": "25000.00"}, {Name.SPEND: M("25000.00")}, MET,
         "La spesa di 25.000,00\u00a0€ non supera il massimo di 25.000,00\u00a0€.",
         "spesa 25.000,00\u00a0€ ≤ 25.000,00\u00a0€"),
    Case("maximum_spend", {"amount": "25000.00"}, {Name.SPEND: M("25000.01")}, NOT_MET,
         "La spesa di 25.000,01\u00a0€ supera il massimo di 25.000,00\u00a0€: sono 0,01\u00a0€ di troppo.",
         "spesa 25.000,01\u00a0€ > 25.000,00\u00a0€"),
    Case("maximum_spend", {"amount": "25000.00"}, {}, TO_VERIFY,
         "Nella domanda indicherete le spese: il massimo è 25.000,00\u00a0€, al netto dell’IVA."),
    Case("item_caps", {}, {Name.ITEM_CUTS: (), Name.ITEM_SHORTFALLS: ()}, MET, "Le spese rispettano i limiti delle voci."),
    Case("item_caps", {},
         {Name.ITEM_CUTS: (ItemCut("Personale", M("5000.00"), M("3000.00")), ItemCut("Forfait", M("0.00"), M("600.00"))),
         Name.ITEM_SHORTFALLS: ()}, MET,
         "I limiti delle voci cambiano la spesa ammessa: Personale: da 5.000,00\u00a0€ a 3.000,00\u00a0€ e Forfait: da "
         "0,00\u00a0€ a 600,00\u00a0€.",
         "Personale 5.000,00\u00a0€ > 3.000,00\u00a0€ e Forfait 0,00\u00a0€ < 600,00\u00a0€"),
    Case("item_caps", {}, {Name.ITEM_CUTS: (),
         Name.ITEM_SHORTFALLS: (ItemShortfall("Consulenza e formazione", M("1000.00"), M("3000.00")),)}, NOT_MET,
         "Non sono raggiunte le quote minime: Consulenza e formazione: 1.000,00\u00a0€, almeno 3.000,00\u00a0€.",
         "Consulenza e formazione 1.000,00\u00a0€ < 3.000,00\u00a0€"),
    Case("item_caps", {}, {}, TO_VERIFY, "Nella domanda indicherete le spese per voce: il portale applica i limiti del bando."),
    Case("readiness", ALL_PARTS, PROJECT, MET, "Il progetto descrive tutto ciò che il bando chiede."),
    Case("readiness", ALL_PARTS, PROJECT | {Name.CHANNELS: "  "}, NOT_MET,
         "Nel progetto mancano: almeno un canale di vendita online specializzato."),
    Case("readiness", ALL_PARTS, {Name.PORTFOLIO: "", Name.MARKETS: ""}, NOT_MET,
         "Nel progetto mancano: i prodotti da vendere online e i mercati esteri a cui puntate."),
    Case("readiness", ALL_PARTS, {}, TO_VERIFY,
         "Nella domanda il progetto deve descrivere: i prodotti da vendere online, i mercati esteri a cui puntate e "
         "almeno un canale di vendita online specializzato."),
    Case("aid_ceiling", CEILING, {Name.AID_RECEIVED: M("290000.00"), Name.GRANT: M("10000.00")}, MET,
         "C’è spazio per il contributo: aiuti già ricevuti 290.000,00\u00a0€, massimale 300.000,00\u00a0€.",
         "aiuti e contributo 300.000,00\u00a0€ ≤ 300.000,00\u00a0€"),
    Case("aid_ceiling", CEILING, {Name.AID_RECEIVED: M("290000.01"), Name.GRANT: M("10000.00")}, TO_VERIFY,
         "Il contributo può essere al più 9.999,99\u00a0€: aiuti già ricevuti 290.000,01\u00a0€, massimale "
         "300.000,00\u00a0€.",
         "aiuti e contributo 300.000,01\u00a0€ > 300.000,00\u00a0€"),
    Case("aid_ceiling", CEILING, {Name.AID_RECEIVED: M("300000.00")}, NOT_MET,
         "Il massimale degli aiuti è esaurito: aiuti già ricevuti 300.000,00\u00a0€, massimale 300.000,00\u00a0€.",
         "aiuti già ricevuti 300.000,00\u00a0€ ≥ 300.000,00\u00a0€"),
    Case("aid_ceiling", CEILING, {Name.AID_RECEIVED: M("299999.99")}, MET,
         "C’è spazio per il contributo: aiuti già ricevuti 299.999,99\u00a0€, massimale 300.000,00\u00a0€.",
         "aiuti già ricevuti 299.999,99\u00a0€ < 300.000,00\u00a0€"),
    Case("aid_ceiling", CEILING, {}, TO_VERIFY,
         "La Camera verifica sul registro nazionale gli aiuti già ricevuti (massimale 300.000,00\u00a0€)."),
    Case("aid_ceiling", CEILING, TODAY | AIDS | {Name.GRANT: M("10000.00")}, MET,
         "C’è spazio per il contributo: aiuti già ricevuti 290.000,00\u00a0€ dal 15 marzo 2022, massimale "
         "300.000,00\u00a0€.",
         "aiuti e contributo 300.000,00\u00a0€ ≤ 300.000,00\u00a0€"),
    Case("aid_ceiling", CEILING, TODAY | AIDS | {Name.GRANT: M("10000.01")}, TO_VERIFY,
         "Il contributo può essere al più 10.000,00\u00a0€: aiuti già ricevuti 290.000,00\u00a0€ dal 15 marzo 2022, "
         "massimale 300.000,00\u00a0€.",
         "aiuti e contributo 300.000,01\u00a0€ > 300.000,00\u00a0€"),
    Case("aid_ceiling", CEILING, {Name.TODAY: date(2025, 3, 14)} | AIDS | {Name.GRANT: M("1.00")}, NOT_MET,
         "Il massimale degli aiuti è esaurito: aiuti già ricevuti 390.000,00\u00a0€ dal 14 marzo 2022, massimale "
         "300.000,00\u00a0€.",
         "aiuti già ricevuti 390.000,00\u00a0€ ≥ 300.000,00\u00a0€"),
    Case("aid_ceiling", CEILING, AIDS, TO_VERIFY,
         "La Camera verifica sul registro nazionale gli aiuti già ricevuti (massimale 300.000,00\u00a0€)."),
    Case("aid_ceiling", OLD_CEILING, TODAY
         | {Name.AIDS: (Aid(date(2022, 12, 31), M("150000.00")), Aid(date(2023, 1, 1), M("50000.00")))}
         | {Name.GRANT: M("10000.00")}, MET,
         "C’è spazio per il contributo: aiuti già ricevuti 50.000,00\u00a0€ dal 1 gennaio 2023, massimale "
         "200.000,00\u00a0€.",
         "aiuti e contributo 60.000,00\u00a0€ ≤ 200.000,00\u00a0€"),
    Case("aid_ceiling", OLD_CEILING, TODAY | {Name.AIDS: (Aid(date(2023, 1, 1), M("200000.00")),)}
         | {Name.GRANT: M("10000.00")}, NOT_MET,
         "Il massimale degli aiuti è esaurito: aiuti già ricevuti 200.000,00\u00a0€ dal 1 gennaio 2023, massimale "
         "200.000,00\u00a0€.",
         "aiuti già ricevuti 200.000,00\u00a0€ ≥ 200.000,00\u00a0€"),
    Case("yearly_ceiling", YEARLY, TODAY | GRANTED | {Name.GRANT: M("5000.00")}, NOT_MET,
         "Il tetto annuo per impresa è esaurito: contributi già concessi 20.000,00\u00a0€ dal 1 gennaio 2025, tetto "
         "20.000,00\u00a0€.",
         "contributi già concessi nell’anno 20.000,00\u00a0€ ≥ 20.000,00\u00a0€"),
    Case("yearly_ceiling", YEARLY | {"calls": ["turismo-2025"]}, TODAY | GRANTED | {Name.GRANT: M("12000.00")}, MET,
         "C’è spazio sotto il tetto annuo: contributi già concessi 8.000,00\u00a0€ dal 1 gennaio 2025, tetto "
         "20.000,00\u00a0€.",
         "contributi dell’anno 20.000,00\u00a0€ ≤ 20.000,00\u00a0€"),
    Case("yearly_ceiling", YEARLY | {"calls": ["turismo-2025"]}, TODAY | GRANTED | {Name.GRANT: M("12000.01")}, TO_VERIFY,
         "Il contributo può essere al più 12.000,00\u00a0€: contributi già concessi nell’anno 8.000,00\u00a0€ dal 1 "
         "gennaio 2025, tetto 20.000,00\u00a0€.",
         "contributi dell’anno 20.000,01\u00a0€ > 20.000,00\u00a0€"),
    Case("yearly_ceiling", YEARLY, {Name.GRANTED_THIS_YEAR: M("15000.00"), Name.GRANT: M("5000.00")}, MET,
         "C’è spazio sotto il tetto annuo: contributi già concessi 15.000,00\u00a0€, tetto 20.000,00\u00a0€.",
         "contributi dell’anno 20.000,00\u00a0€ ≤ 20.000,00\u00a0€"),
    Case("yearly_ceiling", YEARLY
         | {"calls": ["turismo-2025"]}, {Name.GRANTED_THIS_YEAR: M("15000.00"), Name.GRANT: M("5000.00")}, TO_VERIFY,
         "Il portale verifica i contributi già concessi nell’anno alla vostra impresa (tetto 20.000,00\u00a0€)."),
    Case("yearly_ceiling", YEARLY, {}, TO_VERIFY,
         "Il portale verifica i contributi già concessi nell’anno alla vostra impresa (tetto 20.000,00\u00a0€)."),
    Case("declaration", {"declaration": "other"}, {declaration("other"): True}, MET, "Dichiarazione resa."),
    Case("declaration", {"declaration": "other"}, {declaration("other"): False}, NOT_MET,
         "La dichiarazione non è stata resa: leggetela e, se è vera, confermatela."),
    Case("declaration", {"declaration": "other"}, {}, NOT_MET,
         "La dichiarazione non è stata resa: leggetela e, se è vera, confermatela."),
    Case("declaration", {"declaration": "other", "officer_confirms": True}, {declaration("other"): True}, TO_VERIFY,
         "Dichiarazione resa; la Camera la verifica."),
    Case("declaration", {"declaration": "other", "officer_confirms": True}, {declaration("other"): True,
         confirmation("other"): True}, MET,
         "Dichiarazione resa e verificata dalla Camera."),
    Case("declaration", {"declaration": "other", "officer_confirms": True}, {declaration("other"): True,
         confirmation("other"): False}, NOT_MET,
         "La Camera ha verificato che quanto dichiarato non risulta."),
]
# fmt: on
