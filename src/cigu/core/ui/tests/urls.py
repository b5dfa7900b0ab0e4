"""The pages that the tests post to."""

from __future__ import annotations

from django.urls import include, path

from cigu.core.access.acting import acting
from cigu.core.access.errors import NotAllowed
from cigu.core.access.models import Party
from cigu.core.ui.forms import CiguForm, TextField
from cigu.core.ui.listing import list_response
from cigu.core.ui.posting import ActionView
from cigu.core.ui.tests.sample import TaskTable
from cigu.engines.basis.errors import CiguError


class RenameForm(CiguForm):
    name = TextField(label="Name", max_length=20)


class Rename(ActionView):
    form_class = RenameForm
    title = "Rename"
    keeps_draft = True

    def get_object(self):
        return Party.objects.get(pk=self.kwargs["pk"])

    def initial(self):
        return {"name": self.object.name}

    def location(self, result):
        return f"/list/?at={self.kwargs['pk']}"

    def act(self, form):
        name = form.cleaned_data["name"]
        if name == "禁止":
            raise NotAllowed("No right to this name.")
        if name == "占用":
            raise CiguError("taken", "The name is taken.", remedy="Choose another.", field="name")
        with acting("test.rename", by=self.request.user):
            self.object.name += f"+{name}"
            self.object.save()


def tasks(request):
    return list_response(request, TaskTable(request))


urlpatterns = [
    path("ui/", include("cigu.core.ui.urls")),
    path("account/", include("allauth.account.urls")),
    path("rename/<int:pk>/", Rename.as_view(), name="rename"),
    path("list/", tasks, name="list"),
]
