"""Canonical JSON, the Merkle tree and SSHSIG changed in one place at a time: some check must notice."""

import hashlib
import importlib
import json
import random
import signal
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from custody_app.crypto import sshsig
from custody_app.crypto.public_key import PublicKey
from custody_app.log import canonical, merkle
from tests.conformance.builder import Person, sshsig_armour
from tests.conformance.builder.log import consistency, path, root
from tests.conformance.builder.signing import b64, canon, sha, ssh_string, sshsig_blob
from tests.conformance.mutants import mutants, put_in
from tests.conformance.test_signatures_agree import POINT
from tests.soaking import remaining

SAMPLE = 6
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "merkle-vectors.json").read_text("utf-8"))


def refused(call: Callable[[], Any]) -> bool:
    try:
        call()
    except Exception as error:  # noqa: BLE001 - judged by its name
        return type(error).__name__ in ("CanonRefused", "InputWrong")
    return False


def deep(levels: int) -> Any:
    value: Any = "x"
    for number in range(levels):
        value = {"x": value} if number % 2 else [value]
    return value


def check_canonical(m: types.ModuleType) -> None:
    good: list[Any] = [
        {},
        {"b": 1, "a": [True, False, -1, 0, 2**53 - 1, 1 - 2**53]},
        {"x": 'é\u2028\\"\n\x7f\U0001f600'},
        {"a" * 40: {}},
        {"x": [[], {}, ""]},
        {"x": deep(7)},
    ]
    for value in good:
        assert m.canon(value) == canon(value)
        assert m.parse(canon(value)) == value
    whole = {"x": "y" * (m.MAX_BYTES - 8)}
    assert len(m.canon(whole)) == m.MAX_BYTES == 65536
    assert m.parse(canon(whole)) == whole
    assert m.MAX_BYTES_LARGE == 4 * 1024 * 1024
    assert (m.MAX_DEPTH, m.STATEMENT_DEPTH, m.MAX_INTEGER) == (8, 7, 2**53 - 1)
    assert m.canon({"x": deep(2)}, max_depth=3)
    bad: list[Any] = [
        {"x": "y" * (65536 - 7)},
        {"x": 2**53},
        {"x": -(2**53)},
        {"x": 1.0},
        {"x": None},
        {"X": 1},
        {"": 1},
        {"a" * 41: 1},
        {"a-b": 1},
        {"x": "\ud800"},
        {"x": ["\udfff"]},
        {"x": deep(8)},
        {"x": [{"y": {"Z": 1}}]},
        {"a\n": 1},
        {1: 2},
    ]
    for value in bad:
        assert refused(lambda value=value: m.canon(value)), value
    assert refused(lambda: m.canon({"x": deep(3)}, max_depth=3))
    check_refused_bytes(m)
    check_base64(m)


def check_refused_bytes(m: types.ModuleType) -> None:
    for raw in (
        b"",
        b"[]",
        b'"x"',
        b"1",
        b"{}\n",
        b" {}",
        b"\xef\xbb\xbf{}",
        b'{"x":1.0}',
        b'{"x":NaN}',
        b'{"x":1e2}',
        b'{"x":-0}',
        b'{"x":1,"x":1}',
        b'{"x":"\\u0041"}',
        b'{"b":1,"a":1}',
        b'{"x":"\xff"}',
        b'{"x":null}',
        b"{",
        b'{"x":Infinity}',
        b'{"x":' * 3000 + b"1" + b"}" * 3000,
        canon({"x": "y" * 65536}),
    ):
        assert refused(lambda raw=raw: m.parse(raw)), raw[:20]
    assert m.parse(canon({"x": "y" * 65536}), max_bytes=70000)
    assert refused(lambda: m.parse(canon({"x": deep(3)}), max_depth=3))


