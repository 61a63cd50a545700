"""How the window looks: colours, fonts, icons, spacing."""

from custody_app.ui.theme.theme import Theme
from custody_app.ui.theme.tokens import DARK, LIGHT, Role, Tokens

__all__ = ["DARK", "LIGHT", "Role", "Theme", "Tokens"]
