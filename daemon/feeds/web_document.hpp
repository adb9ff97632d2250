// Documents of feeds of the web -> items: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1.x, told apart by their
// content. Feeds are often broken: what can be read is read, and nothing that stands in a document is fetched.
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace sait {

enum class DocumentFormat : std::uint8_t { automatic, rss, atom, json_feed };

/// What came with the bytes. All may be empty.
struct DocumentContext {
  DocumentFormat format = DocumentFormat::automatic;
  std::string content_type;  // of HTTP; only its charset counts
  std::string base;          // address that relative ones are relative to
};

/// Texts are plain, well-formed UTF-8; addresses are absolute where a base was known.
struct WebItem {
  std::string id;    // guid, id, rdf:about: as written
  std::string link;  // of the page
  std::string title, summary, content;
  std::string author;
  std::string language;  // as written
  std::optional<Time> published, updated;
  std::vector<std::string> links, tags, alts;  // found in the item's mark-up
  std::optional<std::uint64_t> comments;
  [[nodiscard]] std::string text() const;  // content, with the summary before it where that says something else
};

struct WebDocument {
  DocumentFormat format = DocumentFormat::automatic;
  std::string language;
  std::vector<WebItem> items;   // at most kMaxItems
  std::optional<Duration> ttl;  // how long it asks to be left alone
  std::bitset<24> skip_hours;   // of the day in UTC, in which it asks to be left alone
  bool damaged = false;         // something in it had to be mended or left out
  bool cut_short = false;       // it stops before its end: its last item may be half of one
  std::size_t links = 0;        // of all items; at most kMaxLinks
  bool expired = false;         // it says that it will never change again
};

inline constexpr std::size_t kMaxDocument = 8U << 20U;
inline constexpr std::size_t kMaxItems = 5000;
// What a document repeats for each item or link could be as long as the document: a bomb. So it has bounds.
inline constexpr std::size_t kMaxBase = 4000;        // bytes of an address that others are relative to
inline constexpr std::size_t kMaxLinks = 20'000;     // in the mark-up of all items
inline constexpr std::size_t kMaxForAllItems = 400;  // bytes of the feed's author, of a language

/// error[not-a-feed] with what it looks like instead, where its outermost element is none of a feed; error[too-large].
/// What stands before a feed (warnings of the program that wrote it) is left out. Never throws, whatever the bytes.
[[nodiscard]] Result<WebDocument> parse_web_document(std::string_view bytes, const DocumentContext& context);

/// The parts of it: bytes of any encoding -> UTF-8 (BOM, then HTTP's charset, then the document's own word, then UTF-8,
/// then Windows-1252; a word of UTF-16 or of a single-byte encoding counts only where the bytes are not ASCII or UTF-8)
/// ...
[[nodiscard]] std::string to_utf8(std::string_view bytes, std::string_view content_type);
/// ... and UTF-8 of one kind -> items.
[[nodiscard]] Result<WebDocument> parse_xml_document(const std::string& utf8, const DocumentContext& context);
[[nodiscard]] Result<WebDocument> parse_json_document(const std::string& utf8, const DocumentContext& context);

/// How long after `at` an hour begins that is not skipped; 0 when it is in one, or when all are skipped.
[[nodiscard]] Duration until_wanted(Time at, const std::bitset<24>& skip_hours);

/// `reference` relative to `base` (RFC 3986); as it is where that makes no address or `base` is longer than kMaxBase.
[[nodiscard]] std::string absolute_address(std::string_view reference, const std::string& base);

/// `found` behind `to`, absolute, while the document has room for links; it is damaged where it has none.
void add_links(const std::vector<std::string>& found, const std::string& base, std::vector<std::string>& to,
               WebDocument& document);

/// The text, or nothing where it is too long to be said once for all items.
[[nodiscard]] std::string for_all_items(std::string text);

}  // namespace sait
