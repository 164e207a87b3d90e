"""Which test keeps us from which mistake of a peer: B01 to B23, in the order of the study of peers.

A mistake without its test, or a test that is gone, fails here.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
PEERS = {
    "B01 a daily counter instead of derived dates": "rules/test_peer_mistakes.py::test_dates_are_derived_so_missed_sweeps_change_nothing",
    "B02 the day of the month compared": "rules/test_peer_mistakes.py::test_the_day_of_the_month_is_not_the_date",
    "B03 not holiday or not weekend": "rules/test_peer_mistakes.py::test_a_week_has_as_many_working_days_as_the_notice_says",
    "B04 end.day - start.day": "rules/test_peer_mistakes.py::test_counting_over_the_end_of_a_month",
    "B05 an exception swallowed under retry": "ops/test_jobs.py::test_a_failure_is_written_down_and_tried_again_later_and_later",
    "B05 a failure nobody sees": "queries/test_integrity.py::test_a_failed_job_is_found",
    "B06 holidays cached per process": "rules/test_peer_mistakes.py::test_a_new_notice_counts_at_once",
    "B06 stored dates after a new calendar": "ops/test_jobs.py::test_a_new_calendar_moves_the_stored_dates",
    "B07 an empty calendar taken for no holidays": "rules/test_peer_mistakes.py::test_an_empty_calendar_is_not_a_year_without_holidays",
    "B08 the clock from the last change": "actions/test_peer_mistakes.py::test_a_comment_moves_no_date",
    "B09 unassigned never escalates": "actions/test_peer_mistakes.py::test_what_nobody_took_is_overdue_at_every_desk_that_answers_for_it",
    "B10 only the top tenant scanned": "actions/test_peer_mistakes.py::test_a_case_in_a_village_is_found_from_the_county",
    "B11 history deleted with the case": "architecture/test_schema.py::test_nothing_deletes_what_must_last",
    "B12 reports deleted with the staff": "architecture/test_schema.py::test_no_cascade_path_reaches_what_must_last",
    "B13 the phone filter looks at the e-mail": "actions/test_peer_mistakes.py::test_who_wrote_a_letter_is_found_by_phone",
    "B14 a mask written back as data": "web/staff/test_pages.py::test_a_mask_on_the_screen_is_never_written_back",
    "B14 a masked name written back": "actions/test_peer_mistakes.py::test_a_mask_is_never_written_back_as_a_name",
    "B15 an unfiltered list, count or search": "security/test_leaks.py::test_every_reading_route_agrees_on_who_reads",
    "B15 an unfiltered page": "security/test_routes.py::test_no_page_names_a_matter_to_who_does_not_read_it",
    "B15 an unfiltered expansion of one": "security/test_routes.py::test_every_address_of_a_matter_is_absent_for_who_does_not_read_it",
    "B15 an unfiltered export": "security/test_leaks.py::test_kept_filters_count_and_exports_take_only_what_each_reads",
    "B15 an unfiltered list of choices": "security/test_leaks.py::test_no_list_offers_the_accused_a_part",
    "B15 an unfiltered search for the same": "security/test_leaks.py::test_looking_for_the_same_matter_finds_it_for_its_readers_only",
    "B15 an unfiltered hot topic": "security/test_leaks.py::test_hot_topics_hold_no_letter_behind_a_wall",
    "B16 counts that stop at the page": "queries/test_worklists.py::test_counting_goes_on_past_the_page_and_stops_honestly",
    "B17 a reply joins a stranger's case": "actions/test_mail.py::test_a_stranger_with_the_token_or_the_sender_without_it_files_anew",
    "B17 a code of another number": "web/citizen/test_follow.py::test_a_proof_opens_its_own_submission_only",
    "B18 two cases from one mail": "actions/test_mail.py::test_the_same_mail_again_changes_nothing",
    "B18 two cases from one filing sent ten times": "concurrency/test_numbers.py::test_the_same_filing_ten_times_is_one",
    "B19 the scheduler's time zone": "actions/test_peer_mistakes.py::test_the_day_is_the_venues_wherever_the_server_stands",
    "B20 a serial of four digits": "concurrency/test_numbers.py::test_numbers_grow_past_every_width",
    "B20 read, then update": "concurrency/test_numbers.py::test_fifty_at_once_get_fifty_numbers",
    "B21 a form of its own checks": "actions/test_peer_mistakes.py::test_every_channel_goes_through_the_same_checks",
    "B22 LIKE '%id%'": "actions/test_peer_mistakes.py::test_a_number_is_looked_up_by_its_index",
    "B22 a foreign key without index": "actions/test_peer_mistakes.py::test_every_foreign_key_is_indexed",
    "B23 a spike that locks everybody out": "actions/test_admission.py::test_the_crowd_gone_nothing_is_asked_again",
    "B23 guesses without end": "actions/test_throttle.py::test_the_eleventh_try_waits_for_the_next_quarter_of_an_hour",
}


def test_no_mistake_is_left_out() -> None:
    assert sorted({key.split(" ", 1)[0] for key in PEERS}) == [f"B{n:02}" for n in range(1, 24)]


@pytest.mark.parametrize("mistake", PEERS)
def test_the_mistake_has_its_test(mistake: str) -> None:
    file, name = PEERS[mistake].split("::")
    assert re.search(rf"^def {name}\(", (TESTS / file).read_text("utf-8"), re.MULTILINE)
