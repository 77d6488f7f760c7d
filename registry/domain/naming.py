"""Names of municipalities: as ISTAT writes them, and as people search for them."""

import re
import unicodedata

# Not «sopra»: it is mostly a name there (Bonate Sopra, Bagnoli di Sopra). Not «la», «le»: the short list below has them.
_SMALL = {
    "a", "ad", "ai", "al", "alla", "alle", "allo", "agli", "con", "da", "dal", "dalla", "dei", "degli", "del", "della",
    "delle", "dello", "de'", "di", "e", "ed", "in", "ne'", "nei", "nel", "nella", "nelle", "per", "presso", "su", "sui", "sul",
    "sulla", "sullo", "tra", "fra",
}  # fmt: skip
_ELIDED = re.compile(r"(D|Dell|Dall|All|Nell|Sull)'(?=.)")

# Where no rule helps: the spelling of ISTAT's list, by cadastral code.
_BY_HAND = {
    "A177": "Alcara li Fusi",
    "A920": "Boffalora sopra Ticino",
    "C166": "Castelletto sopra Ticino",
    "D333": "Domus de Maria",
    "D755": "Fragneto l'Abate",
    "G050": "Oltre il Colle",
    "H675": "Saint-Rhémy-en-Bosses",
    "H845": "San Floriano del Collio-Števerjan",
    "H922": "San Giovanni la Punta",
    "H986": "San Marco la Catola",
    "I032": "San Mauro la Bruca",
    "I056": "San Nicola la Strada",
    "I202": "Sant'Agata li Battiati",
    "I247": "Santa Maria la Fossa",
    "I248": "Santa Maria la Longa",
    "I479": "Savogna d'Isonzo-Sovodnje ob Soči",
    "I869": "Sotto il Monte Giovanni XXIII",
    "L444": "Trodena nel parco naturale",
    "L485": "Uggiano la Chiesa",
    "M273": "Santa Maria la Carità",
}


def as_written(name: str, cadastral_code: str = "") -> str:
    """The name with small prepositions: «Anzola Dell'Emilia» is «Anzola dell'Emilia», the first word stays as it is."""
    if cadastral_code in _BY_HAND:
        return _BY_HAND[cadastral_code]
    first, *others = name.split()
    words = [word.lower() if word.lower() in _SMALL else _ELIDED.sub(lambda found: found[0].lower(), word) for word in others]
    return " ".join([first, *words]).replace("sulla Strada del Vino", "sulla strada del vino")


def search_key(name: str) -> str:
    """What is compared in a search: no accents, apostrophes, hyphens or capitals («Cantù», «cantu'» → «cantu»)."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", bare.casefold()))
