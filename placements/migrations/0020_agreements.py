"""Agreements that are signed: states, steps, signatures, links, and what the database never lets happen to them (ADR 15)."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import smaajob.fields
import uuid
from django.conf import settings
from django.db import migrations, models

# What was sent is never changed but for what becomes of it; it holds only when all who are asked have said yes to that very content.
FROZEN = """
CREATE FUNCTION agreement_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE still text[] := ARRAY['state', 'in_force_at', 'withdrawn_at', 'withdrawn_why', 'reminded_at'];
BEGIN
    IF OLD.state IN ('in_force', 'withdrawn') THEN
        still := ARRAY[]::text[];
    END IF;
    IF (OLD.sent_at IS NOT NULL OR OLD.state IN ('in_force', 'withdrawn')) AND (to_jsonb(NEW) - still) <> (to_jsonb(OLD) - still) THEN
        RAISE EXCEPTION 'an agreement that was sent is never changed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_is_frozen', TABLE = 'placements_agreementversion';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN
        (('draft', 'sent'), ('draft', 'in_force'), ('draft', 'withdrawn'), ('sent', 'in_force'), ('sent', 'withdrawn')) THEN
        RAISE EXCEPTION 'an agreement does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_goes_forward', TABLE = 'placements_agreementversion';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_is_frozen BEFORE UPDATE ON placements_agreementversion
    FOR EACH ROW EXECUTE FUNCTION agreement_is_frozen();

CREATE FUNCTION agreement_in_force_is_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM unnest(NEW.asks) AS asked WHERE NOT EXISTS (
        SELECT 1 FROM placements_signature s WHERE s.agreement_id = NEW.id AND s.party = asked AND s.says = 'yes'
            AND s.content_hash = NEW.content_hash);
    IF FOUND THEN
        RAISE EXCEPTION 'not all who are asked have signed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_in_force_is_signed', TABLE = 'placements_agreementversion';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER agreement_in_force_is_signed_insert AFTER INSERT ON placements_agreementversion
    FOR EACH ROW WHEN (NEW.state = 'in_force') EXECUTE FUNCTION agreement_in_force_is_signed();
CREATE TRIGGER agreement_in_force_is_signed_update AFTER UPDATE ON placements_agreementversion
    FOR EACH ROW WHEN (NEW.state = 'in_force' AND OLD.state <> 'in_force') EXECUTE FUNCTION agreement_in_force_is_signed();

CREATE FUNCTION step_of_a_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM placements_agreementversion WHERE id = NEW.agreement_id AND state = 'draft' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the steps of an agreement that was sent are never changed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'step_of_a_draft', TABLE = 'placements_agreementstep';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER step_of_a_draft BEFORE INSERT OR UPDATE ON placements_agreementstep
    FOR EACH ROW EXECUTE FUNCTION step_of_a_draft();
"""

SIGNED = """
CREATE FUNCTION signature_is_of_what_was_sent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE version record;
BEGIN
    SELECT state, asks, content_hash INTO version FROM placements_agreementversion WHERE id = NEW.agreement_id FOR SHARE;
    IF version.state IS DISTINCT FROM 'sent' OR NOT NEW.party = ANY(version.asks) THEN
        RAISE EXCEPTION 'only who is asked signs, and only what is sent'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_is_asked_for', TABLE = 'placements_signature';
    END IF;
    IF NEW.content_hash <> version.content_hash THEN
        RAISE EXCEPTION 'what was signed is not what was sent'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_is_of_what_was_sent', TABLE = 'placements_signature';
    END IF;
    PERFORM 1 FROM placements_signature WHERE agreement_id = NEW.agreement_id AND party = NEW.party AND says = 'yes';
    IF FOUND AND NEW.says = 'no' THEN
        RAISE EXCEPTION 'who has signed does not take it back on the same paper'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_once', TABLE = 'placements_signature';
    END IF;
    IF NEW.party = 'municipality' AND NEW.says = 'yes' THEN
        PERFORM 1 FROM unnest(version.asks) AS asked WHERE asked <> 'municipality' AND NOT EXISTS (
            SELECT 1 FROM placements_signature s WHERE s.agreement_id = NEW.agreement_id AND s.party = asked AND s.says = 'yes');
        IF FOUND THEN
            RAISE EXCEPTION 'the municipality signs last'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_municipality_last', TABLE = 'placements_signature';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER signature_is_of_what_was_sent BEFORE INSERT ON placements_signature
    FOR EACH ROW EXECUTE FUNCTION signature_is_of_what_was_sent();

