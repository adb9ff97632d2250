#include "net/http_client.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <mutex>
#include <new>

#include "base/ascii.hpp"
#include "net/content_encoding.hpp"

namespace sait {
namespace {

constexpr std::size_t kMaxHeaderBytes = 64U << 10U;
constexpr long kSlowSeconds = 30;  // without a byte

void start_curl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

Url parse_url(const std::string& text) {
  Url url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return nullptr;
  return url;
}

std::string part(const Url& url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (!url || curl_url_get(url.get(), which, &text, flags) != CURLUE_OK) return {};
  std::string out(text);
  curl_free(text);
  return out;
}

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

void append(List& list, const std::string& text) {
  auto* longer = curl_slist_append(list.get(), text.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  (void)list.release();
  list.reset(longer);
}

bool is_redirect(long status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// libcurl's codes by what an operator can do about them.
const char* code_of(CURLcode code) {
  switch (code) {
    case CURLE_URL_MALFORMAT:
      return "bad-address";
    case CURLE_COULDNT_RESOLVE_HOST:
      return "resolve";
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
      return "proxy";
    case CURLE_COULDNT_CONNECT:
      return "connect";
    case CURLE_OPERATION_TIMEDOUT:
      return "time-out";
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
      return "tls";
    case CURLE_FILESIZE_EXCEEDED:
      return "too-large";
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_HTTP2_STREAM:
      return "cut-off";
    default:
      return "http";
  }
}

}  // namespace

// What the callbacks of one request see.
struct HttpClient::Transfer {
  const HttpRequest& request;
  const std::stop_token& stop;
  AddressPolicy policy = nullptr;
  HttpResponse response;
  std::size_t header_bytes = 0;
  bool too_large = false, long_headers = false, refused = false;

  static std::size_t on_body(const char* bytes, std::size_t, std::size_t size, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    // Here too: CURLOPT_MAXFILESIZE knows only of a length that was told.
    if (transfer.response.body.size() + size > transfer.request.max_body) {
      transfer.too_large = true;
      return 0;
    }
    transfer.response.body.append(bytes, size);
    return size;
  }

  static std::size_t on_header(const char* bytes, std::size_t, std::size_t size, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    transfer.header_bytes += size;
    if (transfer.header_bytes > kMaxHeaderBytes) {
      transfer.long_headers = true;
      return 0;
    }
    const std::string_view line(bytes, size);
    if (line.starts_with("HTTP/")) transfer.response.headers.clear();  // an interim answer may stand before it
    const auto colon = line.find(':');
    if (colon != std::string_view::npos) {
      auto& value = transfer.response.headers[ascii_lower(line.substr(0, colon))];
      if (!value.empty()) value += ", ";
      value += trimmed(line.substr(colon + 1));
    }
    return size;
  }

  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Transfer*>(self)->stop.stop_requested() ? 1 : 0;
  }

  // Whether the address may be reached; with a proxy it is the proxy's, which decides on the rest.
  bool allows(const std::string& address) {
    const bool allowed = request.allow_private || !request.proxy.empty() || policy(address);
    refused = refused || !allowed;
    return allowed;
  }

  // The address that is connected to, whatever a name gave when it was looked up before.
  static curl_socket_t on_socket(void* self, curlsocktype, curl_sockaddr* address) {
    char text[NI_MAXHOST] = "";
    ::getnameinfo(&address->addr, address->addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST);
    if (!static_cast<Transfer*>(self)->allows(text)) return CURL_SOCKET_BAD;
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }

  // A connection that is still open is used without a new socket.
  // NOLINTNEXTLINE(readability-non-const-parameter): libcurl's signature
  static int on_request(void* self, char* address, char*, int, int) {
    return static_cast<Transfer*>(self)->allows(address) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
  }
};

std::string HttpResponse::header(const std::string& name) const {
  const auto at = headers.find(name);
  return at == headers.end() ? std::string() : at->second;
}

HttpClient::HttpClient(std::string user_agent, AddressPolicy policy)
    : user_agent_(std::move(user_agent)), policy_(policy) {
  start_curl();
  handle_ = curl_easy_init();
  if (handle_ == nullptr) throw std::bad_alloc();
}

HttpClient::~HttpClient() { curl_easy_cleanup(handle_); }

Result<HttpResponse> HttpClient::step(const HttpRequest& request, const std::string& url, bool authorize, Duration left,
                                      const std::stop_token& stop, std::string& redirect) {
  auto* handle = static_cast<CURL*>(handle_);
  curl_easy_reset(handle);  // keeps connections
  Transfer transfer{request, stop, policy_, {}};
  List headers, resolve;
  for (const auto& [name, value] : request.headers) append(headers, fmt::format("{}: {}", name, value));
  // libcurl would decode too, but takes an encoding that stops in its middle for one that ended.
  append(headers, fmt::format("Accept-Encoding: {}", kEncodingsRead));
  if (authorize) append(headers, "Authorization: " + request.authorization);
  for (const auto& entry : request.resolve) append(resolve, entry);
  char detail[CURL_ERROR_SIZE] = "";

  const auto set = [&](auto option, auto value) { curl_easy_setopt(handle, option, value); };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  // An empty text keeps the environment's away: a proxy of its own, and exceptions to the one that is set.
  set(CURLOPT_PROXY, request.proxy.c_str());
  set(CURLOPT_NOPROXY, "");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_DNS_CACHE_TIMEOUT, 0L);  // the address is judged at each connection: there is no use in an old one
  set(CURLOPT_QUICK_EXIT, 1L);         // neither a time-out nor a stop waits for a resolver that is silent
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_USERAGENT, user_agent_.c_str());
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_RESOLVE, resolve.get());
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect.count()));
  set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(CURLOPT_LOW_SPEED_TIME, kSlowSeconds);
  set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request.max_body));
  if (!request.ca_file.empty()) set(CURLOPT_CAINFO, request.ca_file.c_str());
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_ERRORBUFFER, detail);
  set(CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set(CURLOPT_WRITEDATA, &transfer);
  set(CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set(CURLOPT_HEADERDATA, &transfer);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &Transfer::on_progress);
  set(CURLOPT_XFERINFODATA, &transfer);
  set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_socket);
  set(CURLOPT_OPENSOCKETDATA, &transfer);
  set(CURLOPT_PREREQFUNCTION, &Transfer::on_request);
  set(CURLOPT_PREREQDATA, &transfer);

  const auto code = curl_easy_perform(handle);
  const auto where = shown_address(url);
  if (transfer.refused) {
    return Error{
        "refused-address",
        fmt::format("{}: its host is not an address of the public internet; allow_private on this feed lets it "
                    "be read",
                    where)};
  }
  if (transfer.long_headers) {
    return Error{"too-large",
                 fmt::format("{}: more than {} bytes of headers; it was not read", where, kMaxHeaderBytes)};
  }
  if (transfer.too_large || code == CURLE_FILESIZE_EXCEEDED) {
    return Error{"too-large", fmt::format("{}: more than {} bytes; the rest was not read", where, request.max_body)};
  }
  if (code == CURLE_ABORTED_BY_CALLBACK) return Error{"stopped", fmt::format("{}: stopped", where)};
  if (code != CURLE_OK) {
    return Error{code_of(code), fmt::format("{}: {}", where, detail[0] != '\0' ? detail : curl_easy_strerror(code))};
  }
  long version = CURL_HTTP_VERSION_NONE;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &transfer.response.status);
  curl_easy_getinfo(handle, CURLINFO_HTTP_VERSION, &version);
  transfer.response.end_known = version >= CURL_HTTP_VERSION_2_0 ||
                                !transfer.response.header("content-length").empty() ||
                                !transfer.response.header("transfer-encoding").empty();
  if (const auto status = transfer.response.status; status >= 200 && status < 300) {
    auto body =
        decoded(std::move(transfer.response.body), transfer.response.header("content-encoding"), request.max_body);
    if (!body) return Error{body.error().code, fmt::format("{}: {}", where, body.error().message)};
    transfer.response.body = std::move(body->body);
    transfer.response.end_known = transfer.response.end_known || body->has_end;
  }
  char* next = nullptr;
  if (is_redirect(transfer.response.status)) curl_easy_getinfo(handle, CURLINFO_REDIRECT_URL, &next);
  redirect = next != nullptr ? next : "";
  transfer.response.url = url;
  return std::move(transfer.response);
}

