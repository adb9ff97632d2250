// Documents that were damaged on their way: what stands before the damage is read as if there were none.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

#include "feeds/web_document.hpp"

using namespace sait;

namespace {

struct Made {
  std::string text;
  std::vector<std::size_t> ends;  // behind each item
};

const std::string kForms[] = {"rss2", "rss1", "atom", "json"};

Made document_of(std::mt19937_64& random, std::size_t form) {
  const auto pick = [&](std::size_t n) { return random() % n; };
  static constexpr const char* kWords[] = {"town",    "arrivals", "Übergang", "café",   "R&amp;D",
                                           "benefit", "queue",    "«deux»",   "ﺔﻳﺮﺤﻟﺍ", "school"};
  const auto words = [&](std::size_t most) {
    std::string text;
    for (auto n = 1 + pick(most); n > 0; --n)
      text += std::string(text.empty() ? "" : " ") + kWords[pick(std::size(kWords))];
    return text;
  };
  static constexpr const char* kHeads[] = {
      "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" "
      "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>T</title>\n",
      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel "
      "rdf:about=\"c\"><title>T</title></channel>\n",
      "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>T</title><id>f</id>\n", "{\"title\":\"T\",\"items\":[\n"};
  static constexpr const char* kTails[] = {"</channel></rss>", "</rdf:RDF>", "</feed>", "]}"};
  Made made{kHeads[form], {}};
  const auto items = 3 + pick(20);
  for (std::size_t i = 0; i < items; ++i) {
    const auto title = words(6), text = words(40);
    const auto link = fmt::format("https://news.example/{}", i);
    const auto author = words(2);
    switch (form) {
      case 0:
        made.text += fmt::format(
            "<item><title>{}</title><link>{}</link><guid>g{}</guid><pubDate>Thu, 05 Mar 2026 09:{:02}:00 GMT</pubDate>"
            "<dc:creator>{}</dc:creator><dc:language>fr</dc:language><category>c{}</category>"
            "<content:encoded><![CDATA[<p>{} <a href=\"{}\">more</a></p>]]></content:encoded></item>\n",
            title, link, i, i, author, i, text, link);
        break;
      case 1:
        made.text += fmt::format(
            "<item "
            "rdf:about=\"{}\"><title>{}</title><link>{}</link><dc:creator>{}</dc:creator><dc:date>2026-03-{:02}</"
            "dc:date>"
            "<description>{}</description></item>\n",
            link, title, link, author, i + 1, text);
        break;
      case 2:
        made.text += fmt::format(
            "<entry xml:lang=\"de\"><id>g{}</id><title>{}</title><author><name>{}</name></author><link "
            "href=\"{}\"/><updated>2026-03-05T09:{:02}:00Z</updated>"
            "<content type=\"html\">&lt;p>{}&lt;/p></content></entry>\n",
            i, title, author, link, i, text);
        break;
      default:
        made.text += fmt::format(
            "{}{{\"id\":\"g{}\",\"url\":\"{}\",\"title\":\"{}\",\"authors\":[{{\"name\":\"{}\"}}],"
            "\"language\":\"it\",\"date_published\":\"2026-03-{:02}\",\"tags\":[\"c{}\"],\"content_text\":\"{}\"}}\n",
            i > 0 ? "," : "", i, link, title, author, i + 1, i, text);
    }
    made.ends.push_back(made.text.size());
  }
  made.text += kTails[form];
  return made;
}

// Damages the text from a random place on; gives the place.
std::size_t damage(std::string& text, std::mt19937_64& random) {
  const auto at = random() % text.size();
  switch (random() % 3) {
    case 0:
      text.resize(at);
      return at;
    case 1:  // bytes flipped
      for (int i = 0; i < 8; ++i)
        text[at + random() % std::min<std::size_t>(200, text.size() - at)] ^= static_cast<char>(1U << (random() % 8));
      return at;
    default: {  // a tag, or what stands between two brackets, dropped
      const auto open = text.find_first_of("<{", at);
      const auto close = open == std::string::npos ? open : text.find_first_of(">}", open);
      if (close == std::string::npos) {
        text.resize(at);
        return at;
      }
      text.erase(open, close - open + 1);
      return open;
    }
  }
}

bool same(const WebItem& a, const WebItem& b) {
  return a.id == b.id && a.link == b.link && a.title == b.title && a.text() == b.text() && a.author == b.author &&
         a.language == b.language && a.published == b.published && a.updated == b.updated && a.links == b.links &&
         a.tags == b.tags;
}

// That each field of this form was read at all, so that it can be missed.
bool is_whole(const WebItem& item, std::size_t form) {
  const bool rss1 = form == 1, rss2 = form == 0, json = form == 3;
  return !item.id.empty() && !item.link.empty() && !item.title.empty() && !item.text().empty() &&
         !item.author.empty() && item.language.empty() == rss1 && (item.published || item.updated) &&
         item.links.empty() != rss2 && item.tags.empty() != (rss2 || json);
}

}  // namespace

TEST_CASE("of 2,000 damaged documents, the fields of items before the damage survive") {
  std::mt19937_64 random(20260305);
  std::size_t wanted[4] = {}, kept[4] = {};
  for (int round = 0; round < 2000; ++round) {
    const auto form = static_cast<std::size_t>(round) % 4;
    auto made = document_of(random, form);
    const auto whole = parse_web_document(made.text, {});
    REQUIRE(whole.ok());
    REQUIRE(whole->items.size() == made.ends.size());
    REQUIRE(is_whole(whole->items.back(), form));
    const auto at = damage(made.text, random);
    const auto damaged = parse_web_document(made.text, {});
    for (std::size_t i = 0; i < made.ends.size() && made.ends[i] <= at; ++i) {
      ++wanted[form];
      kept[form] += damaged.ok() && i < damaged->items.size() && same(whole->items[i], damaged->items[i]) ? 1U : 0U;
    }
  }
  for (std::size_t form = 0; form < 4; ++form) {
    CAPTURE(kForms[form]);
    CAPTURE(kept[form]);
    CAPTURE(wanted[form]);
    CHECK(wanted[form] > 1000);
    CHECK(static_cast<double>(kept[form]) >= 0.9 * static_cast<double>(wanted[form]));
    MESSAGE(kForms[form] << ": " << kept[form] << " of " << wanted[form] << " items before the damage are whole");
  }
}
