// Which server of a federated network a post comes from.
#pragma once

#include <string>

#include "model/post.hpp"

namespace sait {

/// The server of the post's author, else the one of its address; in lower case, without a port. Empty where its
/// platform is not federated, or neither says one. Pure.
[[nodiscard]] std::string server_of(const Post& post);

}  // namespace sait
