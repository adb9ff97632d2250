// JSON Feed 1.0 and 1.1.
#include "document_properties.hpp"
#include "property.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  sait::fuzz::check_document(sait::fuzz::view(data, size), sait::DocumentFormat::json_feed);
  return 0;
}
