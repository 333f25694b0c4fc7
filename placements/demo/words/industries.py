"""Where people work: what a place is called, how big it is, what there is to do, and what it can offer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Industry:
    """`names` hold {nature}, {last}, {town} or {word}; `size` the fewest and most employees; `shared` an employer of many places."""

    name: str
    type: str
    weight: int
    names: tuple[str, ...]
    size: tuple[int, int]
    works: tuple[str, ...]
    offered: tuple[str, ...]
    refused: tuple[str, ...] = ()
    shared: str = ""  # "kommune", or the chain's name
    about: tuple[str, ...] = ()


INDUSTRIES: tuple[Industry, ...] = (
    Industry("Dagligvarer", "privat", 12, ("Kurven {town}", "Kurven {nature}", "Købmand {last}", "Nabokøb {town}"), (9, 48), ("Fylde varer op", "Trimme hylder og tjekke datoer", "Hjælpe ved kassen", "Samle kurve og feje parkeringspladsen", "Rydde op på lageret"), ("faste_dage", "fast_kontaktperson", "korte_dage", "senere_mødetid", "mentor", "bederum"), ("siddende", "hjemmefra", "stille"), "Kurven", ("Butikken har åbent hver dag. Der er mest ro om formiddagen.", "En butik med mange unge. Chefen er på gulvet hver dag.")),
    Industry("Byggemarked", "privat", 4, ("{last}s Byggemarked", "Brædder & Bolte {town}"), (18, 70), ("Fylde varer op", "Rydde op på lageret", "Tage imod varer", "Klippe hæk og slå græs"), ("fast_kontaktperson", "varieret_stilling", "mentor"), ("stille", "siddende")),
    Industry("Lager og transport", "privat", 7, ("{nature} Logistik", "{last} & {last2} Transport", "{last} & Søn Vognmandsforretning", "Pakhuset {nature}"), (14, 130), ("Pakke ordrer", "Rydde op på lageret", "Tage imod varer", "Køre varer frem med truck", "Tælle varer op", "Vaske biler"), ("faste_dage", "korte_dage", "billedinstruks", "dansk_ikke_krav", "bederum"), ("ingen_tunge_løft", "siddende"), "", ("Stort lager med faste pladser. Der er larm fra trucks midt på dagen.",)),
    Industry("E-handel", "privat", 4, ("{word}pakken", "{nature} Webshop", "Lille {word} Onlinesalg"), (4, 40), ("Pakke ordrer", "Taste lagertal", "Lægge billeder på hjemmesiden", "Lægge poser og foldere sammen"), ("siddende", "fast_struktur", "billedinstruks", "dansk_ikke_krav", "ingen_kundekontakt"), ("hjemmefra",)),
    Industry("Bageri", "privat", 3, ("{last}s Bageri", "{nature} Brød"), (5, 22), ("Fylde varer op", "Kantine og opvask", "Vaske gryder og gøre rent i køkkenet", "Hjælpe ved kassen"), ("fast_kontaktperson", "fast_struktur", "pauser"), ("siddende", "stille", "ingen_aften")),
    Industry("Café og restaurant", "privat", 6, ("Café {word}", "Restaurant {nature}", "Spisestedet {nature}", "{last}s Køkken"), (4, 28), ("Kantine og opvask", "Skære grønt i køkkenet", "Vaske gryder og gøre rent i køkkenet", "Let rengøring af kontorer"), ("få_kolleger", "dansk_ikke_krav", "enkelt_dansk"), ("stille", "siddende", "ingen_deadlines")),
    Industry("Kantine", "privat", 3, ("{last} & {last2} Kantinedrift", "Kantinen {nature}"), (6, 35), ("Kantine og opvask", "Smøre sandwich og anrette", "Fylde kaffe og køleskab op", "Skære grønt i køkkenet"), ("fast_struktur", "korte_dage", "fast_kontaktperson"), ("siddende",)),
    Industry("Hotel", "privat", 3, ("Hotel {nature}", "{nature} Kro", "Vandrerhjemmet {nature}"), (8, 55), ("Gøre værelser klar", "Kantine og opvask", "Rydde af og gøre mødelokaler klar", "Lægge vasketøj sammen"), ("faste_dage", "fast_kontaktperson", "enkelt_dansk", "mentor"), ("siddende", "hjemmefra")),
    Industry("Rengøring", "privat", 4, ("{last} & {last2} Rengøring", "{nature} Service", "Rent & Ro {town}"), (6, 90), ("Let rengøring af kontorer", "Feje trapper og kældre", "Rydde af og gøre mødelokaler klar"), ("alene", "fast_struktur", "enkelt_dansk", "dansk_ikke_krav", "billedinstruks"), ("siddende",)),
    Industry("Regnskab og rådgivning", "privat", 5, ("{last} & {last2} Revision", "Tal & {word}", "{last} & {last2} Rådgivning"), (3, 40), ("Scanne gamle papirer", "Makulere og sortere post", "Kopiere og samle mapper", "Fylde kaffe og køleskab op", "Taste lagertal", "Vande blomster og tørre støv"), ("stille", "siddende", "fleksibel_mødetid", "skriftlig_instruks", "skærmet", "hjemmefra"), ()),
    Industry("It", "privat", 3, ("{word} Data", "{nature} Software", "{last} & {last2} It"), (4, 60), ("Gøre brugte computere klar", "Fylde kaffe og køleskab op", "Rydde af og gøre mødelokaler klar", "Lægge poser og foldere sammen"), ("fleksibel_mødetid", "stille", "skriftlig_instruks", "hjælpemidler", "dæmpet_lys"), ("dansk_ikke_krav",)),
    Industry("Maskinværksted", "privat", 4, ("{last} & {last2} Maskinværksted", "{nature} Metal", "{nature} Smedje"), (5, 60), ("Hjælpe i værkstedet", "Rydde op på lageret", "Svejse beslag", "Skrue små dele sammen", "Vaske biler"), ("fast_kontaktperson", "mentor", "pauser"), ("stille", "ingen_trapper")),
    Industry("Produktion", "privat", 5, ("{nature} Industri", "{last} & {last2} Produktion", "{word}fabrikken"), (20, 160), ("Skrue små dele sammen", "Lægge poser og foldere sammen", "Rydde op på lageret", "Pakke ordrer"), ("faste_dage", "én_opgave", "billedinstruks", "dansk_ikke_krav", "bederum", "varieret_stilling"), ("stille", "eget_tempo")),
    Industry("Autoværksted", "privat", 3, ("{last} & {last2} Auto", "{town} Bilpleje"), (3, 18), ("Vaske biler", "Hjælpe i værkstedet", "Rydde op på lageret"), ("alene", "få_kolleger", "mentor"), ("stille", "siddende")),
    Industry("Cykler", "privat", 2, ("{last}s Cykler", "Cykelsmeden {nature}"), (2, 9), ("Samle cykler", "Rydde op på lageret"), ("få_kolleger", "én_opgave", "mentor"), ("ingen_trapper",)),
    Industry("Møbler", "privat", 2, ("{nature} Møbler", "{last} & {last2} Bolig"), (6, 30), ("Samle møbler til udstillingen", "Være med på flyttebilen", "Trimme hylder og tjekke datoer"), ("varieret_stilling", "fast_kontaktperson"), ("siddende",)),
    Industry("Gartneri", "privat", 4, ("{nature} Gartneri", "{last}s Planteskole"), (3, 26), ("Plante og vande i drivhuset", "Luge og feje", "Pakke ordrer", "Hjælpe ved kassen"), ("eget_tempo", "alene", "få_kolleger", "dansk_ikke_krav"), ("siddende", "hjemmefra")),
    Industry("Anlægsgartner", "privat", 3, ("{last} & {last2} Anlæg", "{nature} Have og Anlæg"), (3, 24), ("Klippe hæk og slå græs", "Luge og feje", "Rydde sne og salte", "Male stakit"), ("mentor", "gradvis_optrapning", "få_kolleger"), ("siddende", "ingen_tunge_løft")),
    Industry("Dyr", "privat", 3, ("{nature} Hundepension", "{nature} Rideskole", "{last}s Dyreklinik"), (2, 12), ("Lufte hunde", "Muge ud og fodre"), ("få_kolleger", "stille", "fast_kontaktperson", "gå_hjem"), ("ingen_trapper",)),
    Industry("Vaskeri", "privat", 1, ("{nature} Vaskeri",), (8, 40), ("Lægge vasketøj sammen", "Fylde vaskemaskiner og rulle"), ("dansk_ikke_krav", "billedinstruks", "faste_dage"), ("stille", "siddende")),
    Industry("Plejehjem", "offentlig", 8, ("Plejehjemmet {nature}", "{nature} Plejecenter", "Ældrecenter {nature}"), (28, 120), ("Hjælpe ved frokosten", "Gå tur med beboere", "Læse avis og spille kort", "Lægge vasketøj sammen", "Vande blomster og tørre støv", "Skære grønt i køkkenet"), ("eget_tempo", "én_opgave", "fast_kontaktperson", "mentor", "få_kolleger", "hvilerum"), ("hjemmefra",), "kommune", ("Beboerne er glade for besøg. Der er altid en fra personalet på gangen.",)),
    Industry("Folkeskole", "offentlig", 5, ("{nature}skolen", "Skolen ved {nature}"), (35, 110), ("Dele frugt ud på skolen", "Luge og feje", "Sætte bøger på plads", "Let rengøring af kontorer", "Hjælpe viceværten"), ("faste_dage", "én_opgave", "mentor"), ("stille", "hjemmefra"), "kommune"),
    Industry("Børnehave", "offentlig", 4, ("Børnehaven {nature}", "{nature} Børnehus"), (10, 32), ("Hjælpe i garderoben", "Gøre legetøj rent", "Vande blomster og tørre støv", "Bage boller om morgenen"), ("faste_dage", "korte_dage", "mentor", "fast_kontaktperson"), ("stille",), "kommune"),
    Industry("Bibliotek og arkiv", "offentlig", 3, ("{nature} Bibliotek", "Lokalarkivet {nature}"), (6, 26), ("Sætte bøger på plads", "Scanne gamle papirer", "Makulere og sortere post", "Vande blomster og tørre støv", "Sætte plakater op i byen"), ("stille", "skærmet", "alene", "siddende", "fast_struktur", "korte_dage", "pauser", "dæmpet_lys"), (), "kommune", ("Her er stille, og man kan sidde for sig selv.",)),
    Industry("Park og vej", "offentlig", 3, ("Park og Vej, hold {town}", "Driftsgården {nature}"), (14, 60), ("Luge og feje", "Tømme skraldespande", "Klippe hæk og slå græs", "Rydde sne og salte", "Male stakit"), ("få_kolleger", "mentor", "varieret_stilling", "gå_hjem"), ("hjemmefra",), "kommune"),
    Industry("Kommunens hus", "offentlig", 2, ("Borgerservice {town}", "Forvaltningen {nature}"), (20, 120), ("Tage imod gæster i receptionen", "Makulere og sortere post", "Kopiere og samle mapper", "Fylde kaffe og køleskab op", "Scanne gamle papirer"), ("siddende", "kørestol", "fleksibel_mødetid", "tolk", "hjælpemidler", "fast_kontaktperson"), (), "kommune"),
    Industry("Kultur", "offentlig", 2, ("Kulturhuset {nature}", "Museet {nature}"), (6, 40), ("Stille stole op til arrangement", "Klippe billetter og vise til rette", "Rydde af og gøre mødelokaler klar"), ("fleksibel_mødetid", "mentor", "få_kolleger", "kørestol"), ("faste_dage",)),
    Industry("Boligorganisation", "boligorganisation", 5, ("Boligforeningen {nature}", "{nature} Boliger, afdeling {number}"), (6, 70), ("Luge og feje", "Male stakit", "Feje trapper og kældre", "Hjælpe viceværten", "Rydde sne og salte"), ("alene", "eget_tempo", "trække_sig", "pauser"), ("hjemmefra",)),
    Industry("Café med plads til flere", "socialøkonomisk", 3, ("Kafé {word}", "{word} Køkken og Café"), (5, 22), ("Kantine og opvask", "Skære grønt i køkkenet", "Bage boller om morgenen", "Smøre sandwich og anrette"), ("eget_tempo", "pauser", "hvilerum", "gå_hjem", "mentor", "enkelt_dansk", "tolk"), ()),
    Industry("Socialøkonomisk værksted", "socialøkonomisk", 4, ("{word}værkstedet", "Grønt og {word}", "{word} & Co."), (5, 35), ("Være ekstra hånd, hvor der er brug for det", "Skrue små dele sammen", "Skille ting ad til genbrug", "Samle møbler til udstillingen", "Luge og feje", "Køre mad ud"), ("eget_tempo", "pauser", "hvilerum", "dansk_ikke_krav", "billedinstruks", "mentor", "trække_sig", "gradvis_optrapning", "ingen_akkord", "ingen_deadlines", "kort_transport"), (), "", ("Halvdelen af os er i fleksjob. Her er plads til en dårlig dag.",)),
    Industry("Genbrugsbutik", "forening", 4, ("Genbrugsen {town}", "{word} Genbrug"), (3, 16), ("Sortere tøj i genbrugsbutikken", "Teste lamper og radioer", "Skille ting ad til genbrug", "Hjælpe ved kassen", "Være med på flyttebilen"), ("eget_tempo", "ingen_kundekontakt", "pauser", "trække_sig", "siddende", "enkelt_dansk"), ("kørestol",)),
    Industry("Idrætsforening", "forening", 3, ("{town} Idrætsforening af 1984", "{nature} Boldklub", "{nature} Hallen"), (1, 8), ("Luge og feje", "Stille stole op til arrangement", "Rydde op på lageret", "Sætte plakater op i byen"), ("alene", "fleksibel_mødetid", "eget_tempo"), ()),
)  # fmt: skip

WORDS = (
    "Mellemrum Solsikke Lykke Havblik Fodfæste Sammen Kompas Springbræt Anker Nabo Rygsæk Ærte Rabarber Bølge Humle Hverdag "
    "Kornblomst Stjerne Tråd Vende Vejr Åben Håb Frisk Broen Overskud Kvist Mynte Timian Klods"
).split()
ROLES = (
    "daglig leder",
    "butikschef",
    "souschef",
    "ejer",
    "driftsleder",
    "personaleansvarlig",
    "afdelingsleder",
    "værkfører",
    "arbejdsmiljørepræsentant",
    "køkkenleder",
    "formand",
    "teamleder",
)
CALL_WHEN = (
    "før kl. 9",
    "mellem kl. 10 og 11",
    "efter frokost",
    "mandag og onsdag formiddag",
    "helst en sms først",
    "fredag er den bedste dag",
    "ikke mellem 11 og 13",
    "hele dagen, men ikke i weekenden",
    "når butikken er lukket, efter kl. 18",
    "tirsdag til torsdag",
)
