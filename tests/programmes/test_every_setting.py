"""Every setting explains itself in each language, and a named test shows what it changes.

A setting that nothing reads is a defect: whoever adds one adds it here, with the test in which
another value makes people see or get something else.
"""

import ast
import re
from pathlib import Path

import pytest

from awards.core.translation import translator
from awards.programmes.settings import SETTING, SETTINGS, Kind, Setting
from tests.scoring.test_scales import SCALES

TESTS = Path(__file__).parents[1]

_TESTS = {
    "decisions/test_rules_of_decisions.py": {
        "test_a_split_looks_at_all_winners": "prize_rule prize_amount",
        "test_the_prize_is_worked_out_where_it_is_decided_and_where_it_is_told": (
            "prize_cap prize_currency"
        ),
        "test_the_announcement_s_form_suggests_the_edition_s_time": "embargo_days embargo_hour",
        "test_nominees_are_told_when_the_rules_say_and_the_letter_waits": "nominee_told",
    },
    "nominations/test_attachments.py": {
        "test_one_file_too_many_is_refused": "attachments_most",
        "test_an_award_says_which_kinds_of_file_it_takes": "attachment_kinds",
    },
    "nominations/test_award_rules.py": {
        "test_only_those_who_may_nominate_are_offered": "nominators",
        "test_where_it_is_allowed_people_nominate_themselves": "self_nomination",
        "test_only_what_can_be_nominated_is_offered": "nominee_kinds",
        "test_a_group_needs_as_many_members_as_the_rules_say": "group_least",
        "test_no_more_rows_than_members_are_offered": "group_most",
        "test_texts_are_as_long_as_the_award_says": "min_words max_words",
    },
    "nominations/test_confirming.py": {
        "test_a_nominee_is_told_about_their_data_where_the_rules_say_so": "nominee_notice",
        "test_who_is_reminded_when": "confirm_reminder_days",
    },
    "nominations/test_registering.py": {
        "test_with_rolling_intake_a_letter_is_not_late_while_the_jury_reads": "rolling_intake",
        "test_a_juror_adds_nothing_where_the_rules_or_the_time_do_not_allow_it": "jury_may_add",
    },
    "privacy/test_actions.py": {
        "test_the_rule_of_the_edition_says_how_long": "retention_years",
    },
    "results/test_rules_of_results.py": {
        "test_with_consensus_nobody_sees_an_order_before_the_chair_has_proposed": "decision_mode",
        "test_the_declared_method_makes_the_order": "counting_method",
        "test_the_declared_rule_parts_a_tie_and_nothing_else_does": "tie_rule",
        "test_the_criterion_that_is_named_parts_a_tie": "tie_criterion",
        "test_so_many_finalists_are_marked_and_a_shared_last_place_whole": "finalists",
        "test_too_few_sheets_or_jurors_stop_a_proposal_and_keep_its_words": (
            "quorum_sheets quorum_jurors"
        ),
    },
    "routing/test_actions.py": {
        "test_a_small_round_is_read_by_everybody_unless_somebody_says_otherwise": "readers",
    },
    "scoring/test_progress.py": {
        "test_the_page_shows_counts_and_no_scores": "late_days",
        "test_scores_before_close_only_where_the_rules_say_so": "scores_before_close",
    },
    "scoring/test_reopening.py": {
        "test_reasons_on_criteria_are_asked_for_where_the_edition_says_so": "reasons_about",
    },
    "scoring/test_scales.py": {
        "test_a_scale_holds_from_the_sheet_to_the_result": "scale",
    },
    "ties/test_pages.py": {
        "test_only_where_the_rules_say_so_is_the_list_asked_for": "ties_asked",
        "test_the_law_that_is_named_is_the_editions": "conflict_law",
        "test_the_edition_names_its_own_paragraphs": "conflict_statutes",
    },
    "ties/test_rules.py": {
        "test_managers_count_as_many_levels_up_and_down_as_the_rules_say": "conflict_levels",
        "test_a_conflicted_superior_counts_for_those_below_where_the_rules_say_so": (
            "conflict_superior"
        ),
    },
    "triage/test_actions.py": {
        "test_edition_that_is_not_blind_takes_the_same_path_unmasked": "blind",
    },
    "triage/test_findings.py": {
        "test_a_nominator_without_the_role_is_found": "nominator_roles",
        "test_staff_are_known_by_their_address_or_as_people": "staff_domains",
        "test_the_same_nominee_in_another_award_is_found_where_one_is_enough": "several_awards",
        "test_who_has_won_in_the_years_before_is_found_with_award_and_year": (
            "repeat_winners repeat_years"
        ),
    },
    "triage/test_masking.py": {
        "test_pronouns_stay_when_asked": "neutral_pronouns",
    },
}
"""File → test → the settings to which it gives another value, and sees the difference."""

