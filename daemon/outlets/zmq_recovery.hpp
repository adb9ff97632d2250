// What the recovery socket answers: pure of sockets, so that it can be tested alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "outlets/outlet.hpp"

namespace sait {

/// The frames of the reply to `request` (zmq_wire.hpp: page or refusal). At least one alert where there is one, however
/// long. When the outbox cannot be read the reply is a refusal that says to ask again, and `trouble` (if given) the
/// reason.
[[nodiscard]] std::vector<std::string> recovery_reply(Outbox& outbox, std::string_view request,
                                                      const std::string& source, Duration heartbeat,
                                                      std::string* trouble = nullptr);

}  // namespace sait
