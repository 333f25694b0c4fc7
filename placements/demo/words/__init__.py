"""Invented names, companies and tasks. Any likeness is chance."""

POSTCODES = [
    "9000",
    "9000",
    "9000",
    "9200",
    "9210",
    "9220",
    "9220",
    "9230",
    "9260",
    "9280",
    "9310",
    "9400",
    "9400",
    "9430",
]

DANISH_FIRST = (
    "Anne Bo Camilla Dorte Erik Freja Gitte Hans Ida Jonas Karen Lars Maja Niels Oline Per Rikke Søren Trine Ulla Villads "
    "Yrsa Åse Mikkel Signe Johan Lone Kim Tina Jørgen"
).split()
DANISH_LAST = (
    "Jensen Nielsen Hansen Pedersen Andersen Christensen Larsen Sørensen Rasmussen Jørgensen Madsen Kristensen Østergaard "
    "Bak Dahl Friis Holm Krogh Lund Møller Nørgaard Thomsen Vestergaard Ågaard"
).split()
REFUGEES = [
    ("Amina", "Hassan", ["so", "da:A2"]),
    ("Yusuf", "Al-Khatib", ["ar", "en:B1", "da:A1"]),
    ("Olena", "Kovalenko", ["uk", "ru", "en:B2", "da:A2"]),
    ("Tesfay", "Gebremariam", ["ti", "am", "da:A2"]),
    ("Layla", "Haddad", ["ar", "da:B1"]),
    ("Dmytro", "Shevchuk", ["uk", "da:A1"]),
    ("Farid", "Rahimi", ["fa", "ps", "da:B1"]),
    ("Mariam", "Tekle", ["ti", "en:A2", "da:A1"]),
    ("Ahmad", "Darwish", ["ar", "da:A2"]),
    ("Iryna", "Bondar", ["uk", "pl:B1", "da:A2"]),
    ("Samira", "Noori", ["fa", "da:B1"]),
    ("Abdi", "Warsame", ["so", "en:B1", "da:B1"]),
]

# Name, type, industry, street, postcode, employees, contact, what they can offer, what they can't.
WORKPLACES = [
    ("Limfjordens Bageri", "privat", "Bageri", "Nørregade 14", "9000", 18, "Bente Krogh", ["fast_kontaktperson", "fast_struktur", "pauser"], ["siddende", "stille"]),
    ("Østerå Byggemarked", "privat", "Byggemarked", "Håndværkervej 3", "9000", 62, "Claus Dahl", ["fast_kontaktperson", "varieret_stilling", "mentor"], ["stille"]),
    ("Vejgaard Plejehjem", "offentlig", "Plejehjem", "Hadsundvej 88", "9000", 74, "Lone Friis", ["eget_tempo", "én_opgave", "fast_kontaktperson", "mentor", "få_kolleger"], ["hjemmefra"]),
    ("Himmerland Boligforening", "boligorganisation", "Boligorganisation", "Rendsburggade 22", "9000", 130, "Kim Vestergaard", ["alene", "eget_tempo", "trække_sig", "pauser"], ["hjemmefra"]),
    ("Kattegat Logistik", "privat", "Lager og transport", "Svendborgvej 9", "9220", 95, "Rikke Bak", ["faste_dage", "korte_dage", "billedinstruks", "dansk_ikke_krav"], ["ingen_tunge_løft", "siddende"]),
    ("Kafé Mellemrum", "socialøkonomisk", "Café", "Boulevarden 31", "9000", 9, "Maja Lund", ["eget_tempo", "pauser", "hvilerum", "gå_hjem", "mentor", "enkelt_dansk"], []),
    ("Nørresundby Genbrug", "forening", "Genbrugsbutik", "Brotorvet 5", "9400", 12, "Ole Ågaard", ["eget_tempo", "ingen_kundekontakt", "pauser", "trække_sig", "siddende"], ["kørestol"]),
    ("Aalborg Stadsarkiv", "offentlig", "Arkiv", "Arkivstræde 1", "9000", 24, "Gitte Holm", ["stille", "skærmet", "alene", "siddende", "fast_struktur", "korte_dage"], []),
    ("Gug Skole", "offentlig", "Folkeskole", "Solhøjsvej 2", "9210", 66, "Trine Møller", ["faste_dage", "én_opgave", "mentor"], ["stille", "hjemmefra"]),
    ("Solsiden Hotel", "privat", "Hotel", "Skibbrogade 40", "9000", 48, "Jonas Lund", ["faste_dage", "fast_kontaktperson", "enkelt_dansk"], ["siddende"]),
    ("Svenstrup Dyreklinik", "privat", "Dyreklinik", "Runesvinget 6", "9230", 7, "Signe Dahl", ["få_kolleger", "stille", "fast_kontaktperson", "gå_hjem"], ["ingen_trapper"]),
    ("Frejlev Gartneri", "privat", "Gartneri", "Nibevej 210", "9200", 15, "Niels Nørgaard", ["eget_tempo", "alene", "få_kolleger", "dansk_ikke_krav"], ["siddende", "hjemmefra"]),
    ("Klarup Kantinedrift", "privat", "Kantine", "Romdrup Industri 4", "9270", 33, "Ulla Thomsen", ["fast_struktur", "korte_dage", "fast_kontaktperson"], ["siddende"]),
    ("Data og Tal ApS", "privat", "Regnskab", "Vesterbro 77", "9000", 14, "Lars Madsen", ["hjemmefra", "stille", "siddende", "fleksibel_mødetid", "skriftlig_instruks"], []),
    ("Storvorde Maskinværksted", "privat", "Metal", "Industrivej 12", "9280", 28, "Per Jørgensen", ["fast_kontaktperson", "mentor", "pauser"], ["ingen_tunge_løft", "stille"]),
    ("Aalborg Havnepark", "offentlig", "Park og vej", "Stuhrs Brygge 15", "9000", 51, "Søren Bak", ["få_kolleger", "mentor", "varieret_stilling", "gå_hjem"], ["hjemmefra"]),
    ("Købmanden i Vodskov", "privat", "Dagligvarer", "Vodskovvej 46", "9310", 21, "Dorte Larsen", ["faste_dage", "fast_kontaktperson", "korte_dage", "senere_mødetid"], ["siddende"]),
    ("Vask og Rul", "socialøkonomisk", "Vaskeri", "Sofievej 30", "9000", 16, "Tina Hansen", ["eget_tempo", "pauser", "hvilerum", "dansk_ikke_krav", "billedinstruks", "mentor"], []),
    ("Gistrup Idrætsforening", "forening", "Idræt", "Hadsundvej 407", "9260", 4, "Hans Pedersen", ["alene", "fleksibel_mødetid", "eget_tempo"], []),
    ("Nordkraft Kulturhus", "offentlig", "Kultur", "Kjellerups Torv 5", "9000", 40, "Freja Holm", ["fleksibel_mødetid", "mentor", "få_kolleger"], ["faste_dage"]),
    ("Biblioteket Hasseris", "offentlig", "Bibliotek", "Thorsens Allé 20", "9000", 19, "Karen Østergaard", ["stille", "fast_struktur", "siddende", "korte_dage", "pauser"], []),
    ("Cykelsmeden Eternitten", "privat", "Cykler", "Eternitgade 8", "9000", 5, "Bo Rasmussen", ["få_kolleger", "én_opgave", "mentor"], ["ingen_trapper"]),
    ("Grønt og Pænt", "socialøkonomisk", "Anlægsgartner", "Gugvej 190", "9210", 22, "Villads Krogh", ["eget_tempo", "mentor", "enkelt_dansk", "gradvis_optrapning"], ["siddende"]),
    ("Elektronikpakken", "privat", "E-handel", "Bredhøjvej 6", "9220", 37, "Ida Christensen", ["siddende", "fast_struktur", "billedinstruks", "dansk_ikke_krav"], ["hjemmefra"]),
    ("Nibe Avis", "privat", "Avis", "Torvet 2", "9240", 8, "Jørgen Friis", ["hjemmefra", "fleksibel_mødetid", "stille", "skriftlig_instruks"], []),
]  # fmt: skip

