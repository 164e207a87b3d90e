"""The tables. No behaviour beyond fields and constraints; no cascade from people or organs to matters."""

from lianxin.models.archives import ArchivePackage
from lianxin.models.directory import Organ, Region, Tie
from lianxin.models.documents import Attachment, Document, PaperCopy, PaperWording, Service
from lianxin.models.events import Clock, Event, Reading
from lianxin.models.figures import CountedTime, PublishedFigure
from lianxin.models.imports import SheetImport, SheetMapping
from lianxin.models.knowledge import KnowledgeItem, Passage
from lianxin.models.ledger import Checkpoint, Leaf, Promise
from lianxin.models.mandates import Invitation, Mandate
from lianxin.models.matters import (
    ComplainedOf,
    Involvement,
    Link,
    Matter,
    Party,
    Recusal,
    Request,
    Submission,
)
from lianxin.models.messages import JobRun, Outbox, Rating, Serial, Throttle
from lianxin.models.numbers import ReservedNumber
from lianxin.models.proceedings import Proceeding
from lianxin.models.repeats import LetterCounts, RarePhrase, TopicMember
from lianxin.models.routing import RoutingTable
from lianxin.models.scans import PhoneDraft, Scan
from lianxin.models.search import SearchText
from lianxin.models.sittings import Attendance, Ballot, Call, CallOutcome, Member, Publication, Sitting, Turn
from lianxin.models.staff import Account, ApiToken, Posting, StandInRequest
from lianxin.models.tasks import EngineSwitch, Suggestion, Task, Told
from lianxin.models.worklists import Export, SavedList

__all__ = [
    "Account",
    "ApiToken",
    "ArchivePackage",
    "Attachment",
    "Attendance",
    "Ballot",
    "Call",
    "CallOutcome",
    "Checkpoint",
    "Clock",
    "ComplainedOf",
    "CountedTime",
    "Document",
    "EngineSwitch",
    "Event",
    "Export",
    "Invitation",
    "Involvement",
    "JobRun",
    "KnowledgeItem",
    "Leaf",
    "LetterCounts",
    "Link",
    "Mandate",
    "Matter",
    "Member",
    "Organ",
    "Outbox",
    "PaperCopy",
    "PaperWording",
    "Party",
    "Passage",
    "PhoneDraft",
    "Posting",
    "Proceeding",
    "Promise",
    "Publication",
    "PublishedFigure",
    "RarePhrase",
    "Rating",
    "Reading",
    "Recusal",
    "Region",
    "Request",
    "ReservedNumber",
    "RoutingTable",
    "SavedList",
    "Scan",
    "SearchText",
    "Serial",
    "Service",
    "SheetImport",
    "SheetMapping",
    "Sitting",
    "StandInRequest",
    "Submission",
    "Suggestion",
    "Task",
    "Throttle",
    "Tie",
    "Told",
    "TopicMember",
    "Turn",
]
