"""The whole schema in one folder: one noun a file."""

from crm_desktop.store.tables.columns import Local, OfContact, Root, Synced, Table
from crm_desktop.store.tables.contact import Contact, ContactWay, CustomValue, DistinctPair, Merge, Relation, Tag
from crm_desktop.store.tables.customer import Customer, Opportunity, ScaleChange, Vehicle
from crm_desktop.store.tables.day_close import DayClose
from crm_desktop.store.tables.derived import DerivedDue, DerivedHistory, DerivedHistoryRead, DerivedPerson
from crm_desktop.store.tables.inbox import Conflict, Parked
from crm_desktop.store.tables.milestone import DerivedProposal, ProposalAnswer
from crm_desktop.store.tables.network import Membership, PeopleGroup, Tip
from crm_desktop.store.tables.referral import Gift, GiftMove, Referral, ReferralAsk, Reward
from crm_desktop.store.tables.review import Review
from crm_desktop.store.tables.script import Script
from crm_desktop.store.tables.setting import ImportBatch, LocalValue, RuleChange, Segment, Setting
from crm_desktop.store.tables.showroom import CatalogueModel, Reception
from crm_desktop.store.tables.touch import Attachment, Commitment, FollowUp, Touch
from crm_desktop.store.tables.visit import Visit

SYNCED: tuple[type[Synced], ...] = (
    Contact,
    ContactWay,
    CustomValue,
    Tag,
    Relation,
    DistinctPair,
    Merge,
    Customer,
    Opportunity,
    ScaleChange,
    ProposalAnswer,
    Vehicle,
    Touch,
    FollowUp,
    Commitment,
    Attachment,
    Setting,
    Segment,
    RuleChange,
    DayClose,
    CatalogueModel,
    Reception,
    Visit,
    PeopleGroup,
    Membership,
    Tip,
    ReferralAsk,
    Referral,
    Reward,
    Gift,
    GiftMove,
    Script,
    Review,
    Conflict,
    Parked,
)
"""Every table that is journaled, parents before children."""

__all__ = [
    "SYNCED",
    "Attachment",
    "CatalogueModel",
    "Commitment",
    "Conflict",
    "Contact",
    "ContactWay",
    "CustomValue",
    "Customer",
    "DayClose",
    "DerivedDue",
    "DerivedHistory",
    "DerivedHistoryRead",
    "DerivedPerson",
    "DerivedProposal",
    "DistinctPair",
    "FollowUp",
    "Gift",
    "GiftMove",
    "ImportBatch",
    "Local",
    "LocalValue",
    "Membership",
    "Merge",
    "OfContact",
    "Opportunity",
    "Parked",
    "PeopleGroup",
    "ProposalAnswer",
    "Reception",
    "Referral",
    "ReferralAsk",
    "Relation",
    "Review",
    "Reward",
    "Root",
    "RuleChange",
    "ScaleChange",
    "Script",
    "Segment",
    "Setting",
    "Synced",
    "Table",
    "Tag",
    "Tip",
    "Touch",
    "Vehicle",
    "Visit",
]
