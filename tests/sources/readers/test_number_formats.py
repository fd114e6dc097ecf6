"""A number is what its cell shows, in the formats that spreadsheets know."""

import pytest

from inhouse.sources.readers.office.formats.numbers import (
    BUILT_IN,
    general,
    is_general,
    show_number,
    show_text,
)

EURO_AFTER = "#,##0.00 [$€-407]"
TELEPHONE = "[<=9999999]###-####;(###) ###-####"


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("0.0%", 0.063, "6.3%"),
        ("0%", 1, "100%"),
        ("0.00%", -0.0415, "-4.15%"),
        ("0.0 %", 0.2, "20.0 %"),
        ("0.00\\%", 7.5, "7.50%"),
        ('"$"#,##0.00', 9876.5, "$9,876.50"),
        ("[$$-409]#,##0.00", 32, "$32.00"),
        (BUILT_IN[44], 1310.5, "$1,310.50"),
        (BUILT_IN[44], -1310.5, "$(1,310.50)"),
        (BUILT_IN[44], 0, "$-"),
        (BUILT_IN[37], -5, "(5)"),
        ("#,##0;[Red]-#,##0", -1500, "-1,500"),
        ("0.00_ ;[Red]\\-0.00\\ ", -3.5, "-3.50"),
        ("+0.0;-0.0;0", 2, "+2.0"),
        ("0.00", -0.001, "0.00"),
        ('"Rs."\\ #,##0', 45, "Rs. 45"),
        ("#,##0.00\\ [$€-2]", 8765.4, "8,765.40 €"),
        (EURO_AFTER, 8765.4, "8.765,40 €"),
        (EURO_AFTER, -8765.4, "-8.765,40 €"),
        ("[$€-407] #,##0.00", 2, "€ 2,00"),
        ("#,##0.00 [$€-40C]", 8765.4, "8\u00a0765,40 €"),
        ("[$R$-416] #,##0.00", 8765.4, "R$ 8.765,40"),
        ("[$$-80A]#,##0.00", 8765.4, "$8,765.40"),
        ("#,##0.00 [$zł-415]", 1234567.5, "1\u00a0234\u00a0567,50 zł"),
        ("[$CHF-807] #,##0.00", 8765.4, "CHF 8’765.40"),
    ],
)
def test_money_and_shares(code, value, shown):
    assert show_number(code, value) == shown


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("0000000", 932, "0000932"),
        ("00000", 2139, "02139"),
        ("00000-0000", 21390001, "02139-0001"),
        ("000-0000", 5550123, "555-0123"),
        (TELEPHONE, 5550123, "555-0123"),
        (TELEPHONE, 2125550123, "(212) 555-0123"),
        ("000\\.000\\.000\\-00", 12345678909, "123.456.789-09"),
        ('"AB-"0000', 17, "AB-0017"),
        ("\\#0", 7, "#7"),
        ('0" min"', 45, "45 min"),
        ('0.0"x"', 1.25, "1.3x"),
        ('General" pcs"', 12, "12 pcs"),
        ("@", 417, "417"),
        ('"No. "@', 417, "No. 417"),
        ('#,##0,"k"', 125000, "125k"),
        ('0.0,,"M"', 2500000, "2.5M"),
        ("#.##", 0.5, ".5"),
        ("0.##", 12.5, "12.5"),
        ("#,##0", 0, "0"),
        ("#", 0, ""),
        ("0", 0.5, "1"),
        ("0.00", 2.675, "2.68"),
        ("0.00", 1.005, "1.01"),
        ('"yes";"yes";"no"', 0, "no"),
        ('"yes";"yes";"no"', 1, "yes"),
        (";;;", 5, ""),
        ('[>=1000]0.0,"k";0', 2500, "2.5k"),
        ('[>=1000]0.0,"k";0', 25, "25"),
        ("0.00E+00", 12345, "1.23E+04"),
        ("##0.0E+0", 12345, "12.3E+3"),
        ("# ?/?", 12.5, "12 1/2"),
        ("# ??/??", 0.3125, "5/16"),
        ("# ?/8", 3.25, "3 2/8"),
        ("?/?", 1.5, "3/2"),
    ],
)
def test_codes_masks_and_words(code, value, shown):
    assert show_number(code, value) == shown


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        (BUILT_IN[14], 46100, "2026-03-19"),
        ("m/d/yyyy", 46100, "3/19/2026"),
        ("dd.mm.yy", 46100, "19.03.26"),
        ("d mmm yyyy", 46100, "19 Mar 2026"),
        ("mmm-yy", 46100, "Mar-26"),
        ("dddd, mmmm dd, yyyy", 46100, "Thursday, March 19, 2026"),
        ("[$-407]dddd, d. mmmm yyyy", 46100, "Donnerstag, 19. März 2026"),
        ("[$-40C]d mmmm yyyy", 46100, "19 mars 2026"),
        ('[$-C0A]d "de" mmmm "de" yyyy', 46100, "19 de marzo de 2026"),
        ('yyyy"年"m"月"d"日"', 46100, "2026年3月19日"),
        ("yyyy", 46100, "2026"),
        ("d/m/yyyy", 1, "1/1/1900"),
        (BUILT_IN[20], 0.75, "18:00"),
        ("hh:mm", 0.375, "09:00"),
        ("h:mm AM/PM", 0.5, "12:00 PM"),
        ("h:mm AM/PM", 0, "12:00 AM"),
        ("h AM/PM", 0.75, "6 PM"),
        ("m/d/yyyy h:mm", 46100.999999, "3/20/2026 0:00"),
        ("[h]:mm", 1.5, "36:00"),
        ("[h]:mm:ss", 0.0625, "1:30:00"),
        ('[m]" min"', 0.0625, "90 min"),
        ('h"h "mm"m"', 0.0625, "1h 30m"),
        ("mm:ss", 0.001, "01:26"),
        ("mm:ss.0", 0.00101, "01:27.3"),
        ("[h]:mm", -0.5, "-12:00"),
        ("yyyy-mm-dd", -3, "-3"),
    ],
)
def test_dates_times_and_durations(code, value, shown):
    assert show_number(code, value) == shown


def test_days_counted_from_1904_are_four_years_later():
    assert show_number("yyyy-mm-dd", 44638, from_1904=True) == "2026-03-19"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (45.0, "45"),
        (0.1 + 0.2, "0.3"),
        (4006381399999, "4006381399999"),
        (-2.5, "-2.5"),
        (1 / 3, "0.33333333333"),
        (0.00005, "0.00005"),
        (1e20, "1E+20"),
        (0, "0"),
    ],
)
def test_without_a_format_a_number_is_as_it_was_typed(value, shown):
    assert general(value) == shown


@pytest.mark.parametrize("code", ["", "General", "GENERAL", "@"])
def test_formats_that_change_nothing(code):
    assert is_general(code)


@pytest.mark.parametrize(
    ("code", "shown"),
    [('@" kg"', "about 5 kg"), ('0;0;0;"see "@', "see about 5"), ("0.00", "about 5")],
)
def test_a_format_may_add_words_to_text(code, shown):
    assert show_text(code, "about 5") == shown
