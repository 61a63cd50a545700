"""The records of a zip file as the packages use them (PKWARE APPNOTE 6.3.10, sections 4.3.7 to 4.3.16)."""

from __future__ import annotations

import struct
from typing import Final

LOCAL: Final = struct.Struct("<4s5H3L2H")
"""signature, version, flags, method, time, date, crc, compressed, size, name length, extra length."""
CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
"""signature, made by, version, flags, method, time, date, crc, compressed, size, name, extra and comment lengths,
disk, internal attributes, external attributes, offset of the local record."""
END: Final = struct.Struct("<4s4H2LH")
"""signature, disk, disk of the directory, records here, records, directory size, directory offset, comment length."""
END_64: Final = struct.Struct("<4sQ2H2L4Q")
"""signature, size of the rest, made by, version, disk, disk of the directory, records here, records, size, offset."""
LOCATOR_64: Final = struct.Struct("<4sLQL")
"""signature, disk of the zip64 end record, its offset, disks."""

LOCAL_SIGNATURE: Final = b"PK\x03\x04"
CENTRAL_SIGNATURE: Final = b"PK\x01\x02"
END_SIGNATURE: Final = b"PK\x05\x06"
END_64_SIGNATURE: Final = b"PK\x06\x06"
LOCATOR_64_SIGNATURE: Final = b"PK\x06\x07"
DESCRIPTOR_SIGNATURE: Final = b"PK\x07\x08"

STORED: Final = 0
DEFLATED: Final = 8
VERSION: Final = 20
VERSION_64: Final = 45
MADE_BY_UNIX: Final = 3 << 8
REGULAR_FILE: Final = 0o100644 << 16
DATE_1980: Final = (1 << 5) | 1
"""1980-01-01, the first day a zip can name: packages carry no file times."""
MANY: Final = 0xFFFF
LARGE: Final = 0xFFFFFFFF
EXTRA_64: Final = 0x0001
