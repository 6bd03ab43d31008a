"""Decodes every documented answer, and calls every operation of the document."""

import json
import os

import telecomx
from telecomx import ApiClient, Configuration, LoginRequest, RequestState

TYPES = {
    "listResellers": "List[Reseller]",
    "listExternalLicenses": "ExternalLicenseList",
    "listInternetRequests": "InternetRequestList",
    "listFlexcareOrders": "FlexcareOrderList",
    "getServiceAgreement": "ServiceAgreement",
}

configuration = Configuration(host=os.environ["TELECOMX_URL"])
api = ApiClient(configuration)
for operation, fixture in json.load(open("fixtures.json")).items():
    for example in fixture["responses"]:
        decoded = api.deserialize(json.dumps(example["value"]), TYPES[operation], example["mediaType"])
        print("example", operation, example["name"], json.dumps(api.sanitize_for_serialization(decoded)))


def called(operation, answer):
    assert answer is not None, operation
    print("called", operation)
    return answer


auth, iptv = telecomx.AuthApi(api), telecomx.IptvApi(api)
user = LoginRequest(username=os.environ["TELECOMX_USERNAME"], password=os.environ["TELECOMX_PASSWORD"])
token = called("login", auth.login(user)).token
called("validateToken", auth.validate_token(token.get_secret_value(), extend=True))
configuration.api_key["token"] = token
called("listResellers", telecomx.CustomerApi(api).list_resellers(iptv=True))
called("listExternalLicenses", telecomx.LicenseApi(api).list_external_licenses(without_product=True))
called("listInternetRequests", telecomx.InternetApi(api).list_internet_requests(full=True, state=RequestState.NEW))
called("listFlexcareOrders", iptv.list_flexcare_orders(limit=5))
called("getServiceAgreement", iptv.get_service_agreement("1234567890ABCDEFGHIJKLMN"))
called("logout", auth.logout())