PROOF = {
    key: (file, name)
    for file, tests in _TESTS.items()
    for name, keys in tests.items()
    for key in keys.split()
}


_OWN_PAGES = {
    "nominations/test_form.py": {
        "test_the_form_asks_the_awards_own_questions": "prompts",
        "test_only_workplaces_of_the_years_organisations_are_offered": "takes_part",
        "test_the_awards_own_legal_basis_and_body_stand_before_the_editions": (
            "legal_basis deciding_body"
        ),
    },
    "results/test_rules_of_results.py": {
        "test_the_weight_of_a_criterion_in_an_award_makes_the_order": "weights",
    },
    "scoring/test_scales.py": {"test_a_scale_holds_from_the_sheet_to_the_result": "level"},
}
"""The same for what is a rule, too, but has a page of its own instead of a line among them."""


@pytest.mark.parametrize("file", _OWN_PAGES)
def test_what_has_a_page_of_its_own_has_a_test_of_what_it_changes_too(file: str) -> None:
    assert [name for name in _OWN_PAGES[file] if not _source_of(file, name)] == []


CHOICES = {
    setting.key: {code for code, _words in setting.choices} - {setting.default}
    for setting in SETTINGS
    if setting.kind is Kind.CHOICE
}
"""Settings of a few ways to choose from, and what else there is than the default."""

ELSEWHERE = {"scale": {f"{low}-{high}" for (low, high), _given in SCALES}}
"""What is tried of those that stand in columns of their own, not under their code."""


@pytest.mark.parametrize("key", CHOICES)
def test_every_choice_of_a_rule_is_tried(key: str) -> None:
    """In the file that shows what the rule changes."""
    text = (TESTS / PROOF[key][0]).read_text(encoding="utf-8")
    tried = ELSEWHERE.get(key) or {code for code in CHOICES[key] if f'"{code}"' in text}
    assert tried == CHOICES[key]


def _source_of(file: str, name: str) -> str:
    """Return a test as it is written, with what it is given to try; empty when it is not there."""
    text = (TESTS / file).read_text(encoding="utf-8")
    lines = text.splitlines()
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            begin = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            return "\n".join(lines[begin - 1 : node.end_lineno])
    return ""


def test_every_setting_has_a_test_of_what_it_changes() -> None:
    assert set(PROOF) == set(SETTING)


@pytest.mark.parametrize("key", PROOF)
def test_that_test_is_there_and_sets_it(key: str) -> None:
    said = re.compile(rf"""["']{key}["']|\b{key}\s*=""")
    assert said.search(_source_of(*PROOF[key])), PROOF[key]


@pytest.mark.parametrize("language", ["sv", "nb"])
@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.key)
def test_every_setting_is_explained_in_each_language(setting: Setting, language: str) -> None:
    say = translator(language)
    told = say(setting.help)
    assert (told != setting.help, told[:1].isupper(), told[-1:]) == (True, True, ".")
    words = [setting.label, *(words for _code, words in setting.choices)]
    assert [one for one in words if say(one) == one and one not in SAME] == []


SAME = {"Administrator", "Euro", "PDF"}
"""Words that are the same in all three languages."""
