"""Facts of the territory: the 107 provinces of Italy and the nine Chambers of Lombardy as they were in 2020.

Which Chamber serves which province in a call is said by the call; `SEATS` is only what a new call starts from.
"""

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

CHAMBERS = {
    "bg": "Bergamo", "bs": "Brescia", "co-lc": "Como-Lecco", "cr": "Cremona", "mn": "Mantova",
    "mi-mb-lo": "Milano Monza Brianza Lodi", "pv": "Pavia", "so": "Sondrio", "va": "Varese",
}  # fmt: skip

SEATS = {
    "BG": "bg", "BS": "bs", "CO": "co-lc", "LC": "co-lc", "CR": "cr", "MN": "mn",
    "MI": "mi-mb-lo", "MB": "mi-mb-lo", "LO": "mi-mb-lo", "PV": "pv", "SO": "so", "VA": "va",
}  # fmt: skip
