#include "outlets/alert_subscriber.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "outlets/backoff.hpp"
#include "outlets/zmq_frames.hpp"

namespace sait {
namespace {

constexpr std::int64_t kLargestFrame = 8U << 20U;
constexpr int kReconnectMaxMs = 2000;
constexpr int kMessagesPerTurn = 256;  // before the recovery socket and the stop request get their turn
constexpr int kHeartbeatsMissed = 3;
constexpr Duration kShortestSilence{1000};  // a busy machine delays a heartbeat; that is no silence yet

/// Readable from the moment a stop is requested.
class StopDescriptor {
 public:
  explicit StopDescriptor(const std::stop_token& stop)
      : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), callback_(std::in_place, stop, Wake{fd_}) {}
  ~StopDescriptor() {
    // First, for it waits for a callback under way, which must not write into a closed descriptor.
    callback_.reset();
    if (fd_ >= 0) ::close(fd_);
  }
  StopDescriptor(const StopDescriptor&) = delete;
  StopDescriptor& operator=(const StopDescriptor&) = delete;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  struct Wake {
    int fd;
    void operator()() const {
      const std::uint64_t one = 1;
      [[maybe_unused]] const auto wrote = ::write(fd, &one, sizeof(one));
    }
  };
  int fd_;
  std::optional<std::stop_callback<Wake>> callback_;
};

}  // namespace

