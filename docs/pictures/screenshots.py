"""Photograph the main pages of the sample company: `make screenshots` (needs chromium)."""

from __future__ import annotations

import socket
import sys
import tempfile
import threading
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

from revcompass.desk.loading import load
from revcompass.desk.service import Service
from revcompass.samples import write_company
from revcompass.server.access import Access
from revcompass.server.app import make_app

PICTURES = Path(__file__).parent
SHOTS = {
    "overview_en": ("/", 1280, 860),
    "overview_ar": ("/?lang=ar", 1280, 860),
    "metric_de_dark": ("/metric/customer_churn_rate?lang=de&theme=dark", 1280, 860),
    "cohorts_de": ("/revenue?lang=de#cohort-customers", 1280, 860),
    "pipeline_en": ("/funnel#open", 1280, 860),
    "revenue_ar_phone": ("/revenue?lang=ar", 360, 1400),
}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main(folder: Path) -> None:
    """Write every picture."""
    load(folder, today=write_company(folder).as_of)
    with socket.create_server(("127.0.0.1", 0)) as listening, sync_playwright() as playwright:
        access = Access.on_loopback(listening.getsockname()[1])
        config = uvicorn.Config(make_app(Service(folder), access), log_level="error", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        page = browser.new_page()
        page.goto(f"{access.origins[0]}/?token={access.token}")
        for name, (path, width, height) in SHOTS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.goto(access.origins[0] + path, wait_until="networkidle")
            target = PICTURES / f"{name}.png"
            page.screenshot(path=target)
            sys.stdout.write(f"{target.name}\n")
        browser.close()
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        main(Path(made) / "book")
