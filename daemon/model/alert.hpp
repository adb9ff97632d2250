// An advised alert: what leaves the daemon. Its JSON form is alert.v1 (config/schema/alert.v1.json).
#pragma once

#include <string>
#include <vector>

#include "base/digest.hpp"
#include "model/assessment.hpp"
#include "model/record.hpp"

namespace sait {

/// What a revision does to its alert; the order is the checkpoint's byte form: append only.
enum class AlertChange : std::uint8_t { opened, escalated, updated, deescalated, closed, retracted };
inline constexpr std::size_t kAlertChanges = 6;
[[nodiscard]] const char* to_string(AlertChange change);

/// One checked statement about a claim, with its source.
struct Fact {
  std::string statement, source;  // source: who published it
  int year = 0;
  std::string review_by = {};  // the day by which it is to be read again; empty: none is set
  // Of a card of facts/; empty and true where a narrative holds the fact itself.
  std::string id = {}, title = {}, address = {}, place = {};
  std::optional<double> value = {};         // the one number in it
  std::string unit = {};                    // of the value, in words: "GBP a week"
  std::string read = {};                    // the day on which somebody read it in its source
  std::vector<std::string> languages = {};  // of the audiences that are told; empty: all
  bool verified = true;                     // what nobody has read is never told
  friend bool operator==(const Fact&, const Fact&) = default;
};

/// The operator's incident that an advice stands in: what it says is a holding statement.
struct AlertIncident {
  std::string id, title;
  std::vector<std::string> facts;  // official ones
};

/// An alert that only analysts are told of: of rules in testing (in a backtest, in the shadow too).
struct AlertTrial {
  std::string maturity;
  std::string audience, audience_title;  // whose it would be
};

/// How to act and to say it, from the playbook.
struct AlertKit {
  std::vector<std::string> steps;             // what the posture asks for, in order
  std::string value;                          // the shared value to lead with
  std::optional<Fact> number;                 // the one that is worth saying
  std::string number_note;                    // how to use it
  std::string story;                          // whose to look for
  std::vector<std::string> tone, show, hide;  // pictures to show, and to avoid
};

struct Alert {
  std::string id;  // hex, hash of (narrative, audience, opening tick)
  std::uint32_t revision = 1;
  std::uint64_t sequence = 0;  // 1, 2, 3 ... over all alerts of a store
  AlertChange change = AlertChange::opened;
  Posture posture = Posture::monitor;
  std::optional<Posture> previous;             // the posture before a change of it
  std::string narrative, title, status, kind;  // kind: narrative, harm, notice, digest
  std::string audience;                        // on trial: the analysts
  std::string audience_title;                  // of a declared one; empty: a language
  Time opened_at, at, expires_at;
  bool held = false;  // through a hole in coverage: the table says less by now, which nobody can confirm
  Assessment assessment;
  std::string row;                        // the row of the decision table that fired
  std::vector<std::string> reasons;       // why this posture: row, ceilings, holding
  std::vector<std::string> would_change;  // what would raise or lower it
  std::string concern;                    // the legitimate worry beneath
  std::vector<Fact> facts;
  std::vector<std::string> message;  // what to say, in order
  std::vector<std::string> avoid;
  std::vector<std::string> allies;
  std::optional<AlertKit> kit;  // nothing where there is no playbook
  std::optional<AlertTrial> trial;
  std::optional<AlertIncident> incident;  // the advice is a holding statement, never a rebuttal
  Digest rules{};
  std::string policy;
  std::vector<PostKey> examples;  // keys only: the texts are joined when the alert is stored, and leave when they must
};

/// Canonical JSON of alert.v1 without its examples: what byte-identity covers. Field order and number forms are fixed.
[[nodiscard]] std::string to_json(const Alert& alert);

/// What the outbox holds of an alert. `body` is the canonical JSON; `examples` a JSON array of masked texts (strings).
struct OutboxEntry {
  std::uint64_t sequence = 0;
  std::string id;
  std::uint32_t revision = 0;
  Time at;
  std::string narrative, audience;
  std::string topic;  // topic_of()
  std::string body;
  std::string examples = "[]";
};

/// "alert/<posture>/<narrative>/<audience>/", of a rule on trial "trial/" and whose it would be: nobody who waits for
/// an audience's or a posture's alerts is woken by one that is being tried. It ends with the delimiter, so that a
/// prefix filter cannot hit a longer id.
[[nodiscard]] std::string topic_of(const Alert& alert);

/// The entry of an alert, its examples still empty.
[[nodiscard]] OutboxEntry outbox_entry(const Alert& alert);

/// The complete alert.v1 object: body with its examples in place.
[[nodiscard]] std::string with_examples(const OutboxEntry& entry);

/// A CloudEvents 1.0 envelope around with_examples(). `source` names this daemon ("/saitd/demo").
[[nodiscard]] std::string cloud_event(const OutboxEntry& entry, std::string_view source);

}  // namespace sait
