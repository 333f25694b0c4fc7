"""What there is to do: small jobs as people describe them, by the title that an employer would write."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Work:
    """`texts` are ways to say it; `demands` what it asks; `offered` what comes of itself; `step` how hard it is."""

    title: str
    category: str
    texts: tuple[str, ...]
    demands: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    step: int = 3
    danish: str = ""  # the least level of Danish
    weekend: bool = False
    youth: bool = False  # light work that those under 18 may do


WORKS: tuple[Work, ...] = (
    Work("Fylde varer op", "butik", ("Du sætter varer på plads, før butikken åbner. Vi viser dig, hvor de skal stå.", "Mejeri, brød og tørvarer skal på hylderne om morgenen. Du kører rullebordet frem og fylder op, hvor der mangler.", "Vi får varer tre gange om ugen. Du pakker kasserne ud og stiller de ældste varer forrest."), ("stående_arbejde",), (), 4, "", True, True),
    Work("Trimme hylder og tjekke datoer", "butik", ("Du går hylderne igennem, trækker varerne frem og finder dem, der snart er for gamle.", "Der er altid rod hen ad eftermiddagen. Du gør hylderne pæne og sætter mærker på de varer, der skal sælges billigt."), (), ("eget_tempo",), 3, "da:A1", True, True),
    Work("Hjælpe ved kassen", "butik", ("Du pakker varer for kunderne og henter det, de mangler. Kassen passer vi selv.", "Om fredagen er der travlt. Du åbner kasse to, når køen bliver lang, sammen med en erfaren kollega."), ("kundekontakt", "stående_arbejde"), ("mentor",), 4, "da:B1", True),
    Work("Samle kurve og feje parkeringspladsen", "butik", ("Du kører indkøbsvognene på plads og holder indgangen ren.", "Vognene står spredt over hele pladsen. Du samler dem to gange i løbet af vagten og fejer ved indgangen."), (), ("alene", "eget_tempo", "dansk_ikke_krav"), 2, "", True, True),
    Work("Rydde op på lageret", "lager", ("Du samler pap, fejer og sætter kasser på plads.", "Vores lager er for fyldt. Du sorterer det, der kan smides ud, og laver plads på reolerne.", "Der kommer pap hver dag. Du presser det sammen og holder gangene fri."), (), ("eget_tempo", "ingen_kundekontakt"), 3, "", False, True),
    Work("Tælle varer op", "lager", ("Du tæller det, der står på en reol, og skriver tallet på en liste. Én reol ad gangen.", "Til optællingen får du en scanner i hånden. Den siger selv til, når noget ikke passer."), (), ("én_opgave", "fast_struktur"), 3, "da:A1"),
    Work("Køre varer frem med truck", "lager", ("Du henter paller i højlageret og kører dem frem til pakkebordet.", "Vi mangler en, der kan tage de tunge paller et par formiddage om ugen."), ("truckbevis",), ("fast_kontaktperson",), 5, "da:A2"),
    Work("Tage imod varer", "lager", ("Lastbilen kommer klokken ni. Du læsser af med palleløfter og tjekker følgesedlen.", "Du hjælper lagerchefen med at tage imod og stille på plads."), ("tunge_løft", "stående_arbejde"), ("mentor",), 4, "da:A2"),
    Work("Pakke ordrer", "pakning", ("Du finder varerne på listen og pakker dem i en kasse.", "Små varer skal i kuverter og kasser. Du sidder ved et bord og har billeder af, hvordan det skal se ud.", "Vi sender omkring 200 pakker om dagen. Du pakker, vejer og sætter mærkat på."), (), ("siddende", "billedinstruks", "dansk_ikke_krav"), 3),
    Work("Lægge poser og foldere sammen", "pakning", ("Du lægger tre ting i en pose og lukker den. Det er roligt arbejde ved et bord.", "Velkomstposer til nye kunder: en folder, en nøglesnor og et kort. Vi er fire om bordet."), (), ("siddende", "eget_tempo", "én_opgave", "stille"), 2, "", False, True),
    Work("Luge og feje", "grønne_områder", ("Du luger bede og fejer stier. Vi har redskaber og arbejdstøj.", "Ukrudtet gror hurtigere, end vi kan følge med. Du tager bedene mod vejen i dit eget tempo.", "Stier, trapper og bede omkring bygningerne. Du er ude det meste af tiden."), (), ("alene", "eget_tempo"), 2, "", False, True),
    Work("Klippe hæk og slå græs", "grønne_områder", ("Du slår græs med en skubber og klipper hæk om sommeren. Om vinteren river du blade og saver grene.", "Grønne områder mellem blokkene. Du følges med en gartner de første uger."), ("stående_arbejde",), ("mentor",), 3, "da:A1"),
    Work("Plante og vande i drivhuset", "grønne_områder", ("Du prikler små planter om og vander dem. Der er varmt og stille.", "Tomater og krydderurter skal bindes op. Vi viser dig det, og så passer du din egen række."), (), ("eget_tempo", "få_kolleger", "dansk_ikke_krav", "stille"), 2),
    Work("Rydde sne og salte", "grønne_områder", ("Når det sner, rydder du stierne ved indgangene, før folk møder.", "Fra november til marts. De dage, hvor der ingen sne er, samler du affald i området."), ("tunge_løft",), (), 4),
    Work("Kantine og opvask", "kantine", ("Du tømmer opvaskemaskinen, tørrer borde af og fylder vand på.", "Frokosten er klokken tolv. Du sætter frem, rydder af og vasker op bagefter.", "Vi er tre i kantinen. Du tager opvasken og kaffen, så vi andre kan lave mad."), ("stående_arbejde",), ("fast_struktur",), 3),
    Work("Smøre sandwich og anrette", "kantine", ("Du smører brød efter et billede og pakker det ind. Vi begynder med ti og ser, hvordan det går.", "Pålæg, salat og brød. Du skærer grønt og gør fadene klar til mødeforplejning."), ("hygiejnebevis", "stående_arbejde"), ("fast_kontaktperson",), 4, "da:A2"),
    Work("Fylde kaffe og køleskab op", "kantine", ("Kaffemaskinerne på tre etager skal fyldes og tørres af. Du har din egen vogn.", "Mælk, vand og frugt skal i køleskabene mandag og torsdag. Du går runden i ro og mag."), (), ("alene", "fast_struktur", "eget_tempo"), 2, "", False, True),
    Work("Skære grønt i køkkenet", "køkken", ("Du skræller og snitter grøntsager til dagens ret. Køkkenet er lille, og vi hygger os.", "Kartofler, gulerødder og løg til 80 mennesker. Vi hører radio og hjælper hinanden."), ("hygiejnebevis", "stående_arbejde"), ("få_kolleger",), 3),
    Work("Bage boller om morgenen", "køkken", ("Dejen er lavet. Du former bollerne, bager dem og dækker morgenbord.", "Vi bager selv. Du møder, når huset vågner, og er færdig midt på formiddagen."), ("hygiejnebevis", "stående_arbejde"), ("fast_kontaktperson",), 4, "da:A2"),
    Work("Vaske gryder og gøre rent i køkkenet", "køkken", ("Du vasker det, der ikke kan komme i maskinen, og tørrer bordene af.", "Efter frokost skal køkkenet skinne. Du har gulvet og de store gryder."), ("stående_arbejde",), ("dansk_ikke_krav", "ingen_kundekontakt"), 3),
    Work("Let rengøring af kontorer", "rengøring", ("Du tørrer borde af, tømmer papirkurve og støvsuger. Kontorerne er tomme, når du kommer.", "Seks kontorer og et mødelokale. Du går den samme runde hver gang."), (), ("fast_struktur", "alene", "ingen_kundekontakt"), 3),
    Work("Vande blomster og tørre støv", "rengøring", ("Du går runden med vandkande og klud. Det er den samme runde hver gang.", "Vi har mange planter og ingen tid til dem. Du giver dem vand og tørrer vindueskarmene af."), (), ("eget_tempo", "fast_struktur", "korte_dage"), 2, "", False, True),
    Work("Gøre værelser klar", "rengøring", ("Du reder senge sammen med en kollega og fylder sæbe og håndklæder op.", "Ti værelser på en formiddag, og I er to om det."), ("stående_arbejde",), ("mentor",), 4, "", True),
    Work("Rydde af og gøre mødelokaler klar", "rengøring", ("Du rydder kopper ud, tørrer bordet af og stiller stolene op til næste møde.", "Fem mødelokaler. Kalenderen hænger på døren, så du ved, hvornår de er ledige."), (), ("fast_kontaktperson", "fast_struktur"), 3, "da:A1"),
    Work("Tømme skraldespande", "ejendomsservice", ("Du kører en runde med elbil og tømmer spandene.", "Skraldespandene i parken skal tømmes to gange om ugen. Du følges med en, der kender ruten, de første gange."), ("kørekort",), ("alene",), 4, "da:A1"),
    Work("Hjælpe viceværten", "ejendomsservice", ("Du skifter pærer, smører hængsler og holder kælderen ryddelig sammen med viceværten.", "Små ting, der bliver liggende: et løst håndtag, en dør der binder, en kælder der skal fejes."), (), ("mentor", "varieret_stilling"), 3, "da:A2"),
    Work("Feje trapper og kældre", "ejendomsservice", ("Du fejer otte opgange og tørrer gelændere af. Du tager dem i den rækkefølge, du vil.", "Kældergange og cykelrum skal fejes hver anden uge."), (), ("alene", "eget_tempo", "ingen_kundekontakt"), 2, "", False, True),
    Work("Male stakit", "håndværk", ("Du maler stakit, når vejret er til det.", "Vi har 400 meter hegn, og det skal være færdigt til efteråret. Du sliber og maler et stykke ad gangen."), (), ("eget_tempo", "alene"), 3),
    Work("Hjælpe i værkstedet", "håndværk", ("Du rydder op efter svendene, fejer og finder værktøj frem.", "Du hjælper, hvor der er brug for en hånd: holde, løfte, save til."), ("stående_arbejde",), ("mentor",), 3, "da:A2"),
    Work("Svejse beslag", "håndværk", ("Enkle beslag i serier. Du får en tegning og en færdig at se på.", "Vi har brug for en, der kan tage de små svejseopgaver to dage om ugen."), ("svejsebevis",), ("fast_kontaktperson",), 5, "da:A2"),
    Work("Samle cykler", "montage", ("Du sætter pedaler og styr på nye cykler sammen med en mekaniker.", "Cyklerne kommer i kasser. Du samler dem færdige og pumper dæk."), (), ("mentor", "én_opgave", "få_kolleger"), 3, "", False, True),
    Work("Samle møbler til udstillingen", "montage", ("Stole og borde skal skrues sammen efter tegning. Værktøjet ligger klar.", "Du samler de møbler, der skal stå fremme, og tager pap og plastik med ud."), (), ("billedinstruks", "eget_tempo"), 3),
    Work("Skrue små dele sammen", "montage", ("Du sidder ved et bord og samler beslag, ti i hver pose.", "Fire skruer, to skiver og en møtrik. Roligt arbejde med hænderne."), (), ("siddende", "én_opgave", "stille", "dansk_ikke_krav"), 2, "", False, True),
    Work("Taste lagertal", "it", ("Du skriver tal fra en liste ind i et skema.", "Vi har talt op på papir. Tallene skal ind i regnearket, og du kan sidde for dig selv."), (), ("siddende", "stille", "skærmet"), 3, "da:A2"),
    Work("Gøre brugte computere klar", "it", ("Du sletter og installerer forfra efter en tjekliste. Vi giver maskinerne videre til foreninger.", "Gamle bærbare skal renses, testes og mærkes. Du behøver ikke kunne det i forvejen."), (), ("siddende", "skriftlig_instruks", "få_kolleger"), 4, "da:A2"),
    Work("Lægge billeder på hjemmesiden", "it", ("Du tager billeder af varerne og lægger dem op med en kort tekst.", "Opgaven kan løses hjemmefra. Du får en liste om mandagen."), (), ("hjemmefra", "fleksibel_mødetid", "ikke_storrum"), 4, "da:B1"),
    Work("Makulere og sortere post", "kontor", ("Du åbner posten, lægger den i de rigtige rum og makulerer det gamle.", "Posten kommer klokken ti. Du sorterer den og går en runde på gangen."), (), ("siddende", "fast_struktur"), 3, "da:A2"),
    Work("Kopiere og samle mapper", "kontor", ("Du kopierer, sætter i mapper og laver rygge. Der er altid en at spørge.", "Kursusmapper til næste måned: print, hul, mappe. Du bestemmer selv rækkefølgen."), (), ("eget_tempo", "siddende", "fast_kontaktperson"), 3, "da:A1"),
    Work("Tage imod gæster i receptionen", "kontor", ("Du siger goddag, viser vej og ringer efter den, gæsten skal mødes med.", "Receptionen er bemandet af Karin, og du afløser hende i frokosten og hjælper med pakker."), ("kundekontakt",), ("siddende", "mentor"), 5, "da:B2"),
    Work("Scanne gamle papirer", "arkiv", ("Du scanner sager én ad gangen og lægger dem i de rigtige mapper. Her er stille.", "Kasser fra 1980'erne skal scannes. Du tager clips ud, scanner og lægger tilbage."), (), ("stille", "siddende", "én_opgave", "alene"), 2, "da:A1"),
    Work("Sætte bøger på plads", "arkiv", ("Du kører bogvognen rundt og sætter bøgerne efter tal og bogstav.", "Der kommer omkring 300 bøger tilbage om dagen. Du tager de to nederste hylder på vognen og arbejder dig frem."), (), ("stille", "eget_tempo", "fast_struktur"), 3, "da:A2", False, True),
    Work("Vaske biler", "transport", ("Du støvsuger kabinen og vasker bilen udenpå. Én bil ad gangen.", "Firmabilerne skal være rene om fredagen. Du har hallen for dig selv."), ("stående_arbejde",), ("alene", "én_opgave"), 3),
    Work("Køre mad ud", "transport", ("Du kører en fast rute med varm mad til ældre. Vi fylder bilen for dig.", "Fjorten adresser mellem elleve og et. Du stiller maden indenfor og siger goddag."), ("kørekort", "kundekontakt"), ("fast_struktur",), 4, "da:A2"),
    Work("Være med på flyttebilen", "transport", ("Du er tredje mand på bilen og bærer sammen med to andre.", "Vi henter møbler hos folk og kører dem til butikken."), ("tunge_løft",), ("mentor",), 4, "da:A1"),
    Work("Hjælpe ved frokosten", "pleje", ("Du dækker bord og spiser med beboerne.", "Du hælder op, rydder af og taler med dem, der gerne vil have selskab."), ("straffeattest", "kundekontakt"), ("én_opgave", "fast_kontaktperson"), 3, "da:A2"),
    Work("Gå tur med beboere", "pleje", ("Du går en tur med en beboer ad gangen. Turen er kort, og der er altid en kollega inden for rækkevidde.", "To formiddage om ugen. I følges ad, og du skubber kørestolen, hvis det er nødvendigt."), ("straffeattest", "førstehjælp"), ("eget_tempo", "få_kolleger"), 4, "da:B1"),
    Work("Læse avis og spille kort", "pleje", ("Du sætter dig med dem, der har lyst, og læser højt eller spiller et slag kort.", "Om eftermiddagen mangler vi en, der har god tid."), ("straffeattest",), ("siddende", "korte_dage", "eget_tempo"), 3, "da:B1"),
    Work("Dele frugt ud på skolen", "børn", ("Du skærer frugt og kører den rundt til klasserne.", "Frugten kommer om morgenen. Du skyller, skærer og stiller en skål til hver klasse."), ("børneattest",), ("fast_struktur", "korte_dage"), 3, "da:A1"),
    Work("Hjælpe i garderoben", "børn", ("Du hjælper de små med flyverdragter og finder de vanter, der er blevet væk.", "Lige før frokost og lige efter skal tyve børn i tøjet. Du er en ekstra hånd."), ("børneattest", "kundekontakt"), ("mentor",), 4, "da:A2"),
    Work("Gøre legetøj rent", "børn", ("Du vasker legetøj og tørrer stole af, mens børnene er ude.", "Hver fredag er det en ny stue. Legetøjet skal vaskes, tørres og på plads."), ("børneattest",), ("fast_struktur", "eget_tempo"), 2),
    Work("Lufte hunde", "dyr", ("Du går tur med en hund ad gangen.", "Hundene i pensionen skal ud to gange om dagen. Du får de rolige til at begynde med."), (), ("alene", "få_kolleger"), 3, "", True, True),
    Work("Muge ud og fodre", "dyr", ("Du muger ud, giver hø og fejer gangen. Hestene er venlige.", "Kaniner, geder og høns skal passes. Du lærer det sammen med Bente."), ("stående_arbejde",), ("mentor", "få_kolleger", "ingen_akkord"), 3, "", True, True),
    Work("Lægge vasketøj sammen", "vask", ("Du lægger håndklæder og duge sammen ved et bord i god højde.", "Vasketøjet er tørt klokken ni. Du lægger sammen og stiller det på vogne efter afdeling."), (), ("stående", "eget_tempo", "dansk_ikke_krav", "billedinstruks"), 2),
    Work("Fylde vaskemaskiner og rulle", "vask", ("Du sorterer efter farve, fylder maskinerne og sender lagner gennem rullen sammen med en kollega.", "Maskinerne er store, men lette at lære. Billederne hænger over knapperne."), ("stående_arbejde",), ("billedinstruks", "mentor"), 3),
    Work("Stille stole op til arrangement", "event", ("Du stiller stole op og rydder ned bagefter.", "Hundrede stole og ti borde. I er fire om det, og der er mad bagefter."), ("tunge_løft",), ("få_kolleger",), 3, "", False, True),
    Work("Klippe billetter og vise til rette", "event", ("Du står ved indgangen og hjælper folk på plads.", "To aftener om måneden. Du er ude af døren, når forestillingen er i gang."), ("kundekontakt", "stående_arbejde"), ("fast_kontaktperson",), 4, "da:A2", True),
    Work("Sortere tøj i genbrugsbutikken", "genbrug", ("Du ser tøjet igennem og hænger det op efter størrelse.", "Der kommer ti sække om dagen. Det pæne skal på bøjler, resten i containeren."), (), ("eget_tempo", "ingen_kundekontakt", "pauser"), 2, "", False, True),
    Work("Teste lamper og radioer", "genbrug", ("Du sætter strøm til, ser om det virker, og sætter en mærkat på.", "Ting med stik skal prøves, før de kan sælges. Du sidder i værkstedet bag butikken."), (), ("siddende", "én_opgave", "stille"), 3, "da:A1"),
    Work("Skille ting ad til genbrug", "genbrug", ("Du skiller elektronik ad og lægger plastik, metal og ledninger hver for sig.", "Det er ikke noget, der haster. Du har dit eget bord og dit eget værktøj."), (), ("eget_tempo", "ingen_akkord", "ingen_deadlines", "dansk_ikke_krav"), 2),
    Work("Sætte plakater op i byen", "andet", ("Du cykler en rute og skifter plakater ved bibliotek, haller og butikker.", "Nye plakater den første i måneden. Du planlægger selv, hvornår på dagen."), (), ("fleksibel_mødetid", "alene"), 3, "da:A1", False, True),
    Work("Være ekstra hånd, hvor der er brug for det", "andet", ("Ingen dag er ens. Du aftaler med Lone om morgenen, hvad der er vigtigst.", "Lidt af hvert: hente, bringe, rydde op og hjælpe en kollega."), (), ("mentor", "varieret_stilling", "enkelt_dansk"), 2, "da:A1"),
)  # fmt: skip
BY_TITLE = {work.title: work for work in WORKS}

# What is added now and then, so that no two places say quite the same.
MORE = (
    "Du møder {contact} ved indgangen.",
    "Der er kaffe og frokost sammen med os andre.",
    "Vi har arbejdstøj og sko i din størrelse.",
    "Bussen holder lige uden for døren.",
    "Du kan komme og se stedet først.",
    "Vi har haft tre i småjob før, og det gik godt.",
    "Du siger bare til, hvis det bliver for meget.",
    "Der er en, der viser dig rundt den første dag.",
    "Vi er {size} på arbejdspladsen, og her er en rolig tone.",
    "Du får en nøgle til et skab.",
    "Det vigtigste er, at du kommer. Resten lærer du her.",
    "Vi taler dansk med hinanden, men det gør ikke noget, hvis du er ved at lære det.",
    "Pausen tager vi sammen klokken ti.",
    "Der kan blive flere timer med tiden.",
    "Ring gerne og hør nærmere.",
)  # fmt: skip
