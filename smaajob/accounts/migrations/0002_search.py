"""What search stands on (docs/adr/0005-search-and-indexes.md): trigrams, and one way to fold a text."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

# The same rule as smaajob.search.fold, and only IMMUTABLE functions, so that a stored column may use it. Letters are named one by
# one: lower() would ask the database's locale.
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÆæØøŒœÐðĐđŁłıŊŋАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯҐЄІ"
BECOME = "abcdefghijklmnopqrstuvwxyzaaooooddddllinnабвгдежзиклмнопрстуфхцчшщъыьэюяґєі"
SIGNS = "!\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~«»–—‘’“”·"
SPACES = " " * (len(SIGNS) - 1)
MARKS = "".join(map(chr, range(0x300, 0x370)))

FOLD = f"""
CREATE FUNCTION fold_text(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $fold$
    SELECT replace(replace(replace(replace(replace(
        translate(normalize(value, NFKD), '{LETTERS}{SIGNS}{MARKS}', '{BECOME}{SPACES}'),
        'ß', 'ss'), 'þ', 'th'), 'ae', 'a'), 'oe', 'o'), 'aa', 'a')
$fold$;
"""


class Migration(migrations.Migration):

    dependencies = [("accounts", "0001_initial")]

    operations = [
        TrigramExtension(),
        migrations.RunSQL([(FOLD.replace("%", "%%"), [])], "DROP FUNCTION fold_text(text)"),
    ]
