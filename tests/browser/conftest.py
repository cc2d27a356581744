"""What browser tests start from: one Chromium a worker, one demo a run, a fresh copy a test."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from awards.core.permissions import Role
from awards.programmes.models import Phase
from tests import demos
from tests.browser.site import Site, run
from tests.browser.waiting import LONGEST

PHONE, DESK = 390, 1280
LOADED_AS = {Phase.TRIAGE: Phase.NOMINATING, Phase.DELIBERATION: Phase.SCORING}
"""Phases that are another one's demo, some days later: loading takes seconds."""

Template = Callable[[Phase], Path]
SiteIn = Callable[[Phase], Site]
OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def template(
    tmp_path_factory: pytest.TempPathFactory,
    font_folder: Path,
    demo_folder: Path,
    migrated: bytes,
) -> Template:
    """A folder with the demo in it, loaded once a run."""
    known: dict[Phase, Path] = {}

    def in_phase(phase: Phase) -> Path:
        loaded = LOADED_AS.get(phase, phase)
        if loaded not in known:
            folder = known[loaded] = tmp_path_factory.mktemp("demo")
            (folder / "fonts").symlink_to(font_folder)
            file = demos.sqlite_file(demo_folder, migrated, loaded)
            shutil.copyfile(file, folder / "utmarkt.db")
            demos.bring_files(demo_folder, "sqlite", loaded, folder / "files")
        return known[loaded]

    return in_phase


@contextmanager
def _standing_in(
    phase: Phase, template: Path, folder: Path, kept_app: Flask | None = None
) -> Iterator[Site]:
    with run(template, folder, kept_app) as site:
        if phase in LOADED_AS:
            site.move_to(phase)
        yield site


@pytest.fixture(scope="session")
def shared_site(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteIn]:
    """A running demo for tests that only read."""
    running: dict[Phase, Site] = {}
    with ExitStack() as stack:

        def in_phase(phase: Phase) -> Site:
            if phase not in running:
                folder = tmp_path_factory.mktemp("shared")
                running[phase] = stack.enter_context(_standing_in(phase, template(phase), folder))
            return running[phase]

        yield in_phase


@pytest.fixture
def site_in(template: Template, tmp_path: Path, kept_app: Flask) -> Iterator[SiteIn]:
    """A running demo of one's own, to be changed at will; one a test."""
    with ExitStack() as stack:
        yield lambda phase: stack.enter_context(
            _standing_in(phase, template(phase), tmp_path, kept_app)
        )


@pytest.fixture
def troubles() -> list[str]:
    """What a browser complained about; it must be empty when a test ends."""
    return []


@pytest.fixture
def open_page(browser: Browser, troubles: list[str]) -> Iterator[OpenPage]:
    """Open a page as somebody: `open_page(site, role, width=390)`.

    At the end there must be no script error, no CSP violation and no failed request.
    """
    with ExitStack() as stack:

        def opened(
            site: Site,
            role: Role | None = None,
            *,
            width: int = DESK,
            language: str = "en",
            **options: Any,
        ) -> Page:
            context = stack.enter_context(
                browser.new_context(
                    base_url=site.url, viewport={"width": width, "height": 844}, **options
                )
            )
            context.set_default_timeout(LONGEST * 1000)
            context.add_cookies([site.cookie_of(role, language)])  # type: ignore[list-item]
            page = context.new_page()
            page.on("console", lambda said: _note(troubles, said.type, said.text, page.url))
            page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
            return page

        yield opened
    assert troubles == []


def _note(troubles: list[str], kind: str, text: str, url: str) -> None:
    if kind in {"error", "warning"}:
        troubles.append(f"{url}: {text}")
