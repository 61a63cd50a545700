from __future__ import annotations

import pytest

from custody_app.domain.identifiers import (
    bare,
    check_iccid,
    check_imei,
    check_imeisv,
    check_imsi,
    check_mac,
    check_vin,
    luhn_ok,
)


def codes(doubts):
    return [(doubt.code, doubt.refused) for doubt in doubts]


@pytest.mark.parametrize(
    ("check", "text", "expected"),
    [
        (check_imei, "352099001761481", []),  # Wikipedia's example, check digit 1
        (check_imei, "35-209900-176148-1", []),
        (check_imei, "490154203237518", []),  # 3GPP's example
        (check_imei, "490154203237519", [("IMEI_LUHN", False)]),
        (check_imei, "49015420323751", [("IMEI_FORMAT", True)]),
        (check_imei, "49015420323751X", [("IMEI_FORMAT", True)]),
        (check_imei, "٤٩٠١٥٤٢٠٣٢٣٧٥١٨", [("IMEI_FORMAT", True)]),
        (check_imei, "", [("IMEI_FORMAT", True)]),
        (check_imeisv, "3520990017614823", []),
        (check_imeisv, "352099001761481", [("IMEISV_FORMAT", True)]),
        (check_iccid, "8991101200003204514", []),
        (check_iccid, "8991 1012 0000 3204 514 F", []),
        (check_iccid, "8991101200003204511", [("ICCID_LUHN", False)]),
        (check_iccid, "7991101200003204511", [("ICCID_PREFIX", False), ("ICCID_LUHN", False)]),
        (check_iccid, "89911012", [("ICCID_FORMAT", True)]),
        (check_imsi, "310150123456789", []),
        (check_imsi, "3101501234", [("IMSI_SHORT", False)]),
        (check_imsi, "3101501234567890", [("IMSI_FORMAT", True)]),
        (check_vin, "1M8GDM9AXKP042788", []),  # 49 CFR 565, check digit X
        (check_vin, "11111111111111111", []),
        (check_vin, "1M8GDM9A1KP042788", [("VIN_CHECK", False)]),
        (check_vin, "1m8gdm9axkp042788", []),
        (check_vin, "1M8GDM9AXKP04278O", [("VIN_FORMAT", True)]),
        (check_vin, "1M8GDM9AXKP0427", [("VIN_FORMAT", True)]),
        (check_mac, "00:1B:44:11:3A:B7", []),
        (check_mac, "001b.4411.3ab7", []),
        (check_mac, "02:1B:44:11:3A:B7", [("MAC_LOCAL", False)]),
        (check_mac, "01:00:5E:00:00:01", [("MAC_GROUP", False)]),
        (check_mac, "00:1B:44:11:3A", [("MAC_FORMAT", True)]),
        (check_mac, "00:1B:44:11:3A:G7", [("MAC_FORMAT", True)]),
    ],
)
def test_identifiers(check, text, expected):
    assert codes(check(text)) == expected


def test_every_wrong_digit_and_most_swaps_of_an_imei_are_noticed():
    good = "490154203237518"
    for place in range(15):
        for digit in "0123456789":
            changed = good[:place] + digit + good[place + 1 :]
            assert luhn_ok(changed) == (changed == good)


def test_two_writings_of_one_number_share_their_bare_form():
    assert bare("00:1b:44-11.3a b7") == bare("001B44113AB7")
