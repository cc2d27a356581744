"""What was measured, what it must reach, and the table and file that say so."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

HOTCRP = {"queue": 68, "sheet": 37, "results": 300, "form": 12, "save": 0.18}
"""HotCRP's ratios: the same workload, the same machine, when this list was made."""

PRETALX = {"queue": 4400, "sheet": 316, "results": 16800, "form": 270, "save": 0.02}
"""pretalx' ratios, likewise."""


@dataclass(frozen=True)
class Figure:
    """One figure: its value beside the ceiling's, and the ratio it must keep.

    `must` is the most, or with `way` "at least" the least, that `ratio` may be.
    """

    name: str
    title: str
    value: float
    unit: str
    ceiling: float | None
    ratio: float
    must: float
    way: Literal["at most", "at least"] = "at most"

    @property
    def ok(self) -> bool:
        """Whether it reaches what it must."""
        return self.ratio <= self.must if self.way == "at most" else self.ratio >= self.must


def beside(name: str, title: str, value: float, *, ceiling: float, must: float) -> Figure:
    """Return a time in milliseconds that may be so many times the ceiling's."""
    return Figure(name, title, value, "ms", ceiling, value / ceiling, must)


def _plain(figure: Figure) -> dict[str, Any]:
    rounded = {
        key: round(value, 4) if isinstance(value, float) else value
        for key, value in asdict(figure).items()
    }
    return {**rounded, "ok": figure.ok}


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _load() -> float:
    """Return how busy the machine has been, ourselves included: far above 2, others were too."""
    return round(os.getloadavg()[1], 1)


def _commit() -> str:
    asked = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def write(figures: Sequence[Figure], path: Path) -> None:
    """Write the figures as JSON, with the machine and the day they belong to."""
    machine = {"processor": _processor(), "cores": os.cpu_count(), "system": platform.platform()}
    report = {
        "figures": [_plain(figure) for figure in figures],
        "machine": {**machine, "python": platform.python_version(), "load": _load()},
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
    }
    path.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def merge(figures: Sequence[Figure], path: Path, key: str, details: Mapping[str, Any]) -> None:
    """Put figures measured alone, and what stands behind them, into the file of the last run."""
    report = json.loads(path.read_text(encoding="utf-8"))
    names = {figure.name for figure in figures}
    others = [one for one in report["figures"] if one["name"] not in names]
    report["figures"] = [*others, *(_plain(figure) for figure in figures)]
    report[key] = details
    path.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _line(figure: Figure) -> str:
    sign = "≤" if figure.way == "at most" else "≥"
    return (
        f"{figure.title:<46} {_number(figure.value):>8} {figure.unit:<9}"
        f"{_number(figure.ceiling):>8} {_number(figure.ratio):>8} {sign} {_number(figure.must):<6}"
        f"{'ok' if figure.ok else 'SHORT':<7}"
        f"{_number(HOTCRP.get(figure.name)):>7} {_number(PRETALX.get(figure.name)):>8}"
    )


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a table for the terminal."""
    head = (
        f"{'figure':<46} {'value':>8} {'unit':<9}{'ceiling':>8} {'ratio':>8}   {'must':<6}{'':<7}"
        f"{'HotCRP':>7} {'pretalx':>8}"
    )
    return "\n".join([head, "-" * len(head), *(_line(figure) for figure in figures)])
