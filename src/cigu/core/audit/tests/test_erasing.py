"""Erasing: what goes, what stays, and that no leaf can tell afterwards."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from cigu.core.access.factories import make_party, make_user
from cigu.core.access.models import EntryLink, Party, User
from cigu.core.audit.asides import Asides, names
from cigu.core.audit.erasing import VERB, erase_personal, naming
from cigu.core.audit.errors import AuditError
from cigu.core.audit.history import history
from cigu.core.audit.models import AuditLeaf, PersonalValue
from cigu.core.audit.recording import change, create_many, leaf_hash, note
from cigu.core.invariants.asking import ask, known
from cigu.core.notices.actions import notify
from cigu.core.notices.models import Notice

pytestmark = pytest.mark.django_db
ON = date(2024, 6, 14)


def leaves(**which: Any) -> list[AuditLeaf]:
    return list(AuditLeaf.objects.filter(**which).order_by("id"))


def told() -> str:
    """Everything that leaves say."""
    return str(list(AuditLeaf.objects.values()))


def kept() -> str:
    return str(list(PersonalValue.objects.values_list("value", flat=True)))


def test_a_leaf_calls_who_acted_by_a_public_id(db: Any) -> None:
    user, party = make_user("officer"), make_party("person", "拟名乙")
    with change("test.x", by=user, on=ON, acting_for=party):
        user.grants.get().save()
    leaf = leaves(verb="test.x")[0]
    assert (leaf.actor, leaf.acting_for) == (str(user.uid), str(party.uid))
    assert user.name not in told() and user.username not in told() and "拟名乙" not in told()
    shown = Asides([leaf])
    assert (shown.actor(leaf), shown.acting_for(leaf)) == (user.name, "拟名乙")


def test_the_machinery_is_called_by_its_name(db: Any) -> None:
    with change("test.x", by="cigu audit", on=ON):
        make_party()
    (leaf,) = leaves(verb="test.party")
    assert Asides([leaf]).actor(leaf) == "system"
    assert names(["cigu audit", "", "system"]) == {}


def test_the_reason_on_a_record_of_a_person_is_kept_aside(db: Any) -> None:
    party = make_party("person", "拟名甲")
    with change("test.rename", by=None, on=ON, reason="拟名甲来电更名"):
        party.name = "拟名乙"
        party.save()
    (leaf,) = leaves(verb="test.rename")
    assert "拟名甲" not in told() and Asides([leaf]).reason(leaf) == "拟名甲来电更名"
    assert history(party)[0].reason == "拟名甲来电更名"
    erase_personal([party], by=None, on=ON, reason="请求")
    with override("en"):
        assert [entry.reason for entry in history(party)] == ["请求", "erased", ""]


def test_nothing_is_left_of_the_values_and_every_leaf_holds(db: Any) -> None:
    user = make_user("officer", username="zhangsan")
    with change("test.office", by=None, on=ON):
        user.office, user.email = "科技局", "zs@example.org"
        user.save()
    before = {leaf.pk: leaf.leaf_hash for leaf in leaves()}
    done = erase_personal([user], by=None, on=ON, reason="请求")
    fresh = User.objects.get(pk=user.pk)
    assert (fresh.name, fresh.office, fresh.email) == ("已删除", "", "")
    assert fresh.username == f"erased-{user.uid.hex}"
    assert done.rows == 1 and done.values >= 4
    for word in ("zhangsan", "科技局", "zs@example.org"):
        assert word not in told() + kept() + str(list(User.objects.values()))
    assert all(leaf_hash(leaf) == leaf.leaf_hash for leaf in leaves())
    assert {leaf.pk: leaf.leaf_hash for leaf in leaves(pk__in=before)} == before
    assert leaves()[-1].verb == VERB and names([str(user.uid)]) == {str(user.uid): "已删除"}


def test_some_columns_can_go_and_others_stay(db: Any) -> None:
    user = make_user("officer", username="zhangsan")
    with change("test.office", by=None, on=ON):
        user.office, user.email = "科技局", "zs@example.org"
        user.save()
    erase_personal(
        [user], by=None, on=ON, reason="请求", blanks=lambda row: {"email": "", "name": "某"}
    )
    fresh = User.objects.get(pk=user.pk)
    assert (fresh.name, fresh.email, fresh.office) == ("某", "", "科技局")
    assert "zs@example.org" not in kept() and "科技局" in kept()


def test_others_keep_theirs(db: Any) -> None:
    one, other = make_party("person", "拟名甲"), make_party("person", "拟名乙")
    erase_personal([one], by=None, on=ON, reason="请求")
    assert Party.objects.get(pk=other.pk).name == "拟名乙"
    assert [c.after for c in history(other)[0].changes if c.name == "name"] == ["拟名乙"]


def test_a_notice_that_names_somebody_is_found_and_emptied(db: Any, day: date) -> None:
    user, party = make_user(), make_party()
    with change("test.notify", by=None, on=ON):
        notify("拟名甲已接受邀请", party, on=ON, user=user)
        notify("与人无关", party, on=ON, user=user)
    assert "拟名甲" not in told() and "拟名甲" in kept()
    found = list(naming("拟名甲"))
    assert [type(row) for row in found] == [Notice]
    erase_personal(found, by=None, on=ON, reason="请求")
    assert "拟名甲" not in kept() and list(naming("拟名甲")) == []
    assert set(Notice.objects.values_list("text", flat=True)) == {"已删除", "与人无关"}
    assert list(naming("", "")) == []


def test_an_action_that_fails_erases_nothing(db: Any) -> None:
    one, stranger = make_party("person", "拟名甲"), Party(pk=999999999)
    with pytest.raises(Party.DoesNotExist):
        erase_personal([one, stranger], by=None, on=ON, reason="请求")
    assert Party.objects.get(pk=one.pk).name == "拟名甲" and "拟名甲" in kept()


def test_what_was_searched_for_in_an_export_is_kept_aside(db: Any) -> None:
    user = make_user()
    note("ui.export", by=user, on=ON, subject="list.x", uid=user.uid, rows=1,
         personal={"query": "?q=拟名甲"})  # fmt: skip
    (leaf,) = leaves(verb="ui.export")
    assert "拟名甲" not in told() and leaf_hash(leaf) == leaf.leaf_hash
    assert Asides([leaf]).value(leaf, "after", "query") == "?q=拟名甲"


def test_a_batch_keeps_personal_values_aside_too(db: Any, day: date) -> None:
    parties = [Party(kind="person", name=f"拟名{n}") for n in range(3)]
    with change("test.many", by=None, on=ON):
        create_many(Party, parties)
    assert "拟名" not in told()
    for n, party in enumerate(parties):
        (entry,) = history(party)
        assert [c.after for c in entry.changes if c.name == "name"] == [f"拟名{n}"]


def test_the_rules_of_the_audit_hold_after_an_erasure(db: Any, day: date) -> None:
    users = [make_user("officer") for _ in range(2)]
    with change("test.rename", by=users[0], on=ON, reason="更名"):
        users[0].name = "拟名新"
        users[0].save()
    erase_personal(users[:1], by=users[1], on=ON, reason="请求")
    rules = [rule for rule in known() if rule.name.startswith("audit.")]
    assert len(rules) > 10
    assert [a.as_dict() for a in map(ask, rules) if a.failed] == []


def test_an_empty_personal_column_says_so(db: Any, day: date) -> None:
    made, expires = "2024-06-14T00:00Z", "2024-06-15T00:00Z"
    link = EntryLink(kind="reset", user=make_user(), secret_hash="0" * 64, made_at=made)
    link.expires_at = expires
    with pytest.raises(AuditError):
        link.save()
    with change("test.link", by=None, on=ON):
        link.save()
    assert leaves()[-1].after["note"] == ""
