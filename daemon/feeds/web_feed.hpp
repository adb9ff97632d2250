// RSS, Atom and JSON Feed over HTTP: `type: rss`.
#pragma once

#include <memory>
#include <string>

#include "feeds/feed.hpp"
#include "feeds/web_state.hpp"
#include "net/host_gate.hpp"
#include "net/http_client.hpp"

namespace sait {

struct WebFeedOptions {
  std::string url;
  Duration poll = std::chrono::minutes(15);
  Duration timeout = std::chrono::seconds(60);
  bool allow_private = false;
  std::string
      authorization_file;  // its content is sent as Authorization; read at each fetch, so that it can be changed
  std::string user_agent, proxy, ca_file;
  std::shared_ptr<HostGate> hosts;
};

/// Each item is a post once, and again when its words change, back to former ones too; what left the document is not
/// deleted. A document is asked for with the validators of the last one whose posts are in the journal; of one that may
/// have been cut off without saying so, neither these nor the last item are taken.
///
/// - Failures are `down` with the reason, until a fetch succeeds. The first is tried again after a minute, then ever
///   later up to the poll interval or an hour, whichever is more; 429 and 503 are waited for as long as Retry-After
///   asks, a day at most, by all feeds of that host. Who has to wait for its host longer than its poll interval and its
///   timeout is `down` too: because the host asked, or because other feeds keep it busy.
/// - 301 and 308 that lead to the same place, and to a feed there, three times in a row change the address for good;
///   three failures in a row there change it back. What is secret does not move with it: another host gets no
///   Authorization.
/// - 410 of the configured address, and a JSON Feed that says it has expired, end the feed.
/// - A document none of whose items was there before, in whatever words, is a `hole`: more came between two
///   fetches than it holds.
/// - Not oftener than the document's own wish (ttl, Cache-Control: max-age), a day at most, and not in its skipHours.
class WebFeed final : public Feed {
 public:
  WebFeed(FeedDeclaration declaration, WebFeedOptions options);
  [[nodiscard]] std::string source() const override { return options_.url; }
  [[nodiscard]] bool rereadable() const override { return true; }
  void run(const std::optional<Cursor>& cursor, bool follow, FeedSink& sink, std::stop_token stop) override;

 private:
  WebFeedOptions options_;
};

/// `url` (required, http or https), `poll` (15m, 1s to 1d), `timeout` (60s, 1s to 10m), `allow_private` (false),
/// `authorization_file` (none).
[[nodiscard]] std::unique_ptr<Feed> make_web_feed(const YamlNode& section, FeedDeclaration declaration,
                                                  const FeedContext& context);

}  // namespace sait
