"""The encrypted file and the one door to it.

A profile is a folder: `data.db` (SQLCipher, WAL), `blobs.db` (SQLCipher, attachments by content), `keys.json` (the
random data key, wrapped; never in clear), `keys.box` (the same for a quick start), `lock` (one writer), `backups/`
(verified copies before a migration).
Pages and commands use `Store.read` and `Store.write` only. Every change is journaled by triggers, so undo, history,
refresh and sync read one record and bulk statements are seen too (rejected: session events, which miss them).
"""
