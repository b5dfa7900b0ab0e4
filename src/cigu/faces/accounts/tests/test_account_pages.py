"""From a new account to its end, through the pages of those who keep accounts."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.test import Client
from django.utils import timezone

from cigu.core.access.factories import make_party, make_territory
from cigu.core.access.links import MOST_OPEN, LinkRefused, find, invite
from cigu.core.access.models import EntryLink, Grant, User
from cigu.core.access.scope import Access
from cigu.core.audit.models import AuditLeaf
from cigu.core.audit.recording import change
from cigu.core.clock.business import today
from cigu.core.webhooks import signing
from cigu.core.webhooks.actions import subscribe
from cigu.core.webhooks.topics import offered
from cigu.faces.cli import main

from .conftest import PASSWORD, Enter, code_for, sent, set_up

pytestmark = pytest.mark.django_db
NEW = "沙丘-白桦-驼铃-7788"
LINK = re.compile(r"data-link>https?://[^/]+(/account/enter/[^<]+)<")


def link_on(page: Any) -> str:
    found = LINK.search(page.content.decode())
    assert found, "the page shows no link"
    return found.group(1)


def choose(path: str, **fields: str) -> Any:
    """Somebody who has nothing but the link."""
    return Client().post(path, {"password1": NEW, "password2": NEW, **fields})


def at(user: Any, action: str) -> str:
    return f"/account/people/{user.uid}/{action}"


def test_an_account_is_made_by_one_and_given_rights_by_another(enter: Enter, person: Any) -> None:
    system, security = enter(person("sysadmin")), enter(person("secadmin"))
    answer = sent(
        system, "/account/people/new/", username="zhang.san", name="张三", office="科技局"
    )
    user = User.objects.get(username="zhang.san")
    assert answer.headers["Location"] == at(user, "") and not user.has_usable_password()
    path = link_on(system.get(at(user, "")))
    assert not LINK.search(system.get(at(user, "")).content.decode()), "shown twice"
    assert choose(path).status_code == 302 and choose(path).status_code == 404
    client = enter(user, NEW)
    assert not Access.of(User.objects.get(pk=user.pk)).grants
    city = make_territory("150200")
    sent(security, at(user, "give/"), role="officer", territory=city.pk, reason="任职")
    grant = Grant.objects.get(user=user)
    assert (grant.role, grant.territory, grant.valid_from) == ("officer", city, today())
    assert client.get("/needs/new/").status_code == 200
    sent(security, f"/account/grants/{grant.uid}/end/", reason="调离")
    assert client.get("/needs/new/").status_code == 403
    told = {leaf.verb: leaf.reason for leaf in AuditLeaf.objects.filter(reason__gt="")}
    assert told["access.grant_role"] == "任职" and told["access.end_grant"] == "调离"


def test_every_act_on_an_account_wants_a_reason(enter: Enter, person: Any) -> None:
    security, user = enter(person("secadmin")), person("leader")
    before = AuditLeaf.objects.count()
    for action in ("give/", "disable/", "enable/", "password/", "factor/"):
        assert sent(security, at(user, action), role="broker", reason=" ").status_code == 422
    assert AuditLeaf.objects.count() == before


def test_a_security_administrator_does_nothing_to_herself(enter: Enter, person: Any) -> None:
    herself = person("secadmin")
    client = enter(herself)
    for action in ("give/", "disable/", "password/", "factor/"):
        assert client.get(at(herself, action)).status_code == 403
    assert client.get(f"/account/grants/{herself.grants.get().uid}/end/").status_code == 403


def test_powers_that_would_unite_are_refused_in_words(enter: Enter, person: Any) -> None:
    security, system = enter(person("secadmin")), person("sysadmin")
    answer = sent(security, at(system, "give/"), role="auditor", reason="兼任")
    assert answer.status_code == 422 and "不能同时任" in answer.content.decode()
    assert system.grants.count() == 1


def test_a_reset_link_renews_the_password_and_ends_sessions(enter: Enter, person: Any) -> None:
    security, user = enter(person("secadmin")), person("leader")
    client = enter(user)
    sent(security, at(user, "password/"), reason="本人到场")
    path = link_on(security.get(at(user, "")))
    assert client.get("/account/").status_code == 200, "until it is followed nothing changes"
    weak = choose(path, password1="password", password2="password")
    assert weak.status_code == 422 and User.objects.get(pk=user.pk).check_password(PASSWORD)
    assert choose(path).status_code == 302
    assert client.get("/account/").status_code == 302
    enter(user, NEW)


def test_a_later_link_ends_the_earlier_and_each_runs_out(enter: Enter, person: Any) -> None:
    security, user = enter(person("secadmin")), person("leader")
    paths = []
    for _n in range(2):
        sent(security, at(user, "password/"), reason="本人到场")
        paths.append(link_on(security.get(at(user, ""))))
    assert choose(paths[0]).status_code == 404
    link = EntryLink.objects.get(withdrawn_at=None)
    with change("test.time", by=None, on=today()):
        link.made_at = timezone.now() - timedelta(days=3)
        link.expires_at = timezone.now() - timedelta(seconds=1)
        link.save()
    assert choose(paths[1]).status_code == 404
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_only_the_hash_of_a_link_is_kept(person: Any) -> None:
    firm = person("enterprise", party=make_party())
    _link, secret = invite(party=firm.grants.get().party, role="enterprise", by=firm)
    leaves = str(list(AuditLeaf.objects.values("after", "before", "reason")))
    assert secret not in leaves and not EntryLink.objects.filter(secret_hash=secret).exists()
    assert find(secret) == EntryLink.objects.get()


def test_a_colleague_is_invited_and_acts_for_the_same_party(enter: Enter, person: Any) -> None:
    party = make_party()
    client = enter(person("enterprise", party=party))
    sent(client, "/account/invitations/new/", place=f"{party.pk}:enterprise", note="李四")
    path = link_on(client.get("/account/invitations/"))
    taken = choose(path, username=person().username, name="李四")
    assert taken.status_code == 422 and "已被使用" in taken.content.decode()
    assert choose(path, username="li.si", name="李四").status_code == 302
    made = User.objects.get(username="li.si")
    assert Access.of(made).parties_as("enterprise") == {party.pk}
    assert choose(path, username="wang.wu", name="王五").status_code == 404


def test_nobody_is_invited_into_another_party(enter: Enter, person: Any) -> None:
    own, other = make_party(), make_party()
    client = enter(person("enterprise", party=own))
    answer = sent(client, "/account/invitations/new/", place=f"{other.pk}:enterprise", note="李四")
    assert answer.status_code == 422 and not EntryLink.objects.exists()
    assert enter(person("leader")).get("/account/invitations/new/").status_code == 403


def test_an_invitation_ends_with_the_right_of_who_made_it(enter: Enter, person: Any) -> None:
    from cigu.core.access.actions import end_grant

    firm = person("enterprise", party=make_party())
    _link, secret = invite(party=firm.grants.get().party, role="enterprise", by=firm)
    end_grant(grant=firm.grants.get(), by=None)
    with pytest.raises(LinkRefused) as refused:
        find(secret)
    assert refused.value.code == "void"


def test_invitations_are_withdrawn_and_not_without_end(enter: Enter, person: Any) -> None:
    firm = person("enterprise", party=make_party())
    party = firm.grants.get().party
    made = [invite(party=party, role="enterprise", by=firm) for _n in range(MOST_OPEN)]
    with pytest.raises(LinkRefused) as refused:
        invite(party=party, role="enterprise", by=firm)
    assert refused.value.code == "too_many"
    link, secret = made[0]
    sent(enter(firm), f"/account/invitations/{link.uid}/withdraw/", reason="发错")
    assert Client().get(f"/account/enter/{secret}/").status_code == 404


@pytest.mark.django_db(transaction=True)  # what is told after the commit is told here too
def test_a_second_factor_is_set_up_asked_for_and_reset(enter: Enter, person: Any) -> None:
    user, security = person("leader"), enter(person("secadmin"))
    secret = set_up(enter(user))
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in stored, "the secret lies open in the database"
    client = enter(user)
    assert client.get("/account/").status_code == 302, "the password alone let in"
    assert client.post("/account/factor/code/", {"code": "000000"}).status_code == 200
    assert client.get("/account/").status_code == 302
    client.post("/account/factor/code/", {"code": code_for(secret, 1)})
    assert client.get("/account/").status_code == 200
    sent(security, at(user, "factor/"), reason="手机遗失")
    assert client.get("/account/").status_code == 302, "the session outlived the reset"
    assert enter(user).get("/account/").status_code == 200
    verbs = set(AuditLeaf.objects.filter(object_uid=user.uid).values_list("verb", flat=True))
    assert {"access.second_factor_added", "access.reset_second_factor"} <= verbs


def test_a_code_opens_once(enter: Enter, person: Any) -> None:
    user = person("leader")
    secret = set_up(enter(user))
    code = code_for(secret, 1)
    for entered in (True, False):
        client = enter(user)
        client.post("/account/factor/code/", {"code": code})
        assert (client.get("/account/").status_code == 200) is entered


def test_a_reset_password_leaves_the_second_factor_in_place(enter: Enter, person: Any) -> None:
    security, user = enter(person("secadmin")), person("leader")
    secret = set_up(enter(user))
    sent(security, at(user, "password/"), reason="本人到场")
    client = Client()
    page = link_on(security.get(at(user, "")))
    client.post(page, {"password1": NEW, "password2": NEW})
    assert client.get("/account/").status_code == 302, "the link let in past the factor"
    client = enter(user, NEW)
    assert client.get("/account/").status_code == 302
    client.post("/account/factor/code/", {"code": code_for(secret, 1)})
    assert client.get("/account/").status_code == 200


def test_roles_that_must_have_a_second_factor_do_nothing_before(
    enter: Enter, person: Any, settings: Any
) -> None:
    settings.SECOND_FACTOR_ROLES = ["secadmin"]
    client = enter(person("secadmin"))
    assert client.get("/account/people/").headers["Location"] == "/account/factor/set-up/"
    assert client.get("/api/me").status_code == 403
    set_up(client)
    assert client.get("/account/people/").status_code == 200
    assert "不能关闭" in client.post("/account/factor/take-off/").content.decode()
    assert enter(person("leader")).get("/account/").status_code == 200


def test_acts_on_accounts_ask_for_the_password_again_after_a_while(
    enter: Enter, person: Any, settings: Any
) -> None:
    user, client = person("leader"), enter(person("secadmin"))
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    answer = client.get(at(user, "give/"))
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/account/again/")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
    back = client.post(answer.headers["Location"], {"password": PASSWORD})
    assert back.headers["Location"] == at(user, "give/")


def test_sessions_are_listed_and_ended_one_by_one_or_all_but_this(
    enter: Enter, person: Any
) -> None:
    user = person("leader")
    here, there, elsewhere = enter(user), enter(user), enter(user)
    page = here.get("/account/").content.decode()
    keys = re.findall(r"/account/sessions/(\d+)/end/", page)
    assert len(keys) == 2 and page.count(">当前<") == 1
    stranger = enter(person("leader"))
    assert stranger.post(f"/account/sessions/{keys[0]}/end/").status_code == 404
    here.post(f"/account/sessions/{keys[0]}/end/")
    assert sorted(c.get("/account/").status_code for c in (here, there, elsewhere)) == [
        200,
        200,
        302,
    ]
    here.post("/account/sessions/end/")
    assert [c.get("/account/").status_code for c in (here, there, elsewhere)] == [200, 302, 302]


def test_one_session_too_many_ends_the_one_begun_first(
    enter: Enter, person: Any, settings: Any
) -> None:
    settings.SESSIONS = 2
    user = person("leader")
    oldest, newer, latest = enter(user), enter(user), enter(user)
    found = [c.get("/account/").status_code for c in (oldest, newer, latest)]
    assert found == [302, 200, 200]


def test_an_earlier_key_of_the_site_reads_until_all_is_locked_anew(
    enter: Enter, person: Any, settings: Any, capsys: Any
) -> None:
    user = person("officer", territory=make_territory())
    secret = set_up(enter(user))
    hook, told = subscribe(
        by=user, name="x", url="https://hooks.example.org/", wanted=[offered()[0].name]
    )
    leaked, settings.SECRET_KEY = settings.SECRET_KEY, "another key " * 5
    with pytest.raises(SystemExit, match="2"):
        main(["user", "relock"])
    assert "CIGU_SECRET_KEY_OLD" in capsys.readouterr().err
    settings.SECRET_KEY_FALLBACKS = [leaked]
    assert enters_with(enter, user, code_for(secret, -1))
    with pytest.raises(SystemExit, match="0"):
        main(["user", "relock"])
    settings.SECRET_KEY_FALLBACKS = []
    assert enters_with(enter, user, code_for(secret, 1))
    hook.refresh_from_db()
    assert signing.unlock(hook.secret) == told
    settings.SECRET_KEY = leaked
    with pytest.raises(InvalidToken):
        signing.unlock(hook.secret)


def enters_with(enter: Enter, user: Any, code: str) -> bool:
    client = enter(user)
    client.post("/account/factor/code/", {"code": code})
    return client.get("/account/").status_code == 200


def test_the_profile_of_classified_protection_asks_for_kinds_and_for_change(
    enter: Enter, person: Any, settings: Any
) -> None:
    user = person("leader")
    client = enter(user)
    settings.PASSWORD_DAYS = 90
    assert client.get("/account/").status_code == 200
    user = User.objects.get(pk=user.pk)
    user.password_set_at = timezone.now() - timedelta(days=91)
    user.save(update_fields=["password_set_at"])
    assert client.get("/account/").headers["Location"] == "/account/password/"
    names = ("ThreeKinds", "NotThePresentOne")
    settings.AUTH_PASSWORD_VALIDATORS = [
        {"NAME": f"cigu.faces.accounts.passwords.{name}"} for name in names
    ]
    for new, fits in ((PASSWORD, False), ("only-small-letters", False), ("Kinds-of-3-here", True)):
        fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        assert (client.post("/account/password/", fields).status_code == 302) is fits, new
    assert client.get("/account/").status_code == 200
