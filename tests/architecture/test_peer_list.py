"""Which test keeps us from which mistake of a peer. A mistake without its test, or a test that is gone, fails here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
PEERS = {
    "a daily counter instead of derived dates": "rules/test_peer_mistakes.py::test_dates_are_derived_so_missed_sweeps_change_nothing",
    "the day of the month compared": "rules/test_peer_mistakes.py::test_the_day_of_the_month_is_not_the_date",
    "not holiday or not weekend": "rules/test_peer_mistakes.py::test_a_week_has_as_many_working_days_as_the_notice_says",
    "end.day - start.day": "rules/test_peer_mistakes.py::test_counting_over_the_end_of_a_month",
    "an exception swallowed under retry": "ops/test_jobs.py::test_a_failure_is_written_down_and_tried_again_later_and_later",
    "a failure nobody sees": "queries/test_integrity.py::test_a_failed_job_is_found",
    "holidays cached per process": "rules/test_peer_mistakes.py::test_a_new_notice_counts_at_once",
    "stored dates after a new calendar": "ops/test_jobs.py::test_a_new_calendar_moves_the_stored_dates",
    "an empty calendar taken for no holidays": "rules/test_peer_mistakes.py::test_an_empty_calendar_is_not_a_year_without_holidays",
    "the clock from the last change": "actions/test_peer_mistakes.py::test_a_comment_moves_no_date",
    "unassigned never escalates": "actions/test_peer_mistakes.py::test_what_nobody_took_is_overdue_at_every_desk_that_answers_for_it",
    "only the top tenant scanned": "actions/test_peer_mistakes.py::test_a_case_in_a_village_is_found_from_the_county",
    "history deleted with the case": "architecture/test_schema.py::test_nothing_deletes_what_must_last",
    "reports deleted with the staff": "architecture/test_schema.py::test_no_cascade_path_reaches_what_must_last",
    "the phone filter looks at the e-mail": "actions/test_peer_mistakes.py::test_who_wrote_a_letter_is_found_by_phone",
    "a mask written back as data": "web/staff/test_pages.py::test_a_mask_on_the_screen_is_never_written_back",
    "a masked name written back": "actions/test_peer_mistakes.py::test_a_mask_is_never_written_back_as_a_name",
    "an unfiltered search or expansion": "security/test_leaks.py::test_every_reading_route_agrees_on_who_reads",
    "counts that stop at the page": "queries/test_worklists.py::test_counting_goes_on_past_the_page_and_stops_honestly",
    "a reply joins a stranger's case": "actions/test_peer_mistakes.py::test_one_message_is_one_case_and_another_is_another",
    "a code of another number": "web/citizen/test_follow.py::test_a_proof_opens_its_own_submission_only",
    "two cases from one mail": "concurrency/test_numbers.py::test_the_same_filing_ten_times_is_one",
    "the scheduler's time zone": "actions/test_peer_mistakes.py::test_the_day_is_the_venues_wherever_the_server_stands",
    "a serial of four digits": "concurrency/test_numbers.py::test_numbers_grow_past_every_width",
    "read, then update": "concurrency/test_numbers.py::test_fifty_at_once_get_fifty_numbers",
    "a form of its own checks": "actions/test_peer_mistakes.py::test_every_channel_goes_through_the_same_checks",
    "LIKE '%id%'": "actions/test_peer_mistakes.py::test_a_number_is_looked_up_by_its_index",
    "a foreign key without index": "actions/test_peer_mistakes.py::test_every_foreign_key_is_indexed",
    "a spike without recovery": "actions/test_throttle.py::test_the_eleventh_try_waits_for_the_next_quarter_of_an_hour",
}


@pytest.mark.parametrize("mistake", PEERS)
def test_the_mistake_has_its_test(mistake: str) -> None:
    file, name = PEERS[mistake].split("::")
    assert re.search(rf"^def {name}\(", (TESTS / file).read_text("utf-8"), re.MULTILINE)
