"""`python3 deploy/smoke.py http://127.0.0.1:8000`: looks at a portal from outside, through its proxy's plain door.

Speaks as the TLS terminator in front of that door does (X-Forwarded-Proto). Prints each thing it saw; ends with 1 at the
first that is not so. Needs no account and changes nothing.
"""

import re
import sys
import urllib.error
import urllib.parse
import urllib.request
from email.message import Message


class StayHere(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer to look at, not a way to go."""

    def redirect_request(self, *args: object) -> None:
        return None


OPENER = urllib.request.build_opener(StayHere)


def ask(address: str, headers: dict[str, str] | None = None, data: bytes | None = None) -> tuple[int, Message, str]:
    """Status, headers and text of an answer, whatever it is."""
    request = urllib.request.Request(address, data, headers or {})  # noqa: S310 - an address given by the caller
    try:
        with OPENER.open(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read().decode(errors="replace")


def require(seen: object, what: str) -> None:
    print(f"{'ok  ' if seen else 'FAIL'} {what}")
    if not seen:
        sys.exit(1)


def look(base: str) -> None:
    tls = {"X-Forwarded-Proto": "https"}
    status, headers, _ = ask(f"{base}/")
    require(status in {301, 302} and headers["Location"].startswith("https://"), "plain HTTP is sent to HTTPS")
    status, _, text = ask(f"{base}/healthz")
    require(status == 200, f"healthy: {text}")
    status, headers, page = ask(f"{base}/", tls)
    require(status == 200, f"the home page answers ({len(page)} characters)")
    require("script-src 'self'" in (headers["Content-Security-Policy"] or ""), "with its content security policy")
    require(headers["Strict-Transport-Security"], "and its promise to stay on TLS")
    style = re.search(r'href="(/static/[^"]+\.css)"', page)
    require(style, "it names a style sheet")
    status, headers, _ = ask(base + style[1]) if style else (0, Message(), "")
    require(status == 200 and "immutable" in (headers["Cache-Control"] or ""), "which the proxy serves, for good")
    require(ask(f"{base}/_private/anything", tls)[0] == 404, "private files have no address")
    require(ask(f"{base}/", tls, b"x" * 13_000_000)[0] == 413, "an upload beyond the limit is refused")
    log_in(base, tls)


def log_in(base: str, tls: dict[str, str]) -> None:
    """A refused log-in goes the whole way: proxy, form, cookie, database, cache."""
    address = f"{base}/account/login/"
    status, headers, page = ask(address, tls)
    cookies = [cookie.partition(";") for cookie in headers.get_all("Set-Cookie") or []]
    require(status == 200 and cookies and all("Secure" in rest for _, _, rest in cookies), "log-in page, secure cookies")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    require(token, "its form carries a token")
    fields = {"login": "nobody@example.it", "password": "not-a-password", "csrfmiddlewaretoken": token[1] if token else ""}
    host = urllib.parse.urlsplit(base).netloc
    form = urllib.parse.urlencode(fields).encode()
    cookie = "; ".join(pair for pair, _, _ in cookies)
    status, _, _ = ask(address, tls | {"Cookie": cookie, "Referer": f"https://{host}/account/login/"}, form)
    require(status == 200, "a wrong password is answered with the form, not with an error")


if __name__ == "__main__":
    look(sys.argv[1].rstrip("/"))
