"""Facts of the territory: the 107 provinces of Italy; the Chambers of Lombardy, the nine of 2020 and the seven of today.

Which Chamber serves which province in a call is said by the call; `seats_on` is only what a new call starts from.
"""

from dataclasses import dataclass
from datetime import date

LOMBARDY = {
    "BG": "Bergamo", "BS": "Brescia", "CO": "Como", "CR": "Cremona", "LC": "Lecco", "LO": "Lodi", "MB": "Monza e Brianza",
    "MI": "Milano", "MN": "Mantova", "PV": "Pavia", "SO": "Sondrio", "VA": "Varese",
}  # fmt: skip

ELSEWHERE = {
    "AG": "Agrigento", "AL": "Alessandria", "AN": "Ancona", "AO": "Aosta", "AP": "Ascoli Piceno", "AQ": "L’Aquila",
    "AR": "Arezzo", "AT": "Asti", "AV": "Avellino", "BA": "Bari", "BI": "Biella", "BL": "Belluno", "BN": "Benevento",
    "BO": "Bologna", "BR": "Brindisi", "BT": "Barletta-Andria-Trani", "BZ": "Bolzano", "CA": "Cagliari", "CB": "Campobasso",
    "CE": "Caserta", "CH": "Chieti", "CL": "Caltanissetta", "CN": "Cuneo", "CS": "Cosenza", "CT": "Catania",
    "CZ": "Catanzaro", "EN": "Enna", "FC": "Forlì-Cesena", "FE": "Ferrara", "FG": "Foggia", "FI": "Firenze", "FM": "Fermo",
    "FR": "Frosinone", "GE": "Genova", "GO": "Gorizia", "GR": "Grosseto", "IM": "Imperia", "IS": "Isernia", "KR": "Crotone",
    "LE": "Lecce", "LI": "Livorno", "LT": "Latina", "LU": "Lucca", "MC": "Macerata", "ME": "Messina", "MO": "Modena",
    "MS": "Massa-Carrara", "MT": "Matera", "NA": "Napoli", "NO": "Novara", "NU": "Nuoro", "OR": "Oristano", "PA": "Palermo",
    "PC": "Piacenza", "PD": "Padova", "PE": "Pescara", "PG": "Perugia", "PI": "Pisa", "PN": "Pordenone", "PO": "Prato",
    "PR": "Parma", "PT": "Pistoia", "PU": "Pesaro e Urbino", "PZ": "Potenza", "RA": "Ravenna", "RC": "Reggio Calabria",
    "RE": "Reggio Emilia", "RG": "Ragusa", "RI": "Rieti", "RM": "Roma", "RN": "Rimini", "RO": "Rovigo", "SA": "Salerno",
    "SI": "Siena", "SP": "La Spezia", "SR": "Siracusa", "SS": "Sassari", "SU": "Sud Sardegna", "SV": "Savona",
    "TA": "Taranto", "TE": "Teramo", "TN": "Trento", "TO": "Torino", "TP": "Trapani", "TR": "Terni", "TS": "Trieste",
    "TV": "Treviso", "UD": "Udine", "VB": "Verbano-Cusio-Ossola", "VC": "Vercelli", "VE": "Venezia", "VI": "Vicenza",
    "VR": "Verona", "VT": "Viterbo", "VV": "Vibo Valentia",
}  # fmt: skip

PROVINCES = LOMBARDY | ELSEWHERE


def in_being(day: date, since_on: date | None, until_on: date | None) -> bool:
    """Whether `day` lies between the first and the last day, both included; a missing end is open."""
    return (since_on is None or since_on <= day) and (until_on is None or day <= until_on)


@dataclass(frozen=True)
class ChamberFact:
    """A Chamber of Lombardy: the provinces it serves, its first day (None: before the reform of 2016) and its last."""

    name: str
    provinces: tuple[str, ...]
    since_on: date | None = None
    until_on: date | None = None

    def exists_on(self, day: date) -> bool:
        """Whether the Chamber exists on that day."""
        return in_being(day, self.since_on, self.until_on)


# The merged Chambers are those of DM MISE 16/2/2018. Each begins, and those it is made of end, on the day its council
# takes office: 18 September 2017, 28 March 2019, 18 November 2024 (as the press of those days has it).
_MERGED = date(2024, 11, 18)
_LAST_DAY = date(2024, 11, 17)

CHAMBERS = {
    "bg": ChamberFact("Bergamo", ("BG",)),
    "bs": ChamberFact("Brescia", ("BS",)),
    "co-lc": ChamberFact("Como-Lecco", ("CO", "LC"), since_on=date(2019, 3, 28)),
    "cr": ChamberFact("Cremona", ("CR",), until_on=_LAST_DAY),
    "cr-mn-pv": ChamberFact("Cremona-Mantova-Pavia", ("CR", "MN", "PV"), since_on=_MERGED),
    "mi-mb-lo": ChamberFact("Milano Monza Brianza Lodi", ("MI", "MB", "LO"), since_on=date(2017, 9, 18)),
    "mn": ChamberFact("Mantova", ("MN",), until_on=_LAST_DAY),
    "pv": ChamberFact("Pavia", ("PV",), until_on=_LAST_DAY),
    "so": ChamberFact("Sondrio", ("SO",)),
    "va": ChamberFact("Varese", ("VA",)),
}


def chambers_on(day: date) -> dict[str, ChamberFact]:
    """The Chambers that exist on a day, by code. Complete from 28 March 2019 on."""
    return {code: chamber for code, chamber in CHAMBERS.items() if chamber.exists_on(day)}


def seats_on(day: date) -> dict[str, str]:
    """The code of the Chamber that serves each province of Lombardy on a day, by the province's sign."""
    return {province: code for code, chamber in chambers_on(day).items() for province in chamber.provinces}
