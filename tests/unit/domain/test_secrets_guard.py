from __future__ import annotations

import hashlib

import pytest

from custody_app.diagnostics import RuleRefused
from custody_app.domain.secrets_guard import is_private_key, is_seed_phrase, refuse_secrets
from custody_app.domain.seed_words import ENGLISH

PHRASE = "abandon ability able about above absent absorb abstract absurd abuse access accident"
WIF = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"  # the example of the Bitcoin wiki
XPRV = (  # BIP-32, test vector 1
    "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi"
)
ADDRESS = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"


def test_the_word_list_is_that_of_bip_39():
    text = "".join(f"{word}\n" for word in sorted(ENGLISH))
    assert len(ENGLISH) == 2048
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert digest == "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"


@pytest.mark.parametrize(
    "text",
    [
        PHRASE,
        PHRASE.upper(),
        f"seed: {PHRASE}!",
        PHRASE.replace(" ", ", "),
        PHRASE.replace(" ", "\n"),
        " ".join(f"{n}. {word}" for n, word in enumerate(PHRASE.split(), 1)),
        PHRASE.replace(" ", "_"),
    ],
)
def test_a_seed_phrase_is_seen_in_any_usual_form(text):
    assert is_seed_phrase(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ".join(PHRASE.split()[:11]),
        "file 1, file 2, file 3, file 4, file 5, file 6, file 7, file 8, file 9, file 10, file 11, file 12",
        "Black laptop with a cracked lid, found on the desk of the office next to a cup and two keys.",
        "The seed phrase is in sealed envelope 4711, abandon any thought of typing it.",
    ],
)
def test_plain_words_are_no_seed_phrase(text):
    assert not is_seed_phrase(text)


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "x -----BEGIN PRIVATE KEY----- y",
        "-----BEGIN EC PRIVATE KEY-----",
        "PuTTY-User-Key-File-3: ssh-ed25519",
        "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ",
        f"key {WIF}.",
        XPRV,
        "private key: 0x" + "ab" * 32,
        "clave privada de la billetera " + "AB" * 32,
        "clé privée " + "0" * 64,
    ],
)
def test_a_private_key_is_seen(text):
    assert is_private_key(text)


@pytest.mark.parametrize(
    "text",
    [
        "ab" * 32,
        f"sha-256 {'ab' * 32}",
        f"tx 0x{'ab' * 32}",
        ADDRESS,
        WIF[:-1] + "K",
        f"-----BEGIN PUBLIC KEY-- {ADDRESS}",
    ],
)
def test_digests_addresses_and_public_keys_are_no_private_keys(text):
    assert not is_private_key(text)


def test_the_refusal_names_the_member_and_never_repeats_the_secret():
    body = {"fields": {"notes": f"said: {PHRASE}"}}
    with pytest.raises(RuleRefused) as error:
        refuse_secrets(body)
    assert error.value.code == "SECRET_REFUSED"
    assert error.value.values == {"member": "fields.notes"}
    assert "abandon" not in str(error.value)


def test_a_phrase_in_a_list_is_refused_and_other_words_may_be_passed_in():
    with pytest.raises(RuleRefused):
        refuse_secrets({"fields": {"seen_by": PHRASE.split()}})
    refuse_secrets({"fields": {"seen_by": PHRASE.split()}}, words=frozenset({"palabra"}))
    with pytest.raises(RuleRefused):
        refuse_secrets(
            {"note": "uno dos tres cuatro cinco seis siete ocho " * 2},
            words=frozenset("uno dos tres cuatro cinco seis siete ocho".split()),
        )
    refuse_secrets({"differing": PHRASE.split()})


def test_keys_and_proofs_of_enrolment_are_left_alone():
    refuse_secrets({"key": "ssh-ed25519 AAAA", "proof": WIF, "case_salt": WIF})
