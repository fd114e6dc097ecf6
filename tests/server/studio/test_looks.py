"""Every page in Chromium, at the widths of a desk and a phone, light and dark: axe's opinion."""

import shutil

import pytest

from made_by_hand import release

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytest.importorskip("playwright", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("one_thread"),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]
PAGES = ("files", "data", "train", "compare", "compare/vote", "chat", "models", "models/rel1",
         "settings", "jobs", "login", "models/nobody")  # fmt: skip
LOOKS = [((1200, 860), "light"), ((1200, 860), "dark"), ((390, 844), "light"), ((390, 844), "dark")]


def test_axe_finds_no_serious_fault_and_nothing_is_too_wide(
    compared, talking, server_parts, monkeypatch, tmp_path
):
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    release(compared)
    monkeypatch.setattr("inhouse.steps.evidence.examples_of", lambda registry, dataset: {})
    files = [("files", (name, b"x")) for name in ("prices.csv", f"{'long' * 20}.pdf")]
    compared.client.do("/files", files=files)
    faults = []
    running = server_parts[0]
    with running(compared.app) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for (across, down), scheme in LOOKS:
            size = {"width": across, "height": down}
            page = browser.new_page(viewport=size, color_scheme=scheme)
            page.set_default_timeout(120_000)
            for path in PAGES:
                page.goto(f"{url}/{path}")
                if path == "chat":
                    page.fill("#question", "When are walk-ins welcome?")
                    page.keyboard.press("Enter")
                    page.click("summary:text('Bad')")
                name = f"{path.replace('/', '-')}-{across}-{scheme}.png"
                page.screenshot(path=tmp_path / name, full_page=True)
                wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                found = Axe().run(page).response["violations"]
                grave = [v for v in found if v["impact"] in ("serious", "critical")]
                faults += [(path, across, f"{wide} pixels too wide")] if wide > 0 else []
                faults += [(path, scheme, v["id"], v["nodes"][0]["html"]) for v in grave]
            page.close()
        browser.close()
    assert faults == []
