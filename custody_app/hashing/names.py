"""Names of files as the system has them: bytes, which need not be Unicode (log-format.md, Canonical JSON)."""

from __future__ import annotations

import os

NAME_ENCODING = "utf-16le" if os.name == "nt" else "posix-bytes"
NameValue = str | dict[str, str]


def shown(raw: bytes) -> str:
    r"""Return `raw` as text for people: UTF-8, and `\xNN` for each byte that is not.

    Control and bidi characters are left in; `custody_app.i18n.visible` makes them visible where it is shown.
    """
    return raw.decode("utf-8", "backslashreplace")


def name_value(raw: bytes) -> NameValue:
    """Return `raw` as a value of canonical JSON.

    Valid UTF-8 is the string itself; anything else is `{"name", "name_b64", "name_enc"}`, where `name_b64` is
    standard base64 of the raw bytes (on Windows, of the UTF-16LE units) and `name` is for showing only.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        import base64  # noqa: PLC0415  (start-up: names are Unicode as a rule)

        kept = raw if os.name != "nt" else raw.decode("utf-8", "surrogatepass").encode("utf-16le", "surrogatepass")
        return {
            "name": shown(raw),
            "name_b64": base64.b64encode(kept).decode("ascii"),
            "name_enc": NAME_ENCODING,
        }


def parse_name(value: object) -> bytes:
    """Return the raw bytes of a name written by `name_value`.

    Raises:
        ValueError: the value has another form, or another form than `name_value` would give.
    """
    if isinstance(value, str):
        return value.encode("utf-8")
    if not isinstance(value, dict) or set(value) != {"name", "name_b64", "name_enc"}:
        raise ValueError("name")
    if not all(isinstance(part, str) for part in value.values()):
        raise ValueError("name")
    import base64  # noqa: PLC0415  (start-up: names are Unicode as a rule)

    raw = base64.b64decode(value["name_b64"], validate=True)
    if value["name_enc"] == "utf-16le":
        raw = raw.decode("utf-16le", "surrogatepass").encode("utf-8", "surrogatepass")
    elif value["name_enc"] != "posix-bytes":
        raise ValueError("name_enc")
    expected = {"name": shown(raw), "name_b64": value["name_b64"], "name_enc": value["name_enc"]}
    if value != expected or base64.b64encode(base64.b64decode(value["name_b64"])).decode() != value["name_b64"]:
        raise ValueError("name_b64")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw
    raise ValueError("name_b64 of a name that is Unicode")
