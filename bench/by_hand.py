"""The figures of `lianxin.rules.figure_rows` once more, as somebody would write them in SQL by hand; PostgreSQL only.

Written from the definitions, not from the product's queries: `bench/figures.py` compares every result.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

Pairs = dict[str, tuple[int, int]]
ORDINARY = "JOIN lianxin_matter m ON m.id = {}.matter_id AND NOT m.sealed"
VOLUME = f"""
SELECT count(*),
  count(*) FILTER (WHERE channel = 'VISIT'), coalesce(sum(p) FILTER (WHERE channel = 'VISIT'), 0),
  count(*) FILTER (WHERE channel = 'VISIT' AND p >= %(many)s),
  coalesce(sum(p) FILTER (WHERE channel = 'VISIT' AND p >= %(many)s), 0),
  count(*) FILTER (WHERE channel = 'VISIT' AND p >= %(few)s AND p < %(many)s),
  coalesce(sum(p) FILTER (WHERE channel = 'VISIT' AND p >= %(few)s AND p < %(many)s), 0),
  count(*) FILTER (WHERE channel = 'VISIT' AND p < %(few)s),
  count(*) FILTER (WHERE channel IN ('PHONE', 'HOTLINE')), count(*) FILTER (WHERE channel IN ('LETTER', 'FAX')),
  count(*) FILTER (WHERE channel = 'LETTER' AND persons_concerned >= %(joint)s),
  count(*) FILTER (WHERE channel IN ('WEB', 'APP', 'WECHAT', 'LEADER_MAILBOX', 'WEB_SUGGESTION', 'EMAIL')),
  count(*) FILTER (WHERE relation NOT IN ('REPEAT', 'DUPLICATE')),
  count(*) FILTER (WHERE channel = 'VISIT' AND level IN ('VILLAGE', 'TOWN')),
  count(*) FILTER (WHERE channel = 'VISIT' AND level = 'COUNTY'), count(*) FILTER (WHERE channel = 'VISIT' AND level = 'CITY'),
  count(*) FILTER (WHERE channel = 'VISIT' AND level = 'PROVINCE'),
  count(*) FILTER (WHERE channel = 'VISIT' AND level = 'NATIONAL'),
  count(*) FILTER (WHERE relation IN ('REPEAT', 'DUPLICATE') AND EXISTS (
    SELECT 1 FROM lianxin_clock c WHERE c.matter_id = s.matter_id AND c.period IN ('HANDLE', 'SIMPLE_HANDLE')
    AND c.start_on <= s.received_on AND c.lawful_on >= s.received_on
    AND (c.stopped_on IS NULL OR c.stopped_on >= s.received_on)))
FROM (SELECT s.*, coalesce(s.persons_present, 1) p, o.level FROM lianxin_submission s {ORDINARY.format("s")}
      JOIN lianxin_organ o ON o.id = s.office_id
      WHERE s.received_on BETWEEN %(first)s AND %(last)s) s
"""  # noqa: S608
VOLUMES = (
    "SUBMISSIONS", "BATCHES", "PERSONS", "COLLECTIVE_BATCHES", "COLLECTIVE_PERSONS", "SMALL_GROUP_BATCHES",
    "SMALL_GROUP_PERSONS", "INDIVIDUAL_BATCHES", "CALLS", "LETTERS", "JOINT_LETTERS", "NET_ITEMS", "FIRST_TIME",
    "BATCHES_TOWN", "BATCHES_COUNTY", "BATCHES_CITY", "BATCHES_PROVINCE", "BATCHES_NATIONAL", "FOLLOW_UPS",
)  # fmt: skip
STOCK = """
SELECT count(*) FILTER (WHERE opened_on < %(first)s), count(*) FILTER (WHERE opened_on >= %(first)s),
  count(*) FILTER (WHERE closed_on <= %(last)s),
  count(*) FILTER (WHERE closed_on IS NULL OR closed_on > %(last)s),
  min(opened_on) FILTER (WHERE closed_on IS NULL OR closed_on > %(last)s),
  coalesce(sum(handovers) FILTER (WHERE closed_on <= %(last)s), 0)
FROM lianxin_matter
WHERE NOT sealed AND opened_on <= %(last)s AND (closed_on IS NULL OR closed_on >= %(first)s)
"""
CLOCKS = f"""
SELECT period, count(*) FILTER (WHERE stopped_on <= lawful_on),
  count(*) FILTER (WHERE stopped_on IS NOT NULL OR lawful_on < %(today)s),
  count(*) FILTER (WHERE stopped_on <= lawful_on AND extension = 0)
