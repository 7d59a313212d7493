"""Asks for referrals, the people gained by them, rewards and the stock of gifts.

Revision ID: 0009
"""

from alembic import op

revision = "0009"
down_revision = "0008"

_OWN = """id VARCHAR NOT NULL,
        row_seq INTEGER DEFAULT '0' NOT NULL,
        created DATETIME NOT NULL,
        deleted DATETIME,
        PRIMARY KEY (id)"""
_OF_CONTACT = f"""root VARCHAR NOT NULL,
        {_OWN},
        FOREIGN KEY(root) REFERENCES contact (id) ON DELETE CASCADE"""

STEPS = (
    f"""CREATE TABLE referral_ask (
        private BOOLEAN NOT NULL, at DATETIME NOT NULL, situation VARCHAR NOT NULL, script VARCHAR NOT NULL,
        script_version INTEGER NOT NULL, channel VARCHAR NOT NULL, result VARCHAR NOT NULL, note TEXT NOT NULL,
        touch VARCHAR NOT NULL, {_OF_CONTACT})""",
    "CREATE INDEX ix_referral_ask_root ON referral_ask (root)",
    "CREATE INDEX referral_ask_at ON referral_ask (at)",
    "CREATE INDEX referral_ask_touch ON referral_ask (touch)",
    f"""CREATE TABLE referral (
        private BOOLEAN NOT NULL, ask VARCHAR NOT NULL, contact VARCHAR NOT NULL, named_on DATE NOT NULL,
        note TEXT NOT NULL, {_OF_CONTACT})""",
    "CREATE INDEX ix_referral_root ON referral (root)",
    "CREATE INDEX referral_contact ON referral (contact)",
    "CREATE INDEX referral_ask_of ON referral (ask)",
    f"""CREATE TABLE reward (
        referral VARCHAR NOT NULL, event VARCHAR NOT NULL, rule VARCHAR NOT NULL, kind VARCHAR NOT NULL,
        amount INTEGER NOT NULL, gift VARCHAR NOT NULL, quantity INTEGER NOT NULL, state VARCHAR NOT NULL,
        promised_on DATE, due_on DATE, approved_on DATE, approved_by VARCHAR NOT NULL, paid_on DATE,
        evidence TEXT NOT NULL, note TEXT NOT NULL, {_OF_CONTACT})""",
    "CREATE INDEX ix_reward_root ON reward (root)",
    "CREATE INDEX ix_reward_referral ON reward (referral)",
    f"""CREATE TABLE gift (
        name VARCHAR NOT NULL, cost INTEGER NOT NULL, stock INTEGER NOT NULL, root VARCHAR NOT NULL, {_OWN})""",
    f"""CREATE TABLE gift_move (
        gift VARCHAR NOT NULL, day DATE NOT NULL, quantity INTEGER NOT NULL, why VARCHAR NOT NULL,
        root VARCHAR NOT NULL, {_OWN})""",
    "CREATE INDEX ix_gift_move_gift ON gift_move (gift)",
)


def upgrade() -> None:
    """Five new tables; nothing that was there changes."""
    for step in STEPS:
        op.execute(step)


def downgrade() -> None:
    """A profile never goes back."""
    raise NotImplementedError
