"""Signing keys do not show, copy or outlive themselves."""

from __future__ import annotations

import copy
import os
import pickle

import pytest

from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.signature import verify
from custody_app.crypto.signer import Signer
from custody_app.crypto.sshsig import NAMESPACE_ENROL
from custody_app.diagnostics import Locked


def test_the_secret_is_in_no_text():
    seed = os.urandom(32)
    key = SigningKey.from_seed(seed)
    for shown in (repr(key), str(key), f"{key}"):
        assert shown == f"SigningKey({key.public_key.fingerprint})"


def test_it_is_neither_pickled_nor_copied():
    key = SigningKey.generate(os.urandom)
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            attempt(key)


def test_wiped_it_signs_nothing():
    key: SigningKey = SigningKey.generate(os.urandom)
    signer: Signer = key
    signature = signer.sign(NAMESPACE_ENROL, b"m")
    secret = key._secret
    key.wipe()
    key.wipe()
    assert secret == bytes(64)
    for act in (lambda: key.sign(NAMESPACE_ENROL, b"m"), lambda: key.sign_raw(b"m"), key.seed):
        with pytest.raises(Locked, match="KEY_WIPED"):
            act()
    assert verify(signature, NAMESPACE_ENROL, b"m")


def test_seeds_have_32_bytes():
    for length in (0, 31, 33, 64):
        with pytest.raises(ValueError, match="32 bytes"):
            SigningKey.from_seed(bytes(length))


def test_generation_takes_what_it_is_given():
    assert SigningKey.generate(bytes).public_key == SigningKey.from_seed(bytes(32)).public_key
