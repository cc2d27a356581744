"""What the rules of an award say about nominations: findings, each with its evidence.

A finding is a reason to look, never a verdict: a person decides. Only `WON_BEFORE` can rule a
nominee out, where the rules say so. Every question that no rule asks costs no query, and many
nominations of an edition cost no more queries than one.
"""

from awards.triage.findings.kinds import Evidence, Finding, FindingKind
from awards.triage.findings.looking import findings_in, findings_of, won_before

__all__ = ["Evidence", "Finding", "FindingKind", "findings_in", "findings_of", "won_before"]
