"""What consultants write: notes about people, the log of workplaces. {name} the person, {place} the workplace, {contact} whom they talk with."""

from __future__ import annotations

FIRST = (
    "Første samtale. {name} vil gerne have noget at stå op til, men er nervøs for, om kræfterne rækker. Vi begynder med få timer.",
    "{name} har ikke arbejdet i fire år. Drømmer om noget med hænderne og helst ikke for mange mennesker.",
    "Talte om, hvad en god dag er. Formiddagen er bedst, og der skal være en fast at gå til.",
    "{name} har tidligere været på lager og kunne godt lide det. Ryggen holder ikke til at løfte mere.",
    "Vi gik tiderne igennem. {name} henter børn klokken 15 og kan ikke om fredagen.",
    "{name} fortalte om de job, der er gået galt. Det var hver gang, fordi der kom for mange beskeder på én gang.",
    "{name} kom sammen med sin bror. Er klar til at prøve et sted i nærheden, hvor bussen går hele dagen.",
    "Vi lavede en liste over det, {name} kan: passe en have, ordne cykler, lave mad til mange. Det blev længere end ventet.",
    "{name} taler lavt og forstår det meste, når der bliver talt langsomt. Vil gerne lære mere dansk på arbejdet.",
    "God samtale. {name} vil hellere have et rigtigt job på få timer end et forløb mere.",
    "{name} er træt af at fortælle sin historie forfra. Vi aftalte, at jeg følger med hele vejen.",
    "Talte om transport. {name} cykler, når det ikke er glat. Højst en halv time hver vej.",
)
START = (
    "Fulgte {name} hen på {place} den første dag. {contact} tog godt imod, og de gik rundt sammen.",
    "Ringede efter første uge. {name} er mødt alle dage og har lært de flestes navne.",
    "Aftalt med {contact} på {place}, at {name} begynder i det små, og at vi taler sammen om to uger.",
    "{name} begyndte hos {place} i dag. Var nervøs i morges, men ringede bagefter og lød glad.",
    "{place} har givet {name} et skab og et navneskilt. Det betød meget.",
)
GOOD = (
    "Opfølgning på {place}. Det går stille og roligt fremad. {contact} siger, at {name} selv finder på, hvad der skal gøres.",
    "{name} har været der hver dag i tre uger. Vi talte om en time mere om ugen.",
    "{contact} ringede og roste {name}. De vil gerne tale om, hvad der skal ske bagefter.",
    "{name} sover bedre, når der er noget at stå op til. Vil gerne blive ved.",
    "Trekantssamtale på {place}. Alle tre er tilfredse. Næste gang taler vi om flere timer.",
    "{name} har lært en ny kollega op. Det havde ingen troet for et halvt år siden.",
    "Pauserne virker. {name} går ti minutter udenfor klokken ti og kan så holde hele vagten.",
    "{name} tager bussen selv nu. Vi behøver ikke følges mere.",
)
BAD = (
    "{name} blev væk to gange i sidste uge. Vi har talt sammen, og det er søvnen. Møder en time senere fra på mandag.",
    "{contact} skriver, at {name} virker træt. Vi har sat timerne lidt ned den næste måned.",
    "Svært at få fat i {name}. Har lagt en besked og prøver igen på torsdag.",
    "Der har været en misforståelse om pauserne. Jeg har talt med begge, og det er på plads.",
    "{name} syntes, der var for meget larm. {place} har fundet et bord i et andet rum.",
    "{name} var syg i to uger og er begyndt igen med halve dage.",
)
DONE = (
    "Forløbet hos {place} er slut. {name} vil gerne videre til noget med flere timer.",
    "{name} holdt hele perioden. Vi fejrede det med kage sammen med kollegerne på {place}.",
    "Sluttede i dag. {contact} vil gerne stå som reference.",
)
HIRED = (
    "{place} har ansat {name}. Vi har aftalt, at jeg ringer efter en uge, en måned og et kvartal.",
    "{name} skrev under i dag. Det er få timer, men det er et rigtigt job, og der er udsigt til flere.",
)
STOPPED = (
    "{name} ønskede at stoppe. Det var ikke stedet, siger {name}, men der var for meget andet at se til. Vi prøver igen senere.",
    "{place} kunne ikke fortsætte, fordi de mangler folk til at følge op. De var kede af det.",
    "Stoppet på grund af sygdom. Vi taler sammen, når {name} er klar.",
)
PINNED = (
    "Skriv en sms. {name} tager ikke telefonen, når der står hemmeligt nummer.",
    "Aftal altid tidspunktet dagen før. Det er det, der får {name} til at møde.",
    "Ring til {name} efter klokken 11.",
    "Giv korte beskeder, én ad gangen, og gerne på skrift.",
    "Adressen må ikke siges videre til nogen.",
)
ADDENDA = (
    "Rettelse: Det var om tirsdagen, ikke om torsdagen.",
    "Tilføjelse: {name} ringede dagen efter og sagde ja.",
    "Det var ikke {contact}, jeg talte med, men en kollega.",
    "Tilføjelse: Tiden er flyttet til ugen efter.",
)
DRAFTS = (
    "Husk at spørge om kørekortet.",
    "Talte kort i telefonen. Skriver mere, når vi har mødtes",
    "Ideer til næste sted: gartneri, bibliotek, måske genbrug.",
)
LOG = (
    "Var forbi. De har travlt op til jul og vil gerne have to mere fra november.",
    "Ringede om aftalerne. {contact} vil helst have alt på mail, så det kan deles med teamet.",
    "{contact} spurgte, hvem der betaler arbejdsskadeforsikringen. Har sendt svaret.",
    "Møde om, hvad de har brug for. De kan tage en om morgenen, men ikke om eftermiddagen.",
    "De har fået ny leder. {contact} er stadig den, vi taler med.",
    "Gik en runde. Der er trappe til kælderen, og larmen er værst ved pakkebordet.",
    "{contact} er glad for ordningen. Det vigtigste er, at vi tager telefonen, når noget driller.",
    "Sendte papirerne til tillidsrepræsentanten, som har sagt god for det.",
    "De har prøvet før med en anden kommune, og der hørte de aldrig fra nogen. Vi ringer hver måned.",
    "Ingen plads lige nu på grund af ombygning. Ring igen efter nytår.",
    "Aftalt, at den nye får en kollega ved siden af de første to uger.",
    "{contact} foreslog selv en opgave mere, som ingen når.",
)
LOG_PINNED = (
    "Hovedindgangen er låst. Gå om til porten i gården.",
    "Ring ikke i åbningstiden. Skriv en sms til {contact}.",
    "Alle nye skal have sikkerhedssko. Vi bestiller dem en uge før.",
)
LOG_ADDENDA = ("Rettelse: Det er to pladser, ikke tre.", "Tilføjelse: De har sagt ja pr. mail.")
ARCHIVED = (
    "Flyttet til en anden kommune.",
    "I fast job siden foråret.",
    "Stedet er lukket.",
    "Oprettet to gange ved en fejl.",
)
