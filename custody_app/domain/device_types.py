"""Fields of the exhibit types that can be held in the hand."""

from __future__ import annotations

from custody_app.domain.exhibit_fields import (
    CAPACITY,
    CLOCK,
    DESCRIPTION,
    LOCK_STATE,
    LOOKS,
    MAKE,
    POWER_STATE,
    STATE,
    FieldKind,
    coded,
    counted,
    identifier,
    private,
    text,
)
from custody_app.domain.vocabulary import Choice
from custody_app.i18n import N_

_COMPUTER_FORMS = (
    Choice("laptop", N_("Laptop")),
    Choice("desktop", N_("Desktop")),
    Choice("server", N_("Server")),
    Choice("all_in_one", N_("All-in-one")),
    Choice("single_board", N_("Single-board computer")),
    Choice("mining_rig", N_("Mining rig")),
    Choice("other", N_("Other")),
)
COMPUTER = (
    *DESCRIPTION,
    *MAKE,
    *LOOKS,
    coded("form", N_("Kind of computer"), _COMPUTER_FORMS),
    text("system", N_("Operating system")),
    private("host_name", N_("Computer name")),
    private("users", N_("User accounts"), many=True),
    private(
        "drives", N_("Drives inside"), many=True, help=N_("Drives that are taken out become exhibits of their own.")
    ),
    identifier("mac", N_("MAC addresses"), FieldKind.MAC, many=True),
    private("running", N_("Programs running")),
    *STATE,
)

_PHONE_FORMS = (
    Choice("smartphone", N_("Smartphone")),
    Choice("feature_phone", N_("Simple phone")),
    Choice("tablet", N_("Tablet")),
    Choice("watch", N_("Watch")),
    Choice("satellite", N_("Satellite phone")),
)
PHONE = (
    *DESCRIPTION,
    *MAKE,
    *LOOKS,
    coded("form", N_("Kind of phone"), _PHONE_FORMS),
    identifier("imei", N_("IMEI"), FieldKind.IMEI, many=True, help=N_("15 digits; dial *#06# or read the tray.")),
    identifier("imeisv", N_("IMEISV"), FieldKind.IMEISV, many=True),
    identifier("mac", N_("MAC addresses"), FieldKind.MAC, many=True),
    private("telephone", N_("Telephone numbers"), many=True),
    text("system", N_("Operating system")),
    private("accounts", N_("Accounts on the device"), many=True),
    private(
        "unlock_envelope",
        N_("Envelope with the unlock code"),
        help=N_("The number of the sealed envelope; the code itself is not recorded here."),
    ),
    *STATE,
)

_INTERFACES = (
    Choice("sata", N_("SATA")),
    Choice("nvme", N_("NVMe")),
    Choice("usb", N_("USB")),
    Choice("sas", N_("SAS")),
    Choice("ide", N_("IDE")),
    Choice("network", N_("Network storage")),
    Choice("other", N_("Other")),
)
STORAGE_DEVICE = (
    *DESCRIPTION,
    *MAKE,
    *LOOKS,
    coded("interface", N_("Interface"), _INTERFACES),
    CAPACITY,
    counted("sector_size", N_("Sector size in bytes")),
    counted("sectors", N_("Number of sectors")),
    text("firmware", N_("Firmware")),
    text("wwn", N_("World Wide Name")),
    private("partitions", N_("Partitions and file systems"), many=True),
    private("hidden_areas", N_("Hidden areas (HPA, DCO)")),
    *POWER_STATE,
    *LOCK_STATE,
)

_MEDIA = (
    Choice("usb_stick", N_("USB stick")),
    Choice("memory_card", N_("Memory card")),
    Choice("optical", N_("CD, DVD or Blu-ray")),
    Choice("tape", N_("Tape")),
    Choice("floppy", N_("Floppy disk")),
    Choice("other", N_("Other")),
)
REMOVABLE_MEDIUM = (
    *DESCRIPTION,
    *MAKE,
    *LOOKS,
    coded("form", N_("Kind of medium"), _MEDIA),
    CAPACITY,
    private("volume_label", N_("Volume label")),
    private("partitions", N_("Partitions and file systems"), many=True),
    *LOCK_STATE,
)

