"""Fields of the exhibit types that are data: files, images, captures, accounts, crypto-assets."""

from __future__ import annotations

from custody_app.domain.exhibit_fields import (
    CAPACITY,
    LOCK_STATE,
    ORIGIN_OF_DATA,
    SERIAL,
    FieldKind,
    FieldSpec,
    coded,
    counted,
    private,
    text,
    timed,
)
from custody_app.domain.vocabulary import Choice
from custody_app.i18n import N_

_SIZE = counted("size", N_("Size in bytes"))
_FILES = counted("files", N_("Number of files"))

FILE_SET = (
    *ORIGIN_OF_DATA,
    _FILES,
    _SIZE,
    private("path", N_("Path in the source")),
    text("format", N_("Format")),
    private("source", N_("Source system")),
    timed("copied_from", N_("Copied from")),
    timed("copied_until", N_("Copied until")),
)

_IMAGE_FORMATS = (
    Choice("e01", N_("E01 (EWF)")),
    Choice("ex01", N_("Ex01 (EWF2)")),
    Choice("raw", N_("Raw")),
    Choice("split_raw", N_("Raw in segments")),
    Choice("aff4", N_("AFF4")),
    Choice("virtual", N_("Virtual disk")),
    Choice("other", N_("Other")),
)
DISK_IMAGE = (
    *ORIGIN_OF_DATA,
    coded("format", N_("Format"), _IMAGE_FORMATS, required=True),
    counted("segments", N_("Number of segments")),
    _SIZE,
    CAPACITY,
    FieldSpec(key="source_serial", label=N_("Serial number of the source"), redactable=True, group="specific"),
    private("extent", N_("Extent"), help=N_("Whole device, partition, or selected areas.")),
    *LOCK_STATE,
)

_CAPTURE_FORMS = (
    Choice("memory", N_("Memory")),
    Choice("network", N_("Network traffic")),
)
CAPTURE = (
    *ORIGIN_OF_DATA,
    coded("form", N_("Kind of capture"), _CAPTURE_FORMS, required=True),
    text("format", N_("Format")),
    _SIZE,
    private("source", N_("Source system")),
    private("interface", N_("Network interface or memory range")),
    private("filter", N_("Filter")),
    timed("started", N_("Started")),
    timed("ended", N_("Ended")),
)

_EXTRACTIONS = (
    Choice("manual", N_("Manual")),
    Choice("logical", N_("Logical")),
    Choice("file_system", N_("File system")),
    Choice("full_file_system", N_("Full file system")),
    Choice("physical", N_("Physical")),
    Choice("chip", N_("Chip-off or JTAG")),
    Choice("backup", N_("Backup")),
)
MOBILE_EXTRACTION = (
    *ORIGIN_OF_DATA,
    coded("method", N_("Extraction method"), _EXTRACTIONS, required=True),
    text("format", N_("Format")),
    _FILES,
    _SIZE,
    text("system", N_("Operating system of the device")),
    private("scope", N_("Applications and data extracted"), many=True),
    private("changes", N_("Changes made to the device")),
)

_DATA_CATEGORIES = (
    Choice("subscriber", N_("Subscriber information")),
    Choice("traffic", N_("Traffic data")),
    Choice("content", N_("Content data")),
)
_PERIOD = (timed("period_from", N_("Period from")), timed("period_until", N_("Period until")))
_ACQUIRED_BY = (
    Choice("provider", N_("Returned by the provider")),
    Choice("login", N_("Taken with credentials")),
    Choice("token", N_("Taken with a token")),
    Choice("user_export", N_("Exported by the account holder")),
)
CLOUD_ACCOUNT = (
    *ORIGIN_OF_DATA,
    text("provider", N_("Service provider"), required=True),
    private("account", N_("Account"), required=True),
    private("holder", N_("Account holder")),
    coded("acquired_by", N_("How it was obtained"), _ACQUIRED_BY),
    FieldSpec(
        key="categories",
        label=N_("Kinds of data"),
        kind=FieldKind.CHOICE,
        choices=_DATA_CATEGORIES,
        many=True,
        group="specific",
    ),
    private("request", N_("Request or order it answers")),
    private("provider_reference", N_("Provider's reference")),
    *_PERIOD,
    timed("received", N_("Received")),
    private("channel", N_("Channel it came through")),
    _FILES,
    _SIZE,
)

MESSAGING_ACCOUNT = (
    *ORIGIN_OF_DATA,
    text("service", N_("Service"), required=True),
    private("account", N_("Account, number or address"), required=True),
    private("holder", N_("Account holder")),
    private("contacts", N_("Conversation partners"), many=True),
    coded("acquired_by", N_("How it was obtained"), _ACQUIRED_BY),
    *_PERIOD,
    counted("messages", N_("Number of messages")),
    text("format", N_("Format")),
)

WEB_CAPTURE = (
    *ORIGIN_OF_DATA,
    private("address", N_("Web address"), required=True),
    timed("captured", N_("Captured"), required=True),
    text("method", N_("Method and tool")),
    private("ip_addresses", N_("IP addresses of the server"), many=True),
    private("account", N_("Account used to see it")),
    text("format", N_("Format")),
    _FILES,
    _SIZE,
)

_ASSET_FORMS = (
    Choice("software_wallet", N_("Software wallet")),
    Choice("hardware_wallet", N_("Hardware wallet")),
    Choice("paper_wallet", N_("Paper wallet")),
    Choice("exchange_account", N_("Exchange account")),
    Choice("multisig", N_("Wallet of several signatures")),
    Choice("transferred", N_("Assets moved to the agency's wallet")),
)
CRYPTO_ASSET = (
    *ORIGIN_OF_DATA,
    coded("form", N_("Kind of wallet"), _ASSET_FORMS, required=True),
    text("asset", N_("Asset"), required=True),
    text("chain", N_("Chain")),
    private("addresses", N_("Addresses"), many=True),
    private("exchange", N_("Exchange and account")),
    SERIAL,
    private("found_keys", N_("Where the keys were found")),
    private("seen_by", N_("Who saw the keys"), many=True),
    private(
        "envelope",
        N_("Sealed envelope number"),
        help=N_(
            "A seed phrase or private key is never typed in: it goes into a sealed envelope, whose number stands here."
        ),
    ),
    private("balance", N_("Balance")),
    private("balance_block", N_("Block of the balance")),
    timed("balance_at", N_("Time of the balance")),
    private("value", N_("Value and its source")),
    private("destination", N_("Agency's wallet")),
    private("test_transfer", N_("Test transfer (transaction id)")),
    private("transfers", N_("Transfers (transaction ids)"), many=True),
    private("policy", N_("Signatures needed")),
    private("backup_seals", N_("Seals of the backups"), many=True),
    FieldSpec(key="recording", label=N_("Screen recording (SHA-256)"), kind=FieldKind.SHA256, group="specific"),
)
