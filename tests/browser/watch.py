"""Watches pages for what no reader sees and nobody should ship."""

from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response


class Watch:
    """Collects complaints about the pages it watches over; an empty list means all is well."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.complaints: list[str] = []

    def over(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", self._console)
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.netloc != self.host:
            self.complaints.append(f"something was asked of another host: {request.url}")

    def _response(self, response: Response) -> None:
        missing = response.status == 404 and response.request.resource_type not in {"document", "fetch"}
        if response.status >= 500 or missing:
            self.complaints.append(f"{response.status} for {response.url}")
