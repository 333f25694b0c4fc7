"""Search that forgives: typos, æ/ø/å, the order of words, how a number is grouped (docs/adr/0005-search-and-indexes.md).

A model keeps its names in a stored column of folded text (`folded_text`); what is typed is folded the same way here. `fold` and
the database's `fold_text` (accounts/0002_search) are one rule in two languages: the tests hold them against each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.lookups import Contains
from django.utils.html import format_html
from django.utils.safestring import SafeString

from smaajob.geography import places

Rows = TypeVar("Rows", bound="models.QuerySet[Any]")

# One letter for one. What can't be typed on every keyboard becomes what people write instead; signs part words.
_SAME = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÆæØøŒœÐðĐđŁłıŊŋАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯҐЄІ",
    "abcdefghijklmnopqrstuvwxyzaaoooodd" + "ddll" + "inn" + "абвгдежзиклмнопрстуфхцчшщъыьэюяґєі",
)
_SIGNS = str.maketrans(dict.fromkeys("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~«»–—‘’“”·", " "))
_MARKS = str.maketrans(dict.fromkeys(map(chr, range(0x300, 0x370))))
# Two letters for one sound: Søren, Sören and Soeren are one name, so are Åge and Aage.
_PAIRS = (("ß", "ss"), ("þ", "th"), ("ae", "a"), ("oe", "o"), ("aa", "a"))

FORGIVEN_FROM = 4  # letters: in a shorter word one wrong letter makes another word
LONGEST_FORGIVEN = 30
ALIKE = 0.5  # pg_trgm's own threshold of strict word similarity, chosen on the pairs in tests/smaajob/test_search.py
WHOLE, BEGINS, WITHIN, ELSEWHERE, SIMILAR = range(5)


def fold(text: str) -> str:
    """The text as search sees it: lower case, without accents, æ/ä/ae as a, ø/ö/oe as o, å/aa as a, signs as spaces."""
    text = unicodedata.normalize("NFKD", text).translate(_SIGNS).translate(_SAME).translate(_MARKS)
    for pair, one in _PAIRS:
        text = text.replace(pair, one)
    return text


def folded_text(*fields: str) -> Any:
    """A stored column with the fields' text folded, a space on each side, so that a word has its edges."""
    joined: Any = F(fields[0])
    for field in fields[1:]:
        joined = Func(joined, Value(" "), F(field), template="(%(expressions)s)", arg_joiner=" || ")
    padded = Func(Value(" "), joined, Value(" "), template="(%(expressions)s)", arg_joiner=" || ")
    return models.GeneratedField(
        expression=Func(padded, function="fold_text"), output_field=models.TextField(), db_persist=True
    )


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that was typed: `words` folded (a number has none), `digits` where it is a number, grouped as people like."""

    raw: str
    words: tuple[str, ...] = ()
    digits: str = ""
    groups: tuple[str, ...] = ()


_NUMBER = re.compile(r"[+(]*[0-9][0-9()./-]*")


def read(typed: str) -> list[Term]:
    """What was typed as terms; commas part words, groups of digits that stand together are one number."""
    found: list[Term] = []
    groups: list[str] = []
    for raw in [*re.split(r"[\s,;]+", typed.replace("\0", " ")), ""]:
        if raw and _NUMBER.fullmatch(raw):
            groups.append(raw)
            continue
        if groups:
            whole = " ".join(groups)
            each = tuple(re.sub(r"[^0-9]", "", one) for one in groups)
            found.append(Term(whole, digits="".join(each), groups=each if len(each) > 1 else ()))
            groups = []
        if raw:
            found.append(Term(raw, words=tuple(fold(raw).split())))
    return found


def one_edit(word: str) -> str:
    """A regular expression (PostgreSQL's and Python's) of every word that is one slip from a folded one: a letter too many, too few,
    wrong, or two that changed places. With the spaces around it."""
    letters = [re.escape(letter) for letter in word]
    ways = {"".join(letters)}
    for n in range(len(letters) + 1):
        before, after = letters[:n], letters[n:]
        ways.add("".join([*before, "[^ ]", *after]))
        if after:
            ways.add("".join([*before, *after[1:]]))
            ways.add("".join([*before, "[^ ]", *after[1:]]))
        if len(after) > 1:
            ways.add("".join([*before, after[1], after[0], *after[2:]]))
    return f" ({'|'.join(sorted(ways))}) "


def is_forgiven(word: str) -> bool:
    """Whether a slip in a word is looked past."""
    return FORGIVEN_FROM <= len(word) <= LONGEST_FORGIVEN and not any(sign.isdigit() for sign in word)


def town_postcodes(word: str) -> frozenset[str]:
    """The postcodes of the towns with a folded word in their name; from four letters its beginning is enough."""
    named = _towns()
    if len(word) < FORGIVEN_FROM:
        return named.get(word, frozenset())
    return frozenset().union(*(codes for name, codes in named.items() if name.startswith(word)))


@cache
def _towns() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for country in ("DK", "SE"):
        for place in places(country).values():
            for word in fold(place.name).split():
                found.setdefault(word, set()).add(place.postcode)
    return {word: frozenset(codes) for word, codes in found.items()}


@dataclass(frozen=True)
class Fields:
    """Where a model is searched. `texts` are columns of `folded_text`, `ids` and `numbers` must be equal, `phones` hold a number
    anywhere, `place` says in which rows a set of postcodes lies; `beside` are rows of another model that name this one:
    (the rows, their foreign key, their fields)."""

    texts: tuple[str, ...]
    ids: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    phones_of: Callable[[], Q] = Q  # the rows whose phones may be searched
    place: Callable[[frozenset[str]], Q] | None = None
    beside: tuple[models.QuerySet[Any], str, Fields] | None = None

    def matching(self, model: type[models.Model], term: Term) -> Q:
        """The rows of a model in which a term is found."""
        found = _any(Q(**{f"{column}__iexact": term.raw}) for column in self.ids)
        if term.digits:
            return found | self._number(model, term)
        if term.words:
            every = Q()
            for word in term.words:
                every &= self._word(model, word)
            found |= every
        return found

    def rank(self, word: str) -> Case:
        """How well a word is met in a row in which it is found: WHOLE to SIMILAR."""
        whens = [
            When(self._contains(f" {word} "), then=Value(WHOLE)),
            When(self._contains(f" {word}"), then=Value(BEGINS)),
            When(self._contains(word), then=Value(WITHIN)),
        ]
        if is_forgiven(word):
            whens.append(When(self._similar(word), then=Value(SIMILAR)))
        return Case(*whens, default=Value(ELSEWHERE), output_field=models.SmallIntegerField())

    def _contains(self, part: str) -> Q:
        return _any(Q(**{f"{column}__contains": part}) for column in self.texts)

    def _similar(self, word: str) -> Q:
        slips = one_edit(word)
        return _any(
            Q(**{f"{column}__regex": slips}) | Q(**{f"{column}__trigram_strict_word_similar": word})
            for column in self.texts
        )

    def _texts(self, model: type[models.Model], part: str, forgiven: str = "") -> Q:
        # Each text in its own table, by its own index and once a row there, however many rows name it (ADR 5). A function of the
        # owner's looks (`rowsecurity.searched`): below a policy PostgreSQL would read the whole table. It gives keys alone,
        # and the rows that they are of are asked for under the policies.
        like = [f"%{part}%", one_edit(forgiven) if forgiven else None, forgiven or None]
        found = Q()
        for column in self.texts:
            *path, _name = column.split("__")
            there: Any = model
            for step in path:
                there = there._meta.get_field(step).related_model
            keys = RawSQL(f"SELECT {there._meta.db_table}_like(%s, %s, %s)", like)  # noqa: S611  (a table of ours)
            found |= Q(**{"__".join([*path, "pk__in"]): keys})
        return found

    def _word(self, model: type[models.Model], word: str) -> Q:
        found = self._texts(model, word, word if is_forgiven(word) else "")
        if self.place and (codes := town_postcodes(word)):
            found |= self.place(codes)
        return found | self._beside(lambda fields, of: fields._word(of, word))

    def _number(self, model: type[models.Model], term: Term) -> Q:
        """As one number; where it was typed in groups, also each group by itself."""
        digits = term.digits
        found = self._texts(model, digits) | _any(Q(**{f"{column}": digits}) for column in self.numbers)
        if self.place:
            found |= self.place(frozenset({digits}))
        if len(digits) >= 5:
            local = _national(term.raw, digits)
            found |= _any(Q(Contains(_digits_of(column), local)) & self.phones_of() for column in self.phones)
        found |= self._beside(lambda fields, of: fields._number(of, term))
        if term.groups:
            every = Q()
            for group in term.groups:
                every &= self._number(model, Term(group, digits=group))
            found |= every
        return found

    def _beside(self, matching: Callable[[Fields, type[models.Model]], Q]) -> Q:
        if self.beside is None:
            return Q()
        rows, key, fields = self.beside
        return Q(pk__in=rows.filter(matching(fields, rows.model)).order_by().values(key))


def find(rows: Rows, typed: str, fields: Fields) -> Rows:
    """The rows in which every term is found, with `relevance` (the lower, the better), which a list can be ordered by."""
    terms = read(typed)
    relevance: Any = Value(0, output_field=models.SmallIntegerField())
    for term in terms:
        rows = rows.filter(fields.matching(rows.model, term) or Q(pk__in=[]))
        for word in term.words:
            relevance = relevance + fields.rank(word)
    return rows.annotate(relevance=relevance) if terms else rows


def _any(conditions: Iterable[Q]) -> Q:
    found = Q()
    for one in conditions:
        found |= one
    return found


def _national(raw: str, digits: str) -> str:
    """A phone number without what people leave out: `+45`, `0045`, `+46`, the nought before a Swedish one."""
    abroad = digits.removeprefix("00") if raw.startswith("00") else digits if raw.startswith("+") else ""
    if abroad[:2] in ("45", "46"):
        return abroad[2:].removeprefix("0")
    if len(digits) == 10 and digits.startswith("45"):
        return digits[2:]
    return digits.removeprefix("0")


def _digits_of(column: str) -> Func:
    return Func(F(column), Value(" +-()./"), Value(""), function="translate", output_field=models.TextField())


def mark(text: str, typed: str) -> SafeString:
    """The text as HTML, with <mark> where it meets what was typed; a word that is only like it is marked whole."""
    folded, origin = _fold_with_places(text)
    spans: list[tuple[int, int]] = []
    words = {word for term in read(typed) for word in (term.words or (term.digits,)) if word}
    for word in words:
        met = [(one.start(), one.end()) for one in re.finditer(re.escape(word), folded)]
        if not met and is_forgiven(word):
            slips = re.compile(one_edit(word))
            met = [
                (one.start(), one.end())
                for one in re.finditer(r"[^ ]+", folded)
                if slips.fullmatch(f" {one[0]} ") or _alike(word, one[0]) >= ALIKE
            ]
        spans += [(origin[start], origin[end]) for start, end in met]
    marked, here = SafeString(""), 0
    for start, end in sorted(spans):
        start = max(start, here)
        if start < end:
            marked = format_html("{}{}<mark>{}</mark>", marked, text[here:start], text[start:end])
            here = end
    return format_html("{}{}", marked, text[here:])


def _fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its letters (and its end) the place in the text where it begins."""
    pieces = []
    for place, sign in enumerate(text):
        pieces += [(letter, place) for letter in fold(sign)]
    folded = "".join(letter for letter, _place in pieces)
    places_of = [place for _letter, place in pieces]
    for pair, one in _PAIRS[2:]:
        found = folded.find(pair)
        while found >= 0:
            folded = folded[:found] + one + folded[found + 2 :]
            del places_of[found + 1]
            found = folded.find(pair, found + 1)
    return folded, [*places_of, len(text)]


def _alike(one: str, other: str) -> float:
    """pg_trgm's similarity of two words: the share of their trigrams that both have."""
    a, b = ({f"  {word} "[n : n + 3] for n in range(len(word) + 1)} for word in (one, other))
    return len(a & b) / len(a | b)
