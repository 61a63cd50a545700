-- Signed bytes. STRICT, insert only. The standalone verifier reads entry, envelope, checkpoint and disclosure by these names.

-- leaf: the entry's canonical bytes, the Merkle leaf; leaf_hash: SHA-256(0x00 || leaf); prev: leaf_hash of seq-1.
CREATE TABLE entry (
    seq INTEGER PRIMARY KEY CHECK (seq >= 0),
    leaf BLOB NOT NULL,
    leaf_hash BLOB NOT NULL UNIQUE CHECK (length(leaf_hash) = 32),
    prev BLOB NOT NULL UNIQUE CHECK (length(prev) = 32)
) STRICT;

-- body_hash: SHA-256 of bytes, named by its entry; stmt_id: the statement's UUID, unique for ever.
CREATE TABLE envelope (
    body_hash BLOB PRIMARY KEY CHECK (length(body_hash) = 32),
    bytes BLOB NOT NULL,
    stmt_id TEXT NOT NULL UNIQUE
) STRICT;

-- What was concealed in a statement of this or a peer's log: RFC 9901 disclosures.
CREATE TABLE disclosure (
    stmt_digest BLOB NOT NULL CHECK (length(stmt_digest) = 32),
    disclosure TEXT NOT NULL,
    PRIMARY KEY (stmt_digest, disclosure)
) STRICT;

-- note: a signed C2SP checkpoint. Several notes may cover one size (cosignatures), never with two roots.
CREATE TABLE checkpoint (
    number INTEGER PRIMARY KEY,
    size INTEGER NOT NULL CHECK (size > 0),
    root BLOB NOT NULL CHECK (length(root) = 32),
    note BLOB NOT NULL,
    UNIQUE (size, note)
) STRICT;

-- What came back from outside for a checkpoint: kind tsa, cosig or head; request and answer as exchanged.
CREATE TABLE anchor (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    size INTEGER NOT NULL,
    note BLOB NOT NULL,
    request BLOB,
    answer BLOB NOT NULL,
    outbox INTEGER REFERENCES outbox (number),
    UNIQUE (kind, size, answer)
) STRICT;

-- What waits for a connection; it is done once an anchor names it.
CREATE TABLE outbox (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    size INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (kind, size, bytes)
) STRICT;

-- Heads of other logs, as their stations signed them.
CREATE TABLE peer_head (
    number INTEGER PRIMARY KEY,
    log TEXT NOT NULL,
    size INTEGER NOT NULL,
    root BLOB NOT NULL CHECK (length(root) = 32),
    note BLOB NOT NULL,
    UNIQUE (log, note)
) STRICT;

-- Entries of other logs that came with verified packages; an envelope may come later than its blinded entry.
CREATE TABLE peer_entry (
    log TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 0),
    leaf BLOB NOT NULL,
    leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32),
    PRIMARY KEY (log, seq)
) STRICT;

CREATE TABLE peer_envelope (
    body_hash BLOB PRIMARY KEY CHECK (length(body_hash) = 32),
    bytes BLOB NOT NULL,
    stmt_id TEXT NOT NULL UNIQUE
) STRICT;

-- What an entry `body.erase` (seq) allows to be deleted: the envelope of entry `target` and its statement's disclosures.
-- kept: canonical JSON of what lines still need, type, case, actor, at and exhibits with their prev.
CREATE TABLE erasure (
    stmt_digest BLOB PRIMARY KEY CHECK (length(stmt_digest) = 32),
    body_hash BLOB NOT NULL UNIQUE CHECK (length(body_hash) = 32),
    stmt_id TEXT NOT NULL UNIQUE,
    seq INTEGER NOT NULL REFERENCES entry (seq),
    target INTEGER NOT NULL UNIQUE REFERENCES entry (seq),
    kept TEXT NOT NULL
) STRICT;

CREATE TRIGGER entry_in_sequence BEFORE INSERT ON entry
WHEN CASE new.seq
    WHEN 0 THEN new.prev <> zeroblob(32) OR EXISTS (SELECT 1 FROM entry)
    ELSE new.prev IS NOT (SELECT leaf_hash FROM entry WHERE seq = new.seq - 1)
END
BEGIN SELECT raise(ABORT, 'the log has no gaps'); END;

CREATE TRIGGER checkpoint_one_root BEFORE INSERT ON checkpoint
WHEN EXISTS (SELECT 1 FROM checkpoint WHERE size = new.size AND root <> new.root)
BEGIN SELECT raise(ABORT, 'a size has one root'); END;

CREATE TRIGGER envelope_id_for_ever BEFORE INSERT ON envelope
WHEN EXISTS (SELECT 1 FROM erasure WHERE stmt_id = new.stmt_id OR body_hash = new.body_hash)
BEGIN SELECT raise(ABORT, 'an erased statement does not return'); END;

CREATE TRIGGER envelope_no_delete BEFORE DELETE ON envelope
WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE body_hash = old.body_hash)
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

CREATE TRIGGER disclosure_no_delete BEFORE DELETE ON disclosure
WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE stmt_digest = old.stmt_digest)
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
