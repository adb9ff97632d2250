// RSS, Atom, and what calls itself so, in any encoding.
#include "document_properties.hpp"
#include "feeds/xml_mend.hpp"
#include "property.hpp"

using namespace sait;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::view(data, size);
  fuzz::check_document(bytes, DocumentFormat::automatic);

  bool damaged = false;
  const auto text = to_utf8(bytes, {});
  fuzz::require_utf8(text);
  const auto mended = xml::mended(text, damaged);
  fuzz::require_utf8(mended);
  fuzz::require(xml::mended(mended, damaged) == mended, "a mended text has nothing to mend");
  return 0;
}
