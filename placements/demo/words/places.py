"""Where people live and work: real postcodes with weights, invented addresses."""

from __future__ import annotations

# Postcode and weight: the bigger towns hold most people.
AALBORG = {
    "9000": 34, "9200": 15, "9210": 15, "9220": 18, "9400": 18, "9230": 6, "9310": 5, "9260": 4, "9270": 3, "9280": 3, "9240": 5,
    "9370": 3, "9362": 2, "9380": 1, "9381": 1, "9382": 1, "9430": 2, "9293": 1, "9574": 1,
}  # fmt: skip
# Work is also found a little outside.
AALBORG_WORK = {
    **{code: weight * 4 for code, weight in AALBORG.items()},
    "9530": 5,
    "9440": 4,
    "9320": 3,
    "9520": 2,
    "9700": 3,
}
LINKOPING_TOWNS = {"Linköping": 80, "Ljungsbro": 7, "Linghem": 6, "Vikingstad": 4}
NEIGHBOURS = {
    "DK-851": {"9220": 6, "9000": 2, "9400": 2},
    "DK-810": {"9700": 4, "9740": 1},
    "DK-860": {"9800": 5, "9850": 1},
}

STREETS = (
    "Ahornvej Algade Birkevænget Boulevarden Brogade Byvangen Bøgevej Damvej Egevej Elmevej Engtoften Fabriksvej Fjordgade "
    "Fyrrevænget Gartnervej Havnegade Havrevej Hedevej Hovedgaden Håndværkervej Industrivej Kastanievej Kirkegade Kirkevej "
    "Klostergade Kløvervej Kornvej Lindevej Lundevej Mellemvej Mosevej Møllegade Møllevej Nygade Nørregade Nørrevang Parkvej "
    "Pilevej Præstevej Rugvej Rønnevej Skolegade Skolevej Skovbrynet Skovvej Solsortevej Stationsvej Strandvejen Søndergade "
    "Søvej Teglværksvej Torvet Tværgade Vestergade Vesterbro Østergade Østervang Åboulevarden Åvej"
).split()
SWEDISH_STREETS = [
    "Björkgatan", "Drottninggatan", "Ekgatan", "Fabriksgatan", "Gamla vägen", "Hantverkargatan", "Industrigatan",
    "Järnvägsgatan", "Kyrkogatan", "Lindgatan", "Norra vägen", "Parkgatan", "Ringvägen", "Skolgatan", "Storgatan",
    "Södra vägen", "Torggatan", "Trädgårdsgatan", "Verkstadsgatan",
]  # fmt: skip

# Places that there is one of in every second town, so that nobody's is meant.
NATURE = "Ask Birke Bøge Dam Ege Elle Enge Fjord Fyrre Hassel Hede Hyld Kilde Kirke Klit Korn Linde Lyng Løve Mose Møl Pile Rose Rød Røn Skov Sol Strand Svane Sø Tjørne Vand".split()
ENDINGS = "bakken gården højen haven kæret lunden marken parken toften vangen vænget".split()