/// The sockets of one run(), and when to do what.
class AlertSubscriber::Connection {
 public:
  Connection(AlertSubscriber& owner, const std::string& recover)
      : options_(owner.options_),
        sequencer_(owner.sequencer_),
        on_event_(owner.on_event_),
        publish_address_(wire::address_of(options_.publish)),
        recover_address_(wire::address_of(recover)),
        interval_(options_.heartbeat),
        backoff_(options_.answer_timeout, std::max<Duration>(options_.answer_timeout, Duration(30'000))) {
    subscribe();
    // Tried here, so that an address nobody can connect to is an error of run() and not an endless loop.
    ask_socket();
  }

  void run(const std::stop_token& stop, int stop_fd) {
    while (!stop.stop_requested()) {
      try {
        turn(stop, stop_fd);
      } catch (const zmq::error_t& error) {
        if (error.num() == EINTR) continue;
        say(SubscriberEvent::Kind::trouble, std::string("ZeroMQ: ") + error.what());
        no_answer({});
      }
    }
  }

 private:
  using Clock = std::chrono::steady_clock;

  void prepare(zmq::socket_t& socket, const std::string& address) const {
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::maxmsgsize, kLargestFrame);
    socket.set(zmq::sockopt::reconnect_ivl, 100);
    socket.set(zmq::sockopt::reconnect_ivl_max, kReconnectMaxMs);
    keep_alive(socket);
    if (address.find('[') != std::string::npos) socket.set(zmq::sockopt::ipv6, 1);
  }

  void subscribe() {
    heard_ = Clock::now();
    zmq::socket_t sub(context_, zmq::socket_type::sub);
    prepare(sub, publish_address_);
    sub.set(zmq::sockopt::rcvhwm, options_.receive_hwm);
    sub.set(zmq::sockopt::subscribe, wire::kAlertPrefix);
    sub.set(zmq::sockopt::subscribe, wire::kTrialPrefix);
    sub.set(zmq::sockopt::subscribe, wire::kHeartbeatTopic);
    sub.connect(publish_address_);
    sub_ = std::move(sub);
  }

  void ask_socket() {
    zmq::socket_t dealer(context_, zmq::socket_type::dealer);
    prepare(dealer, recover_address_);
    dealer.connect(recover_address_);
    dealer_ = std::move(dealer);
  }

  void turn(const std::stop_token& stop, int stop_fd) {
    auto now = Clock::now();
    if (const auto from = sequencer_.missing(); from && !waiting_ && backoff_.due(now)) ask(*from);
    auto wake = heard_ + silence();
    if (waiting_) {
      wake = std::min(wake, answer_by_);
    } else if (sequencer_.missing()) {
      wake = std::min(wake, backoff_.until());
    }
    std::array<zmq::pollitem_t, 3> items{{{sub_.handle(), 0, ZMQ_POLLIN, 0},
                                          {waiting_ ? dealer_.handle() : nullptr, stop_fd, ZMQ_POLLIN, 0},
                                          {nullptr, stop_fd, ZMQ_POLLIN, 0}}};
    zmq::poll(items.data(), items.size(), std::chrono::milliseconds(milliseconds_until(wake, now)));
    for (int i = 0; i < kMessagesPerTurn && !stop.stop_requested() && take_live(); ++i) {
    }
    if (waiting_ && !stop.stop_requested()) take_page();
    now = Clock::now();
    if (waiting_ && now >= answer_by_) no_answer("no answer from " + recovery_name());
    if (now >= heard_ + silence()) reconnect_after_silence();
  }

  void ask(std::uint64_t from) {
    if (!dealer_) ask_socket();
    waiting_ = true;
    asked_from_ = from;
    answer_by_ = Clock::now() + options_.answer_timeout;
    send_frames(dealer_, {wire::request(from)});
  }

  /// One message of the SUB socket; false when there is none.
  bool take_live() {
    const auto frames = receive_frames(sub_);
    if (!frames) return false;
    const auto sequence = frames->size() == 4 ? wire::decode_sequence(view((*frames)[1])) : std::nullopt;
    if (!sequence || (*frames)[2].empty()) {
      say(SubscriberEvent::Kind::trouble,
          options_.publish + " sent what no alert publisher sends; is it the right endpoint?");
      return true;
    }
    heard();
    const auto run = view((*frames)[2]), json = view((*frames)[3]);
    bool same = true;
    if (view((*frames)[0]) == wire::kHeartbeatTopic) {
      learn(wire::heartbeat_interval(json));
      same = sequencer_.heartbeat(run, *sequence);
    } else {
      same = sequencer_.live(run, *sequence, json);
    }
    if (!same) start_again();
    return true;
  }

  void take_page() {
    const auto frames = receive_frames(dealer_);
    if (!frames) return;
    const auto header = wire::parse_page_header(view(frames->front()));
    if (!header) return no_answer(recovery_name() + ": " + header.error().message);
    std::vector<AlertSequencer::Item> items;
    for (std::size_t i = 1; i + 2 < frames->size(); i += 3) {
      const auto sequence = wire::decode_sequence(view((*frames)[i + 1]));
      const auto lowest = items.empty() ? asked_from_ : items.back().sequence + 1;
      if (!sequence || *sequence < lowest || *sequence >= header->next) break;
      items.push_back({*sequence, view((*frames)[i + 2])});
    }
    if (header->from != asked_from_ || items.size() != header->count || frames->size() != 1 + 3 * items.size()) {
      return no_answer(recovery_name() + ": the recovery reply is not what was asked for");
    }
    waiting_ = false;
    learn(header->heartbeat);
    if (!sequencer_.page(*header, items)) return start_again();
    // Asking again at once after a page that leads nowhere would turn into a storm of requests.
    if (header->next == asked_from_ && sequencer_.missing()) return backoff_.failed();
    backoff_.succeeded();
  }

  /// A reply may still come to the socket that asked: it is given up, so that the next reply belongs to the next
  /// request.
  void no_answer(std::string text) {
    waiting_ = false;
    dealer_.close();
    backoff_.failed();
    if (!text.empty()) say(SubscriberEvent::Kind::trouble, std::move(text));
  }

  /// Fresh sockets hold nothing of the former run.
  void start_again() {
    waiting_ = false;
    dealer_.close();
    backoff_.succeeded();
    subscribe();
  }

  void reconnect_after_silence() {
    if (!silent_) {
      const auto since = ever_heard_ ? "since " + format_time(heard_at_) : std::string("yet");
      say(SubscriberEvent::Kind::silent, "no heartbeat from " + options_.publish + " " + since + "; connecting again");
      silent_ = true;
    }
    subscribe();
  }

  void heard() {
    heard_ = Clock::now();
    heard_at_ = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    ever_heard_ = true;
    if (!std::exchange(silent_, false)) return;
    backoff_.succeeded();
    say(SubscriberEvent::Kind::heard, options_.publish + " is back");
  }

  void learn(Duration interval) {
    if (interval.count() > 0) interval_ = interval;
  }
  [[nodiscard]] Duration silence() const { return std::max(interval_ * kHeartbeatsMissed, kShortestSilence); }
  [[nodiscard]] std::string recovery_name() const { return "the recovery endpoint " + recover_address_; }
  void say(SubscriberEvent::Kind kind, std::string text) const {
    if (on_event_) on_event_({kind, std::move(text)});
  }

  const AlertSubscriberOptions& options_;
  AlertSequencer& sequencer_;
  const OnEvent& on_event_;
  const std::string publish_address_, recover_address_;
  zmq::context_t context_{1};
  zmq::socket_t sub_, dealer_;
  Duration interval_;
  Backoff backoff_;
  bool waiting_ = false;  // for the reply to a request
  std::uint64_t asked_from_ = 0;
  Clock::time_point answer_by_{};
  Clock::time_point heard_{};
  Time heard_at_{};
  bool ever_heard_ = false, silent_ = false;
};

AlertSubscriber::AlertSubscriber(AlertSubscriberOptions options, OnAlert on_alert, OnEvent on_event)
    : options_(std::move(options)),
      on_event_(on_event),
      sequencer_(options_.from, options_.run, std::move(on_alert), std::move(on_event)) {}

AlertSubscriber::~AlertSubscriber() = default;

Status AlertSubscriber::run(std::stop_token stop) {
  const auto recover = options_.recover.empty() ? wire::recovery_endpoint_of(options_.publish) : options_.recover;
  if (recover.empty()) {
    return Error{"endpoint", "'" + options_.publish +
                                 "' has no port to count the recovery endpoint from: give tcp://HOST:PORT "
                                 "or ipc://PATH, or the recovery endpoint as well"};
  }
  const StopDescriptor stopped(stop);
  if (stopped.fd() < 0) return Error{"zeromq", std::string("no descriptor to wait on: ") + std::strerror(errno)};
  try {
    Connection(*this, recover).run(stop, stopped.fd());
  } catch (const zmq::error_t& error) {
    return Error{"endpoint", "cannot connect to " + options_.publish + " and " + recover + ": " + error.what() +
                                 "; endpoints look like tcp://127.0.0.1:5581 or ipc:///run/saitd/alerts"};
  }
  return {};
}

}  // namespace sait
