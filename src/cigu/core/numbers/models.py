from django.db import models


class Counter(models.Model):
    audit_exempt = "raised inside the audited action that uses the number"

    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)
    # set by a restore until somebody confirms
    frozen = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "number_counter"
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="counter_series")]
