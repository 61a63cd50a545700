"""Builds an open station out of a folder, and refuses to write where the record would suffer."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from custody_app.clock import Clock, SystemClock
from custody_app.crypto.key_file import DEFAULT_COST, Cost
from custody_app.crypto.public_key import PublicKey
from custody_app.crypto.station_key import StationKey, load_station_key, system_keyring
from custody_app.diagnostics import CustodyError, EnvironmentUnavailable, InputWrong
from custody_app.i18n import N_
from custody_app.services.acts import Acts
from custody_app.services.anchoring import Anchoring
from custody_app.services.cases import Cases
from custody_app.services.checkpoints import Checkpoints
from custody_app.services.enrolment import Officers
from custody_app.services.exhibits import Exhibits
from custody_app.services.imported_logs import ImportedLogs
from custody_app.services.importing import Importing
from custody_app.services.packages import Packages
from custody_app.services.readings import Readings
from custody_app.services.recording import Recorder
from custody_app.services.reporting import Reports
from custody_app.services.session import Session
from custody_app.services.snapshot import Snapshots
from custody_app.services.station import OpenStation
from custody_app.services.station_file import StationFile, read_station_file
from custody_app.services.station_setup import StationSetup
from custody_app.services.time_authorities import TimeAuthorities
from custody_app.services.transfers import Transfers
from custody_app.services.trust import StationTrust
from custody_app.services.unsigned_tail import refusal_of_tail
from custody_app.services.witnessing import Witnessing
from custody_app.storage import HighWater, Store
from custody_app.storage.attachments import AttachmentStore
from custody_app.storage.station_lock import StationLock

Random = Callable[[int], bytes]


def station_setup(
    *, clock: Clock | None = None, random: Random = os.urandom, cost: Cost = DEFAULT_COST
) -> StationSetup:
    """Return what makes new stations on this machine."""
    return StationSetup(clock or SystemClock(), random, system_keyring(), cost)


def open_station(
    directory: Path,
    *,
    writable: bool = True,
    clock: Clock | None = None,
    random: Random = os.urandom,
    cost: Cost = DEFAULT_COST,
    program: str = "custody",
) -> OpenStation:
    """Open the station in `directory`.

    A database behind its high-water mark, or with one that cannot be read, opens for reading only, and
    `read_only_because` says why.

    Args:
        directory: the station's folder.
        writable: False for commands that only read; then a second instance may stand beside a first.
        clock: the machine's unless a test gives one.
        random: the system's, likewise.
        cost: of a guess at a passphrase, likewise.
        program: named to whoever finds the station in use.

    Raises:
        InputWrong: NOT_A_STATION and what the store raises; EnvironmentUnavailable: SECOND_INSTANCE.
    """
    clock = clock or SystemClock()
    info = read_station_file(directory)
    lock = StationLock(directory, program).acquire() if writable else None
    try:
        return _build(directory, info, lock, clock, random, cost)
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def _build(
    directory: Path, info: StationFile, lock: StationLock | None, clock: Clock, random: Random, cost: Cost
) -> OpenStation:
    high_water = HighWater(directory, info.instance)
    store, refusal = _open_store(directory, info, high_water, writable=lock is not None)
    try:
        trust = StationTrust(directory / "trust")
        if refusal is None and lock is not None:
            adopted = store.statements_of_type("roster.adopt")
            trust.take_pending(adopted[-1].body["roster"] if adopted else "")
            refusal = trust.refusal(store.statements_of_type("genesis", "roster.adopt")[-1].body["roster"])
        station_key = _station_key(directory, info, trust)
        checkpoints = Checkpoints(info.origin, store, station_key.key, high_water)
        if refusal is None and lock is not None:
            refusal = refusal_of_tail(store, trust.roster, info.origin)
        if refusal is None and lock is not None:
            checkpoints.make_missing()
        return _assemble(directory, info, store, trust, station_key, checkpoints, lock, refusal, clock, random, cost)
    except BaseException:
        store.close()
        raise


def _open_store(
    directory: Path, info: StationFile, high_water: HighWater, *, writable: bool
) -> tuple[Store, CustodyError | None]:
    store = Store.open(directory / "station.db", read_only=not writable)
    try:
        if store.origin != info.origin:
            raise InputWrong(
                "STATION_OTHER_LOG",
                N_("station.json names the log {named}, but the database holds {held}."),
                kept=N_("Nothing was changed."),
                advice=N_("Bring the matching station.json and station.db back together."),
                named=info.origin,
                held=store.origin,
            )
        head = store.head()
        refusal = high_water.why_read_only(head, store.node)
        if refusal is not None and writable:
            store.close()
            store = Store.open(directory / "station.db", read_only=True)
    except BaseException:
        store.close()
        raise
    return store, refusal


def _station_key(directory: Path, info: StationFile, trust: StationTrust) -> StationKey:
    epoch = trust.roster.epoch(info.origin)
    if epoch is None:
        raise EnvironmentUnavailable(
            "STATION_NOT_ON_ROSTER",
            N_("The adopted roster does not name the log {log}."),
            kept=N_("Nothing was changed."),
            advice=N_("Bring the station's own roster back from a backup."),
            log=info.origin,
        )
    return load_station_key(info.origin, PublicKey.from_ed25519(epoch.key.public), directory, backend=system_keyring)


def _assemble(
    directory: Path,
    info: StationFile,
    store: Store,
    trust: StationTrust,
    station_key: StationKey,
    checkpoints: Checkpoints,
    lock: StationLock | None,
    refusal: CustodyError | None,
    clock: Clock,
    random: Random,
    cost: Cost,
) -> OpenStation:
    keys = directory / "keys"
    attachments = AttachmentStore(directory / "attachments")
    session = Session(keys, trust, clock)
    recorder = Recorder(info.origin, store, checkpoints, station_key.key, clock, random, refusal)
    acts = Acts(store, recorder, trust, session, random)
    authorities = TimeAuthorities(directory / "trust")
    packages = Packages(store, recorder, trust, attachments, authorities, clock)
    snapshots = Snapshots(store, trust, info)
    return OpenStation(
        directory=directory,
        info=info,
        store=store,
        trust=trust,
        attachments=attachments,
        session=session,
        acts=acts,
        recorder=recorder,
        checkpoints=checkpoints,
        officers=Officers(info.origin, info.agency, keys, trust, acts, recorder, session, clock, random, cost),
        cases=Cases(store, acts, random),
        exhibits=Exhibits(store, acts, attachments, info, trust, clock, random),
        transfers=Transfers(store, acts, ImportedLogs(store, trust)),
        readings=Readings(attachments, clock),
        packages=packages,
        importing=Importing(store, recorder, trust, attachments, directory / "quarantine"),
        reports=Reports(store, snapshots, packages, attachments, acts, directory / "trust"),
        anchoring=Anchoring(store, recorder, authorities, clock, random),
        witnessing=Witnessing(directory, store, recorder, station_key.key, clock),
        clock=clock,
        random=random,
        station_key_in=station_key.kept_in,
        lock=lock,
        read_only_because=refusal,
    )
