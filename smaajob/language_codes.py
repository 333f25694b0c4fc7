"""Languages as the import format writes them (`da:A2`), and what we call them."""

from __future__ import annotations

from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

LANGUAGE_LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")

# ISO 639-1, all of it: the format takes any of them; the names are those that people meet here, the rest show their code.
LANGUAGE_CODES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo "
    "es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg "
    "ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn "
    "no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta "
    "te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu".split()
)
LANGUAGE_NAMES = {
    "da": _("dansk"),
    "en": _("engelsk"),
    "sv": _("svensk"),
    "no": _("norsk"),
    "de": _("tysk"),
    "ar": _("arabisk"),
    "uk": _("ukrainsk"),
    "ru": _("russisk"),
    "pl": _("polsk"),
    "tr": _("tyrkisk"),
    "so": _("somali"),
    "ti": _("tigrinya"),
    "fa": _("persisk"),
    "ps": _("pashto"),
    "ku": _("kurdisk"),
    "bs": _("bosnisk"),
    "vi": _("vietnamesisk"),
    "ur": _("urdu"),
    "fr": _("fransk"),
    "es": _("spansk"),
    "ro": _("rumænsk"),
    "sw": _("swahili"),
    "am": _("amharisk"),
    "th": _("thai"),
    "zh": _("kinesisk"),
    "sq": _("albansk"),
    "rw": _("kinyarwanda"),
    "ln": _("lingala"),
    "om": _("oromo"),
    "tl": _("tagalog"),
    "nb": _("norsk (bokmål)"),
}


def _others_name(language: str) -> str:
    try:
        return str(get_language_info(language)["name_translated"]).lower()
    except KeyError:
        return language


def language_label(code: str) -> str:
    """`da:A2` as "dansk (A2)"; a language that nobody here has a name for shows its code."""
    language, _colon, level = code.partition(":")
    name = str(LANGUAGE_NAMES.get(language) or _others_name(language))
    return f"{name} ({level})" if level else name
