"""Decodes every documented answer, and calls every operation of the document that the client has."""

import importlib
import json
import os
import pkgutil

import httpx
import telecomx.api
from telecomx import Client
from telecomx.models import ErrorBody, LoginRequest, RequestState

operations = {
    module.name.rpartition(".")[2].replace("_", ""): importlib.import_module(module.name)
    for module in pkgutil.walk_packages(telecomx.api.__path__, "telecomx.api.")
    if not module.ispkg
}


def call(operation, client, **arguments):
    answer = operations.pop(operation.lower()) if client is real else operations[operation.lower()]
    answer = answer.sync(client=client, **arguments)
    assert answer is not None and not isinstance(answer, ErrorBody), f"{operation}: {answer}"
    return answer


real = None
for operation, fixture in json.load(open("fixtures.json")).items():
    for example in fixture["responses"]:
        answer = httpx.Response(int(example["status"]), json=example["value"])
        transport = httpx.MockTransport(lambda request, answer=answer: answer)
        client = Client(base_url="http://example", httpx_args={"transport": transport})
        decoded = call(operation, client, **({"id": "1"} if "{id}" in fixture["path"] else {}))
        encoded = [item.to_dict() for item in decoded] if isinstance(decoded, list) else decoded.to_dict()
        print("example", operation, example["name"], json.dumps(encoded))

url = os.environ["TELECOMX_URL"]
user = LoginRequest(os.environ["TELECOMX_USERNAME"], os.environ["TELECOMX_PASSWORD"])
real = Client(base_url=url, raise_on_unexpected_status=True)
token = call("login", real, body=user).token
print("called login")
call("validateToken", real, token=token, extend=True)
print("called validateToken")
real = Client(base_url=url, raise_on_unexpected_status=True, httpx_args={"params": {"token": token}})
for operation, arguments in {
    "listResellers": {"iptv": True},
    "listExternalLicenses": {"without_product": True},
    "listInternetRequests": {"full": True, "state": RequestState.NEW},
    "listFlexcareOrders": {"limit": 5},
    "getServiceAgreement": {"id": "1234567890ABCDEFGHIJKLMN"},
    # Ends the token, so it comes last.
    "logout": {},
}.items():
    call(operation, real, **arguments)
    print("called", operation)
