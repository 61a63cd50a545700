from __future__ import annotations

import pytest

from custody_app.diagnostics import InputWrong
from custody_app.domain.commands import DeriveExhibit, RegisterExhibit, UpdateExhibit
from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.domain.values import Acquisition, Attachment, OutsidePerson, Participant, Place, Seal
from custody_app.i18n import Translator
from tests.unit.domain.custody_book import (
    SHA_A,
    SHA_B,
    book_with_case,
    book_with_exhibits,
    offered,
    refused,
    registration,
    second_case,
)

PHONE = {"title": "Phone from the kitchen table", "imei": ("35-209900-176148-1",), "power": "on", "clock_offset": -73}
IMAGING = Acquisition(copy="forensic_copy", tool="ewfacquire", version="20140813", write_blocker="hardware")


def phone(**changes: object) -> RegisterExhibit:
    return registration(**({"type": "phone", "fields": PHONE} | changes))


def derivation(**changes: object) -> DeriveExhibit:
    given = {
        "actor": "ana",
        "exhibit": "d1",
        "parents": ("x1",),
        "number": "A-001.1",
        "type": "disk_image",
        "acquisition": IMAGING,
        "fields": {"title": "Image", "format": "e01"},
    }
    return DeriveExhibit(**(given | changes))


def test_a_registration_states_everything_and_conceals_what_outsiders_are():
    book = book_with_case()
    command = phone(
        place=Place(address="Calle 5", spot="kitchen table", coordinates="-15.79,-47.89"),
        from_=OutsidePerson(name="Jo Doe", relation="resident", telephone="555"),
        people=(Participant(part="collected", person="ana"), Participant(part="witness", name="M Roe")),
        fixed=("photo", "sketch"),
        seal=Seal(number="S1", kind="faraday_bag"),
        flags=("victim", "child"),
        attachments=(Attachment(sha256=SHA_B, size=9, name="IMG_1.jpg", caption="as found"),),
        seized="2024-05-01T10:00:00.000Z",
        location="van 2",
        steps=("isolate",),
    )
    act = book.do(command)
    assert act.body["root"] == act.body["number"] == "A-001"
    assert act.body["flags"] == ["child", "victim"]
    assert act.body["fields"]["imei"] == ["35-209900-176148-1"]
    assert act.body["from"] == {"name": "Jo Doe", "relation": "resident", "telephone": "555"}
    assert set(book.acts[-1].redactable) == {
        "fields.title",
        "fields.imei",
        "place.address",
        "place.spot",
        "place.coordinates",
        "from.name",
        "from.telephone",
        "people.*.name",
        "location",
        "attachments.*.name",
        "attachments.*.caption",
    }
    exhibit = book.exhibit("x1")
    assert exhibit.holder.person == "ana"
    assert [seal.number for seal in exhibit.seals_in_force] == ["S1"]
    assert (exhibit.root, exhibit.location, exhibit.attachments) == ("A-001", "van 2", (SHA_B,))
    assert dict(book.state.numbers) == {("c1", "A-001"): "x1"}
    assert act.lines[0].new


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"actor": "aud"}, "ROLE_MISSING"),
        ({"actor": "ghost"}, "PERSON_UNKNOWN"),
        ({"case": "c9"}, "CASE_UNKNOWN"),
        ({"exhibit": "x1", "number": "A-9"}, "CUSTODY_REREGISTER"),
        ({"number": "A-001"}, "NUMBER_TAKEN"),
        ({"number": ""}, "FIELD_MISSING"),
        ({"type": "toaster"}, "EXHIBIT_TYPE_UNKNOWN"),
        ({"fields": {}}, "FIELD_MISSING"),
        ({"fields": {"title": "\n"}}, "FIELD_MISSING"),
        ({"fields": {"title": "x" * 8001}}, "TEXT_TOO_LONG"),
        ({"fields": {"title": "x", "vin": "y"}}, "FIELD_UNKNOWN"),
        ({"fields": {"title": 7}}, "FIELD_KIND"),
        ({"fields": {"title": "x", "imei": "352099001761481"}}, "FIELD_KIND"),
        ({"fields": {"title": "x", "quantity": -1}}, "FIELD_KIND"),
        ({"fields": {"title": "x", "quantity": True}}, "FIELD_KIND"),
        ({"fields": {"title": "x", "clock_offset": -(10**11)}}, "NUMBER_BEYOND"),
        ({"place": Place(coordinates="north pole")}, "COORDINATES"),
        ({"fields": {"title": "x", "quantity": 2**53}}, "NUMBER_BEYOND"),
        ({"fields": {"title": "x\ud800"}}, "TEXT_NOT_UNICODE"),
        ({"fields": {"title": "x", "power": "maybe"}}, "CODE_UNKNOWN"),
        ({"fields": {"title": "x", "clock_reference_time": "now"}}, "TIME_FORMAT"),
        ({"fields": {"title": "x", "imei": ("123",)}}, "IMEI_FORMAT"),
        ({"fields": {"title": "x", "imei": ("352099001761482",)}}, "IMEI_LUHN"),
        ({"flags": ("alien",)}, "CODE_UNKNOWN"),
        ({"fixed": ("memory",)}, "CODE_UNKNOWN"),
        ({"people": (Participant(part="found"),)}, "FIELD_MISSING"),
        ({"people": (Participant(part="", name="x"),)}, "FIELD_MISSING"),
        ({"people": (Participant(part="found", person="Ana!"),)}, "PERSON_ID"),
        ({"seized": "2024-05-01"}, "TIME_FORMAT"),
        ({"seal": Seal(number="")}, "FIELD_MISSING"),
        ({"seal": Seal(number="1", kind="glue")}, "CODE_UNKNOWN"),
        ({"digests": {"sha512": "0" * 128}}, "FIELD_MISSING"),
        ({"digests": {"sha256": SHA_A.upper()}}, "DIGEST_FORMAT"),
        ({"digests": {"crc32": "00000000"}}, "DIGEST_FORMAT"),
        ({"attachments": (Attachment(sha256=""),)}, "FIELD_MISSING"),
        ({"attachments": (Attachment(sha256=SHA_A), Attachment(sha256=SHA_A))}, "GIVEN_TWICE"),
        ({"attachments": (Attachment(sha256=SHA_A, size=-1),)}, "NUMBER_NEGATIVE"),
        ({"container": "x2"}, "EXHIBIT_UNKNOWN"),
        ({"container": "y1"}, "CONTAINER_WRONG"),
    ],
)
def test_bad_registrations_are_refused(changes, code):
    book = book_with_exhibits()
    second_case(book)
    book.do(registration(exhibit="y1", number="B-1", case="c2"))
    assert refused(book, phone(**({"exhibit": "x2", "number": "A-002"} | changes))) == code