# Title, category, what it is, demands.
TASKS = [
    ("Fylde varer op", "butik", "Du sætter varer på plads, før butikken åbner. Vi viser dig, hvor de skal stå.", ["stående_arbejde"]),
    ("Rydde op på lageret", "lager", "Du samler pap, fejer og sætter kasser på plads.", []),
    ("Pakke ordrer", "pakning", "Du finder varerne på listen og pakker dem i en kasse.", []),
    ("Luge og feje", "grønne_områder", "Du luger bede og fejer stier. Vi har redskaber og arbejdstøj.", []),
    ("Kantine og opvask", "kantine", "Du tømmer opvaskemaskinen, tørrer borde af og fylder vand på.", ["stående_arbejde"]),
    ("Scanne gamle papirer", "arkiv", "Du scanner ét ark ad gangen og giver filen et nummer.", []),
    ("Makulere og sortere post", "kontor", "Du åbner post, sorterer den og makulerer det gamle.", []),
    ("Vaske biler", "transport", "Du vasker og støvsuger kommunens biler.", []),
    ("Lægge vasketøj sammen", "vask", "Du lægger håndklæder og dynebetræk sammen og sætter dem i bunker.", []),
    ("Vande blomster og tørre støv", "rengøring", "Du går en fast runde gennem huset.", []),
    ("Gøre kaffe og møderum klar", "køkken", "Du fylder kaffemaskinen og stiller kopper frem.", []),
    ("Sortere tøj i genbrugsbutikken", "genbrug", "Du ser tøjet igennem og hænger det op efter størrelse.", []),
    ("Samle cykler", "montage", "Du sætter pedaler og styr på nye cykler sammen med en mekaniker.", []),
    ("Lufte hunde", "dyr", "Du går tur med en hund ad gangen.", []),
    ("Hjælpe ved frokosten", "pleje", "Du dækker bord og spiser med beboerne.", ["børneattest"]),
    ("Taste lagertal", "it", "Du skriver tal fra en liste ind i et skema.", []),
    ("Stille stole op til arrangement", "event", "Du stiller stole op og rydder ned bagefter.", ["tunge_løft"]),
    ("Dele frugt ud på skolen", "børn", "Du skærer frugt og kører den rundt til klasserne.", ["børneattest"]),
    ("Tømme skraldespande", "ejendomsservice", "Du kører en runde med elbil og tømmer spandene.", ["kørekort"]),
    ("Male stakit", "håndværk", "Du maler stakit, når vejret er til det.", []),
]  # fmt: skip

