"""What can be searched of an ordinary matter, and the index that finds it. A sealed matter has no row here."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models import PROTECT

from lianxin.models.matters import Matter


class Words(models.TextField):  # type: ignore[type-arg]
    """Space-separated words to be looked for, written and never read; on PostgreSQL as it searches them itself:
    where a word stands everywhere each row is looked at, and taking its words apart there was three quarters of the cost.
    """

    def db_type(self, connection: Any) -> str | None:
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)


class WordIndex(models.Index):
    """A full-text index over one column of space-separated words, in each database's own kind.

    On SQLite it is a full-text table beside the table, kept by triggers; on PostgreSQL an index on its words.
    """

    def create_sql(
        self,
        model: type[models.Model],
        schema_editor: BaseDatabaseSchemaEditor,
        using: str = "",
        **kwargs: Any,
    ) -> Statement:
        if schema_editor.connection.vendor == "postgresql":
            return self._statement(model, POSTGRESQL)
        for sql in SQLITE:
            schema_editor.execute(self._statement(model, sql))
        return self._statement(model, FILL)

    def remove_sql(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor, **kwargs: Any
    ) -> Any:  # Django's own class returns a Statement here and says it returns a str
        if schema_editor.connection.vendor == "postgresql":
            return self._statement(model, "DROP INDEX IF EXISTS %(name)s")
        for name in ("put", "drop", "change"):
            schema_editor.execute(self._statement(model, f"DROP TRIGGER IF EXISTS %(name)s_{name}"))
        return self._statement(model, "DROP TABLE IF EXISTS %(name)s")

    def _statement(self, model: type[models.Model], sql: str) -> Statement:
        key = model._meta.pk.column if model._meta.pk else "id"
        return Statement(sql, table=model._meta.db_table, key=key, words=self.fields[0], name=self.name)


POSTGRESQL = "CREATE INDEX %(name)s ON %(table)s USING gin (%(words)s) WITH (fastupdate = off)"
_PUT = "INSERT INTO %(name)s (rowid, %(words)s) VALUES (new.%(key)s, new.%(words)s);"
_DROP = "INSERT INTO %(name)s (%(name)s, rowid, %(words)s) VALUES ('delete', old.%(key)s, old.%(words)s);"
# detail=none: only which row holds which word. Word order is checked against the text itself.
SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS %(name)s USING fts5(%(words)s, content='%(table)s',"
    " content_rowid='%(key)s', detail=none, tokenize='ascii')",
    # Where SQLite builds a table anew, the triggers of the old one still stand.
    *(f"DROP TRIGGER IF EXISTS %(name)s_{name}" for name in ("put", "drop", "change")),
    f"CREATE TRIGGER %(name)s_put AFTER INSERT ON %(table)s BEGIN {_PUT} END",
    f"CREATE TRIGGER %(name)s_drop AFTER DELETE ON %(table)s BEGIN {_DROP} END",
    f"CREATE TRIGGER %(name)s_change AFTER UPDATE ON %(table)s BEGIN {_DROP} {_PUT} END",
)
FILL = "INSERT INTO %(name)s (%(name)s) VALUES ('rebuild')"


class SearchText(models.Model):
    """The words of one ordinary matter as they are compared, and `words` as the index wants them.

    `text`: number and title (its first `head` characters), then what was filed. `papers`: of each paper, answer and enclosed
    file a line, its kind and a tab before its words. `written` is both in the characters people wrote, where these are others.
    """

    matter = models.OneToOneField(Matter, PROTECT, primary_key=True, related_name="search_text")
    head = models.PositiveIntegerField()
    text = models.TextField()
    papers = models.TextField(blank=True, default="")
    written = models.TextField(blank=True, default="")
    words = Words()

    class Meta:
        indexes = [WordIndex(fields=["words"], name="lianxin_words")]

    def __str__(self) -> str:
        return str(self.matter_id)

    @property
    def shown(self) -> str:
        """What was filed, a line break and the papers, as people wrote them."""
        return self.written or self.compared

    @property
    def compared(self) -> str:
        """The same as the search compares it; as long as that."""
        return f"{self.text}\n{self.papers}"
