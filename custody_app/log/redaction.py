"""Redactable members of a statement's body (RFC 9901, selective disclosure; log-format.md, Redactable members).

A disclosure is base64url, unpadded, of the UTF-8 JSON array [salt, name, value]. The object it was taken
from keeps its SHA-256 in `_sd`, sorted. Whoever has the disclosure can put the member back; others cannot guess it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from custody_app.log.canonical import Json
from custody_app.log.shape import SD_DIGEST, matches

SD = "_sd"
SALT_SIZE = 16


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One redactable member: its text and what it says."""

    text: str
    name: str
    value: Any

    @property
    def digest(self) -> str:
        """base64url SHA-256 of the disclosure's text, as it stands in `_sd`."""
        return _base64url(hashlib.sha256(self.text.encode("ascii")).digest())


def disclosure(name: str, value: Any, salt: bytes) -> Disclosure:
    """Return the disclosure of one member, with `salt` of 16 random bytes."""
    array = json.dumps([_base64url(salt), name, value], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Disclosure(_base64url(array.encode("utf-8")), name, value)


def read_disclosure(text: str) -> Disclosure:
    """Read a disclosure from its text.

    Raises:
        ValueError: not base64url of a JSON array [salt, name, value].
    """
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _base64url(raw) != text:
        raise ValueError("not base64url")
    array = json.loads(raw.decode("utf-8"))
    if not (isinstance(array, list) and len(array) == 3 and all(isinstance(part, str) for part in array[:2])):
        raise ValueError("not [salt, name, value]")
    return Disclosure(text, array[1], array[2])


def conceal(body: Json, redactable: Collection[str], random: Callable[[int], bytes]) -> tuple[Json, list[Disclosure]]:
    """Return the body with each redactable member replaced by its digest, and the disclosures.

    Args:
        body: the full body.
        redactable: dotted paths of members, such as `from.name`; a part `*` stands for each item of an array.
        random: returns that many random bytes.
    """
    disclosures: list[Disclosure] = []
    concealed = _conceal(body, [path.split(".") for path in redactable], random, disclosures)
    return concealed, disclosures


def _conceal(node: Any, paths: list[list[str]], random: Callable[[int], bytes], made: list[Disclosure]) -> Any:
    if isinstance(node, list):
        inner = [path[1:] for path in paths if path and path[0] == "*"]
        return [_conceal(item, inner, random, made) for item in node] if inner else node
    if not isinstance(node, dict):
        return node
    result: Json = {}
    digests: list[str] = []
    for name, value in node.items():
        if [name] in paths:
            taken = disclosure(name, value, random(SALT_SIZE))
            made.append(taken)
            digests.append(taken.digest)
            continue
        result[name] = _conceal(value, [path[1:] for path in paths if path[0] == name and len(path) > 1], random, made)
    if digests:
        result[SD] = sorted(digests)
    return result


def reveal(body: Json, disclosures: Iterable[Disclosure]) -> tuple[Json, list[Disclosure]]:
    """Return the body with the disclosed members put back, and the disclosures that match nothing.

    What stays undisclosed is simply absent; `_sd` is removed.
    """
    unused = {taken.digest: taken for taken in disclosures}

    def put_back(node: Any) -> Any:
        if isinstance(node, list):
            return [put_back(item) for item in node]
        if not isinstance(node, dict):
            return node
        result = {name: put_back(value) for name, value in node.items() if name != SD}
        for digest in node.get(SD, ()):
            taken = unused.pop(digest, None)
            if taken is not None:
                result[taken.name] = put_back(taken.value)
        return result

    full: Json = put_back(body)
    return full, list(unused.values())


def digest_places(value: Any) -> dict[str, Json] | None:
    """Return each digest of an `_sd` array inside `value` and the object it stands in; None where one is malformed.

    Arrays are strictly ascending, and no digest stands in two of them (RFC 9901, section 7.1). Walks from the outside
    in, in the order of the members, without recursion.
    """
    places: dict[str, Json] = {}
    pending: list[Any] = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            digests = node.get(SD, [])
            if not isinstance(digests, list) or not all(matches(digest, SD_DIGEST) for digest in digests):
                return None
            if digests != sorted(set(digests)) or not places.keys().isdisjoint(digests):
                return None
            places.update(dict.fromkeys(digests, node))
        children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        pending.extend(reversed(list(children)))
    return places


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
