"""Handlers that make certificates."""

from awards.certificates import making
from awards.certificates.making import Bench
from awards.jobs.registry import Workshop, handles


def _bench(workshop: Workshop) -> Bench:
    instance = workshop.settings.instance
    return Bench(workshop.database, fonts=instance / "fonts", files=instance / "files")


@handles("certificates.make_batch")
def make_batch(workshop: Workshop, batch_id: str) -> None:
    """Make a batch's certificates and its ZIP."""
    making.make_batch(_bench(workshop), batch_id)


@handles("certificates.sweep", sweep=True)
def sweep(workshop: Workshop) -> None:
    """Make whatever an earlier worker left: batches first, then single certificates."""
    bench = _bench(workshop)
    batches, _ = making.leftovers(bench)
    for batch_id in batches:
        making.make_batch(bench, batch_id)
    _, certificates = making.leftovers(bench)
    making.make_all(bench, certificates)


@handles("certificates.discard")
def discard(workshop: Workshop, file_id: str) -> None:
    """Remove the bytes of a file that is no longer anybody's."""
    making.discard_bytes(_bench(workshop), file_id)
