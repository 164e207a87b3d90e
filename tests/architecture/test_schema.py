"""The tables: no deletion travels from people or organs to matters, and nothing grades a person."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

TABLES = list(apps.get_app_config("lianxin").get_models())
LASTING = {
    "Matter",
    "Submission",
    "Event",
    "Document",
    "Service",
    "Leaf",
    "Clock",
    "Outbox",
    "Request",
    "Party",
}
PEOPLE = {"Account", "Party", "Posting", "ComplainedOf", "Recusal"}
# 《信访工作条例》 knows no list of people: §6.3 of the demands is answered by matters, never by persons.
GRADES = re.compile(
    r"score|rank|grade|level|risk|blacklist|watch|track|location|latitude|longitude|gps|visits?_count|petition_count|"
    r"key_person|danger|credit|control|stability|repeat_count|photo|face"
)
ALLOWED = {("Rating", "office_grade"), ("Rating", "organ_grade"), ("Suggestion", "score"), ("Organ", "level")}


def ties() -> list[tuple[str, models.ForeignKey]]:  # type: ignore[type-arg]
    return [
        (table.__name__, field)
        for table in TABLES
        for field in table._meta.get_fields()
        if isinstance(field, models.ForeignKey)
    ]


@pytest.mark.parametrize("table", sorted(LASTING))
def test_nothing_deletes_what_must_last(table: str) -> None:
    rules = {f.name: f.remote_field.on_delete for name, f in ties() if name == table}
    assert {name for name, rule in rules.items() if rule is not models.PROTECT} == set()


def test_no_cascade_path_reaches_what_must_last() -> None:
    reached = {"Account", "Organ", "Region", "Party"}
    while (
        more := {
            name
            for name, f in ties()
            if f.remote_field.on_delete is models.CASCADE and f.related_model.__name__ in reached
        }
        - reached
    ):
        reached |= more
    assert reached & LASTING <= {"Party"}


def test_no_field_grades_or_follows_a_person() -> None:
    found = {
        (table.__name__, field.name)
        for table in TABLES
        for field in table._meta.concrete_fields
        if GRADES.search(field.name)
    }
    assert found <= ALLOWED
    assert not {name for name, _ in found} & PEOPLE


def test_no_table_is_a_list_of_persons() -> None:
    words = re.compile(r"person|blacklist|watch|profile|keyfigure|target", re.IGNORECASE)
    assert [t.__name__ for t in TABLES if words.search(t.__name__)] == []


def test_what_is_personal_is_encrypted() -> None:
    from lianxin.models.fields import EncryptedText

    for name in ("name", "phone", "id_number", "address", "email"):
        field = apps.get_model("lianxin", "Party")._meta.get_field(name)
        assert isinstance(field, EncryptedText), name


def test_one_petitioner_is_no_row_of_its_own() -> None:
    """A party belongs to one submission; no table ties the same person's submissions together."""
    party = apps.get_model("lianxin", "Party")
    assert [f.related_model.__name__ for f in party._meta.concrete_fields if f.is_relation] == ["Submission"]
    assert [f.related_model.__name__ for f in party._meta.related_objects] == []


def test_settings_are_sane() -> None:
    assert settings.USE_TZ and settings.TIME_ZONE == "Asia/Shanghai"
    assert settings.SESSION_COOKIE_HTTPONLY and settings.X_FRAME_OPTIONS == "DENY"
    assert "unsafe" not in str(settings.CONTENT_SECURITY_POLICY)
    assert not settings.DEBUG
    assert len(settings.SECRET_KEY) >= 32
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.django_db
def test_the_one_migration_says_what_the_models_say() -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
