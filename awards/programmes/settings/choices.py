"""The codes that choices store; the rest of the house compares with these, never with texts."""

from enum import StrEnum


class OrderBy(StrEnum):
    """How the jury comes to its order."""

    POINTS = "points"
    RANKING = "ranking"
    CONSENSUS = "consensus"


class Method(StrEnum):
    """Which figure counts for each candidate when points decide."""

    WEIGHTED_MEAN = "weighted-mean"
    WEIGHTED_MEDIAN = "weighted-median"


class TieRule(StrEnum):
    """What parts candidates with the same figure; never anything else."""

    SHARED = "shared"
    CRITERION = "criterion"
    SHEETS = "sheets"


class Repeat(StrEnum):
    """What happens when somebody has won before."""

    ALLOW = "allow"
    WARN = "warn"
    BLOCK = "block"


class ConflictLaw(StrEnum):
    """Which country's rules on conflicts of interest are named."""

    UNKNOWN = "unknown"
    SWEDEN = "sweden"
    NORWAY = "norway"


class Reasons(StrEnum):
    """What jurors give reasons for."""

    WHOLE = "whole"
    CRITERION = "criterion"


class PrizeRule(StrEnum):
    """How the prize is worked out."""

    WRITTEN = "written"
    FIXED = "fixed"
    SPLIT = "split"
    PER_HEAD = "per-head"


class Notice(StrEnum):
    """When a nominee is told what the law asks for about their personal data."""

    NEVER = "never"
    WHEN_RECEIVED = "when-received"
    AFTER_TRIAGE = "after-triage"


class Told(StrEnum):
    """When a nominee hears of it."""

    NEVER = "never"
    AFTER_TRIAGE = "after-triage"
    AFTER_DECISION = "after-decision"
    AT_ANNOUNCEMENT = "at-announcement"