Result<HttpResponse> HttpClient::get(const HttpRequest& request, const std::stop_token& stop) {
  auto url = request.url;
  const auto first = origin_of(url);
  if (first.empty()) {
    return Error{"bad-address", fmt::format("{}: no address of http or https", shown_address(request.url))};
  }
  const auto end = std::chrono::steady_clock::now() + request.total;
  bool permanent = true;
  for (int redirects = 0;; ++redirects) {
    std::string next;
    const auto origin = origin_of(url);
    // At least a millisecond: none at all would be no limit.
    const auto left = std::max(Duration(1), std::chrono::ceil<Duration>(end - std::chrono::steady_clock::now()));
    auto response = step(request, url, !request.authorization.empty() && origin == first, left, stop, next);
    if (!response) return response;
    if (next.empty()) {
      if (permanent && redirects > 0) response->moved_to = url;
      return response;
    }
    permanent = permanent && (response->status == 301 || response->status == 308);
    const auto to = origin_of(next);
    if (to.empty()) {
      return Error{"redirect", fmt::format("{}: leads to something that is no address of http", shown_address(url))};
    }
    if (origin.starts_with("https:") && !to.starts_with("https:")) {
      return Error{"redirect", fmt::format("{}: leads from https to {}", shown_address(url), shown_address(next))};
    }
    if (redirects == kMaxRedirects) {
      return Error{"redirect",
                   fmt::format("{}: leads on more than {} times", shown_address(request.url), kMaxRedirects)};
    }
    url = next;
  }
}

std::string origin_of(const std::string& text) {
  if (text.find(":///") == text.find(':')) return {};  // no host: libcurl would take the path's beginning for the host
  const auto url = parse_url(text);
  const auto scheme = ascii_lower(part(url, CURLUPART_SCHEME));
  if (scheme != "http" && scheme != "https") return {};
  const auto host = ascii_lower(part(url, CURLUPART_HOST));
  if (host.empty()) return {};
  return fmt::format("{}://{}:{}", scheme, host, part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT));
}

bool has_userinfo(const std::string& text) {
  const auto url = parse_url(text);
  return !part(url, CURLUPART_USER).empty() || !part(url, CURLUPART_PASSWORD).empty();
}

std::string host_of(const std::string& text) { return ascii_lower(part(parse_url(text), CURLUPART_HOST)); }

std::string shown_address(const std::string& text) {
  const auto url = parse_url(text);
  if (!url) return "(no address)";
  for (const auto hidden : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
    curl_url_set(url.get(), hidden, nullptr, 0);
  }
  return part(url, CURLUPART_URL);
}

}  // namespace sait
