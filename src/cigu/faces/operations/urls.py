from django.urls import path

from . import hooks, jobs, outbox, overview

app_name = "operations"
urlpatterns = [
    path("operations/", overview.home, name="home"),
    path("operations/outbox/", outbox.outbox, name="outbox"),
    path("operations/outbox/<uuid:uid>/retry/", outbox.Retry.as_view(), name="retry"),
    path("operations/outbox/<uuid:uid>/discard/", outbox.Discard.as_view(), name="discard"),
    path("operations/jobs/", jobs.jobs, name="jobs"),
    path("operations/jobs/<uuid:uid>/stop/", jobs.Stop.as_view(), name="stop_job"),
    path("operations/jobs/<uuid:uid>/again/", jobs.Again.as_view(), name="job_again"),
    path("webhooks/", hooks.hooks, name="hooks"),
    path("webhooks/new/", hooks.New.as_view(), name="hook_new"),
    path("webhooks/<uuid:uid>/", hooks.hook, name="hook"),
    path("webhooks/<uuid:uid>/edit/", hooks.Edit.as_view(), name="hook_edit"),
    path("webhooks/<uuid:uid>/secret/", hooks.Secret.as_view(), name="hook_secret"),
    path("webhooks/<uuid:uid>/ping/", hooks.Ping.as_view(), name="hook_ping"),
    path("webhooks/<uuid:uid>/pause/", hooks.Pause.as_view(), name="hook_pause"),
    path("webhooks/<uuid:uid>/activate/", hooks.Activate.as_view(), name="hook_activate"),
    path("webhooks/<uuid:uid>/end/", hooks.End.as_view(), name="hook_end"),
]
