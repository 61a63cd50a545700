"""The one place that builds everything."""

from custody_app.bootstrap.bootstrap import Bootstrap
from custody_app.bootstrap.open_station import open_station, station_setup

__all__ = ["Bootstrap", "open_station", "station_setup"]
