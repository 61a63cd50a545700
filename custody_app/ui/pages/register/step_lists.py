"""What to do with a device before anything else, type by type; a step that was ticked is signed by its id."""

from __future__ import annotations

from custody_app.domain.vocabulary import Choice
from custody_app.i18n import N_

_PHOTOGRAPH = Choice("photograph-in-place", N_("Photograph it where it lies, before it is moved"))
_SCREEN = Choice("photograph-screen", N_("If the screen is lit: photograph it, note time and open programs"))
_LEAVE_OFF = Choice("leave-off", N_("If it is off: leave it off"))
_LEAVE_ON = Choice("leave-on", N_("If it is on: leave it on until isolated"))
_ISOLATE = Choice("isolate", N_("Isolate it: airplane mode or Faraday bag"))
_POWER = Choice("keep-charged", N_("Keep it charged inside the bag"))
_CODE = Choice("ask-code", N_("Ask for the code; put it into a sealed envelope"))
_CLOCK = Choice("clock-offset", N_("Compare its clock with a reference clock"))
_MEMORY = Choice("volatile", N_("Consider a memory capture before power is cut"))
_ENCRYPTED = Choice("encryption", N_("Look for signs of encryption before power is cut"))
_CABLES = Choice("cables", N_("Label cables and ports, photograph both"))
_UNPLUG = Choice("unplug", N_("Cut power at the device, not at the wall"))
_BLOCKER = Choice("write-blocker", N_("Connect it only through a write blocker"))
_DRY = Choice("antistatic", N_("Antistatic bag, away from heat and magnets"))
_RETENTION = Choice("overwriting", N_("Find out when footage is overwritten; stop that if you may"))
_PRESERVE = Choice("preserve", N_("Ask the provider to preserve the data"))
_SECOND = Choice("second-person", N_("A second person watches every move of funds"))
_SEED = Choice("no-seed", N_("Seed phrases go into a sealed envelope, never into a record"))
_URL = Choice("url-time", N_("Keep the full address and the time of the capture"))
_SOURCE = Choice("read-only-source", N_("Take the copy from a source opened for reading only"))

STEP_LISTS: dict[str, tuple[Choice, ...]] = {
    "computer": (_PHOTOGRAPH, _SCREEN, _LEAVE_OFF, _ENCRYPTED, _MEMORY, _CLOCK, _CABLES, _UNPLUG),
    "phone": (_PHOTOGRAPH, _SCREEN, _LEAVE_OFF, _ISOLATE, _POWER, _CODE, _CLOCK),
    "storage_device": (_PHOTOGRAPH, _BLOCKER, _DRY),
    "removable_medium": (_PHOTOGRAPH, _BLOCKER, _DRY),
    "sim_card": (_PHOTOGRAPH, _DRY, _CODE),
    "network_device": (_PHOTOGRAPH, _CABLES, _LEAVE_ON, _CLOCK, _ISOLATE),
    "vehicle_system": (_PHOTOGRAPH, _SCREEN, _ISOLATE, _CLOCK),
    "cctv": (_PHOTOGRAPH, _RETENTION, _CLOCK, _CABLES, _LEAVE_ON),
    "drone": (_PHOTOGRAPH, _LEAVE_OFF, _ISOLATE, _DRY),
    "object": (_PHOTOGRAPH,),
    "file_set": (_SOURCE,),
    "disk_image": (_SOURCE, _BLOCKER),
    "capture": (_SOURCE, _CLOCK),
    "mobile_extraction": (_ISOLATE, _SOURCE),
    "cloud_account": (_PRESERVE, _SOURCE),
    "messaging_account": (_PRESERVE, _URL),
    "web_capture": (_URL, _CLOCK),
    "crypto_asset": (_SECOND, _SEED, _PHOTOGRAPH),
}