FROM lianxin_clock c {ORDINARY.format("c")} WHERE lawful_on BETWEEN %(first)s AND %(last)s GROUP BY period
"""  # noqa: S608
TIMELY = """
SELECT count(*) FILTER (WHERE EXISTS (SELECT 1 FROM lianxin_clock c WHERE c.matter_id = m.id AND c.period = ANY(%(periods)s)
    AND c.stopped_on <= m.opened_on + %(days)s)), count(*)
FROM lianxin_matter m WHERE NOT sealed AND NOT litigation AND opened_on BETWEEN %(then)s AND %(until)s
  AND EXISTS (SELECT 1 FROM lianxin_submission s WHERE s.matter_id = m.id AND s.relation = 'FIRST' AND s.channel IN
    ('LETTER', 'FAX', 'VISIT', 'WEB', 'APP', 'WECHAT', 'LEADER_MAILBOX', 'WEB_SUGGESTION', 'EMAIL'))
  AND EXISTS (SELECT 1 FROM lianxin_clock c WHERE c.matter_id = m.id AND c.period = ANY(%(periods)s))
"""
DAYS = f"""
SELECT count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY issued_on - m.opened_on),
  percentile_disc(0.9) WITHIN GROUP (ORDER BY issued_on - m.opened_on)
FROM lianxin_document d {ORDINARY.format("d")}
WHERE d.kind IN ('D10', 'D11', 'D12', 'D17', 'D18') AND d.state = 'ISSUED' AND issued_on BETWEEN %(first)s AND %(last)s
  AND NOT EXISTS (SELECT 1 FROM lianxin_document e WHERE e.matter_id = d.matter_id AND e.id < d.id AND e.state = 'ISSUED'
    AND e.kind IN ('D10', 'D11', 'D12', 'D17', 'D18'))
"""  # noqa: S608
REVIEWS = f"""
SELECT count(*) FILTER (WHERE p.outcome IN ('CHANGE', 'REVOKE_REDO')), count(*) FROM lianxin_proceeding p {ORDINARY.format("p")}
WHERE p.kind IN ('REVIEW', 'REREVIEW') AND concluded_on BETWEEN %(first)s AND %(last)s
"""  # noqa: S608
COMPLETE = f"""
SELECT count(*) FILTER (WHERE NOT overridden), count(*) FROM lianxin_document d {ORDINARY.format("d")}
WHERE d.kind = 'D17' AND issued_on BETWEEN %(first)s AND %(last)s
"""  # noqa: S608
SETTLED = """
SELECT count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM lianxin_submission s WHERE s.matter_id = m.id
    AND s.relation IN ('REPEAT', 'DUPLICATE') AND s.received_on > m.closed_on AND s.received_on <= m.closed_on + %(quiet)s)),
  count(*) FROM lianxin_matter m
WHERE NOT sealed AND closed_on BETWEEN %(quiet_first)s AND %(quiet_last)s AND closed_on < %(quiet_today)s
"""
ADVICE = """
SELECT count(*) FILTER (WHERE adoption IN ('ADOPTED', 'PARTLY')), count(*) FROM lianxin_task t
LEFT JOIN lianxin_matter m ON m.id = t.matter_id
WHERE t.kind IN ('IMPROVE_WORK', 'IMPROVE_POLICY', 'PURSUE_LIABILITY') AND issued_on BETWEEN %(first)s AND %(last)s
  AND (m.id IS NULL OR NOT m.sealed)
"""
VOICES = f"""
SELECT count(*), count(r.id), count(*) FILTER (WHERE r.organ_grade IN ('SATISFIED', 'BASICALLY')),
  count(*) FILTER (WHERE r.office_grade IN ('SATISFIED', 'BASICALLY'))
FROM lianxin_submission s {ORDINARY.format("s")} LEFT JOIN lianxin_rating r ON r.submission_id = s.id
WHERE m.closed_on BETWEEN %(first)s AND %(last)s
"""  # noqa: S608
LEVELS = """
SELECT count(*), count(*) FILTER (WHERE level = 'VILLAGE'), count(*) FILTER (WHERE level = 'TOWN'),
  count(*) FILTER (WHERE level = 'COUNTY'), count(*) FILTER (WHERE level IN ('CITY', 'PROVINCE', 'NATIONAL')),
  count(*) FILTER (WHERE level IN ('VILLAGE', 'TOWN', 'COUNTY') AND NOT EXISTS (
    SELECT 1 FROM lianxin_proceeding p WHERE p.matter_id = m.id AND p.kind = 'REVIEW')),
  count(*) FILTER (WHERE handovers <= 1 AND returns = 0), count(*) FILTER (WHERE letter),
  count(*) FILTER (WHERE letter AND NOT EXISTS (SELECT 1 FROM lianxin_submission s WHERE s.matter_id = m.id
    AND s.relation IN ('REPEAT', 'DUPLICATE') AND s.received_on <= m.closed_on))