def check_base64(m: types.ModuleType) -> None:
    for size in (0, 1, 2, 3, 32):
        assert m.unb64(m.b64(bytes(size)), size) == bytes(size)
        assert m.unb64(m.b64(bytes(size))) == bytes(size)
        assert refused(lambda size=size: m.unb64(b64(bytes(size)), size + 1))
    for text in ("A", "AA", "AA=", "AB==", "A A=", "AA==\n", "é", "-_==", 7, None, b"AA=="):
        assert refused(lambda text=text: m.unb64(text)), text


def yes_or_no(function: Callable[..., Any]) -> Callable[..., bool]:
    """The same function, held to answer True or False."""

    def asked(*arguments: Any) -> bool:
        answer = function(*arguments)
        assert type(answer) is bool
        return answer

    return asked


def check_merkle(m: types.ModuleType) -> None:
    inclusion, consistent = yes_or_no(m.verify_inclusion), yes_or_no(m.verify_consistency)
    assert sha(b"") == m.EMPTY_ROOT
    assert m.leaf_hash(b"x") == sha(b"\0x")
    assert m.node_hash(b"a", b"b") == sha(b"\1ab")
    leaves = [sha(b"%d" % n) for n in range(20)]
    for size in (0, 1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 20):
        tree, whole = m.Tree(leaves[:size]), m.Tree(leaves)
        assert tree.root() == root(leaves[:size]) == m.root_of(leaves[:size]) == whole.root(size)
        assert tree.size == size
        assert whole.root() == root(leaves)
        copied = tree._frontier.copy()
        copied.append(leaves[0])
        assert (copied.size, copied.root(), tree.root()) == (
            size + 1,
            root([*leaves[:size], leaves[0]]),
            root(leaves[:size]),
        )
        for index in range(size):
            proof = path(index, leaves[:size])
            assert whole.inclusion_proof(index, size) == tree.inclusion_proof(index) == proof
            assert inclusion(leaves[index], index, size, root(leaves[:size]), proof)
            for wrong in (
                [*proof, leaves[0]],
                proof[1:] if proof else [leaves[0]],
                proof[::-1] if proof != proof[::-1] else [b"x"],
            ):
                assert not inclusion(leaves[index], index, size, root(leaves[:size]), wrong)
            assert not inclusion(leaves[index], index + size, size, root(leaves[:size]), proof)
        for old in range(1, size + 1):
            proof = consistency(old, leaves[:size])
            assert whole.consistency_proof(old, size) == tree.consistency_proof(old) == proof
            assert consistent(old, root(leaves[:old]), size, root(leaves[:size]), proof)
            for wrong in ([*proof, leaves[0]], proof[1:] if proof else [leaves[0]]):
                assert not consistent(old, root(leaves[:old]), size, root(leaves[:size]), wrong)
            assert not consistent(old, leaves[3], size, root(leaves[:size]), proof)
            assert not consistent(old, root(leaves[:old]), size, leaves[3], proof)
    check_wide_trees(m)


def check_wide_trees(m: types.ModuleType) -> None:
    inclusion, consistent = yes_or_no(m.verify_inclusion), yes_or_no(m.verify_consistency)
    leaves = [sha(b"%d" % n) for n in range(20)]
    frontier = m.Frontier()
    for leaf in leaves:
        for level, index, node in frontier.append(leaf):
            assert node == root(leaves[index << level : (index + 1) << level])
    wide = [sha(b"wide %d" % n) for n in range(77)]
    for size in (14, 33, 54, 64, 77):
        for old in range(1, size):
            told = root(wide[:old]), root(wide[:size])
            assert consistent(old, told[0], size, told[1], consistency(old, wide[:size]))
    for wrong in ((-1, 3), (3, 3), (0, 0)):
        with pytest.raises(ValueError, match="outside"):
            m.Tree(leaves).inclusion_proof(*wrong)
        assert not inclusion(leaves[0], *wrong, leaves[0], [])
    for wrong in ((0, 3), (4, 3)):
        with pytest.raises(ValueError, match="between"):
            m.Tree(leaves).consistency_proof(*wrong)
        assert not consistent(wrong[0], m.EMPTY_ROOT, wrong[1], root(leaves[:3]), [])
    assert not inclusion(leaves[0][1:], 0, 1, leaves[0][1:], [])
    assert not consistent(1, leaves[0], 2, root(leaves[:2]), [])
    for case in VECTORS["inclusion"]:
        told = [raw64(part) for part in case["proof"] or []]
        good = inclusion(raw64(case["leafHash"]), case["leafIdx"], case["treeSize"], raw64(case["root"]), told)
        assert good is not case["wantErr"]
    for case in VECTORS["consistency"]:
        told = [raw64(part) for part in case["proof"] or []]
        good = consistent(case["size1"], raw64(case["root1"]), case["size2"], raw64(case["root2"]), told)
        assert good is not case["wantErr"]


