// domains: an address of the post is at one of these hosts, or at one below it.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "rules/conditions/all.hpp"

namespace sait {
namespace {

class Domains final : public Condition {
 public:
  explicit Domains(std::vector<std::string> domains) : domains_(std::move(domains)) {}

  bool holds(PostView& view, const Scope&, Findings&) const override {
    return std::ranges::any_of(view.hosts(), [&](std::string_view host) {
      return std::ranges::any_of(domains_, [&](const std::string& domain) {
        return host.ends_with(domain) && (host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.');
      });
    });
  }

  std::string text() const override { return fmt::format("an address at {}", fmt::join(domains_, " or ")); }

 private:
  std::vector<std::string> domains_;
};

}  // namespace

const ConditionType kDomains{
    "domains", "An address of the post is at one of these hosts, or at one below it.", R"({"$ref":"#/$defs/texts"})",
    [](const YamlNode& value, ConditionReader&) -> std::unique_ptr<Condition> {
      auto domains = value.texts();
      for (auto& domain : domains) {
        const bool host = domain.find('.') != std::string::npos && std::ranges::all_of(domain, [](char c) {
                            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                                   (static_cast<unsigned char>(c) & 0x80U) != 0;
                          });
        if (!host || domain.starts_with('.') || domain.ends_with('.')) {
          value.error("condition", fmt::format("\"{}\" is no host in lower case, such as example.org", domain));
          return nullptr;
        }
      }
      if (domains.empty()) return nullptr;
      return std::make_unique<Domains>(std::move(domains));
    }};

}  // namespace sait
