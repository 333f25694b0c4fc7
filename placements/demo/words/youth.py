"""The housing-social project: young people in fritidsjob, across municipalities."""

from __future__ import annotations

NAME = "Naboskab og Fritidsjob (demo)"
PROGRAMME = "Fritidsjob i boligområdet"
MUNICIPALITIES = ["DK-851", "DK-810", "DK-860"]
FIRST = (
    "{name} vil gerne tjene egne penge og har lyst til noget med mennesker. Forældrene er med på det.",
    "Talte med {name} og mor om, hvor mange timer der passer til skolen.",
    "{name} skrev selv sin ansøgning. Vi øvede, hvad man siger, når man ringer.",
)
START = (
    "Første dag hos {place}. {name} mødte ti minutter før.",
    "{contact} har vist {name} det hele, og lønnen er aftalt.",
)
GOOD = (
    "{name} har fået nøgle til lageret hos {place}. Det er stort.",
    "{contact} siger, at {name} er god til at spørge.",
    "Skolen fortæller, at {name} også møder mere stabilt der.",
)
BAD = ("{name} glemte to vagter i eksamensugen. Talt om at melde afbud.",)
DONE = ("{name} har holdt et halvt år hos {place} og får en udtalelse med.",)
HIRED = ("{place} har givet {name} en fast kontrakt.",)
STOPPED = ("{name} vil hellere spille håndbold om lørdagen. Vi finder noget på en hverdag.",)
