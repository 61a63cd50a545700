"""Witnesses: a station cosigns the heads of other stations' logs, and takes home what others cosigned of its own.

The witness's key is the station's, under the log's origin as its name (C2SP tlog-cosignature v1: another key id, and
another beginning of what is signed, so that no cosignature is a head and no head a cosignature).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from custody_app.clock import Clock, format_time
from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.note_key import TYPE_COSIGNATURE, NoteKey, cosign_note
from custody_app.domain import lenient
from custody_app.domain.bodies import make_act
from custody_app.log.fork_evidence import ForkEvidence
from custody_app.log.merkle import Tree, consistency_proof, consistency_roots, leaf_hash, verify_consistency
from custody_app.log.note import Checkpoint, NoteSignature, SignedNote, parse_checkpoint_text, parse_note
from custody_app.log.proof import encode_consistency
from custody_app.log.roster import Epoch, Roster, Witness
from custody_app.log.statement import STATION_ACTOR, Head
from custody_app.log.verification import load_trust
from custody_app.log.verification.checkpoints import is_signed_by_log
from custody_app.services import witness_refusals as refused
from custody_app.services.brought_head import BroughtHead
from custody_app.services.fork_page import fork_page
from custody_app.services.recording import Recorder
from custody_app.storage import Recorded, SavedAnchor, SavedCheckpoint, Store
from custody_app.storage.durable_files import sync_folder, write_durably

EVIDENCE_FOLDER = "fork-evidence"
_KIND = "cosig"


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A head that this station has cosigned; its log and the signature are durable here.

    Attributes:
        note: the note with this station's line, to be brought home.
        checkpoint: what it says.
        held: the size that was held of that log before, 0 for a first meeting: nothing could be compared.
    """

    note: SignedNote
    checkpoint: Checkpoint
    held: int


@dataclass(frozen=True, slots=True)
class Forked:
    """Two heads of one log contradict each other; the evidence lies in `file`."""

    evidence: ForkEvidence
    file: Path


