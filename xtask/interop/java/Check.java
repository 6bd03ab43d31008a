import com.fasterxml.jackson.core.type.TypeReference;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import telecomx.ApiClient;
import telecomx.api.AuthApi;
import telecomx.api.CustomerApi;
import telecomx.api.InternetApi;
import telecomx.api.IptvApi;
import telecomx.api.LicenseApi;
import telecomx.model.ExternalLicenseList;
import telecomx.model.FlexcareOrderList;
import telecomx.model.InternetRequestList;
import telecomx.model.LoginRequest;
import telecomx.model.RequestState;
import telecomx.model.Reseller;
import telecomx.model.ServiceAgreement;

/** Decodes every documented answer, and calls every operation of the document. */
public class Check {
  private static final Map<String, TypeReference<?>> TYPES = Map.of(
      "listResellers", new TypeReference<List<Reseller>>() {},
      "listExternalLicenses", new TypeReference<ExternalLicenseList>() {},
      "listInternetRequests", new TypeReference<InternetRequestList>() {},
      "listFlexcareOrders", new TypeReference<FlexcareOrderList>() {},
      "getServiceAgreement", new TypeReference<ServiceAgreement>() {});

  public static void main(String[] arguments) throws Exception {
    var api = new ApiClient();
    var mapper = api.getObjectMapper();
    for (var operation : mapper.readTree(Path.of("fixtures.json").toFile()).properties()) {
      for (var example : operation.getValue().get("responses")) {
        var decoded = mapper.readValue(example.get("value").toString(), TYPES.get(operation.getKey()));
        System.out.printf("example %s %s %s%n",
            operation.getKey(), example.get("name").asText(), mapper.writeValueAsString(decoded));
      }
    }

    var environment = System.getenv();
    api.updateBaseUri(environment.get("TELECOMX_URL"));
    var auth = new AuthApi(api);
    var user = new LoginRequest()
        .username(environment.get("TELECOMX_USERNAME"))
        .password(environment.get("TELECOMX_PASSWORD"));
    var token = called("login", auth.login(user)).getToken();
    called("validateToken", auth.validateToken(token, null, null, true));
    api.setRequestInterceptor(request -> {
      var uri = request.copy().build().uri();
      request.uri(URI.create(uri + (uri.getRawQuery() == null ? "?" : "&") + "token=" + ApiClient.urlEncode(token)));
    });
    called("listResellers", new CustomerApi(api).listResellers(true, null, null, null));
    called("listExternalLicenses", new LicenseApi(api).listExternalLicenses(null, null, true, null, null, null));
    called("listInternetRequests",
        new InternetApi(api).listInternetRequests(null, null, null, null, null, RequestState.NEW, true));
    called("listFlexcareOrders", new IptvApi(api).listFlexcareOrders(null, 5L, null));
    called("getServiceAgreement", new IptvApi(api).getServiceAgreement("1234567890ABCDEFGHIJKLMN", null));
    called("logout", new AuthApi(api).logout());
  }

  private static <T> T called(String operation, T answer) {
    if (answer == null) throw new IllegalStateException(operation + " answered nothing");
    System.out.println("called " + operation);
    return answer;
  }
}