CREATE FUNCTION signature_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a signature is never changed'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_never_changed', TABLE = 'placements_signature';
END $$;
CREATE TRIGGER signature_never_changed BEFORE UPDATE ON placements_signature
    FOR EACH ROW EXECUTE FUNCTION signature_never_changed();

ALTER TABLE placements_signinglink ADD CONSTRAINT signing_link_person_is_the_placements
    FOREIGN KEY (placement_id, candidate_id) REFERENCES placements_placement (id, candidate_id)
    DEFERRABLE INITIALLY DEFERRED;
"""

# On the way back what was drafted and signed is no more: there is no place for it.
UNDO = """
ALTER TABLE placements_signinglink DROP CONSTRAINT signing_link_person_is_the_placements;
DROP TRIGGER signature_never_changed ON placements_signature;
DROP TRIGGER signature_is_of_what_was_sent ON placements_signature;
DROP TRIGGER step_of_a_draft ON placements_agreementstep;
DROP TRIGGER agreement_in_force_is_signed_update ON placements_agreementversion;
DROP TRIGGER agreement_in_force_is_signed_insert ON placements_agreementversion;
DROP TRIGGER agreement_is_frozen ON placements_agreementversion;
DROP FUNCTION signature_never_changed();
DROP FUNCTION signature_is_of_what_was_sent();
DROP FUNCTION step_of_a_draft();
DROP FUNCTION agreement_in_force_is_signed();
DROP FUNCTION agreement_is_frozen();
DELETE FROM placements_signature;
DELETE FROM placements_agreementstep;
DELETE FROM placements_agreementversion WHERE state <> 'recorded';
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_log_months'),
        ('candidates', '0007_erased'),
        ('placements', '0010_proposals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AgreementStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('first_day', models.DateField(verbose_name='fra')),
                ('hours', models.DecimalField(decimal_places=3, max_digits=7, verbose_name='timer om ugen')),
                ('paid_hours', models.DecimalField(blank=True, decimal_places=3, max_digits=7, null=True, verbose_name='heraf med løn')),
                ('windows', django.contrib.postgres.fields.ArrayField(base_field=smaajob.fields.WindowField(max_length=24), blank=True, default=list, size=None, verbose_name='tider')),
                ('every', models.PositiveSmallIntegerField(default=1, verbose_name='hver uge eller hver anden')),
                ('skipped', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), blank=True, default=list, size=None, verbose_name='undtagen')),
                ('extra', django.contrib.postgres.fields.ArrayField(base_field=smaajob.fields.WindowField(max_length=24), blank=True, default=list, size=None, verbose_name='enkelte dage')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='placements.agreementversion')),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation', verbose_name='organisation')),
            ],
            options={
                'ordering': ['first_day'],
                'constraints': [
                    models.UniqueConstraint(fields=('agreement', 'first_day'), name='step_once_a_day'),
                    models.CheckConstraint(condition=models.Q(('every__in', [1, 2])), name='step_each_or_every_second'),
                    models.CheckConstraint(condition=models.Q(('hours__gte', 0)), name='step_hours_not_negative'),
                    models.CheckConstraint(condition=models.Q(('paid_hours__isnull', True), models.Q(('paid_hours__gte', 0), ('paid_hours__lte', models.F('hours'))), _connector='OR'), name='step_paid_hours_are_of_its_hours', violation_error_message='Timerne med løn kan ikke være flere end timerne i alt.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('party', models.CharField(choices=[('person', 'Personen'), ('guardian', 'Værgen'), ('employer', 'Arbejdspladsen'), ('employee_rep', 'Medarbejderrepræsentanten'), ('municipality', 'Kommunen')], max_length=20, verbose_name='hvem')),
                ('says', models.CharField(choices=[('yes', 'Skrev under'), ('no', 'Vil ikke skrive under')], default='yes', max_length=3, verbose_name='svar')),
                ('words', models.TextField(blank=True, verbose_name='hvorfor ikke')),
                ('name', models.CharField(max_length=200, verbose_name='navn')),
                ('method', models.CharField(choices=[('screen', 'på skærmen'), ('link', 'med link og kode'), ('paper', 'på papir')], max_length=10, verbose_name='hvordan')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='hvornår')),
                ('content_hash', models.CharField(editable=False, max_length=64)),
                ('seen_on', models.DateField(blank=True, null=True, verbose_name='dagen på papiret')),
                ('paper', models.UUIDField(blank=True, editable=False, null=True)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='placements.agreementversion')),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation', verbose_name='organisation')),
                ('noted_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'pk'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('says', 'yes')), fields=('agreement', 'party'), name='signature_once', violation_error_message='Der er allerede skrevet under.'),
                    models.CheckConstraint(condition=models.Q(('party__in', ['person', 'guardian', 'employer', 'employee_rep', 'municipality'])), name='signature_party_known', violation_error_message='Værdien er ikke en af dem, der kan vælges.'),
                    models.CheckConstraint(condition=models.Q(('says__in', ['yes', 'no'])), name='signature_says_known', violation_error_message='Værdien er ikke en af dem, der kan vælges.'),
                    models.CheckConstraint(condition=models.Q(('method__in', ['screen', 'link', 'paper'])), name='signature_method_known', violation_error_message='Værdien er ikke en af dem, der kan vælges.'),
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='signature_has_a_name'),
                    models.CheckConstraint(condition=models.Q(('says', 'yes'), models.Q(('words', ''), _negated=True), _connector='OR'), name='signature_no_says_why'),
                    models.CheckConstraint(condition=models.Q(models.Q(('method', 'paper'), ('seen_on__isnull', False)), models.Q(models.Q(('method', 'paper'), _negated=True), ('noted_by__isnull', True), ('paper__isnull', True), ('seen_on__isnull', True)), _connector='OR'), name='signature_on_paper_was_seen'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SigningLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('party', models.CharField(choices=[('person', 'Personen'), ('guardian', 'Værgen'), ('employer', 'Arbejdspladsen'), ('employee_rep', 'Medarbejderrepræsentanten'), ('municipality', 'Kommunen')], max_length=20, verbose_name='hvem')),
                ('name', models.CharField(max_length=200, verbose_name='navn')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='telefon')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='candidates.candidate')),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation', verbose_name='organisation')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('placement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signing_links', to='placements.placement')),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('party__in', ['person', 'guardian', 'employer', 'employee_rep', 'municipality'])), name='signing_link_party_known', violation_error_message='Værdien er ikke en af dem, der kan vælges.'),
                    models.CheckConstraint(condition=models.Q(('party', 'municipality'), _negated=True), name='signing_link_not_for_the_municipality'),
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='signing_link_has_a_name'),
                    models.CheckConstraint(condition=models.Q(models.Q(('email', ''), _negated=True), models.Q(('phone', ''), _negated=True), _connector='OR'), name='signing_link_leads_somewhere'),
                    models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('made_at'))), name='signing_link_expires_after_made'),
                ],
            },
        ),
        migrations.AlterModelOptions(
            name='agreementversion',
            options={'ordering': ['number', 'pk']},
        ),
        migrations.RemoveConstraint(
            model_name='agreementversion',
            name='agreement_number_once',
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='accommodations',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('nedsat_tid', 'Færre timer om ugen'), ('korte_dage', 'Korte dage'), ('faste_dage', 'Faste dage'), ('senere_mødetid', 'Møde senere på dagen'), ('fleksibel_mødetid', 'Fleksibel mødetid'), ('gradvis_optrapning', 'Timerne stiger lidt efter lidt'), ('ingen_aften', 'Ingen aften eller nat'), ('gå_hjem', 'Kan gå hjem, når det er nødvendigt'), ('eget_tempo', 'Eget tempo'), ('pauser', 'Ekstra pauser'), ('hvilerum', 'Et sted at hvile'), ('ingen_akkord', 'Ingen akkord'), ('ingen_deadlines', 'Ingen stramme frister'), ('ingen_tunge_løft', 'Ingen tunge løft'), ('siddende', 'Kan sidde ned'), ('stående', 'Kan stå op'), ('varieret_stilling', 'Skiftende arbejdsstilling'), ('ingen_trapper', 'Ingen trapper'), ('kørestol', 'Adgang med kørestol'), ('stille', 'Et stille sted'), ('skærmet', 'Skærmet plads'), ('dæmpet_lys', 'Dæmpet lys'), ('ikke_storrum', 'Ikke storrum'), ('alene', 'Kan arbejde alene'), ('fast_struktur', 'Samme opgaver på samme tider'), ('én_opgave', 'Én opgave ad gangen'), ('skriftlig_instruks', 'Opgaven på skrift'), ('fast_kontaktperson', 'En fast kontaktperson'), ('ingen_kundekontakt', 'Ingen kunder'), ('få_kolleger', 'Få kolleger'), ('trække_sig', 'Kan trække sig tilbage'), ('enkelt_dansk', 'Enkelt dansk'), ('dansk_ikke_krav', 'Dansk er ikke et krav'), ('tolk', 'Tolk'), ('billedinstruks', 'Opgaven i billeder'), ('kort_transport', 'Kort transport'), ('hjælpemidler', 'Hjælpemidler'), ('mentor', 'Mentor'), ('hjemmefra', 'Kan arbejde hjemmefra'), ('bederum', 'Plads og tid til bøn')], max_length=30), blank=True, default=list, size=None, verbose_name='det tager arbejdspladsen hensyn til'),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='asks',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('person', 'Personen'), ('guardian', 'Værgen'), ('employer', 'Arbejdspladsen'), ('employee_rep', 'Medarbejderrepræsentanten'), ('municipality', 'Kommunen')], max_length=30), blank=True, default=list, size=None, verbose_name='skriver under'),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='content',
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='content_hash',
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='end',
            field=models.DateField(blank=True, null=True, verbose_name='sidste dag'),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='follow_ups',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), blank=True, default=list, size=None, verbose_name='opfølgning'),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='in_force_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='gælder siden'),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='insurance',
            field=models.TextField(blank=True, verbose_name='forsikring'),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='made_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='place_text',
            field=models.CharField(blank=True, max_length=300, verbose_name='hvor'),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='purpose',
            field=models.CharField(blank=True, choices=[('ordinary', 'At komme i ordinært arbejde bagefter'), ('training', 'At træne det, personen kan'), ('clarify', 'At finde ud af, hvad personen kan og vil')], max_length=20, verbose_name='formål'),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='reason',
            field=models.CharField(blank=True, max_length=500, verbose_name='begrundelse'),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='remarks',
            field=models.TextField(blank=True, verbose_name='andet, der er aftalt'),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='reminded_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='mindet om'),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='sent_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='sendt'),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='state',
            field=models.CharField(choices=[('recorded', 'Noteret uden underskrifter'), ('draft', 'Kladde'), ('sent', 'Sendt til underskrift'), ('in_force', 'Gælder'), ('withdrawn', 'Trukket tilbage')], default='recorded', max_length=20, verbose_name='tilstand'),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='trukket tilbage'),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='withdrawn_why',
            field=models.CharField(blank=True, max_length=300, verbose_name='hvorfor den er trukket tilbage'),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='works_on_holidays',
            field=models.BooleanField(default=False, verbose_name='også på helligdage'),
        ),
        migrations.AlterField(
            model_name='agreementversion',
            name='valid_from',
            field=models.DateField(verbose_name='gælder fra'),
        ),
        migrations.AddConstraint(
            model_name='agreementversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'recorded')), fields=('placement', 'number'), name='agreement_number_once'),
        ),
        migrations.AddConstraint(
            model_name='agreementversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'sent', 'in_force'])), fields=('placement', 'number'), name='agreement_number_once_signed'),
        ),
        migrations.AddConstraint(
            model_name='agreementversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'sent'])), fields=('placement',), name='agreement_one_open'),
        ),
        migrations.AddConstraint(
            model_name='agreementversion',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['recorded', 'draft', 'sent', 'in_force', 'withdrawn'])), name='agreement_state_known', violation_error_message='Værdien er ikke en af dem, der kan vælges.'),
        ),
        migrations.AddConstraint(
            model_name='agreementversion',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['ordinary', 'training', 'clarify', ''])), name='agreement_purpose_known', violation_error_message='Værdien er ikke en af dem, der kan vælges.'),
        ),
        migrations.AddConstraint(
            model_name='agreementversion',
            constraint=models.CheckConstraint(condition=models.Q(('asks__contained_by', ['person', 'guardian', 'employer', 'employee_rep', 'municipality'])), name='agreement_asks_known', violation_error_message='Listen rummer en værdi, som vi ikke kender.'),
        ),
        migrations.AddConstraint(
            model_name='agreementversion',
            constraint=models.CheckConstraint(condition=models.Q(('accommodations__contained_by', ['nedsat_tid', 'korte_dage', 'faste_dage', 'senere_mødetid', 'fleksibel_mødetid', 'gradvis_optrapning', 'ingen_aften', 'gå_hjem', 'eget_tempo', 'pauser', 'hvilerum', 'ingen_akkord', 'ingen_deadlines', 'ingen_tunge_løft', 'siddende', 'stående', 'varieret_stilling', 'ingen_trapper', 'kørestol', 'stille', 'skærmet', 'dæmpet_lys', 'ikke_storrum', 'alene', 'fast_struktur', 'én_opgave', 'skriftlig_instruks', 'fast_kontaktperson', 'ingen_kundekontakt', 'få_kolleger', 'trække_sig', 'enkelt_dansk', 'dansk_ikke_krav', 'tolk', 'billedinstruks', 'kort_transport', 'hjælpemidler', 'mentor', 'hjemmefra', 'bederum'])), name='agreement_accommodations_known', violation_error_message='Listen rummer en værdi, som vi ikke kender.'),
        ),
        migrations.AddConstraint(
            model_name='agreementversion',
            constraint=models.CheckConstraint(condition=models.Q(('end__isnull', True), ('end__gte', models.F('valid_from')), _connector='OR'), name='agreement_end_after_start', violation_error_message='Aftalen kan ikke slutte, før den begynder at gælde.'),
        ),
        migrations.AddConstraint(
            model_name='agreementversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('state', 'sent'), _negated=True), models.Q(models.Q(('state', 'in_force'), _negated=True), ('asks', []), _connector='OR')), models.Q(('content__isnull', False), ('content_hash__regex', '^[0-9a-f]{64}$'), ('sent_at__isnull', False)), _connector='OR'), name='agreement_sent_is_frozen'),
        ),
        migrations.AddConstraint(
            model_name='agreementversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), models.Q(('asks', []), _negated=True), _connector='OR'), name='agreement_sent_asks_somebody'),
        ),
        migrations.AddConstraint(
            model_name='agreementversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('in_force_at__isnull', False), ('state', 'in_force')), models.Q(models.Q(('state', 'in_force'), _negated=True), ('in_force_at__isnull', True)), _connector='OR'), name='agreement_in_force_says_when'),
        ),
        migrations.AddConstraint(
            model_name='agreementversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), ('withdrawn_at__isnull', False)), models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('withdrawn_at__isnull', True), ('withdrawn_why', '')), _connector='OR'), name='agreement_withdrawn_says_when'),
        ),
        migrations.RunSQL([FROZEN, SIGNED], UNDO),
    ]
