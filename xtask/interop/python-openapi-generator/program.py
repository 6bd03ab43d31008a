"""The README's program, with openapi-generator's client."""

import os

from telecomx import ApiClient, AuthApi, Configuration, InternetApi, IptvApi, LicenseApi, LicenseFormat, LoginRequest

configuration = Configuration(host=os.environ.get("TELECOMX_URL", "https://api.telecomx.dk"))
api = ApiClient(configuration)
user = LoginRequest(username=os.environ["TELECOMX_USERNAME"], password=os.environ["TELECOMX_PASSWORD"])
configuration.api_key["token"] = AuthApi(api).login(user).token

count, more = 0, True
while more:
    page = InternetApi(api).list_internet_requests(offset=count, limit=100)
    count += len(page.requests)
    more = bool(page.requests) and count < page.total
print(f"{count} Internet requests")

orders = IptvApi(api).list_flexcare_orders().flexcare_orders
agreement = IptvApi(api).get_service_agreement(orders[0].service_agreement, extend_product=True)
print(f"{agreement.name}: {agreement.service_product.actual_instance.name}")

csv = LicenseApi(api).list_external_licenses_without_preload_content(format=LicenseFormat.CSV)
print(f"{len(csv.data.decode().splitlines())} lines of CSV")
