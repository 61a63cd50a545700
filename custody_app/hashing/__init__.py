"""Evidence hashing: files, folders, manifests, audits; read-only, one read, findings instead of exceptions.

The entry points are `file_hash.hash_file`, `folder.hash_folder`, `comparison.compare` and `audit.audit`; progress is
`progress.Progress`, made pausable and cancellable from another thread by `progress.Control`.
"""