FROM (SELECT m.*, o.level, EXISTS (SELECT 1 FROM lianxin_submission s WHERE s.matter_id = m.id AND s.relation = 'FIRST' AND s.channel IN
    ('LETTER', 'FAX', 'WEB', 'APP', 'WECHAT', 'LEADER_MAILBOX', 'WEB_SUGGESTION', 'EMAIL')) letter
  FROM lianxin_matter m JOIN lianxin_organ o ON o.id = m.owner_id WHERE NOT sealed AND closed_on BETWEEN %(first)s AND %(last)s) m
"""
ORIGIN = """
SELECT count(*) FILTER (WHERE o.level IN ('VILLAGE', 'TOWN', 'COUNTY')), count(*)
FROM lianxin_matter m JOIN lianxin_organ o ON o.id = m.owner_id WHERE NOT sealed AND opened_on BETWEEN %(first)s AND %(last)s
"""
GRANTED = f"""
SELECT count(*) FILTER (WHERE r.outcome IN ('SUPPORT', 'PARTIAL', 'SETTLED', 'ADOPTED', 'PARTLY_ADOPTED')), count(*)
FROM lianxin_request r {ORDINARY.format("r")} WHERE r.outcome <> '' AND m.closed_on BETWEEN %(first)s AND %(last)s
"""  # noqa: S608
RECEPTIONS = """
SELECT count(DISTINCT s.id), count(t.id) FILTER (WHERE t.cancelled_at IS NULL AND t.result NOT IN ('', 'ABSENT')
  AND (m.id IS NULL OR NOT m.sealed))
FROM lianxin_sitting s LEFT JOIN lianxin_turn t ON t.sitting_id = s.id LEFT JOIN lianxin_matter m ON m.id = t.matter_id WHERE s.kind = 'LEADER_RECEPTION'
  AND s.called_off_at IS NULL AND s.held_from BETWEEN %(first)s AND LEAST(%(last)s, %(today)s)