# What there is to do where: a bakery has no dogs to walk.
TASKS_AT = {
    "Limfjordens Bageri": ["Fylde varer op", "Kantine og opvask"],
    "Østerå Byggemarked": ["Fylde varer op", "Rydde op på lageret", "Luge og feje"],
    "Vejgaard Plejehjem": ["Hjælpe ved frokosten", "Lægge vasketøj sammen", "Vande blomster og tørre støv"],
    "Himmerland Boligforening": ["Luge og feje", "Male stakit", "Tømme skraldespande"],
    "Kattegat Logistik": ["Pakke ordrer", "Rydde op på lageret", "Vaske biler"],
    "Kafé Mellemrum": ["Kantine og opvask", "Vande blomster og tørre støv"],
    "Nørresundby Genbrug": ["Sortere tøj i genbrugsbutikken", "Rydde op på lageret"],
    "Aalborg Stadsarkiv": ["Scanne gamle papirer", "Makulere og sortere post"],
    "Gug Skole": ["Dele frugt ud på skolen", "Luge og feje", "Stille stole op til arrangement"],
    "Solsiden Hotel": ["Lægge vasketøj sammen", "Kantine og opvask", "Gøre kaffe og møderum klar"],
    "Svenstrup Dyreklinik": ["Lufte hunde", "Vande blomster og tørre støv"],
    "Frejlev Gartneri": ["Luge og feje", "Pakke ordrer"],
    "Klarup Kantinedrift": ["Kantine og opvask"],
    "Data og Tal ApS": ["Scanne gamle papirer", "Taste lagertal", "Gøre kaffe og møderum klar"],
    "Storvorde Maskinværksted": ["Rydde op på lageret", "Vaske biler"],
    "Aalborg Havnepark": ["Luge og feje", "Tømme skraldespande", "Male stakit"],
    "Købmanden i Vodskov": ["Fylde varer op", "Rydde op på lageret"],
    "Vask og Rul": ["Lægge vasketøj sammen"],
    "Gistrup Idrætsforening": ["Luge og feje", "Stille stole op til arrangement"],
    "Nordkraft Kulturhus": ["Stille stole op til arrangement", "Gøre kaffe og møderum klar"],
    "Biblioteket Hasseris": ["Scanne gamle papirer", "Vande blomster og tørre støv", "Makulere og sortere post"],
    "Cykelsmeden Eternitten": ["Samle cykler", "Rydde op på lageret"],
    "Grønt og Pænt": ["Luge og feje", "Male stakit"],
    "Elektronikpakken": ["Pakke ordrer", "Taste lagertal"],
    "Nibe Avis": ["Makulere og sortere post", "Taste lagertal"],
}

TIMES = [
    ["man 09:00-12:00", "tor 09:00-12:00"],
    ["tir 09:00-12:30", "fre 09:00-12:30"],
    ["ons 08:00-14:00"],
    ["man 10:00-12:00", "ons 10:00-12:00", "fre 10:00-12:00"],
    ["tir 12:00-15:30", "tor 12:00-15:30"],
    ["lør 09:00-15:00"],
    ["man 08:00-10:00", "tir 08:00-10:00", "ons 08:00-10:00", "tor 08:00-10:00"],
]
AVAILABILITY = [
    ["man 08:00-16:00", "tir 08:00-16:00", "ons 08:00-16:00", "tor 08:00-16:00", "fre 08:00-16:00"],
    ["man 09:00-13:00", "tir 09:00-13:00", "tor 09:00-13:00", "fre 09:00-13:00"],
    ["man 08:00-14:00", "ons 08:00-14:00", "fre 08:00-14:00"],
    ["tir 10:00-16:00", "tor 10:00-16:00", "lør 08:00-16:00"],
    ["man 09:00-15:00", "tir 09:00-15:00", "ons 09:00-15:00", "tor 09:00-15:00"],
]
NEEDS = [
    "stille", "eget_tempo", "pauser", "fast_kontaktperson", "fast_struktur", "én_opgave", "ingen_tunge_løft", "korte_dage",
    "ingen_kundekontakt", "alene", "siddende", "mentor", "enkelt_dansk", "få_kolleger", "gå_hjem", "billedinstruks",
]  # fmt: skip
GROUPS = (
    ["kontanthjælp"] * 5
    + ["fleksjob"] * 4
    + ["førtidspension"] * 2
    + ["sygedagpenge", "jobafklaring", "ung", "ung", "ressourceforløb"]
)
STATUS_OF_GROUP = {
    "fleksjob": "ledig",
    "ung": "ledig",
    "flygtning": "integrationsprogram",
    "førtidspension": "førtidspension",
}