def test_a_doubtful_identifier_is_taken_once_confirmed_and_the_confirmation_is_signed():
    book = book_with_case()
    fields = {"title": "Clone", "imei": ("352099001761482",)}
    assert refused(book, phone(fields=fields)) == "IMEI_LUHN"
    act = book.do(phone(fields=fields, confirmed=("IMEI_LUHN", "VIN_CHECK")))
    assert act.body["confirmed"] == ["IMEI_LUHN"]
    assert refused(
        book, phone(exhibit="x2", number="2", fields={"title": "x", "imei": ("1",)}, confirmed=("IMEI_FORMAT",))
    )


def test_the_same_number_in_another_case_is_another_exhibit():
    book = book_with_exhibits()
    second_case(book)
    book.do(registration(exhibit="y1", number="A-001", case="c2"))


@pytest.mark.parametrize("kind", EXHIBIT_TYPES)
def test_every_type_can_be_registered_and_refuses_a_field_of_another(kind):
    book = book_with_case()
    samples = {"text": "t", "long_text": "t", "time": "2024-05-01T10:00:00.000Z", "sha256": SHA_A, "whole": 5}
    samples |= {"imei": "352099001761481", "imeisv": "3520990017614823", "iccid": "8991101200003204514"}
    samples |= {"imsi": "310150123456789", "vin": "1M8GDM9AXKP042788", "mac": "00:1B:44:11:3A:B7"}
    fields = {}
    for spec in EXHIBIT_TYPES[kind].fields:
        value = spec.choices[0].code if spec.choices else samples[spec.kind.value]
        fields[spec.key] = (value,) if spec.many else value
    witness = (Participant(part="witness", name="M Roe"),)
    act = book.do(registration(type=kind, fields=fields, people=witness))
    assert set(act.body["fields"]) == set(fields)
    required = {spec.key for spec in EXHIBIT_TYPES[kind].fields if spec.required}
    for key in required:
        less = {name: value for name, value in fields.items() if name != key}
        other = registration(exhibit="x2", number="2", type=kind, fields=less, people=witness)
        assert refused(book, other) == "FIELD_MISSING"
    foreign = "vin" if kind != "vehicle_system" else "iccid"
    other = registration(exhibit="x2", number="2", type=kind, fields=fields | {foreign: "x"}, people=witness)
    assert refused(book, other) == "FIELD_UNKNOWN"


