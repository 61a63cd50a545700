"""Words for the bench, what the report does not say, how the record was made, how anyone can check it."""

from __future__ import annotations

from typing import Final

from custody_app.i18n import N_

WORDS: Final = (
    (
        N_("Comparison"),
        N_(
            "Reading the contents again and working out their digest again. Equal digests: the contents are as they "
            "were when the first digest was taken."
        ),
    ),
    (
        N_("Digest (hash, fingerprint)"),
        N_(
            "A short code worked out from contents. If one letter of the contents changes, the code comes out quite "
            "different."
        ),
    ),
    (N_("Entry"), N_("One numbered line of the log. Numbers beside values in this report are numbers of entries.")),
    (N_("Exhibit"), N_("An item that may be shown as evidence: a device, a medium, a file, a paper.")),
    (N_("Derived exhibit"), N_("An exhibit made from another one, such as an image of a disk.")),
    (N_("Forensic image"), N_("A copy of all the contents of a medium, made so that the medium is not changed.")),
    (N_("Holder"), N_("Whoever has an exhibit in keeping and answers for it.")),
    (
        N_("Key and signature"),
        N_(
            "A signature is a code that only the holder of a private key can make and anyone can check with the public "
            "key. A key's fingerprint is a short name of the public key."
        ),
    ),
    (
        N_("Log"),
        N_(
            "The station's numbered record. Each entry is tied to all before it, so that the record is tamper-evident: "
            "a later change shows."
        ),
    ),
    (
        N_("Record digest"),
        N_("The digest of everything this report was made from. It stands at the foot of every page."),
    ),
    (N_("Seal"), N_("A numbered closure that shows if a bag or box was opened.")),
    (
        N_("Transfer"),
        N_(
            "An exhibit passes from one holder to another: one offers and signs, the other accepts or rejects each "
            "item and signs."
        ),
    ),
    (
        N_("Write blocker"),
        N_("A device or program that lets an examiner read a medium and does not let anything be written to it."),
    ),
)
"""Term and meaning, both marked for translation."""

NOT_SAID: Final = (
    N_("It does not say who wrote a message, who used a device, or what any content means."),
    N_("It says nothing about the time before an exhibit was registered, beyond what the registering officer stated."),
    N_(
        "Times are those of the station's clock, as claimed and signed; where a time stamp from outside exists, "
        "it is named."
    ),
    N_(
        "That contents are unchanged is said only for the day of a comparison, and only of contents whose digest "
        "was taken."
    ),
    N_("An empty line means that the record holds nothing there. Nothing was filled in by the program."),
)

METHOD: Final = (
    N_(
        "Each act is written at once as one numbered entry: who, what, when, which exhibits. The person who acts "
        "signs it with a personal key; transfers are signed by both sides. Each statement about an exhibit names "
        "the one before it, and the station signs the state of the whole log after every entry."
    ),
    N_(
        "Nothing is edited or removed. A correction is a new signed entry that names the one it corrects. The "
        "log is tamper-evident: an entry that is changed, removed or put in between no longer fits the signed "
        "state of the log, and anybody can find that with the tools named in the last section."
    ),
    N_(
        "Contents are read without writing to them. Every reading states the program and version, start and end, "
        "and what could not be read. A comparison that fails is recorded like one that succeeds, and replaces "
        "nothing."
    ),
)

STANDARDS: Final = N_(
    "Prepared to help meet ISO/IEC 27037 (identification, collection, acquisition, preservation). Techniques: "
    "FIPS 180-4 "
    "(SHA-256), RFC 8032 (Ed25519), RFC 6962 (hash trees), RFC 9901 (withheld members), PDF/A-3 and PDF/UA for "
    "this file. "
    "Whether the requirements of the law are met is for the court and for counsel."
)

WITHHELD: Final = N_(
    "An empty line or a dash means that the record holds nothing there, or that it is withheld in this copy. Nothing "
    "was filled in by the program."
)
"""Takes the place of the last of `NOT_SAID` where something is withheld."""

CHECK_ISSUED: Final = (
    N_(
        "Open this PDF in any reader that shows attachments, and save `evidence.json` and `package.custody.zip` into "
        "an empty folder."
    ),
    N_(
        "Work out the SHA-256 of evidence.json. Windows: `certutil -hashfile evidence.json SHA256`. Linux: "
        "`sha256sum evidence.json`. macOS: `shasum -a 256 evidence.json`. It must equal the record digest at the "
        "foot of every page."
    ),
    N_(
        "Open evidence.json in any text editor: every value printed here stands there, with the number of the "
        "entry that says it."
    ),
    N_(
        "Unpack the zip and open a terminal in the folder that comes out. The SHA-256 of "
        "`verify/verify_custody.py` must be the one printed below. Then type `python3 verify/verify_custody.py .` "
        "(Windows: `py verify\\verify_custody.py .`). It needs Python and no network, computes every entry and "
        "signature again and must print the log, the number of entries and the root that stand below. FAIL means "
        "that something does not fit; UNPROVEN, that this package alone cannot prove it. Add `--trust FOLDER`, a "
        "folder with the roster that you got from the agency itself, and it also says whether the keys are the "
        "agency's."
    ),
    N_(
        "If you hold evidence files, work out their digests as in step 2 and compare them group by group with the "
        "digests in this report. The digest of a folder is that of its list of files, which the agency keeps."
    ),
)
"""Five steps, for a document that was issued; commands stand between backticks."""

CHECK_COPY: Final = (
    N_("Open this PDF in any reader that shows attachments, and save `evidence.json`."),
    CHECK_ISSUED[1],
    CHECK_ISSUED[2],
    N_(
        "This is a copy that nobody issued. Ask the agency for the package of the case, `package.custody.zip`; its "
        "folder verify holds the program that checks it and tells how. A package of the same number of entries has "
        "the log root that stands below; a later one has another root."
    ),
    CHECK_ISSUED[4],
)
"""The same for a copy that was not issued."""