class Witnessing:
    """Cosigns, and takes cosignatures home.

    Args:
        directory: the station's folder; its `trust` says which logs and witnesses are known.
        store: the log, and the heads held of others.
        recorder: records what was done, as the station's own act.
        station_key: the epoch's key.
        clock: the time that a cosignature claims.
    """

    def __init__(
        self, directory: Path, store: Store, recorder: Recorder, station_key: SigningKey, clock: Clock
    ) -> None:
        self._directory = directory
        self._store = store
        self._recorder = recorder
        self._station_key = station_key
        self._clock = clock

    @property
    def witness(self) -> Witness:
        """This station as the rosters of others name it among their witnesses."""
        name = self._store.origin
        return Witness(name, NoteKey(name, TYPE_COSIGNATURE, self._station_key.public_key.raw))

    def request(self, since: int = 0) -> bytes:
        """Return the last signed head with the proof that it continues the head of `since` entries.

        The body of C2SP tlog-witness add-checkpoint: `old <size>`, base64 hashes, one a line, a blank line, the note.

        Args:
            since: the size that the witness holds, 0 for none.

        Raises:
            InputWrong: LOG_EMPTY, SIZE_UNKNOWN.
        """
        saved = self._store.latest_checkpoint()
        if saved is None:
            raise refused.log_empty()
        if not 0 <= since <= saved.head.size:
            raise refused.size_unknown(since, saved.head.size)
        proof = consistency_proof(self._store.node, since, saved.head.size) if since else []
        return f"old {since}\n".encode() + encode_consistency(proof) + b"\n" + saved.note

    def since(self, witness: str) -> int:
        """Return the size of the last head that this witness cosigned, as recorded here; 0 for none."""
        sizes = (
            lenient.whole(each.body, "size")
            for each in self._store.statements_of_type("anchor.cosig")
            if lenient.text(each.body, "witness") == witness
        )
        return max(sizes, default=0)

    def cosign(self, brought: BroughtHead) -> Cosigned | Forked:
        """Cosign another station's head if it continues every head of that log that is held here.

        The head and the signature are durable, and `anchor.head` is recorded, before the signature is returned. The
        same head again gets the same signature.

        Raises:
            InputWrong, RuleRefused: see `witness_refusals`; nothing was signed.
        """
        note, checkpoint = brought.note, brought.checkpoint
        origin, head = checkpoint.origin, checkpoint.head
        if origin == self._store.origin:
            raise refused.own_log()
        epoch = self._epoch(origin)
        if not is_signed_by_log(note, epoch):
            raise refused.not_signed(origin)
        if epoch.last is not None and head.size > epoch.last.size:
            raise refused.log_ended(origin, epoch.last.size)
        held = [(parse_note(each.note), each.head) for each in self._store.peer_heads(origin)]
        tree = self._held_tree(origin)
        for known, known_head in held:
            path = _contradiction(known_head, head, brought.proof, tree)
            if path is not None:
                self._keep(note, checkpoint, epoch)
                return self._forked(epoch.key, (known, known_head), (note, head), path)
        again = next((known for known, _ in held if known.text == note.text and self._own_line(known)), None)
        if again is not None:
            self._keep(again, checkpoint, epoch)
            return Cosigned(again, checkpoint, head.size)
        before = max((known_head for _, known_head in held), key=lambda each: each.size, default=None)
        if before is not None:
            _check_continues(before, head, brought.proof, tree)
        line = cosign_note(self.witness.name, self._station_key, note.text, int(self._clock.utc_now().timestamp()))
        signed = SignedNote(note.text, (*note.signatures, NoteSignature(line.name, line.key_id, line.raw)))
        self._keep(signed, checkpoint, epoch)
        return Cosigned(signed, checkpoint, 0 if before is None else before.size)

    def take(self, brought: BroughtHead) -> tuple[Recorded, ...] | Forked:
        """Take home what witnesses of the roster cosigned of this log; record each new cosignature.

        Raises:
            InputWrong: see `witness_refusals`; nothing was recorded.
        """
        note, checkpoint = brought.note, brought.checkpoint
        roster = self._roster()
        epoch = roster.epoch(self._store.origin)
        if checkpoint.origin != self._store.origin or epoch is None:
            raise refused.other_log(checkpoint.origin)
        saved = next((each for each in self._store.checkpoints() if each.head.size == checkpoint.head.size), None)
        if saved is None or saved.head != checkpoint.head:
            return self._not_ours(note, checkpoint, epoch)
        lines = list(_cosignatures(note, roster))
        if not lines:
            raise refused.no_cosignature()
        self._finish(roster)
        known = {lenient.text(each.body, "line") for each in self._store.statements_of_type("anchor.cosig")}
        fresh = [(witness, line) for witness, line in lines if line.line.rstrip("\n") not in known]
        for _, line in fresh:
            kept = self._merged(saved.head, line)
            self._store.save_checkpoint(saved.head, kept.encoded)
            self._store.save_anchor(SavedAnchor(_KIND, saved.head.size, kept.encoded, None, line.line.encode()))
        return tuple(self._record(saved.head, witness, line) for witness, line in fresh)

    def _finish(self, roster: Roster) -> None:
        """Record the cosignatures that were kept but not recorded, since the program was stopped in between."""
        known = {lenient.text(each.body, "line") for each in self._store.statements_of_type("anchor.cosig")}
        for anchor in self._store.anchors():
            line = anchor.answer.decode().rstrip("\n")
            if anchor.kind != _KIND or line in known:
                continue
            note = parse_note(anchor.note)
            for witness, found in _cosignatures(note, roster):
                if found.line.rstrip("\n") == line:
                    self._record(parse_checkpoint_text(note.text).head, witness, found)

    def _record(self, head: Head, witness: Witness, line: NoteSignature) -> Recorded:
        time = datetime.fromtimestamp(int.from_bytes(line.raw[:8], "big"), UTC)
        body: dict[str, Any] = {
            **head.to_json(),
            "witness": witness.name,
            "key": witness.key.vkey,
            "time": format_time(time),
            "line": line.line.rstrip("\n"),
        }
        return self._recorder.record_machine_act(make_act("anchor.cosig", actor=STATION_ACTOR, body=body))

    def _merged(self, head: Head, line: NoteSignature) -> SignedNote:
        """Return the last note of this head with one line more."""
        last = [each for each in self._store.checkpoints() if each.head == head][-1]
        note = parse_note(last.note)
        return SignedNote(note.text, tuple(dict.fromkeys((*note.signatures, line))))

    def _not_ours(self, note: SignedNote, checkpoint: Checkpoint, epoch: Epoch) -> Forked:
        """Return the evidence where this log's own key signed a head that this log never had."""
        if not is_signed_by_log(note, epoch):
            raise refused.not_signed(checkpoint.origin)
        last = self._store.latest_checkpoint()
        if last is None or checkpoint.head.size > last.head.size:
            raise refused.log_shorter(checkpoint.head.size)
        known = next((e for e in self._store.checkpoints() if e.head.size == checkpoint.head.size), last)
        path = self._own_path(checkpoint.head, known)
        if path is None:
            raise refused.head_unsaved(checkpoint.head.size)
        return self._forked(epoch.key, (parse_note(known.note), known.head), (note, checkpoint.head), path)

    def _own_path(self, head: Head, known: SavedCheckpoint) -> tuple[bytes, ...] | None:
        if head.size == known.head.size:
            return ()
        tree = Tree(leaf_hash(each.entry) for each in self._store.entries(0, known.head.size))
        return _path_against(tree, head, known.head)

    def _keep(self, note: SignedNote, checkpoint: Checkpoint, epoch: Epoch) -> None:
        """Make a head durable: as it was brought (and cosigned), then as a statement of this log."""
        own = [line for line in note.signatures if line.name == epoch.key.name and line.key_id == epoch.key.key_id]
        self._store.hold_head(checkpoint.origin, checkpoint.head, note.encoded)
        body: dict[str, Any] = {
            "log": checkpoint.origin,
            **checkpoint.head.to_json(),
            "note": str(SignedNote(note.text, tuple(own))),
        }
        if all(each.body != body for each in self._store.statements_of_type("anchor.head")):
            self._recorder.record_machine_act(make_act("anchor.head", actor=STATION_ACTOR, body=body))

    def _forked(
        self, key: NoteKey, one: tuple[SignedNote, Head], other: tuple[SignedNote, Head], path: Sequence[bytes]
    ) -> Forked:
        (first, head), (second, larger) = sorted((one, other), key=lambda each: each[1].size)
        evidence = ForkEvidence(key, first, second, tuple(path))
        roots = consistency_roots(head.size, larger.size, path)
        content = evidence.encoded(fork_page(evidence, None if roots is None else roots[0]))
        folder = self._directory / EVIDENCE_FOLDER
        folder.mkdir(exist_ok=True)
        sync_folder(self._directory)
        file = folder / f"{head.size:012d}-{hashlib.sha256(content).hexdigest()[:16]}.txt"
        write_durably(file, content)
        return Forked(evidence, file)

    def _own_line(self, note: SignedNote) -> bool:
        key = self.witness.key
        return any(line.key_id == key.key_id and key.verify(note.text, line.raw) for line in note.signatures)

    def _held_tree(self, origin: str) -> Tree:
        """Return the tree of the entries that are held of a log, as far as they are held without a gap."""
        tree = Tree()
        for stored in self._store.peer_entries(origin):
            if stored.seq != tree.size:
                break
            tree.append(leaf_hash(stored.entry))
        return tree

    def _epoch(self, origin: str) -> Epoch:
        trust = load_trust(self._directory / "trust")
        found = next((e for r in (trust.roster, *trust.peers) if (e := r.epoch(origin)) is not None), None)
        if found is None:
            raise refused.log_unknown(origin)
        return found

    def _roster(self) -> Roster:
        return load_trust(self._directory / "trust").roster


