"""What both ends of the wire must agree on: paths, headers, limits, error codes. It imports nothing."""

VERSION = 1
REVISION = 1
"""Of this program, as the server tells laptops apart: raised by a release that a shop may want all to have."""
MEDIA = "application/vnd.crm-sync+json; v=1"
"""The type of every body, both ways: zstd over JSON. An answer of another type did not come from a shop's server."""
RAW = "application/octet-stream"
"""The type of a part of an attachment."""

ENROLL = "/v1/enroll"
HELLO = "/v1/hello"
PUSH = "/v1/push"
PULL = "/v1/pull"
SCAN = "/v1/scan"
DIGEST = "/v1/digest"
FETCH = "/v1/fetch"
HISTORY = "/v1/history"
RESCUE = "/v1/rescue"
BLOBS_HAVE = "/v1/blobs/have"
BLOBS_SOME = "/v1/blobs/some"
BLOBS_KEEP = "/v1/blobs/keep"
BLOB = "/v1/blobs/{sha256}"
HEALTH = "/healthz"
METRICS = "/metrics"

DEVICE_HEADER = "X-Device"
REQUEST_HEADER = "X-Request-Id"
SIGNATURE_HEADER = "X-Signature"
"""base64url of Ed25519 over `signed_bytes`; for hello and rescue. Other requests carry `Authorization: Bearer`."""
OFFSET_HEADER = "X-Offset"
SIZE_HEADER = "X-Size"
"""Of a part of an attachment: where it begins, and how large the whole is."""

LAN_SERVICE = "_crm-sync._tcp.local."
"""What a server announces itself as in the local network: `shop` (its name), `id` (server_id) and `tls` (0 or 1)."""

MOST_MUTATIONS = 2000
MOST_PUSH_BYTES = 512 * 1024
"""The frozen bodies of one push together. A body that is larger alone is never sent."""
MOST_BODY_BYTES = 4 * 1024 * 1024
"""A whole request, unpacked."""
MOST_ROWS = 5000
MOST_ANSWER_BYTES = 8 * 1024 * 1024
"""The rows of one answer together, as JSON, or one row that is larger."""
MOST_ROW_BYTES = 4 * 1024 * 1024
"""One row, however many edits made it so long."""
MOST_EPOCH = 2**22
MOST_KEYS = 5000
MOST_RANGES = 1024
BLOB_PART_BYTES = 1024 * 1024
MOST_BLOB_BYTES = 64 * 1024 * 1024
MOST_SMALL_BYTES = 64 * 1024
MOST_BUNDLE_BYTES = 512 * 1024
"""Small attachments, thumbnails most of all, travel together: so large may each be, and all of one request."""
LONGEST_NAME = 200
"""Ids, tables, columns, users, scopes."""

TOKEN_SECONDS = 15 * 60
CODE_SECONDS = 15 * 60

MALFORMED = "malformed"
TOKEN = "token"  # noqa: S105 - the name of an error
REVOKED = "revoked"
FORK = "fork"
GAP = "gap"
EPOCH = "epoch"
TOO_LARGE = "too_large"
UPDATE_APP = "update_app"
BUSY = "busy"
SLOW_DOWN = "slow_down"
UNKNOWN_CODE = "unknown_code"
USED_CODE = "used_code"
EXPIRED_CODE = "expired_code"
INTERNAL = "internal"
NOT_FOUND = "not_found"
OFFSET = "offset"
DAMAGED = "damaged"
FULL = "full"
AHEAD = "ahead"
USED_UP = "used_up"


LEAVER, STOLEN = "leaver", "stolen"
"""Why a laptop is shut out: its user left the shop, and keeps his private contacts; or nothing is kept."""


def signed_bytes(path: str, request_id: str, sha256: str) -> bytes:
    """What a device signs: where it asks, under which number, and the hash of the body as it travels."""
    return f"{path}\n{request_id}\n{sha256}".encode()