def raw64(text: str | None) -> bytes:
    import base64

    return base64.b64decode(text or "")


def block(*fields: bytes, version: int = 1) -> str:
    text = b64(b"SSHSIG" + version.to_bytes(4, "big") + b"".join(map(ssh_string, fields)))
    lines = [text[at : at + 70] for at in range(0, len(text), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])


def check_sshsig(m: types.ModuleType) -> None:
    ana, message, space = Person("ana"), b"m", "custody.statement.v1"
    names = [m.NAMESPACE_STATEMENT, m.NAMESPACE_ROSTER, m.NAMESPACE_PACKAGE, m.NAMESPACE_ENROL]
    assert names == [f"custody.{name}.v1" for name in ("statement", "roster", "package", "enrol")]
    assert m.signed_blob(space, message) == sshsig_blob(space, message)
    key, raw = PublicKey.from_blob(ana.blob), ana.sign(space, message)
    text = sshsig_armour(ana, space, message)
    assert m.armour(key, space, raw) == text
    (read,) = m.parse_armour(text)
    assert (read.key, read.namespace, read.sig, read.flags, read.counter) == (key, space, raw, None, None)
    assert len(m.parse_armour(text * 2)) == len(m.parse_armour(text.replace("\n", "\r\n") * 2)) == 2
    curve = b"".join(map(ssh_string, (b"ecdsa-sha2-nistp256", b"nistp256", POINT)))
    for r, s in ((1, 2), (2**255, 2**256 - 1), (0, 127), (128, 255)):
        pair = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        (read,) = m.parse_armour(m.armour(PublicKey.from_blob(curve), space, pair))
        assert read.sig == pair
    token = b"".join(map(ssh_string, (b"sk-ssh-ed25519@openssh.com", ana.public, b"ssh:")))
    (read,) = m.parse_armour(m.armour(PublicKey.from_blob(token), space, raw, flags=5, counter=258))
    assert (read.sig, read.flags, read.counter) == (raw, 5, 258)
    inner = ssh_string(b"ssh-ed25519") + ssh_string(raw)
    fields = (ana.blob, space.encode(), b"", b"sha512", inner)
    assert m.parse_armour(block(*fields))[0].sig == raw
    wide = ssh_string(b"ecdsa-sha2-nistp256") + ssh_string(ssh_string(b"\1" + bytes(32)) + ssh_string(b"\1"))
    more = ssh_string(b"ecdsa-sha2-nistp256") + ssh_string(ssh_string(b"\1") + ssh_string(b"\1") + b"x")
    fenced = "-----BEGIN SSH SIGNATURE-----\nA\n-----END SSH SIGNATURE-----\n"
    assert m.armour(PublicKey.from_blob(token), space, raw, flags=5) == m.armour(PublicKey.from_blob(token), space, raw)
    bad = [
        fenced,
        "",
        "x",
        text + "x",
        "x" + text,
        text + "\n",
        text.replace("BEGIN", "BEGAN"),
        text.replace("\n-----END", "-----END"),
        text.replace("\n", "\n\n", 1),
        block(*fields, version=2),
        block(*fields[:4], inner + b"\0"),
        block(*fields, b""),
        block(ana.blob, b"", *fields[2:]),
        block(ana.blob, b"\xff", *fields[2:]),
        block(*fields[:2], b"x", *fields[3:]),
        block(*fields[:3], b"sha256", inner),
        block(*fields[:4], ssh_string(b"ssh-rsa") + ssh_string(raw)),
        block(*fields[:4], ssh_string(b"ssh-ed25519") + ssh_string(raw[1:])),
        block(b"", *fields[1:]),
        block(*fields[:4]),
        block(curve, *fields[1:4], wide),
        block(curve, *fields[1:4], more),
        block(token, *fields[1:4], ssh_string(b"sk-ssh-ed25519@openssh.com") + ssh_string(raw)),
    ]
    for armour in bad:
        assert refused(lambda armour=armour: m.parse_armour(armour)), armour[:200]
    magic = b64(b"SSHSIH" + (1).to_bytes(4, "big") + b"".join(map(ssh_string, fields)))
    assert refused(lambda: m.parse_armour(f"-----BEGIN SSH SIGNATURE-----\n{magic}\n-----END SSH SIGNATURE-----\n"))


