// Calls every operation of the document. The compiler holds the list against the generated types.
import "./examples.js";
import createClient from "openapi-fetch";
import type { operations, paths } from "./telecomx.js";

const { TELECOMX_URL, TELECOMX_USERNAME = "", TELECOMX_PASSWORD = "" } = process.env;
const api = createClient<paths>({ baseUrl: TELECOMX_URL ?? "" });
const body = { username: TELECOMX_USERNAME, password: TELECOMX_PASSWORD };
const token = (await api.POST("/auth/login", { body })).data?.token ?? "";
api.use({
  onRequest({ request }) {
    const url = new URL(request.url);
    url.searchParams.set("token", token);
    return new Request(url, request);
  },
});

type Answer = { data?: unknown; error?: unknown; response: Response };
const unauthenticated = createClient<paths>({ baseUrl: TELECOMX_URL ?? "" });
// Logout ends the token, so it comes last.
const calls: Record<keyof operations, () => Promise<Answer>> = {
  login: () => unauthenticated.POST("/auth/login", { body }),
  validateToken: () => unauthenticated.GET("/auth/validateToken", { params: { query: { token, extend: true } } }),
  listResellers: () => api.GET("/customer/resellers/list", { params: { query: { iptv: true } } }),
  listExternalLicenses: () => api.GET("/externalLicense", { params: { query: { withoutProduct: true } } }),
  listInternetRequests: () => api.GET("/internet/request", { params: { query: { full: true, state: "NEW" } } }),
  listFlexcareOrders: () => api.GET("/iptv/flexcareorder", { params: { query: { limit: 5 } } }),
  getServiceAgreement: () =>
    api.GET("/iptv/serviceagreement/{id}", { params: { path: { id: "1234567890ABCDEFGHIJKLMN" } } }),
  logout: () => api.GET("/auth/logout"),
};
for (const [operation, call] of Object.entries(calls)) {
  const { data, error, response } = await call();
  if (data === undefined) throw new Error(`${operation}: ${response.status} ${JSON.stringify(error)}`);
  console.log("called", operation);
}
