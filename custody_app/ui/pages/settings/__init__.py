"""Settings: language and colours, the station, its officers, its health, the program."""

from custody_app.ui.pages.settings.page import SettingsPage

__all__ = ["SettingsPage"]