CHECKS = {"canonical": (canonical, check_canonical), "merkle": (merkle, check_merkle), "sshsig": (sshsig, check_sshsig)}
SURVIVORS = json.loads(Path(__file__).with_name("survivors.json").read_text("utf-8"))


@contextmanager
def changed(module: types.ModuleType, tree: Any) -> Iterator[None]:
    kept = dict(vars(module))
    try:
        put_in(module, tree)
        yield
    finally:
        vars(module).clear()
        vars(module).update(kept)


def survives(name: str, tree: Any) -> bool:
    """Does the check pass although the module was changed? What runs without end is noticed."""
    module, check = CHECKS[name]

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 1)  # of the processor: the machine may be busy
    try:
        with changed(module, tree):
            check(module)
    except Exception:  # noqa: BLE001 - whatever is raised, it was noticed
        return False
    except pytest.fail.Exception:
        return False
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return True


def listed(name: str) -> list[tuple[int, str, Any]]:
    return list(mutants(Path(CHECKS[name][0].__file__ or "").read_text("utf-8")))


def place(name: str, line: int, kind: str) -> str:
    text = Path(CHECKS[name][0].__file__ or "").read_text("utf-8").splitlines()[line - 1].strip()
    return f"{kind}: {text}"


@pytest.mark.parametrize("name", CHECKS)
def test_the_check_passes_on_the_module_as_it_is(name: str) -> None:
    module, check = CHECKS[name]
    check(module)
    assert importlib.import_module(module.__name__) is module


@pytest.mark.parametrize("name", CHECKS)
def test_a_sample_of_mutants_is_noticed(name: str) -> None:
    rng = random.Random(name)  # noqa: S311 - a repeatable sample
    for line, kind, tree in rng.sample(listed(name), SAMPLE):
        assert not survives(name, tree) or place(name, line, kind) in SURVIVORS[name], place(name, line, kind)


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("name", CHECKS)
def test_all_mutants_but_the_listed_are_noticed(name: str) -> None:
    found = listed(name)
    left = [place(name, *found[n][:2]) for n in remaining(f"mutants-{name}", len(found)) if survives(name, found[n][2])]
    digest = hashlib.sha256(Path(CHECKS[name][0].__file__ or "").read_bytes()).hexdigest()[:12]
    print(f"{name} {digest}: {len(found)} mutants, {len(left)} left: {json.dumps(left, indent=1)}")  # noqa: T201 - the figure
    assert sorted(set(left)) == sorted(SURVIVORS[name])  # each with the reason why it changes nothing