"""
FUNCTIONS = """
SELECT count(*) FILTER (WHERE t.kind IN ('SCREENING_ITEM', 'URGENT_REPORT')),
  (SELECT count(*) FROM lianxin_sitting s LEFT JOIN lianxin_matter m ON m.id = s.matter_id WHERE s.held_from BETWEEN %(first)s AND %(last)s
    AND s.kind IN ('MEDIATION', 'TOWN_COUNCIL', 'VILLAGE_COUNCIL') AND s.called_off_at IS NULL AND s.concluded_at IS NOT NULL
    AND (m.id IS NULL OR NOT m.sealed)),
  count(*) FILTER (WHERE t.kind IN ('IMPROVE_WORK', 'IMPROVE_POLICY', 'PURSUE_LIABILITY')),
  (SELECT count(*) FROM lianxin_knowledgeitem k WHERE k.kind IN ('PUBLICITY', 'TRAINING') AND k.version = 1
    AND (k.written_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(first)s AND %(last)s),
  count(*) FILTER (WHERE t.kind IN ('REMINDER', 'SUPERVISION', 'EXECUTION', 'LISTED_SUPERVISION', 'INTERVIEW', 'CIRCULAR', 'RECTIFICATION', 'ACCOUNTABILITY'))
FROM lianxin_task t LEFT JOIN lianxin_matter m ON m.id = t.matter_id
WHERE t.issued_on BETWEEN %(first)s AND %(last)s AND (m.id IS NULL OR NOT m.sealed)
"""
OFFICERS = """
SELECT count(DISTINCT p.account_id) FROM lianxin_posting p JOIN lianxin_account a ON a.id = p.account_id
WHERE a.is_active AND p.role = 'HANDLER' AND p.valid_from <= %(last)s AND (p.valid_to IS NULL OR p.valid_to >= %(last)s)
"""
TELLING, HANDLING = ["NOTICE_DIRECT", "NOTICE_FWD", "SIMPLE_ACCEPT"], ["HANDLE", "SIMPLE_HANDLE"]


def by_hand(span: Any, sizes: Any) -> Pairs:
    """Numerator and denominator of every figure."""
    quiet = timedelta(days=sizes.quiet_days)
    given = {
        "first": span.first, "last": span.last, "today": span.today, "few": sizes.group, "many": sizes.collective,
        "joint": sizes.joint_letter, "quiet": sizes.quiet_days, "quiet_first": span.first - quiet,
        "quiet_last": span.last - quiet, "quiet_today": span.today - quiet,
    }  # fmt: skip
    found = _volume(given) | _stock(given) | _clocks(given) | _timely(given) | _rest(given) | _levels(given)
    done = ("INFORMED", "MEDIATED", "ADVISED", "SPREAD", "SUPERVISED")
    found |= {code: (number, 0) for code, number in zip(done, ask(FUNCTIONS, given)[0], strict=True)}
    return found | {"OPEN_PER_OFFICER": (found["OPEN_AFTER"][0], ask(OFFICERS, given)[0][0])}


def ask(statement: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


def _volume(given: dict[str, Any]) -> Pairs:
    n = dict(zip(VOLUMES, ask(VOLUME, given)[0], strict=True))
    items, all_ = n["SUBMISSIONS"] - n["BATCHES"], n["SUBMISSIONS"]
    more = {"ITEMS": items, "ITEM_BATCHES": all_, "ITEM_PERSONS": items + n["PERSONS"]}
    return {
        **{code: (number, 0) for code, number in (n | more).items()},
        "ONLINE_SHARE": (n["NET_ITEMS"], all_),
        "REPEAT_RATE": (all_ - n["FIRST_TIME"] - n["FOLLOW_UPS"], all_),
    }


def _stock(given: dict[str, Any]) -> Pairs:
    before, opened, closed, after, oldest, handed = ask(STOCK, given)[0]
    age = (min(given["last"], given["today"]) - oldest).days if oldest else 0
    return {"OPEN_BEFORE": (before, 0), "OPENED": (opened, 0), "CLOSED": (closed, 0), "OPEN_AFTER": (after, 0),
            "OLDEST_OPEN": (age, after), "HANDOVERS": (handed, closed)}  # fmt: skip


def _clocks(given: dict[str, Any]) -> Pairs:
    rows = {period: numbers for period, *numbers in ask(CLOCKS, given)}

    def total(periods: list[str], at: int) -> int:
        return sum(rows[period][at] for period in periods if period in rows)

    pairs = {
        "ROUTED_ON_TIME": ["ROUTE"],
        "ACCEPTED_ON_TIME": TELLING,
        "HANDLED_ON_TIME": HANDLING,
        "EXECUTED_ON_TIME": ["EXECUTE"],
    }
    return {
        **{code: (total(periods, 0), total(periods, 1)) for code, periods in pairs.items()},
        "HANDLED_UNEXTENDED": (total(HANDLING, 2), total(HANDLING, 1)),
    }


def _timely(given: dict[str, Any]) -> Pairs:
    found = {}
    for code, days, periods in (("OFFICE_TIMELY", 15, ["ROUTE"]), ("ORGAN_TIMELY", 30, TELLING)):
        back = timedelta(days=days)
        until = min(given["last"] - back, given["today"] - back - timedelta(days=1))
        found[code] = ask(
            TIMELY, {"days": days, "periods": periods, "then": given["first"] - back, "until": until}
        )[0]
    return found  # type: ignore[return-value]


def _rest(given: dict[str, Any]) -> Pairs:
    total, median, ninth = ask(DAYS, given)[0]
    asked, rated, organ, office = ask(VOICES, given)[0]
    return {
        "DAYS_MEDIAN": (median or 0, total),
        "DAYS_P90": (ninth or 0, total),
        "REVERSED": ask(REVIEWS, given)[0],
        "COMPLETE": ask(COMPLETE, given)[0],
        "SETTLED_FIRST": ask(SETTLED, given)[0],
        "ADVICE_ADOPTED": ask(ADVICE, given)[0],
        "RATED": (rated, asked),
        "SATISFIED_ORGAN": (organ, rated),
        "SATISFIED_OFFICE": (office, rated),
    }  # type: ignore[dict-item]


def _levels(given: dict[str, Any]) -> Pairs:
    closed, village, town, county, above, locally, once, letters, settled = ask(LEVELS, given)[0]
    days, turns = ask(RECEPTIONS, given)[0]
    return {
        "SETTLED_VILLAGE": (village, closed),
        "SETTLED_TOWN": (town, closed),
        "SETTLED_COUNTY": (county, closed),
        "SETTLED_ABOVE": (above, closed),
        "SOLVED_LOCALLY": (locally, closed),
        "FIRST_HANDLER": (once, closed),
        "LETTER_SETTLED": (settled, letters),
        "ORIGIN_LOCAL": ask(ORIGIN, given)[0],
        "GRANTED": ask(GRANTED, given)[0],
        "RECEPTIONS": (days, 0),
        "RECEPTION_TURNS": (turns, 0),
    }  # type: ignore[dict-item]
