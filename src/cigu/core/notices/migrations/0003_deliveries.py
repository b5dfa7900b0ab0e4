"""Who gets an event, and how often it was tried, moves from the event to its deliveries."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import cigu.core.audit.uids

HANDLERS = {  # all there were when this was written
    "cooperations.signed": "cigu.work.matchmaking.handlers.signed",
    "cooperations.failed": "cigu.work.matchmaking.handlers.failed",
}


def carry(apps, schema_editor):
    """What was delivered stays delivered; what waited or was given up is tried anew."""
    event, delivery = (apps.get_model("core_notices", name) for name in ("Event", "Delivery"))
    for one in event.objects.filter(topic__in=HANDLERS).iterator():
        over = one.delivered_at is not None
        delivery.objects.create(
            event=one, channel="room", consumer=HANDLERS[one.topic],
            state="done" if over else "waiting", attempts=1 if over else 0,
            ended_at=one.delivered_at, error=one.error,
        )
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the table cannot be altered


class Migration(migrations.Migration):

    contract = "before 1.0 nobody upgrades a running site; deliveries replace three columns"

    dependencies = [
        ('core_notices', '0002_alarms'),
    ]

    operations = [
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=cigu.core.audit.uids.new_uid, editable=False, unique=True)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='core_notices.event')),
                ('channel', models.CharField(max_length=20, verbose_name='way out')),
                ('consumer', models.CharField(max_length=150, verbose_name='consumer')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('done', 'arrived'), ('dead', 'given up'), ('discarded', 'discarded')], default='waiting', max_length=10, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('next_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='next attempt')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                ('error', models.TextField(blank=True)),
            ],
            options={
                'db_table': 'outbox_delivery',
                'indexes': [
                    models.Index(fields=['channel', 'state', 'next_at'], name='outbox_due'),
                    models.Index(fields=['consumer', 'id'], name='outbox_consumer'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('event', 'channel', 'consumer'), name='outbox_once'),
                ],
            },
        ),
        migrations.RunPython(carry, migrations.RunPython.noop, elidable=True),
        migrations.RemoveIndex(model_name='event', name='outbox_waiting'),
        migrations.RemoveField(model_name='event', name='attempts'),
        migrations.RemoveField(model_name='event', name='delivered_at'),
        migrations.RemoveField(model_name='event', name='error'),
    ]
