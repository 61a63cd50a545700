"""First run: a new station with its keys, its roster and the first entries of its log."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from custody_app.clock import Clock, format_time
from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.key_file import DEFAULT_COST, Cost, write_key_file
from custody_app.crypto.note_key import TYPE_LOG, NoteKey
from custody_app.crypto.station_key import create_station_key
from custody_app.diagnostics import EnvironmentUnavailable, InputWrong
from custody_app.domain.act import with_case_salt
from custody_app.domain.bodies import make_act
from custody_app.domain.numbering import NumberPattern
from custody_app.i18n import N_
from custody_app.log.canonical import b64
from custody_app.log.roster import Epoch, Person, PersonKey, Roots, Roster, Station, first_roster
from custody_app.log.roster_signing import sign_roster
from custody_app.log.statement import SALT_SIZE
from custody_app.services.checkpoints import Checkpoints
from custody_app.services.enrolment import enrolment_proof
from custody_app.services.new_person import NewPerson, check_new_people
from custody_app.services.recording import Recorder
from custody_app.services.station_file import NUMBER_PATTERN, StationFile, check_names, write_station_file
from custody_app.services.trust import ROSTER, SIGNATURES
from custody_app.storage import HighWater, Store
from custody_app.storage.durable_files import write_durably

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

ROOT_KEY: Final = "roster-root"


@dataclass(frozen=True, slots=True, kw_only=True)
class StationPlan:
    """What a new station is called, and who works there from the start.

    Attributes:
        people: the first one signs the genesis and keeps the roster's root key under the own passphrase.
        number_pattern: how exhibit numbers are made, such as `{case}-{officer}-{n:03}`.
    """

    agency: str
    domain: str
    station: str
    people: tuple[NewPerson, ...]
    language: str = "en"
    number_pattern: str = NUMBER_PATTERN


class StationSetup:
    """Makes stations.

    Args:
        clock: claimed time.
        random: the system's randomness; tests pass a fake.
        backend: the system's keyring, None to keep the station key in a file.
        cost: what a guess at a passphrase costs.
    """

    def __init__(
        self,
        clock: Clock,
        random: Callable[[int], bytes],
        backend: KeyringBackend | None,
        cost: Cost = DEFAULT_COST,
    ) -> None:
        self._clock = clock
        self._random = random
        self._backend = backend
        self._cost = cost

    def make(self, directory: Path, plan: StationPlan) -> StationFile:
        """Make the station in `directory`, which must be absent or empty; nothing is left behind on failure.

        Raises:
            InputWrong: STATION_EXISTS, STATION_NAME, NUMBER_PATTERN, PERSON_*, PASSPHRASE_*.
            EnvironmentUnavailable: the folder cannot be written.
        """
        keys = {person.id: SigningKey.generate(self._random) for person in plan.people}
        root = SigningKey.generate(self._random)
        try:
            return self._make_whole(directory, plan, keys, root, None)
        finally:
            for key in (root, *keys.values()):
                key.wipe()

    def join(
        self, directory: Path, plan: StationPlan, roster: Roster, root: SigningKey, keys: Mapping[str, SigningKey]
    ) -> Roster:
        """Make a further station of an agency; its log stands on the roster's next version, signed by the root key.

        The agency's other stations adopt that version, which lies in the new station's `trust` folder.

        Args:
            directory: as for `make`.
            plan: of the agency; its people are on the roster already.
            roster: the adopted version.
            root: the roster's root key; of k > 1 the other roots sign afterwards.
            keys: by person id, the keys that are on the roster.

        Returns:
            The roster's next version.

        Raises:
            As `make`.
        """
        self._make_whole(directory, plan, keys, root, roster)
        return Roster.from_bytes((directory / "trust" / ROSTER).read_bytes())

    def _make_whole(
        self,
        directory: Path,
        plan: StationPlan,
        keys: Mapping[str, SigningKey],
        root: SigningKey,
        joined: Roster | None,
    ) -> StationFile:
        """Make the station or nothing at all."""
        check_names(plan.domain, plan.station)
        NumberPattern(plan.number_pattern)
        check_new_people(plan.people, plan.agency)
        existed = directory.exists()
        _require_empty(directory)
        try:
            return self._make(directory, plan, keys, root, joined)
        except BaseException:
            for path in directory.iterdir() if directory.is_dir() else ():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            if not existed and directory.is_dir():
                directory.rmdir()
            raise

    def _make(
        self,
        directory: Path,
        plan: StationPlan,
        keys: Mapping[str, SigningKey],
        root: SigningKey,
        joined: Roster | None,
    ) -> StationFile:
        info = StationFile(
            agency=plan.agency,
            domain=plan.domain,
            station=plan.station,
            instance=str(uuid.UUID(bytes=self._random(16), version=4)),
            language=plan.language,
            number_pattern=plan.number_pattern,
        )
        _make_folders(directory)
        station_key = create_station_key(info.origin, directory, backend=self._backend, random=self._random).key
        try:
            self._write_keys(directory / "keys", plan.people, keys)
            if joined is None:
                self._write_root(directory / "keys", plan.people[0], root)
                roster = self._roster(plan, info, keys, root, station_key)
            else:
                roster = self._next_roster(joined, plan, info, station_key)
            write_durably(directory / "trust" / ROSTER, roster.canonical)
            write_durably(directory / "trust" / SIGNATURES, sign_roster(roster, [root]))
            self._start_log(directory, info, plan, roster, keys, station_key)
        finally:
            station_key.wipe()
        # Last, since it is what makes the folder a station: an interrupted set-up is seen as none.
        write_station_file(directory, info)
        return info

    def _write_keys(self, folder: Path, people: Sequence[NewPerson], keys: Mapping[str, SigningKey]) -> None:
        for person in people:
            path = folder / f"{person.id}.custody-key"
            write_key_file(
                path, keys[person.id], person.passphrase, person=person.id, cost=self._cost, random=self._random
            )

    def _write_root(self, folder: Path, owner: NewPerson, root: SigningKey) -> None:
        path = folder / f"{ROOT_KEY}.custody-key"
        write_key_file(path, root, owner.passphrase, person=ROOT_KEY, cost=self._cost, random=self._random)

    def _roster(
        self,
        plan: StationPlan,
        info: StationFile,
        keys: Mapping[str, SigningKey],
        root: SigningKey,
        station_key: SigningKey,
    ) -> Roster:
        now = format_time(self._clock.utc_now())
        note_key = NoteKey(info.origin, TYPE_LOG, station_key.public_key.raw)
        people = [
            Person(person.id, person.name, person.post, person.roles, (PersonKey(keys[person.id].public_key, now),))
            for person in plan.people
        ]
        return first_roster(
            agency=plan.agency,
            issued=now,
            roots=Roots(1, (root.public_key,)),
            people=people,
            stations=[Station(plan.station, (Epoch(info.origin, note_key, now),))],
        )

    def _next_roster(self, joined: Roster, plan: StationPlan, info: StationFile, station_key: SigningKey) -> Roster:
        now = format_time(self._clock.utc_now())
        note_key = NoteKey(info.origin, TYPE_LOG, station_key.public_key.raw)
        return joined.successor(now).with_epoch(plan.station, Epoch(info.origin, note_key, now))

    def _start_log(
        self,
        directory: Path,
        info: StationFile,
        plan: StationPlan,
        roster: Roster,
        keys: Mapping[str, SigningKey],
        station_key: SigningKey,
    ) -> None:
        store = Store.create(directory / "station.db")
        try:
            checkpoints = Checkpoints(info.origin, store, station_key, HighWater(directory, info.instance))
            recorder = Recorder(info.origin, store, checkpoints, station_key, self._clock, self._random)
            founder = plan.people[0].id
            genesis = make_act(
                "genesis",
                actor=founder,
                body={
                    "origin": info.origin,
                    "station_key": NoteKey(info.origin, TYPE_LOG, station_key.public_key.raw).vkey,
                    "roster": roster.digest,
                    "epoch": 1,
                    "case_salt": b64(self._random(SALT_SIZE)),
                },
            )
            salted = with_case_salt(genesis, genesis.body["case_salt"])
            recorder.record(recorder.prepare([salted]), keys)
            enrolments = [
                make_act(
                    "key.enrol",
                    actor=founder,
                    body={
                        "person": person.id,
                        "key": keys[person.id].public_key.line,
                        "proof": enrolment_proof(keys[person.id], info.origin, person.id),
                    },
                )
                for person in plan.people
            ]
            recorder.record(recorder.prepare(enrolments), keys)
        finally:
            store.close()


def _require_empty(directory: Path) -> None:
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise InputWrong(
            "STATION_EXISTS",
            N_("{folder} is not empty."),
            kept=N_("Nothing was changed in it."),
            advice=N_("Name a new or empty folder."),
            folder=directory,
        )


def _make_folders(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        directory.chmod(0o700)
        for name in ("trust", "keys", "attachments"):
            (directory / name).mkdir(exist_ok=True)
    except OSError as error:
        raise EnvironmentUnavailable(
            "STATION_FOLDER",
            N_("A station cannot be made in {folder}: {reason}."),
            kept=N_("Nothing was made."),
            advice=N_("Choose a folder that you may write to, on a disk with room."),
            folder=directory,
            reason=error.strerror or error,
        ) from error