def test_crypto_assets_are_seized_by_two_persons_and_never_with_their_keys():
    book = book_with_case()
    fields = {"title": "Wallet", "form": "paper_wallet", "asset": "BTC", "envelope": "E-77"}
    alone = registration(type="crypto_asset", fields=fields)
    assert refused(book, alone) == "TWO_PERSONS"
    act = book.do(registration(type="crypto_asset", fields=fields, cosigners=("ben",)))
    assert book.acts[-1].cosigners == ("ben",)
    assert act.body["cosigners"] == ["ben"]
    phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    told = registration(
        exhibit="x2", number="2", type="crypto_asset", fields=fields | {"notes": f"words: {phrase}"}, cosigners=("ben",)
    )
    assert refused(book, told) == "SECRET_REFUSED"


def test_a_derived_exhibit_stands_under_its_root_and_its_parents_know_it():
    book = book_with_exhibits()
    act = book.do(derivation(digests={"sha256": SHA_A, "md5": "0" * 32}))
    assert [(line.exhibit, line.new, line.sha256) for line in act.lines] == [("x1", False, None), ("d1", True, SHA_A)]
    assert act.body["acquisition"] == {
        "copy": "forensic_copy",
        "tool": "ewfacquire",
        "version": "20140813",
        "write_blocker": "hardware",
    }
    child = book.exhibit("d1")
    assert (child.root, child.parents, child.basis, child.holder.person) == ("A-001", ("x1",), "b1", "ana")
    assert child.baseline == {"sha256": SHA_A, "md5": "0" * 32}
    assert book.exhibit("x1").derived == ("d1",)
    book.do(derivation(exhibit="d2", parents=("d1",), number="A-001.1.1"))
    assert book.exhibit("d2").root == "A-001"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"actor": "ben"}, "ROLE_MISSING"),
        ({"actor": "eva"}, "NOT_HOLDER"),
        ({"parents": ()}, "NO_EXHIBIT"),
        ({"parents": ("x1", "x2")}, "OFFER_OPEN"),
        ({"exhibit": "x1"}, "CUSTODY_REREGISTER"),
        ({"number": "A-001"}, "NUMBER_TAKEN"),
        ({"basis": "b9"}, "NO_LEGAL_BASIS"),
        ({"fields": {"title": "no format"}}, "FIELD_MISSING"),
        ({"acquisition": Acquisition(copy="", tool="t", version="1")}, "FIELD_MISSING"),
        ({"acquisition": Acquisition(copy="forensic_copy", tool="", version="1")}, "FIELD_MISSING"),
        ({"acquisition": Acquisition(copy="forensic_copy", tool="t", version="1", bad_sectors=-1)}, "NUMBER_NEGATIVE"),
        (
            {
                "acquisition": Acquisition(
                    copy="forensic_copy",
                    tool="t",
                    version="1",
                    started="2024-05-01T10:00:00.000Z",
                    ended="2024-05-01T09:00:00.000Z",
                )
            },
            "END_BEFORE_START",
        ),
        (
            {"acquisition": Acquisition(copy="forensic_copy", tool="t", version="1", stored_digests=(("md5", "x"),))},
            "DIGEST_FORMAT",
        ),
    ],
)
def test_bad_derivations_are_refused(changes, code):
    book = book_with_exhibits(2)
    offered(book, "x2")
    assert refused(book, derivation(**changes)) == code


def test_containers_do_not_contain_themselves():
    book = book_with_exhibits()
    book.do(registration(2, container="x1"))
    assert book.exhibit("x2").container == "x1"
    inside_out = UpdateExhibit(actor="ana", exhibit="x1", reason="moved", container="x2")
    assert refused(book, inside_out) == "CONTAINER_WRONG"
    assert refused(book, UpdateExhibit(actor="ana", exhibit="x1", reason="moved", container="x1")) == "CONTAINER_WRONG"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"quantity": -1}, "Quantity takes a whole number that is not below zero."),
        ({"quantity": "7"}, "Quantity takes a whole number."),
        ({"title": 7}, "Description takes text."),
    ],
)
def test_what_a_field_takes_is_said(fields, words):
    with pytest.raises(InputWrong) as told:
        book_with_case().do(phone(type="object", fields={"title": "x", **fields}))
    assert told.value.sentences(Translator("en"))[0] == words
