"""Messages about agreements to sign."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_log_months'),
        ('outbox', '0004_correction_answered'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='message',
            name='message_kind_known',
        ),
        migrations.AlterField(
            model_name='message',
            name='kind',
            field=models.CharField(choices=[('invitation', 'Invitation'), ('login_code', 'Kode til at logge ind'), ('password_reset', 'Ny adgangskode'), ('account_changed', 'Noget er ændret ved en konto'), ('personal_link', 'Personligt link'), ('employer_registered', 'En arbejdsgiver vil være med'), ('employer_confirmed', 'Arbejdsgiveren er bekræftet'), ('employer_refused', 'Arbejdsgiveren er ikke bekræftet'), ('correction_answered', 'Svar på noget, der skulle rettes'), ('agreement_to_sign', 'En aftale at skrive under'), ('agreement_reminder', 'Påmindelse om en aftale at skrive under'), ('agreement_signed', 'En aftale, som alle har skrevet under')], max_length=30, verbose_name='hvad'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['invitation', 'login_code', 'password_reset', 'account_changed', 'personal_link', 'employer_registered', 'employer_confirmed', 'employer_refused', 'correction_answered', 'agreement_to_sign', 'agreement_reminder', 'agreement_signed'])), name='message_kind_known', violation_error_message='Værdien er ikke en af dem, der kan vælges.'),
        ),
        # On the way back there are no such messages.
        migrations.RunSQL(
            migrations.RunSQL.noop,
            "DELETE FROM outbox_message WHERE kind IN ('agreement_to_sign', 'agreement_reminder', 'agreement_signed')",
        ),
    ]
