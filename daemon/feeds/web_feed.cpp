#include "feeds/web_feed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bitset>
#include <filesystem>
#include <random>
#include <utility>

#include "base/digest.hpp"
#include "base/regular_file.hpp"
#include "feeds/asked_wait.hpp"
#include "feeds/wait.hpp"
#include "feeds/web_document.hpp"
#include "feeds/web_identity.hpp"
#include "feeds/web_post.hpp"

namespace sait {
namespace {

using SteadyClock = HostGate::Clock;
constexpr Duration kDay = std::chrono::hours(24);
constexpr Duration kFirstRetry = std::chrono::minutes(1);
constexpr Duration kLastRetry = std::chrono::hours(1);
constexpr int kMovedForGood = 3;               // fetches that led to the same place, or failed there
constexpr std::size_t kMaxSecret = 8U << 10U;  // bytes of an authorization

Time now() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

std::uint64_t hash_of(const std::string& identity, const WebItem& item) {
  auto hash = fnv1a(identity);
  for (const auto* part : {&item.title, &item.summary, &item.content}) hash = fnv1a(*part, fnv1a("\n", hash));
  return item.comments ? fnv1a(fmt::format("{}", *item.comments), hash) : hash;
}

bool has_words(const WebItem& item) { return !item.title.empty() || !item.text().empty() || !item.alts.empty(); }

class WebRun {
 public:
  WebRun(const WebFeedOptions& options, const FeedDeclaration& declaration, FeedSink& sink, std::stop_token stop)
      : options_(options),
        declaration_(declaration),
        sink_(sink),
        stop_(std::move(stop)),
        client_(options.user_agent),
        random_(fnv1a(declaration.id) ^ static_cast<std::uint64_t>(SteadyClock::now().time_since_epoch().count())) {}

  void go(const std::optional<Cursor>& cursor, bool follow) {
    state_ = WebState::load(cursor.value_or(Cursor{}), options_.url);
    bool first = true;
    while (!stop_.stop_requested() && !over_) {
      // Not all feeds at the moment of a start.
      if (first && follow) wait_for(jittered(Duration(0), std::min(options_.poll / 10, Duration(2000))));
      first = false;
      fetch();
      if (stop_.stop_requested()) return;
      if (!follow && !over_) end({});
      if (!over_) wait_for(next_);
    }
  }

 private:
  void wait_for(Duration span) {
    sink_.expect_within(span);
    wait_until(stop_, SteadyClock::now() + span);
  }

  void fetch() {
    HttpRequest request;
    request.url = state_.url;
    request.allow_private = options_.allow_private;
    request.proxy = options_.proxy;
    request.ca_file = options_.ca_file;
    request.total = options_.timeout;
    request.max_body = kMaxDocument;
    request.headers.emplace_back(
        "Accept",
        "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
        "text/xml;q=0.9, */*;q=0.5");
    if (!state_.etag.empty()) request.headers.emplace_back("If-None-Match", state_.etag);
    if (!state_.modified.empty()) request.headers.emplace_back("If-Modified-Since", state_.modified);
    if (!options_.authorization_file.empty() && origin_of(state_.url) == origin_of(options_.url)) {
      auto secret = authorization();
      if (!secret) return failed(secret.error().code, secret.error().message);
      request.authorization = std::move(*secret);
    }
    const auto response = ask(request);
    if (stop_.stop_requested()) return;
    if (!response) return failed(response.error().code, response.error().code + ": " + response.error().message);
    answered(*response);
  }

  // In its host's turn. A host that asks to be left alone is from before anybody else has its turn.
  Result<HttpResponse> ask(const HttpRequest& request) {
    const auto turn = turn_at(host_of(request.url));
    if (!turn) return Error{"stopped", {}};
    sink_.expect_within(options_.timeout);
    auto response = client_.get(request, stop_);
    if (response && (response->status == 429 || response->status == 503)) {
      if (const auto asked = wait_asked(response->header("retry-after"), now()))
        options_.hosts->hold(host_of(response->url), SteadyClock::now() + *asked);
    }
    return response;
  }

  // Who waits longer than from one fetch to the next, and than an answer to another feed may take, says so: nothing of
  // the feed is seen meanwhile.
  std::optional<HostGate::Turn> turn_at(const std::string& host) {
    const auto patience = std::max(options_.poll, options_.timeout);
    const auto where = shown_address(state_.url);
    HostGate::Place place(*options_.hosts, host);
    for (auto deadline = SteadyClock::now() + patience;;) {
      sink_.expect_within(2 * kDay);  // a host may ask to be left alone for a day
      auto turn = place.wait_for_turn(stop_, deadline);
      if (turn || stop_.stop_requested()) return turn;
      const auto held = options_.hosts->held_until(host);
      const auto wait = std::chrono::ceil<std::chrono::seconds>(held.value_or(deadline) - SteadyClock::now());
      troubled(held ? "held" : "busy",
               held
                   ? fmt::format("{}: its host asked a feed here to wait (Retry-After); this one waits {} s too", where,
                                 wait.count())
                   : fmt::format("{}: its host is busy with other feeds for more than {} s; poll the feeds of one host "
                                 "less often, or shorten network.pause",
                                 where, std::chrono::ceil<std::chrono::seconds>(patience).count()));
      deadline = std::max(held.value_or(deadline), SteadyClock::now()) + patience;
    }
  }

