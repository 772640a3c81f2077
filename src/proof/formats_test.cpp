#include "proof/formats.hpp"

#include <doctest/doctest.h>

#include <functional>

#include "crypto/digest.hpp"

using namespace haidang;
using namespace haidang::proof;

namespace {

constexpr std::string_view id_text = "0123456789abcdef0123456789abcdef";

template <class T>
T sure(Result<T> result) {
  REQUIRE(result.ok());
  return *std::move(result);
}

Index sample_index() {
  ManifestItem item;
  item.id = sure(ItemId::parse(id_text));
  item.name = "disk.img";
  item.size = 10;
  item.chunk_size = 65536;
  item.chunk_count = 1;
  item.acquired_at = "2026-03-01T08:00:00Z";
  const PartyCode xa = sure(PartyCode::parse("XA"));
  const ActId act = sure(ActId::parse(id_text));
  return {sure(CaseId::parse(id_text)),
          {xa, "contact-point"},
          "an.officer",
          sure(parse_time("2026-03-01T09:00:00Z")),
          {xa, sure(PartyCode::parse("XB"))},
          {{act, xa, ActKind::deliver, Digest{}, true}},
          {{item, act}},
          {"receipts/0001.json"},
          2};
}

json::object sample_object() {
  return sure(parse_json_object(write_index(sample_index())));
}

}  // namespace

TEST_CASE("an index that lacks a member, or has one more, is refused") {
  for (const auto& member : sample_object()) {
    json::object object = sample_object();
    object.erase(member.key());
    CAPTURE(std::string(member.key()));
    CHECK_FALSE(parse_index(canonical(object)).ok());
  }
  json::object object = sample_object();
  object["more"] = 1;
  CHECK(parse_index(canonical(object)).error().code == Code::unknown_field);
  object = sample_object();
  object["haidang_package"] = 2;
  CHECK(parse_index(canonical(object)).error().code == Code::unsupported_version);
}

TEST_CASE("an index cannot send the reader to another file") {
  json::object object = sample_object();
  object["items"].as_array()[0].as_object()["file"] = "data/evidence/../../x";
  CHECK(parse_index(canonical(object)).error().code == Code::bad_value);
  object = sample_object();
  object["items"].as_array()[0].as_object()["name"] = "../x";
  CHECK(parse_index(canonical(object)).error().code == Code::bad_file_name);
  object = sample_object();
  object["acts"].as_array()[0].as_object()["file"] = "acts/0002-XA-deliver.p7m";
  CHECK(parse_index(canonical(object)).error().code == Code::bad_value);
  object = sample_object();
  object["items"].as_array()[0].as_object()["chunk_size"] = 0;
  CHECK(parse_index(canonical(object)).error().code == Code::bad_value);
}

TEST_CASE("an index comes back as it was written") {
  const Index index = sample_index();
  const Index again = sure(parse_index(write_index(index)));
  CHECK(write_index(again) == write_index(index));
  CHECK(same_facts(again.items[0].item, index.items[0].item));
  CHECK(again.acts[0].logged);
  CHECK(again.custody_events == 2);
}

TEST_CASE("a journal event is taken only in its one canonical form") {
  const SaltedEvent event{{{"kind", "evidence-access"}, {"at", "x"}}, {1, 2, 3}};
  const std::string line = write_salted_event(event);
  CHECK(sure(parse_salted_event(line)).leaf() == event.leaf());
  CHECK_FALSE(parse_salted_event(" " + line).ok());
  CHECK_FALSE(parse_salted_event(line.substr(0, line.size() - 1)).ok());
  std::string upper = line;
  upper[upper.rfind("01")] = '\x20';
  CHECK_FALSE(parse_salted_event(upper).ok());
  CHECK_FALSE(parse_salted_event(R"({"event":{},"salt":"00"})").ok());
  CHECK(sure(parse_custody(line + "\n" + line + "\n")).size() == 2);
  CHECK_FALSE(parse_custody(line + "\n" + line).ok());
  CHECK(sure(parse_custody("")).empty());
}

TEST_CASE("the leaf of an event is its salted commitment, not its text") {
  const SaltedEvent event{{{"a", 1}}, {7}};
  Bytes salted = to_bytes(ByteView(event.salt));
  append(salted, as_bytes("{\"a\":1}"));
  Bytes expected{0x01};
  append(expected, crypto::sha256(salted));
  CHECK(event.leaf() == expected);
  CHECK(event.leaf() == journal::leaf_entry(event.salt, as_bytes("{\"a\":1}")));
}

TEST_CASE("a chunk list is 64 digits a line and nothing else") {
  const std::vector<Digest> digests{crypto::sha256(as_bytes("a")), crypto::sha256(as_bytes("b"))};
  const std::string text = write_chunk_list(digests);
  CHECK(sure(parse_chunk_list(text)) == digests);
  CHECK(sure(parse_chunk_list("")).empty());
  CHECK_FALSE(parse_chunk_list(text.substr(1)).ok());
  CHECK_FALSE(parse_chunk_list(text.substr(0, 64)).ok());
  std::string bad = text;
  bad[64] = ' ';
  CHECK_FALSE(parse_chunk_list(bad).ok());
  bad = text;
  bad[3] = 'g';
  CHECK_FALSE(parse_chunk_list(bad).ok());
}

TEST_CASE("a receipt without one of its parts is refused") {
  const std::string whole = canonical(json::object{{"haidang_receipt", 1},
                                                   {"event", json::object{}},
                                                   {"salt", std::string(32, '0')},
                                                   {"proof", ""}});
  CHECK_FALSE(parse_receipt_file(whole).ok());
  CHECK_FALSE(parse_receipt_file("{}").ok());
  CHECK(parse_receipt_file(R"({"haidang_receipt":9})").error().code == Code::unsupported_version);
}

TEST_CASE("a percent sign in a name becomes harmless in the path, for sha256sum and BagIt alike") {
  ManifestItem item = sample_index().items[0].item;
  item.name = "100% of it.txt";
  CHECK(names::evidence(item) == "data/evidence/" + std::string(id_text) + "/100_ of it.txt");
}
