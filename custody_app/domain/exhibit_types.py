"""The eighteen exhibit types (product.md), each with its own fields only, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from custody_app.domain import device_types, record_types
from custody_app.domain.exhibit_fields import FieldSpec
from custody_app.i18n import N_


@dataclass(frozen=True, slots=True)
class ExhibitType:
    """One type of exhibit.

    Attributes:
        id: as signed in `body.type`.
        label: English, marked for translation.
        icon: name of the icon (Lucide).
        fields: in the order they are asked.
        physical: something that can be held, sealed and labelled.
        digital: has content that can be hashed.
    """

    id: str
    label: str
    icon: str
    fields: tuple[FieldSpec, ...]
    physical: bool = False
    digital: bool = False

    def field(self, key: str) -> FieldSpec | None:
        """Return the field named `key`, or None."""
        return next((spec for spec in self.fields if spec.key == key), None)


_TYPES = (
    ExhibitType("computer", N_("Computer"), "laptop", device_types.COMPUTER, physical=True),
    ExhibitType("phone", N_("Phone or tablet"), "smartphone", device_types.PHONE, physical=True),
    ExhibitType(
        "storage_device", N_("Storage device"), "hard-drive", device_types.STORAGE_DEVICE, physical=True, digital=True
    ),
    ExhibitType(
        "removable_medium", N_("Removable medium"), "usb", device_types.REMOVABLE_MEDIUM, physical=True, digital=True
    ),
    ExhibitType("sim_card", N_("SIM or smart card"), "card-sim", device_types.SIM_CARD, physical=True),
    ExhibitType("network_device", N_("Network or IoT device"), "router", device_types.NETWORK_DEVICE, physical=True),
    ExhibitType("vehicle_system", N_("Vehicle system"), "car", device_types.VEHICLE_SYSTEM, physical=True),
    ExhibitType("cctv", N_("CCTV or video recorder"), "cctv", device_types.CCTV, physical=True),
    ExhibitType("drone", N_("Drone"), "drone", device_types.DRONE, physical=True),
    ExhibitType("object", N_("Paper or other object"), "package", device_types.OBJECT, physical=True),
    ExhibitType("file_set", N_("File set"), "files", record_types.FILE_SET, digital=True),
    ExhibitType("disk_image", N_("Disk image"), "disc-3", record_types.DISK_IMAGE, digital=True),
    ExhibitType("capture", N_("Memory or network capture"), "memory-stick", record_types.CAPTURE, digital=True),
    ExhibitType(
        "mobile_extraction",
        N_("Mobile extraction"),
        "tablet-smartphone",
        record_types.MOBILE_EXTRACTION,
        digital=True,
    ),
    ExhibitType(
        "cloud_account",
        N_("Cloud account or provider return"),
        "cloud",
        record_types.CLOUD_ACCOUNT,
        digital=True,
    ),
    ExhibitType(
        "messaging_account",
        N_("Messaging or e-mail account"),
        "mail",
        record_types.MESSAGING_ACCOUNT,
        digital=True,
    ),
    ExhibitType("web_capture", N_("Web capture"), "globe", record_types.WEB_CAPTURE, digital=True),
    ExhibitType("crypto_asset", N_("Crypto-asset"), "bitcoin", record_types.CRYPTO_ASSET, digital=True),
)

EXHIBIT_TYPES: Mapping[str, ExhibitType] = {kind.id: kind for kind in _TYPES}
"""Exhibit types by id, in the order they are offered."""
