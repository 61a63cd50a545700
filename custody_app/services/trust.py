"""The roster this station's people adopted, and nothing else, says whose key is whose."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from custody_app.crypto.public_key import PublicKey