  void answered(const HttpResponse& response) {
    const auto where = shown_address(response.url);
    if (response.status == 410 && state_.url == options_.url)
      return end(fmt::format("{}: gone for good (410); take the feed out of the configuration", where));
    if (response.status == 429 || response.status == 503) {
      const auto asked = wait_asked(response.header("retry-after"), now());
      const auto wait = std::chrono::duration_cast<std::chrono::seconds>(asked.value_or(Duration(0)));
      return failed(fmt::format("{}", response.status),
                    fmt::format("{}: HTTP {}{}", where, response.status,
                                asked ? fmt::format(", asks to wait {} s", wait.count()) : ""),
                    wait);
    }
    const bool unasked = response.status == 304 && state_.etag.empty() && state_.modified.empty();
    const bool has_document =
        response.status == 200 || response.status == 203;  // 203: a proxy changed something on the way
    if ((!has_document && response.status != 304) || unasked) {
      return failed(fmt::format("{}", response.status),
                    fmt::format("{}: HTTP {}{}", where, response.status,
                                unasked ? ", though nothing was asked that it could answer so" : ""));
    }
    if (has_document) {
      DocumentContext context;
      context.content_type = response.header("content-type");
      const auto location = response.header("content-location");
      context.base = location.empty() ? response.url : absolute_address(location, response.url);
      auto document = parse_web_document(response.body, context);
      if (!document) {
        const auto& error = document.error();
        return failed(error.code, fmt::format("{}: {}: {}", where, error.code, error.message));
      }
      ttl_ = std::min(document->ttl.value_or(Duration(0)), kDay);
      skip_hours_ = document->skip_hours;
      const bool expired = document->expired;
      take(std::move(*document), response);
      if (expired) return end(fmt::format("{}: says that it has ended (expired)", where));
    }
    note_move(response);
    const auto age = max_age(response.header("cache-control"));
    auto wait = std::max({options_.poll, ttl_, age.value_or(Duration(0))});
    wait += until_wanted(now() + wait, skip_hours_);
    succeeded(wait);
  }

  // What is new in the document, as one hand-over with the state behind it.
  void take(WebDocument document, const HttpResponse& response) {
    // What stopped without having said where it ends may have more, and its last item too; both come with the whole.
    const bool whole = response.end_known || !document.damaged;
    if (!whole && document.cut_short && !document.items.empty()) document.items.pop_back();
    drop_twins(document);
    const auto ids = state_.identify(document);
    RawBatch batch;
    std::vector<WebState::Seen> fresh;
    bool continues = state_.seen.empty() || document.items.empty();
    // Documents have the newest first; posts are handed over as they were written.
    for (std::size_t i = document.items.size(); i-- > 0;) {
      const auto& item = document.items[i];
      const WebState::Seen current{fnv1a(ids[i]), hash_of(ids[i], item)};
      const auto sight = state_.sight_of(current);
      continues = continues || sight != WebState::Sight::fresh;
      if (sight == WebState::Sight::same || !has_words(item)) continue;
      const auto line = post_line(item, declaration_.platform, declaration_.id + "|", ids[i]);
      batch.lines.push_back({static_cast<std::uint32_t>(batch.buffer.size()), static_cast<std::uint32_t>(line.size()),
                             fresh.size() + 1, fresh.size() + 1, 0});
      batch.buffer += line;
      batch.buffer.push_back('\0');
      fresh.push_back(current);
    }
    if (!continues) {
      batch.events.push_back({0, CoverageState::hole,
                              fmt::format("{}: none of its {} items was there at the last fetch; what came and went in "
                                          "between is lost, poll oftener",
                                          shown_address(response.url), document.items.size())});
    }
    state_.etag = whole ? response.header("etag") : "";
    state_.modified = whole ? response.header("last-modified") : "";
    state_.add(fresh, document.items.size());
    batch.source = state_.save();
    if (!batch.lines.empty() || !batch.events.empty()) push(std::move(batch));
  }

  void note_move(const HttpResponse& response) {
    if (response.moved_to.empty() || response.moved_to != moved_to_) {
      moved_to_ = response.moved_to;
      moved_times_ = 0;
    }
    if (!moved_to_.empty() && ++moved_times_ >= kMovedForGood) {
      tell(CoverageState::up,
           fmt::format("moved for good to {}; change its url in the configuration", shown_address(moved_to_)));
      state_.url = moved_to_;
      moved_times_ = 0;
    }
  }

