//go:build ignore

// Decodes every documented answer, and calls every operation of the document.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"

	"example.com/program/telecomx"
)

func main() {
	examples()
	configuration := telecomx.NewConfiguration()
	configuration.Servers = telecomx.ServerConfigurations{{URL: os.Getenv("TELECOMX_URL")}}
	api := telecomx.NewAPIClient(configuration)
	ctx := context.Background()

	user := telecomx.NewLoginRequest(os.Getenv("TELECOMX_USERNAME"), os.Getenv("TELECOMX_PASSWORD"))
	token := called(api.AuthAPI.Login(ctx).LoginRequest(*user).Execute())("login").GetToken()
	called(api.AuthAPI.ValidateToken(ctx).Token(token).Extend(true).Execute())("validateToken")
	ctx = context.WithValue(ctx, telecomx.ContextAPIKeys, map[string]telecomx.APIKey{"token": {Key: token}})
	called(api.CustomerAPI.ListResellers(ctx).Iptv(true).Execute())("listResellers")
	called(api.LicenseAPI.ListExternalLicenses(ctx).WithoutProduct(true).Execute())("listExternalLicenses")
	called(api.InternetAPI.ListInternetRequests(ctx).Full(true).State(telecomx.NEW).Execute())("listInternetRequests")
	called(api.IptvAPI.ListFlexcareOrders(ctx).Limit(5).Execute())("listFlexcareOrders")
	called(api.IptvAPI.GetServiceAgreement(ctx, "1234567890ABCDEFGHIJKLMN").Execute())("getServiceAgreement")
	called(api.AuthAPI.Logout(ctx).Execute())("logout")
}

// called gives what came, once it is told which operation it is of.
func called[T any](answer T, _ *http.Response, err error) func(operation string) T {
	return func(operation string) T {
		check(operation, err)
		fmt.Println("called", operation)
		return answer
	}
}

func examples() {
	types := map[string]func() any{
		"listResellers":        func() any { return new([]telecomx.Reseller) },
		"listExternalLicenses": func() any { return new(telecomx.ExternalLicenseList) },
		"listInternetRequests": func() any { return new(telecomx.InternetRequestList) },
		"listFlexcareOrders":   func() any { return new(telecomx.FlexcareOrderList) },
		"getServiceAgreement":  func() any { return new(telecomx.ServiceAgreement) },
	}
	var fixtures map[string]struct {
		Responses []struct {
			Name  string
			Value json.RawMessage
		}
	}
	text, err := os.ReadFile("fixtures.json")
	check("fixtures.json", err)
	check("fixtures.json", json.Unmarshal(text, &fixtures))
	for operation, fixture := range fixtures {
		for _, example := range fixture.Responses {
			decoded := types[operation]()
			check(operation, json.Unmarshal(example.Value, decoded))
			encoded, err := json.Marshal(decoded)
			check(operation, err)
			fmt.Println("example", operation, example.Name, string(encoded))
		}
	}
}

func check(what string, err error) {
	if err != nil {
		log.Fatal(what, ": ", err)
	}
}
