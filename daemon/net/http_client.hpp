// GET over HTTP and HTTPS (libcurl) of addresses that others wrote: nothing they answer can lead it elsewhere than to
// the public internet, hold it for long, or fill its memory.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/address_policy.hpp"

namespace sait {

struct HttpRequest {
  std::string url;                                           // http or https
  std::vector<std::pair<std::string, std::string>> headers;  // beside User-Agent and Accept-Encoding
  std::string authorization;                                 // goes to the first host alone, never into a message
  bool allow_private = false;                                // addresses that are not of the public internet, too
  std::string proxy;                                         // empty: none, whatever the environment says
  std::string ca_file;                                       // PEM; trusted beside the system's roots
  Duration total = std::chrono::seconds(60);                 // from the first look-up to the last byte, redirects too
  Duration connect = std::chrono::seconds(15);
  std::size_t max_body = 8U << 20U;  // decoded bytes
  std::vector<std::string> resolve;  // "host:port:address", instead of asking: tests
};

struct HttpResponse {
  long status = 0;
  std::string body;                            // decoded; of an answer that is none of 2xx, as it came
  std::map<std::string, std::string> headers;  // of the last answer; names in small letters
  std::string url;                             // where the last answer came from
  std::string moved_to;                        // not empty: every step on the way there was permanent (301, 308)
  bool end_known = false;  // it said where it ends, or its encoding did: a body that was cut off would be an error

  /// Empty when there is none.
  [[nodiscard]] std::string header(const std::string& name) const;
};

/// One thread's; keeps connections open between requests. Redirects are followed at most five times, never from https
/// to http. Errors (the message names host and cause, never userinfo, query or authorization):
///   bad-address  refused-address  resolve  connect  tls  time-out  too-large  cut-off  redirect  proxy  http  stopped
class HttpClient {
 public:
  static constexpr int kMaxRedirects = 5;

  /// Which addresses may be connected to without allow_private, by their texts.
  using AddressPolicy = bool (*)(const std::string& address);

  /// Who asks: "saitd/0.1.0 (+https://...; mail)".
  explicit HttpClient(std::string user_agent, AddressPolicy policy = is_public);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Ends within about a second of a stop request.
  [[nodiscard]] Result<HttpResponse> get(const HttpRequest& request, const std::stop_token& stop);

 private:
  struct Transfer;
  Result<HttpResponse> step(const HttpRequest& request, const std::string& url, bool authorize, Duration left,
                            const std::stop_token& stop, std::string& redirect);

  std::string user_agent_;
  AddressPolicy policy_;
  void* handle_;  // CURL
};

/// Scheme, host and port of an address in the form they are compared by ("https://a.example:443"); empty when it is
/// none of http or https.
[[nodiscard]] std::string origin_of(const std::string& url);
/// Whether a name or a password stands in it ("https://name:secret@a.example/").
[[nodiscard]] bool has_userinfo(const std::string& url);
/// Its host alone, for messages and for what is counted by host.
[[nodiscard]] std::string host_of(const std::string& url);
/// The address without userinfo, query and fragment: what may stand in a message.
[[nodiscard]] std::string shown_address(const std::string& url);

}  // namespace sait