_CARDS = (
    Choice("sim", N_("SIM card")),
    Choice("esim", N_("eSIM profile")),
    Choice("smart_card", N_("Smart card")),
    Choice("payment_card", N_("Payment card")),
)
SIM_CARD = (
    *DESCRIPTION,
    *LOOKS,
    coded("form", N_("Kind of card"), _CARDS),
    identifier("iccid", N_("ICCID"), FieldKind.ICCID, help=N_("19 or 20 digits printed on the card.")),
    identifier("imsi", N_("IMSI"), FieldKind.IMSI),
    private("telephone", N_("Telephone numbers"), many=True),
    text("operator", N_("Operator or issuer")),
    *LOCK_STATE,
)

_NETWORK_FORMS = (
    Choice("router", N_("Router or access point")),
    Choice("switch", N_("Switch")),
    Choice("modem", N_("Modem")),
    Choice("camera", N_("Camera")),
    Choice("speaker", N_("Voice assistant")),
    Choice("smart_home", N_("Smart home device")),
    Choice("wearable", N_("Wearable")),
    Choice("other", N_("Other")),
)
NETWORK_DEVICE = (
    *DESCRIPTION,
    *MAKE,
    *LOOKS,
    coded("form", N_("Kind of device"), _NETWORK_FORMS),
    identifier("mac", N_("MAC addresses"), FieldKind.MAC, many=True),
    private("ip_addresses", N_("IP addresses"), many=True),
    private("ssid", N_("Network names (SSID)"), many=True),
    text("firmware", N_("Firmware")),
    private("connected_devices", N_("Devices connected"), many=True),
    private("cloud_service", N_("Cloud service and account")),
    *STATE,
)

_VEHICLE_SYSTEMS = (
    Choice("infotainment", N_("Infotainment unit")),
    Choice("telematics", N_("Telematics unit")),
    Choice("event_recorder", N_("Event data recorder")),
    Choice("dashcam", N_("Dashboard camera")),
    Choice("navigation", N_("Navigation device")),
    Choice("other", N_("Other")),
)
VEHICLE_SYSTEM = (
    *DESCRIPTION,
    *MAKE,
    *LOOKS,
    coded("form", N_("Kind of system"), _VEHICLE_SYSTEMS),
    identifier("vin", N_("Vehicle identification number (VIN)"), FieldKind.VIN),
    private("plate", N_("Licence plate")),
    private("vehicle", N_("Make and model of the vehicle")),
    counted("odometer", N_("Odometer reading in kilometres")),
    private("paired_devices", N_("Paired devices"), many=True),
    private("ignition", N_("Ignition and battery")),
    *STATE,
)

CCTV = (
    *DESCRIPTION,
    *MAKE,
    *LOOKS,
    counted("channels", N_("Number of channels")),
    private("cameras", N_("Cameras of interest"), many=True),
    CAPACITY,
    private("period", N_("Period of interest")),
    private(
        "retention", N_("Overwriting after"), help=N_("How long the recorder keeps footage before it overwrites it.")
    ),
    text("format", N_("Export format and player")),
    identifier("mac", N_("MAC addresses"), FieldKind.MAC, many=True),
    *POWER_STATE,
    *LOCK_STATE,
    *CLOCK,
)

DRONE = (
    *DESCRIPTION,
    *MAKE,
    *LOOKS,
    private("registration", N_("Registration or remote ID")),
    private("controller", N_("Controller make, model and serial")),
    private("cards", N_("Memory cards inside"), many=True),
    private("payload", N_("Payload")),
    counted("batteries", N_("Number of batteries")),
    private("paired_devices", N_("Paired devices"), many=True),
    *STATE,
)

OBJECT = (
    *DESCRIPTION,
    *LOOKS,
    private("markings", N_("Writing and numbers on it")),
    counted("pages", N_("Number of pages")),
    private("material", N_("Material and size")),
)
