"""Coordinates: what people write is taken as it stands, what is on no map is refused."""

import pytest

from custody_app.diagnostics import InputWrong
from custody_app.domain.coordinates import check_coordinates


@pytest.mark.parametrize(
    "value",
    [
        "",
        "-15.7975,-47.8919",
        "-15.7975, -47.8919",
        "15.7975 S 47.8919 W",
        "15.7975S, 47.8919O",
        "47.8919 W; 15.7975 S",
        "15°47'51\"S, 47°53'31\"W",
        "15° 47′ 51.2″ S 47° 53′ 31″ W",
        "90,180",
        "+0.0 +0.0",
    ],
)
def test_taken(value):
    check_coordinates(value, "Coordinates")


@pytest.mark.parametrize(
    "value",
    [
        "north pole",
        "15.7975",
        "91,0",
        "0,180.1",
        "-15.7975 S, 47.8919 W",
        "15.7 S 47.8",
        "15.7 S 16.0 N",
        "95 N 10 E",
        "15°60'S 10°E",
        "-15,7975,-47,8919",
        "1 2 3",
        "٣٤,٥٦",
    ],
)
def test_refused(value):
    with pytest.raises(InputWrong) as told:
        check_coordinates(value, "Coordinates")
    assert told.value.code == "COORDINATES"
