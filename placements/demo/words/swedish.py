"""The Swedish municipality: its own units first, arbetsträning before small jobs."""

from __future__ import annotations

from placements.demo.words.industries import Industry
from placements.demo.words.works import Work

WORKS = (
    Work("Plocka skräp och kratta", "grønne_områder", ("Du går en runda i parken med påse och kratta. Vi är fyra i laget.", "Löv på hösten, ogräs på sommaren. Handledaren är alltid med."), (), ("mentor", "få_kolleger"), 2),
    Work("Sköta rabatter", "grønne_områder", ("Du rensar ogräs och vattnar rabatterna vid stadsdelscentret.",), (), ("eget_tempo", "alene"), 2),
    Work("Sortera kläder", "genbrug", ("Du sorterar kläder efter storlek och hänger upp dem i butiken.", "Det kommer säckar varje dag. Det hela och rena går till butiken."), (), ("eget_tempo", "ingen_kundekontakt", "siddende"), 2),
    Work("Laga möbler", "håndværk", ("Du slipar, skruvar och målar stolar som ska säljas igen.",), (), ("mentor", "eget_tempo"), 3),
    Work("Testa elektronik", "it", ("Du provar datorer och lampor och sätter på en lapp.",), (), ("siddende", "stille", "én_opgave"), 3, "sv:A2"),
    Work("Hjälpa till i köket", "køkken", ("Du skalar potatis, skär grönsaker och diskar tillsammans med kockarna.",), ("hygiejnebevis", "stående_arbejde"), ("fast_kontaktperson",), 3),
    Work("Duka och duka av", "kantine", ("Lunchen är klockan elva. Du ställer fram, torkar bord och fyller på kaffe.",), ("stående_arbejde",), ("fast_struktur",), 3),
    Work("Fika och promenad med de boende", "pleje", ("Du dukar till fikat och går en kort runda med den som vill.", "Två eftermiddagar i veckan. Personalen är alltid i närheten."), ("straffeattest",), ("korte_dage", "én_opgave"), 3, "sv:A2"),
    Work("Vika tvätt", "vask", ("Du viker handdukar och lakan vid ett bord i rätt höjd.",), (), ("eget_tempo", "billedinstruks", "dansk_ikke_krav"), 2),
    Work("Enkel städning", "rengøring", ("Du torkar bord, tömmer papperskorgar och dammsuger tre rum.",), (), ("fast_struktur", "alene"), 3),
    Work("Packa beställningar", "pakning", ("Du plockar varor efter en lista med bilder och lägger dem i en låda.",), (), ("siddende", "billedinstruks"), 3),
    Work("Köra ut material", "transport", ("Du kör en fast runda mellan enheterna två förmiddagar i veckan.",), ("kørekort",), ("fast_struktur",), 4, "sv:A2"),
    Work("Sätta upp böcker", "arkiv", ("Du sätter tillbaka böcker på hyllan. Det är tyst och lugnt.",), (), ("stille", "eget_tempo"), 3, "sv:A2"),
    Work("Hjälpa till på förskolan", "børn", ("Du diskar leksaker och hjälper till vid utevistelsen.",), ("børneattest",), ("mentor",), 3, "sv:A2"),
)  # fmt: skip

INDUSTRIES = (
    Industry("Parkförvaltning", "offentlig", 4, ("Parkenheten {nature}",), (12, 40), ("Plocka skräp och kratta", "Sköta rabatter", "Köra ut material"), ("mentor", "få_kolleger", "gå_hjem"), ("hjemmefra",), "kommune"),
    Industry("Äldreomsorg", "offentlig", 5, ("{nature}gården vård- och omsorgsboende",), (30, 90), ("Fika och promenad med de boende", "Vika tvätt", "Duka och duka av"), ("fast_kontaktperson", "mentor", "én_opgave"), (), "kommune"),
    Industry("Kök och måltid", "offentlig", 3, ("{nature}skolans kök",), (5, 14), ("Hjälpa till i köket", "Duka och duka av"), ("fast_struktur", "korte_dage"), ("siddende",), "kommune"),
    Industry("Återbruk", "offentlig", 3, ("Återbruket {nature}",), (8, 25), ("Sortera kläder", "Laga möbler", "Testa elektronik"), ("eget_tempo", "pauser", "hvilerum", "tolk", "enkelt_dansk"), (), "kommune"),
    Industry("Förskola", "offentlig", 2, ("Förskolan {nature}",), (12, 30), ("Hjälpa till på förskolan", "Enkel städning"), ("faste_dage", "mentor"), ("stille",), "kommune"),
    Industry("Bibliotek", "offentlig", 1, ("Biblioteket {nature}",), (4, 12), ("Sätta upp böcker", "Enkel städning"), ("stille", "siddende"), (), "kommune"),
    Industry("Lager", "privat", 2, ("{last} Logistik AB", "{nature}lagret AB"), (15, 70), ("Packa beställningar",), ("faste_dage", "bederum"), ("siddende",)),
    Industry("Socialt företag", "socialøkonomisk", 2, ("{nature}verkstan", "Café {nature}"), (4, 18), ("Laga möbler", "Duka och duka av", "Sortera kläder"), ("eget_tempo", "pauser", "trække_sig", "ingen_deadlines"), ()),
)  # fmt: skip
NATURE = "Björk Ek Alm Lind Rönn Gran Tall Hassel Äng Sjö Berg Sol Vall Lund Kvarn Rosen Lilje Fågel".split()

FIRST = (
    "Första samtalet. {name} vill gärna börja i liten skala och helst på förmiddagen.",
    "{name} har arbetat i kök tidigare och trivs när dagen har en tydlig ordning.",
    "Vi pratade om vad som behövs för att {name} ska orka. Korta dagar och en fast handledare.",
    "{name} läser sfi två dagar i veckan. Vi lägger arbetsträningen de andra dagarna.",
)
START = (
    "Följde med {name} till {place}. {contact} tog emot.",
    "{name} har varit på {place} en vecka och hittar redan i huset.",
)
GOOD = (
    "Uppföljning på {place}. {contact} är nöjd och vill pratar om fler timmar.".replace("pratar", "prata"),
    "{name} kommer varje dag och tar bussen själv nu.",
    "Trepartssamtal. Alla är överens om att fortsätta.",
)
BAD = ("{name} har varit borta tre dagar. Vi har kortat dagarna en tid.", "{contact} ringde om tiderna. Det är löst.")
DONE = ("Perioden på {place} är slut. {name} vill vidare till något med fler timmar.",)
HIRED = ("{name} har fått anställning på {place}.",)
STOPPED = ("{name} avbröt. Vi pratar igen om en månad.",)
LOG = (
    "Besökte enheten. De kan ta emot två till efter sommaren.",
    "{contact} vill ha handledarträff en gång i månaden.",
    "Ny chef från årsskiftet. {contact} är fortfarande kontakt.",
)
