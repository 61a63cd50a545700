"""What the user or agency has chosen."""

from custody_app.settings.settings import FILE_NAME, Settings, load_settings, settings_file

__all__ = ["FILE_NAME", "Settings", "load_settings", "settings_file"]