  void succeeded(Duration wait) {
    if (down_ != std::optional(false))
      tell(CoverageState::up, fmt::format("{}: is being read", shown_address(state_.url)));
    down_ = false;
    failures_ = 0;
    sink_.reached();
    next_ = jittered(wait, wait / 10);
  }

  // Told once for each kind of problem: figures in the reason change from one try to the next.
  void troubled(const std::string& kind, const std::string& why) {
    if (down_ != std::optional(true) || kind != last_problem_) tell(CoverageState::down, why);
    down_ = true;
    last_problem_ = kind;
  }

  void failed(const std::string& kind, const std::string& why, Duration at_least = Duration(0)) {
    troubled(kind, why);
    const auto first = std::min(kFirstRetry, options_.poll);
    const auto wait =
        std::min(first * (std::int64_t{1} << std::min(failures_++, 20)), std::max(options_.poll, kLastRetry));
    next_ = std::max(jittered(wait, wait / 4), at_least);
    if (failures_ >= kMovedForGood && state_.url != options_.url) move_back();
  }

  // "For good" is a server's word: a move may be withdrawn, or a domain lost.
  void move_back() {
    tell(CoverageState::down,
         fmt::format("{}: failed there {} times in a row, where it had moved to for good; its url in "
                     "the configuration is asked again",
                     shown_address(state_.url), failures_));
    state_.url = options_.url;
    state_.etag.clear();  // of another document
    state_.modified.clear();
  }

  void end(const std::string& why) {
    if (!why.empty()) tell(CoverageState::ended, why);
    over_ = true;
    RawBatch last;
    last.source = state_.save();
    last.ended = true;
    push(std::move(last));
  }

  void tell(CoverageState state, std::string detail) {
    RawBatch batch;
    batch.source = state_.save();
    batch.events.push_back({0, state, std::move(detail)});
    push(std::move(batch));
  }

  void push(RawBatch batch) { over_ = !sink_.push(std::move(batch)) || over_; }

  // wait, and up to `most` more: many feeds that failed together do not come back together.
  Duration jittered(Duration wait, Duration most) {
    if (most.count() <= 0) return wait;
    return wait + Duration(static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most.count())));
  }

  Result<std::string> authorization() {
    auto read = read_regular_file(options_.authorization_file, kMaxSecret);
    auto secret = read ? std::move(*read) : std::string();
    while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r' || secret.back() == ' '))
      secret.pop_back();
    if (secret.empty() || secret.find_first_of("\r\n") != std::string::npos) {
      return Error{
          "unreadable",
          fmt::format(
              "{}: no line can be read there; authorization_file names a file with what is sent as Authorization",
              options_.authorization_file)};
    }
    return secret;
  }

  const WebFeedOptions& options_;
  const FeedDeclaration& declaration_;
  FeedSink& sink_;
  const std::stop_token stop_;
  HttpClient client_;
  std::mt19937_64 random_;
  WebState state_;
  bool over_ = false;
  std::optional<bool> down_;  // empty: not told yet
  std::string last_problem_;  // its kind
  int failures_ = 0;
  Duration ttl_{0};  // of the last document: an answer that it has not changed does not repeat it
  std::bitset<24> skip_hours_;
  Duration next_{0};
  std::string moved_to_;
  int moved_times_ = 0;
};

}  // namespace

WebFeed::WebFeed(FeedDeclaration declaration, WebFeedOptions options)
    : Feed(std::move(declaration)), options_(std::move(options)) {}

void WebFeed::run(const std::optional<Cursor>& cursor, bool follow, FeedSink& sink, std::stop_token stop) {
  WebRun(options_, declaration(), sink, std::move(stop)).go(cursor, follow);
}

std::unique_ptr<Feed> make_web_feed(const YamlNode& section, FeedDeclaration declaration, const FeedContext& context) {
  WebFeedOptions options;
  const auto url = section.require("url");
  options.url = url.text();
  if (url.is_scalar() && origin_of(options.url).empty()) {
    url.error("address", "\"url\" must be an address of http or https, such as https://news.example/feed.xml");
  }
  if (has_userinfo(options.url)) {
    url.error("secret", "\"url\" holds a name or a password; authorization_file names a file for it");
  }
  options.poll = section["poll"].duration(options.poll, std::chrono::seconds(1), kDay);
  options.timeout = section["timeout"].duration(options.timeout, std::chrono::seconds(1), std::chrono::minutes(10));
  options.allow_private = section["allow_private"].boolean(false);
  if (const auto file = section["authorization_file"]; file.present()) {
    options.authorization_file = (std::filesystem::path(context.base_folder) / file.text()).lexically_normal().string();
  }
  options.user_agent = context.user_agent;
  options.proxy = context.proxy;
  options.ca_file = context.ca_file;
  options.hosts = context.hosts;
  return std::make_unique<WebFeed>(std::move(declaration), std::move(options));
}

}  // namespace sait
