#include "text/host.hpp"

#include <doctest/doctest.h>

using namespace sait;

TEST_CASE("a host has one form however its address is written") {
  for (const auto* address :
       {"https://example.org/x", "example.org", "HTTPS://WWW.Example.ORG", "https://example.org.:443/?q#f",
        "http://user:word@example.org/", "https://good.example@example.org", "https://example.org\\@good.example",
        "https://ｅｘａｍｐｌｅ.ｏｒｇ/x", "https://exam\u200bple.org", "https://exam\u200dple.org",
        "https://exa\u00admple.org", "https://example。org", "https://example．org", "https://ex%61mple.org",
        "https://ex%e2%80%8bample.org"}) {
    CAPTURE(address);
    CHECK(plain_host(address) == "example.org");
  }
  for (const auto* address : {"https://bücher.example", "BÜCHER.example", "https://xn--bcher-kva.example/",
                              "https://XN--BCHER-KVA.example.", "https://bu\u0308cher.example"}) {
    CAPTURE(address);
    CHECK(plain_host(address) == "xn--bcher-kva.example");
  }
  CHECK(plain_host("https://straße.example") != plain_host("https://strasse.example"));  // two hosts to browsers
  CHECK(plain_host("https://еxample.org") != "example.org");                             // a Cyrillic letter
  CHECK(plain_host("https://example.org.evil.example") == "example.org.evil.example");
  CHECK(plain_host("http://[::1]:80/") == "[::1]");
  CHECK(plain_host("").empty());
  CHECK(plain_host("https://%zz.org") == "%zz.org");
}
