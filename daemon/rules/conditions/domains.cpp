// domains: an address of the post is at one of these hosts, or at one below it.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "rules/conditions/all.hpp"
#include "text/host.hpp"

namespace sait {
namespace {

class Domains final : public Condition {
 public:
  Domains(std::vector<std::string> written, std::vector<std::string> domains)
      : written_(std::move(written)), domains_(std::move(domains)) {}

  bool holds(PostView& view, const Scope&, Findings&) const override {
    return std::ranges::any_of(view.hosts(), [&](std::string_view host) {
      return std::ranges::any_of(domains_, [&](const std::string& domain) {
        return host.ends_with(domain) && (host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.');
      });
    });
  }

  std::string text() const override { return fmt::format("an address at {}", fmt::join(written_, " or ")); }

 private:
  std::vector<std::string> written_, domains_;
};

// A host as people write it; what follows one in an address is none of it.
bool is_host(std::string_view written, std::string_view host) {
  constexpr std::string_view kMore = "/?#@:\\% \t";
  const bool plain = std::ranges::all_of(
      host, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; });
  return plain && written.find_first_of(kMore) == std::string_view::npos && host.find('.') != std::string_view::npos &&
         !host.starts_with('.');
}

}  // namespace

const ConditionType kDomains{
    "domains", "An address of the post is at one of these hosts, or at one below it: domains: [news.example].",
    R"({"$ref":"#/definitions/texts"})", [](const YamlNode& value, ConditionReader&) -> std::unique_ptr<Condition> {
      auto written = value.texts();
      std::vector<std::string> domains;
      for (const auto& domain : written) {
        domains.push_back(plain_host(domain));
        if (!is_host(domain, domains.back())) {
          value.error("condition", fmt::format("\"{}\" is no host, such as example.org", domain));
          return nullptr;
        }
      }
      if (domains.empty()) return nullptr;
      return std::make_unique<Domains>(std::move(written), std::move(domains));
    }};

}  // namespace sait
