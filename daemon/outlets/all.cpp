// The list of outlets: a new one is its file and its line here. Explicit, because a linker drops self-registering
// objects.
#include "outlets/file_outlet.hpp"
#include "outlets/outlet.hpp"
#include "outlets/zmq_outlet.hpp"

namespace sait {

const std::vector<OutletKind>& outlet_kinds() {
  static const std::vector<OutletKind> kKinds{
      {"zeromq", make_zmq_outlet},
      {"file", make_file_outlet},
  };
  return kKinds;
}

}  // namespace sait
