"""A placement of somebody who was erased counts in figures and stands on no list (ADR 11)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("placements", "0004_cancelled_and_archived"), ("candidates", "0007_erased")]

    operations = [
        migrations.AddField(
            model_name="placement",
            name="erased",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
