"""On whose behalf a command works."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lianxin.queries.directory import actor_of
from lianxin.queries.keys import account_named
from lianxin.rules.facts import Actor


def acting(username: str | None) -> Actor:
    """The person of this sign-in name with the posts held today; without a name, the office itself.

    Raises CommandError for a name that holds no post.
    """
    if not username:
        return Actor()
    account = account_named(username)
    actor = actor_of(account, on=timezone.localdate()) if account else Actor()
    if not actor.posts:
        raise CommandError(str(_("没有在岗的账号“{name}”")).format(name=username), returncode=2)
    return actor