def _cosignatures(note: SignedNote, roster: Roster) -> Iterator[tuple[Witness, NoteSignature]]:
    """Yield the witnesses of the roster whose cosignature of the note holds, with the line."""
    for witness in roster.witnesses:
        key = witness.key
        lines = (line for line in note.signatures if line.name == key.name and line.key_id == key.key_id)
        found = next((line for line in lines if key.verify(note.text, line.raw)), None)
        if found is not None:
            yield witness, found


def _contradiction(known: Head, head: Head, proof: Sequence[bytes] | None, tree: Tree) -> tuple[bytes, ...] | None:
    """Return the path that shows that two heads cannot be of one log, () for one size; None where nothing shows it."""
    if known.size == head.size:
        return () if known.root != head.root else None
    smaller, larger = sorted((known, head), key=lambda each: each.size)
    for path in (tuple(proof or ()), _path_against(tree, smaller, larger)):
        roots = consistency_roots(smaller.size, larger.size, path or ())
        if roots is not None and roots[1] == larger.root and roots[0] != smaller.root:
            return path
    return None


def _path_against(tree: Tree, smaller: Head, larger: Head) -> tuple[bytes, ...] | None:
    """Return the path of a tree that has the larger head but not the smaller one, None where it is not so."""
    if not 0 < smaller.size < larger.size <= tree.size or tree.root(larger.size) != larger.root:
        return None
    if tree.root(smaller.size) == smaller.root:
        return None
    proof = tree.consistency_proof(smaller.size, larger.size)
    if smaller.size & (smaller.size - 1) == 0:
        proof.insert(0, tree.root(smaller.size))
    return tuple(proof)


def _check_continues(before: Head, head: Head, proof: Sequence[bytes] | None, tree: Tree) -> None:
    """Refuse a head that is not shown to continue the last one held."""
    if head == before:
        return
    if head.size < before.size:
        raise refused.head_older(head.size, before.size)
    known = head.size <= tree.size and tree.root(head.size) == head.root and tree.root(before.size) == before.root
    if known:
        return
    if proof is None:
        raise refused.proof_needed(before.size)
    if not verify_consistency(before.size, before.root, head.size, head.root, list(proof)):
        raise refused.proof_wrong(before.size, head.size)
