"""What a person does at /docs. Arguments: URL of a sandbox, the browser, a folder for its profile. See browser.sh."""

import ipaddress
import json
import sys
import urllib.parse
import urllib.request

from playwright.sync_api import Error, sync_playwright

url, chromium, profile = sys.argv[1:]
asked = set()
findings = []


def check(holds, what):
    if not holds:
        findings.append(what)


def is_loopback(address):
    """Of a URL; those that lead nowhere (data:, blob:) are."""
    host = urllib.parse.urlsplit(address).hostname
    try:
        return host is None or host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def visit(page):
    page.goto(f"{url}/docs")
    page.locator(".opblock").first.wait_for()
    shown = {
        (block.locator(".opblock-summary-method").inner_text(), block.locator("[data-path]").first.get_attribute("data-path"))
        for block in page.locator(".opblock").all()
    }
    with urllib.request.urlopen(f"{url}/openapi.json") as answer:
        paths = json.load(answer)["paths"]
    documented = {(method.upper(), path) for path, item in paths.items() for method in item}
    check(shown == documented, f"the page shows {sorted(shown)}, not {sorted(documented)}")
    print(f"{len(shown)} operations are shown")

    # The page comes with the ADMIN's token, and with the document's examples filled in.
    requests = execute(page, "listInternetRequests", "/internet/request").get("requests", [])
    check(len(requests) > 0, "the page shows no Internet request")
    resellers = execute(page, "listResellers", "/customer/resellers/list")
    check(isinstance(resellers, list) and len(resellers) > 0, "the page shows no reseller")
    print(f"Execute shows {len(requests)} Internet requests and {len(resellers)} resellers")


def execute(page, operation, path):
    """Tries an operation out, and gives the answer that the page shows."""
    block = page.locator(f".opblock[id$='-{operation}']")
    block.locator(".opblock-summary-control").click()
    with page.expect_response(lambda response: urllib.parse.urlsplit(response.url).path == path) as response:
        block.locator(".execute").click()
    live = block.locator(".live-responses-table .response")
    status = live.locator(".response-col_status").inner_text().split()[0]
    check(status == "200", f"the page shows the status {status} for {operation}")
    shown = live.locator(".response-col_description pre").first.inner_text()
    check(json.loads(shown) == response.value.json(), f"the page shows another answer to {operation} than came")
    return json.loads(shown)


with sync_playwright() as playwright:
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=chromium,
        headless=True,
        # The last two: the browser has wishes of its own, which shall not leave the machine either.
        args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
              "--disable-component-update", "--disable-sync", "--no-proxy-server",
              "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
    )
    context.set_default_timeout(30_000)
    context.on("request", lambda request: asked.add(request.url))
    context.on("requestfailed", lambda request: check(False, f"{request.url} fails: {request.failure}"))
    context.on("response", lambda response: check(response.ok, f"{response.url} answers {response.status}"))
    context.on("console", lambda message: check(message.type not in ("error", "warning"), f"the console says: {message.text}"))
    context.on("weberror", lambda error: check(False, f"the page throws: {error.error}"))
    page = context.pages[0]
    try:
        visit(page)
    except Error as error:
        check(False, f"the page does not do what a person expects: {error}")
    context.close()

for address in asked:
    check(is_loopback(address), f"the page asks for {address}")
for finding in findings:
    print(f"finding: {finding}", file=sys.stderr)
if findings:
    sys.exit(1)
print(f"no console error; {len(asked)} addresses asked for, all on loopback")
