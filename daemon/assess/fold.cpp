#include "assess/fold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <numeric>
#include <tuple>
#include <utility>

#include "assess/assess.hpp"
#include "assess/decide.hpp"
#include "assess/kit.hpp"
#include "assess/would_change.hpp"

namespace sait {
namespace {

constexpr std::uint8_t kCheckpointVersion = 8;  // an older one is folded anew from the journal

// A record about a post, with the event time the journal first gave the post.
struct Placed {
  Time event_time;
  const Record* record;
};

std::pair<Time, std::string_view> event_of(const Record& record) {
  if (const auto* post = std::get_if<PostRecord>(&record.body)) return {post->event_time, post->platform};
  if (const auto* change = std::get_if<EngagementRecord>(&record.body)) return {change->event_time, change->platform};
  const auto& deletion = std::get<DeletionRecord>(record.body);
  return {deletion.event_time, deletion.platform};
}

// The order in which they are folded between two ticks.
bool folds_before(const Placed& a, const Placed& b) {
  if (a.event_time != b.event_time) return a.event_time < b.event_time;
  const auto rest = [](const Record& record) {
    return std::tuple<std::string_view, const PostKey&, std::uint64_t>(event_of(record).second, record.post,
                                                                       record.seq);
  };
  return rest(*a.record) < rest(*b.record);
}

auto key_of(const MatchRef& match) { return std::tie(match.narrative, match.audience); }

std::string waited_text(const Budget::Held& held) {
  if (held.over_narratives_own)
    return fmt::format(
        "Held back since {}: the alerts a day that this narrative declares as its budget were given; "
        "analysts had it in a digest.",
        format_time(held.since));
  return fmt::format(
      "Held back since {}: the alerts of such advice that the policy allows this audience a day were "
      "given.",
      format_time(held.since));
}

Time next_hour(Time tick) { return std::chrono::floor<std::chrono::hours>(tick) + std::chrono::hours(1); }

}  // namespace

std::size_t Fold::open_alerts() const { return std::accumulate(open_.begin(), open_.end(), std::size_t{0}); }

// Counts an open alert in (+1) or out (-1). What is on trial is not among them.
void Fold::note_open(const ConversationKey& key, const Entry& entry, int by) {
  if (!entry.life.open() || entry.as != Maturity::stable) return;
  auto& open = open_[static_cast<std::size_t>(entry.life.posture())];
  open = by > 0 ? open + 1 : open - 1;
  if (entry.life.posture() == Posture::escalate_safety) threats_[key.audience] += by;
}

// Whether anybody hears of what its alert's life says.
bool Fold::is_told(const Entry& entry) const { return entry.as != Maturity::shadow || telling_ == Telling::shadow_too; }

std::vector<TrialState> Fold::trials() const {
  std::vector<TrialState> states;
  states.reserve(trials_.all().size());
  for (const auto& [key, trial] : trials_.all()) {
    auto& state = states.emplace_back(TrialState{key, trial, std::nullopt});
    const auto at = conversations_.find(key);
    if (at != conversations_.end() && at->second.as != Maturity::stable && at->second.life.open())
      state.advised = at->second.life.posture();
  }
  return states;
}

Status Fold::advance(Record record, std::vector<Alert>& out) {
  const auto* tick = std::get_if<TickRecord>(&record.body);
  if (tick == nullptr) {
    pending_incidents_ = pending_incidents_ || std::holds_alternative<IncidentRecord>(record.body);
    pending_.push_back(std::move(record));
    return {};
  }
  if (auto status = apply_pending(*tick); !status) return status;
  tell(notices_.run_tick(tick->first), out);
  surroundings_.pass(tick->first - tick->interval, tick->first);
  run_tick(tick->first, out);
  auto passed = tick->first;
  // Nothing came in after `first`: only what is due on its own is visited, at the first grid point where it is.
  for (auto due = next_due(); due != Time::max() && tick->interval > Duration(0); due = next_due()) {
    const auto steps = (due - tick->first + tick->interval - Duration(1)) / tick->interval;
    const auto next = tick->first + std::max<std::int64_t>(1, steps) * tick->interval;
    if (next > tick->last) break;
    surroundings_.pass(passed, next);
    run_tick(next, out);
    passed = next;
  }
  surroundings_.pass(passed, tick->last);
  last_tick_ = std::max(last_tick_, tick->last);
  position_ = record.seq;
  return {};
}

Status Fold::apply_pending(const TickRecord& tick) {
  auto records = std::move(pending_);
  pending_.clear();
  pending_incidents_ = false;
  std::vector<Placed> posts;
  posts.reserve(records.size());
  std::deque<Record> backfilled;  // keeps its elements' places
  for (auto& record : records) {
    if (const auto* change = std::get_if<RulesRecord>(&record.body)) {
      auto rules = rules_by_hash_(change->rules);
      if (!rules) {
        return Error{
            "unknown-rules",
            fmt::format("the journal names the rule set {} at record {}, which the store does not hold; restore the "
                        "database from a backup",
                        to_hex(change->rules), record.seq)};
      }
      change_rules(std::move(rules));
    } else if (const auto* coverage = std::get_if<CoverageRecord>(&record.body)) {
      surroundings_.add(*coverage, record.stamp);
    } else if (const auto* notice = std::get_if<NoticeRecord>(&record.body)) {
      notices_.add(*notice);
    } else if (const auto* incident = std::get_if<IncidentRecord>(&record.body)) {
      incidents_.add(*incident, record.stamp);
    } else if (auto* backfill = std::get_if<BackfillRecord>(&record.body)) {
      for (auto& [key, post] : backfill->posts) {
        post.history = true;  // fills buckets, never a velocity
        const auto time = post.event_time;
        posts.push_back({time, &backfilled.emplace_back(Record{record.seq, record.stamp, key, std::move(post)})});
      }
    } else {
      posts.push_back({event_of(record).first, &record});
    }
  }
  if (!std::ranges::is_sorted(posts, folds_before)) std::ranges::sort(posts, folds_before);
  for (const auto& [time, record] : posts) {
    if (std::holds_alternative<PostRecord>(record->body))
      fold_post(*record);
    else if (const auto* change = std::get_if<EngagementRecord>(&record->body))
      fold_engagement(*change);
    else
      fold_deletion(*record);
  }
  surroundings_.add(tick);
  constexpr std::size_t kKeptRoom = 65'536;  // records; what a burst took is given back
  if (records.capacity() <= kKeptRoom) {
    records.clear();
    pending_ = std::move(records);
  }
  return {};
}

// What the new rules try otherwise, and what may find room in their budgets, is looked at when the tick comes.
void Fold::change_rules(std::shared_ptr<const RuleSet> rules) {
  rules_ = std::move(rules);
  calendar_.rules_changed();
  trials_.rules_changed(*rules_);
  for (const auto& [key, held] : budget_.held()) {
    if (const auto at = find(key.narrative, key.audience); at != conversations_.end()) touch(at);
  }
  for (auto at = conversations_.begin(); at != conversations_.end(); ++at) {
    const auto& [key, entry] = *at;
    if (!entry.life.open()) continue;
    const auto* narrative = rules_->find(key.narrative);
    const bool gone_trial = narrative == nullptr && entry.as != Maturity::stable;
    if (gone_trial || (narrative != nullptr && rules_->maturity(*narrative, key.audience) != entry.as)) touch(at);
  }
}

void Fold::fold_post(const Record& record) {
  const auto& post = std::get<PostRecord>(record.body);
  auto now = post.matches.begin(), former = post.superseded.begin();
  const auto now_end = post.matches.end(), former_end = post.superseded.end();
  while (now != now_end || former != former_end) {
    const auto& next = now == now_end                   ? *former
                       : former == former_end           ? *now
                       : key_of(*former) < key_of(*now) ? *former
                                                        : *now;
    // Both lists are in order: what is about one conversation stands together.
    const auto take = [&](auto& at, auto end, std::vector<SpeechAct>& acts) {
      acts.clear();
      for (; at != end && key_of(*at) == key_of(next); ++at) acts.push_back(at->act);
    };
    take(now, now_end, acts_);
    take(former, former_end, former_acts_);
    const auto at = find_or_add(next.narrative, next.audience);
    at->second.conversation.add(post, record.post, acts_, former_acts_, reaches_affected(post, at->first));
    touch(at);
  }
  if (post.refers) fold_replies(post);
}

void Fold::fold_replies(const PostRecord& post) {
  surroundings_.note_reply(post.feed);
  const auto count = [&](const std::vector<ReplyRef>& replies, std::int32_t sign) {
    for (const auto& reply : replies) {
      const auto at = find_or_add(reply.narrative, reply.audience);
      at->second.conversation.add_reply(post.event_time, reply.stance, sign);
      touch(at);
    }
  };
  count(post.superseded_replies, -1);
  count(post.replies, +1);
}

// Whether a post's community is declared for the people whom a claim harms, by the rules as they are when it is folded.
bool Fold::reaches_affected(const PostRecord& post, const ConversationKey& key) const {
  if (!rules_ || rules_->policy.communities.empty()) return false;
  const auto* narrative = rules_->find(key.narrative);
  return narrative != nullptr && rules_->policy.serves(post.community, narrative->affected);
}

Fold::Entries::iterator Fold::find(std::string_view narrative, std::string_view audience) {
  const auto at = index_.find({narrative, audience});
  return at == index_.end() ? conversations_.end() : at->second;
}

Fold::Entries::iterator Fold::find_or_add(const std::string& narrative, const std::string& audience) {
  if (const auto at = find(narrative, audience); at != conversations_.end()) return at;
  const auto at = conversations_.try_emplace({narrative, audience}).first;
  index_.emplace(KeyView(at->first.narrative, at->first.audience), at);
  if (const auto run = runs_.find(at->first); run != runs_.end()) {
    at->second.conversation.remember(run->second);
    runs_.erase(run);
  }
  return at;
}

void Fold::touch(Entries::iterator at) {
  if (!std::exchange(at->second.touched, true)) touched_.push_back(at);
}

void Fold::fold_engagement(const EngagementRecord& change) {
  const MatchRef* before = nullptr;  // in order: a conversation's claim comes once
  for (const auto& match : change.matches) {
    if (match.act != SpeechAct::claim || (before != nullptr && key_of(*before) == key_of(match))) continue;
    before = &match;
    if (const auto at = find(match.narrative, match.audience); at != conversations_.end()) {
      at->second.conversation.add(change);
      touch(at);
    }
  }
}

void Fold::fold_deletion(const Record& record) {
  for (const auto& match : std::get<DeletionRecord>(record.body).matches) {
    if (const auto at = find(match.narrative, match.audience); at != conversations_.end())
      at->second.conversation.remove_example(record.post);
  }
}

void Fold::tell(std::vector<Alert> alerts, std::vector<Alert>& out) {
  for (auto& alert : alerts) {
    alert.sequence = ++sequence_;
    if (rules_) {
      alert.rules = rules_->hash;
      alert.policy = rules_->policy.id;
    }
    out.push_back(std::move(alert));
  }
}

std::vector<OpenIncident> Fold::open_incidents() const {
  if (!pending_incidents_) return incidents_.open();
  auto incidents = incidents_;
  for (const auto& record : pending_) {
    if (const auto* incident = std::get_if<IncidentRecord>(&record.body)) incidents.add(*incident, record.stamp);
  }
  return incidents.open();
}

// Open alerts are looked at again when an incident that is about them opens or ends.
void Fold::touch_incidents(Time tick) {
  for (const auto& incident : incidents_.run_tick(tick)) {
    for (auto at = conversations_.begin(); at != conversations_.end(); ++at) {
      if (at->second.life.open() && covers(incident, at->first)) touch(at);
    }
  }
}

// The same when an event of the calendar begins or ends to be near.
void Fold::touch_calendar(Time tick) {
  if (!rules_) return;
  for (const auto& event : calendar_.run_tick(rules_->calendar, tick)) {
    for (auto at = conversations_.begin(); at != conversations_.end(); ++at) {
      const auto& [key, entry] = *at;
      if (entry.life.open() && event.about_narrative(key.narrative) && is_about(event, key.audience)) touch(at);
    }
  }
}

bool Fold::is_about(const NearEvent& event, const std::string& audience) const {
  const auto* declared = rules_->find_audience(audience);
  return declared != nullptr ? event.about_audience(audience, declared->languages) : event.about_audience(audience);
}

// When something happens without a record.
Time Fold::next_due() const {
  return std::min({due_.empty() ? Time::max() : due_.begin()->first, incidents_.next_end(), calendar_.next_change(),
                   digests_.next_due()});
}

// Whether an open alert's advice changes with the incident: below `prepare` there is nothing to say in public anyway.
void Fold::look_at_incident(const ConversationKey& key, const Entry& entry, const IncidentRecord* incident,
                            Decision& decision) {
  const bool moved = incidents_.moves(key, incident);
  decision.incident_moved =
      moved && entry.life.open() && std::max(decision.posture, entry.life.posture()) >= Posture::prepare;
}

void Fold::run_tick(Time tick, std::vector<Alert>& out) {
  touch_incidents(tick);
  touch_calendar(tick);
  while (!due_.empty() && due_.begin()->first <= tick) {
    const auto at = conversations_.find(due_.begin()->second);
    touch(at);
    at->second.due = Time::max();
    due_.erase(due_.begin());
  }
  views_.clear();
  threatened_.clear();
  for (const auto& [audience, open] : threats_) {
    if (open > 0) threatened_.insert(audience);
  }
  std::ranges::sort(touched_, {}, [](const auto& at) -> const ConversationKey& { return at->first; });
  // What finds room in a day's budgets: first what waits for it, the highest first, of these the longest.
  if (!budget_.held().empty())
    std::ranges::stable_sort(touched_, {}, [&](const auto& at) { return budget_.place_of(at->first); });
  for (const auto& at : touched_) {
    at->second.touched = false;
    visit(at, tick, out);
  }
  touched_.clear();
  tell(digests_.run_tick(budget_.held(), rules_.get(), tick), out);
  forget_past(tick);
  surroundings_.end_tick(tick);
  last_tick_ = tick;
}

const AudienceView& Fold::view_of(const std::string& audience, Time tick) {
  auto at = views_.find(audience);
  if (at == views_.end()) {
    const auto* declared = rules_ ? rules_->find_audience(audience) : nullptr;
    at = views_.emplace(audience, surroundings_.view(audience, tick, declared)).first;
    at->second.threat_open = threatened_.contains(audience);
    std::ranges::copy_if(calendar_.near(), std::back_inserter(at->second.events),
                         [&](const NearEvent& event) { return is_about(event, audience); });
  }
  return at->second;
}

void Fold::visit(Entries::iterator at, Time tick, std::vector<Alert>& out) {
  auto& [key, entry] = *at;
  auto& conversation = entry.conversation;
  const Hour last = hour_of(tick - Duration(1));
  conversation.note_day(conversation.claims(last - 23, last));
  conversation.judge(view_of(key.audience, tick).watched, tick);
  const auto* narrative = rules_ ? rules_->find(key.narrative) : nullptr;
  if (narrative != nullptr) {
    follow_maturity(*at, *narrative, tick, out);
    // A narrative taken back from `stable` ends its open alert by the usual way; it opens none.
    const bool may_alert = rules_->maturity(*narrative, key.audience) == entry.as;
    if (may_alert || entry.life.open())
      judge(*at, *narrative, may_alert, tick, out);
    else
      budget_.release(key);
  } else {
    budget_.release(key);
    if (rules_ && entry.life.open()) end_without_rules(key, entry, tick, out);
  }
  conversation.end_tick(tick);
  reschedule(at, tick);
}

// What was told to a team ends by the usual way. A trial ends at once when its rule is tried otherwise from now on, or
// not at all: whatever comes then is the first that is heard of it.
void Fold::follow_maturity(Entries::value_type& item, const Narrative& narrative, Time tick, std::vector<Alert>& out) {
  auto& [key, entry] = item;
  const auto as = rules_->maturity(narrative, key.audience).value_or(Maturity::retired);
  if (as == entry.as || (entry.as == Maturity::stable && entry.life.open())) return;
  if (entry.life.open() && is_told(entry)) {
    const auto& policy = rules_->policy;
    const auto assessment = assess(entry.conversation, narrative, view_of(key.audience, tick), policy, tick);
    const auto step = entry.life.end(
        as == Maturity::retired
            ? std::string("Closed: this trial is over; the rules no longer find it for this audience.")
            : fmt::format("Closed: this trial is over; the rules are {} for this audience from now on.", to_string(as)),
        assessment, policy, tick);
    out.push_back(
        make_alert(key, entry, narrative, standing_of(narrative, rule_day(tick)), assessment, {}, step, tick));
  }
  // What analysts have in a digest is told to whoever is to be told of it now.
  if (as != Maturity::stable && as != Maturity::testing) budget_.release(key);
  entry.life = {};
  entry.as = as;
}

void Fold::judge(Entries::value_type& item, const Narrative& narrative, bool may_alert, Time tick,
                 std::vector<Alert>& out) {
  auto& [key, entry] = item;
  const auto assessment = assess(entry.conversation, narrative, view_of(key.audience, tick), rules_->policy, tick);
  const auto standing = standing_of(narrative, rule_day(tick));
  const auto* incident = incidents_.of(key, standing, entry.conversation);
  auto decision = decide(assessment, narrative, standing, rules_->policy, incident);
  look_at_incident(key, entry, incident, decision);
  note_open(key, entry, -1);
  const auto said = step(item, narrative, assessment, decision, may_alert, tick);
  if (said && is_told(entry))
    out.push_back(make_alert(key, entry, narrative, standing, assessment, decision, *said, tick, incident));
  note_open(key, entry, +1);
}

std::optional<AlertStep> Fold::step(Entries::value_type& item, const Narrative& narrative, const Assessment& assessment,
                                    const Decision& decision, bool may_alert, Time tick) {
  auto& [key, entry] = item;
  const auto& policy = rules_->policy;
  const bool harm = narrative.kind == NarrativeKind::harm, on_trial = entry.as != Maturity::stable;
  const bool unlimited = harm || entry.as == Maturity::shadow || (on_trial && telling_ == Telling::shadow_too);
  const auto purse = on_trial ? Purse::trial : Purse::narrative;
  const bool within_own = unlimited || budget_.allows(narrative, purse, tick);
  const auto held = budget_.find(key);
  auto live = may_alert ? entry.conversation.live_claims() : 0;
  if (may_alert && held) live = std::max<std::uint64_t>(live, 1);  // the claims it was held with are not told yet
  const auto may = [&](Posture posture) {
    return unlimited || (within_own && (on_trial || budget_.allows(policy, key.audience, posture, tick)));
  };
  auto said = entry.life.step(decision, assessment, policy, harm, live, tick,
                              {.to_watch = may(Posture::monitor), .to_work = may(Posture::prepare)});
  if (entry.life.held_back()) {
    // A trial counts what would be told, budget or not, once.
    if (on_trial && (!held || held->posture < entry.life.held_posture()))
      trials_.note(key, entry.as, entry.life.held_posture(), tick);
    budget_.hold(key, {tick, entry.life.held_posture(), !within_own});
    return said;
  }
  budget_.release(key);
  const bool raised = said && (said->change == AlertChange::opened || said->change == AlertChange::escalated);
  if (!raised) return said;
  if (on_trial && (!held || held->posture < said->posture)) trials_.note(key, entry.as, said->posture, tick);
  if (held) said->note = waited_text(*held);
  if (unlimited || said->posture == Posture::escalate_safety) return said;
  budget_.spend(purse, key.narrative, tick);  // whether it has one or not: a reload may bring it
  if (!on_trial) budget_.spend(Purse::audience, key.audience, tick);
  return said;
}

// Once a day: what is over for two years is forgotten, and what was told before today.
void Fold::forget_past(Time tick) {
  constexpr Duration kRemembered = std::chrono::days(730);
  if (last_tick_ != Time::min() && day_of(hour_of(last_tick_)) == day_of(hour_of(tick))) return;
  budget_.forget(tick);
  std::erase_if(runs_, [&](const auto& run) { return run.second.last < tick - kRemembered; });
}

// What a team was told ends when its advice has run out, a trial at once.
void Fold::end_without_rules(const ConversationKey& key, Entry& entry, Time tick, std::vector<Alert>& out) {
  Narrative gone;
  gone.id = gone.title = key.narrative;
  if (entry.life.posture() == Posture::escalate_safety) gone.kind = NarrativeKind::harm;
  const auto& policy = rules_->policy;
  const auto assessment = assess(entry.conversation, gone, view_of(key.audience, tick), policy, tick);
  note_open(key, entry, -1);
  const auto step = entry.as == Maturity::stable ? entry.life.step_without_rules(assessment, policy, tick)
                                                 : entry.life.end(
                                                       "Closed: this trial is over; the rules no longer "
                                                       "hold this narrative.",
                                                       assessment, policy, tick);
  if (step && is_told(entry))
    out.push_back(make_alert(key, entry, gone, standing_of(gone, {}), assessment, {}, *step, tick));
  note_open(key, entry, +1);
}

const Policy& Fold::policy_at_hand() const {
  static const Policy kBeforeRules;
  return rules_ ? rules_->policy : kBeforeRules;
}

void Fold::reschedule(Entries::iterator at, Time tick) {
  auto& [key, entry] = *at;
  if (!entry.life.open()) incidents_.forget(key);
  if (!entry.life.open() && entry.conversation.empty()) {
    if (const auto& run = entry.conversation.previous()) runs_.insert_or_assign(key, *run);
    if (entry.due != Time::max()) due_.erase({entry.due, key});
    budget_.release(key);
    index_.erase({key.narrative, key.audience});
    conversations_.erase(at);
    return;
  }
  auto due = Time::max();
  if (entry.life.open()) {
    due = std::min(entry.life.next_due(policy_at_hand(), tick), next_hour(tick));
  } else {
    due = entry.conversation.forget_at();
  }
  if (budget_.find(key)) due = std::min(due, Budget::next_day(tick));
  schedule(key, entry, std::max(due, tick + Duration(1)));
}

void Fold::schedule(const ConversationKey& key, Entry& entry, Time due) {
  if (entry.due != Time::max()) due_.erase({entry.due, key});
  entry.due = due;
  due_.emplace(due, key);
}

Alert Fold::make_alert(const ConversationKey& key, const Entry& entry, const Narrative& narrative,
                       const Standing& standing, const Assessment& assessment, const Decision& decision,
                       const AlertStep& step, Time tick, const IncidentRecord* incident) {
  Alert alert;
  alert.id = alert_id(key.narrative, key.audience, entry.life.opened_at());
  alert.revision = entry.life.revision();
  alert.sequence = ++sequence_;
  alert.change = step.change;
  alert.posture = step.posture;
  alert.previous = step.previous;
  alert.narrative = narrative.id;
  alert.title = narrative.title;
  alert.status = standing.status;
  alert.kind = narrative.kind == NarrativeKind::harm ? "harm" : "narrative";
  alert.audience = key.audience;
  const auto* declared = rules_->find_audience(key.audience);
  if (declared != nullptr) alert.audience_title = declared->title;
  if (entry.as != Maturity::stable) {
    alert.trial = {to_string(entry.as), std::exchange(alert.audience, kAnalysts),
                   std::exchange(alert.audience_title, {})};
  }
  alert.opened_at = entry.life.opened_at();
  alert.at = tick;
  alert.expires_at = entry.life.expires_at();
  alert.held = entry.life.stale() && step.change != AlertChange::closed;
  alert.assessment = assessment;
  alert.row = decision.row;
  // What the table would say of a conversation that is over is no reason for anything.
  if (step.change != AlertChange::closed) {
    alert.reasons = decision.reasons;
    alert.would_change = would_change(assessment, narrative, standing, rules_->policy, step.posture, incident);
  }
  if (!step.note.empty()) alert.reasons.push_back(step.note);
  alert.concern = narrative.concern;
  alert.facts = facts_for(standing.facts, declared != nullptr ? declared->languages : std::vector{key.audience});
  alert.message = narrative.message;
  alert.avoid = narrative.avoid;
  alert.allies = narrative.allies;
  if (standing.expired) {  // what to say rests on it as well
    alert.message.clear();
    alert.avoid.insert(alert.avoid.begin(),
                       fmt::format("Rebutting the claim before the fact that was to be read by {} has been read again.",
                                   standing.expired->review_by));
  }
  if (decision.incident && step.posture >= Posture::prepare && step.change != AlertChange::closed) {
    alert.incident = decision.incident;
    alert.message = holding_statement(*decision.incident);
    alert.avoid.insert(alert.avoid.begin(), "Rebutting the claim, or saying more than is official.");
  }
  const auto& posture = rules_->postures[static_cast<std::size_t>(step.posture)];
  alert.kit = kit_of(narrative, alert.facts, posture, alert.incident || standing.expired);
  alert.avoid.insert(alert.avoid.end(), posture.traps.begin(), posture.traps.end());
  alert.rules = rules_->hash;
  alert.policy = rules_->policy.id;
  alert.examples = entry.conversation.examples();
  return alert;
}

std::string Fold::save() const {
  Encoder out;
  out.u8(kCheckpointVersion);
  out.varint(position_);
  out.varint(sequence_);
  out.time(last_tick_);
  out.flag(rules_ != nullptr);
  if (rules_) out.raw({reinterpret_cast<const char*>(rules_->hash.data()), rules_->hash.size()});
  surroundings_.save(out);
  out.varint(conversations_.size());
  for (const auto& [key, entry] : conversations_) {
    out.bytes(key.narrative);
    out.bytes(key.audience);
    entry.conversation.save(out);
    entry.life.save(out);
    out.u8(static_cast<std::uint8_t>(entry.as));
    out.time(entry.due);
  }
  notices_.save(out);
  budget_.save(out);
  digests_.save(out);
  trials_.save(out);
  incidents_.save(out);
  out.varint(runs_.size());
  for (const auto& [key, run] : runs_) {
    out.bytes(key.narrative);
    out.bytes(key.audience);
    run.save(out);
  }
  return out.take();
}

Status Fold::load(std::string_view bytes) {
  const Error damaged{"damaged-checkpoint",
                      "a checkpoint does not decode; it is left aside and an older one or the whole journal is folded"};
  Decoder in(bytes);
  Fold fresh(rules_by_hash_, telling_);
  const auto version = in.u8();
  if (version != kCheckpointVersion) return damaged;
  fresh.position_ = in.varint();
  fresh.sequence_ = in.varint();
  fresh.last_tick_ = in.time();
  if (in.flag()) {
    Digest hash{};
    const auto raw = in.raw(hash.size());
    std::copy(raw.begin(), raw.end(), hash.begin());
    fresh.rules_ = rules_by_hash_(hash);
    if (!fresh.rules_) return Error{"unknown-rules", "a checkpoint names a rule set that the store does not hold"};
  }
  if (!fresh.surroundings_.load(in)) return damaged;
  const auto count = in.count();
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    ConversationKey key;
    key.narrative = in.bytes();
    key.audience = in.bytes();
    const auto at = fresh.conversations_.try_emplace(key).first;
    fresh.index_.emplace(KeyView(at->first.narrative, at->first.audience), at);
    auto& entry = at->second;
    if (!entry.conversation.load(in) || !entry.life.load(in)) return damaged;
    const auto as = in.u8();
    if (as > static_cast<std::uint8_t>(Maturity::retired)) return damaged;
    entry.as = static_cast<Maturity>(as);
    entry.due = in.time();
    fresh.note_open(key, entry, +1);
    if (entry.due != Time::max()) fresh.due_.emplace(entry.due, key);
  }
  if (!fresh.notices_.load(in) || !fresh.budget_.load(in) || !fresh.digests_.load(in) || !fresh.trials_.load(in) ||
      !fresh.incidents_.load(in))
    return damaged;
  const auto runs = in.count();
  for (std::size_t i = 0; i < runs && in.ok(); ++i) {
    ConversationKey key;
    key.narrative = in.bytes();
    key.audience = in.bytes();
    if (!fresh.runs_[key].load(in)) return damaged;
  }
  if (!in.at_end()) return damaged;
  if (fresh.rules_) fresh.calendar_.resume(fresh.rules_->calendar, fresh.last_tick_);
  *this = std::move(fresh);
  return {};
}

}  // namespace sait
