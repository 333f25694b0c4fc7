from django.db import migrations


class Migration(migrations.Migration):
    """The trigram index of workplaces paid nothing (docs/adr/0005-search-and-indexes.md)."""

    dependencies = [("employers", "0003_search")]

    operations = [migrations.RemoveIndex(model_name="workplace", name="workplace_by_text")]
