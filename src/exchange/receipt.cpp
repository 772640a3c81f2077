#include "exchange/receipt.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "exchange/delivery.hpp"

namespace haidang::exchange {
namespace {

constexpr std::int64_t receipt_version = 1;
constexpr std::int64_t answer_version = 1;
constexpr std::size_t answer_bytes_max = 4 * 1024 * 1024;

std::string_view kind_name(ReceiptKind kind) {
  return kind == ReceiptKind::delivery ? "delivery" : "non-delivery";
}

Result<journal::Salt> parse_salt(std::string_view text) {
  HD_TRY(const Bytes bytes, parse_hex(text));
  journal::Salt salt{};
  if (bytes.size() != salt.size()) return Error{Code::bad_value, "receipt: 'salt' is not 16 bytes"};
  std::copy(bytes.begin(), bytes.end(), salt.begin());
  return salt;
}

json::array write_path(const std::vector<Digest>& path) {
  json::array out;
  for (const Digest& node : path)
    out.emplace_back(base64(node));
  return out;
}

Result<std::vector<Digest>> read_path(const json::array& list) {
  std::vector<Digest> path;
  for (const json::value& node : list) {
    if (!node.is_string()) return Error{Code::bad_value, "answer: a proof hash is not text"};
    HD_TRY(const Bytes bytes, parse_base64(node.get_string()));
    Digest digest{};
    if (bytes.size() != digest.size()) {
      return Error{Code::bad_value, "answer: a proof hash is not 32 bytes"};
    }
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    path.push_back(digest);
  }
  return path;
}

// One receipt inside an answer; its head is named by position in the answer's list of heads.
Result<Receipt> read_grouped(const json::object& object, const std::vector<std::string>& heads) {
  ObjectReader in(object, "answer receipt");
  Receipt receipt;
  HD_TRY(const json::object* const event, in.object_in_place("event"));
  HD_TRY(receipt.event, read_event(*event));
  HD_TRY(const std::string salt, in.text("salt", 32));
  HD_TRY(receipt.salt, parse_salt(salt));
  HD_TRY(const std::int64_t index, in.integer("index", 0, std::int64_t{1} << 53));
  receipt.proof.index = {static_cast<std::uint64_t>(index)};
  HD_TRY(const json::array* const path, in.array_in_place("path", 64));
  HD_TRY(receipt.proof.path, read_path(*path));
  HD_TRY(const std::int64_t head,
         in.integer("head", 0, static_cast<std::int64_t>(heads.size()) - 1));
  HD_TRY_VOID(in.finish());
  receipt.proof.checkpoint = heads[static_cast<std::size_t>(head)];
  return receipt;
}

Result<TryAgain> read_try_again(const json::object& object) {
  ObjectReader in(object, "answer try-again");
  TryAgain row;
  HD_TRY(const std::string digest, in.text("sha256", 64));
  HD_TRY(row.act_digest, parse_digest(digest));
  HD_TRY(row.code, in.text("code", 16));
  HD_TRY(row.reason, in.text("reason", 2000));
  HD_TRY_VOID(in.finish());
  return row;
}

Result<const json::object*> element_object(const json::value& value) {
  if (!value.is_object()) return Error{Code::bad_value, "answer: an element is not an object"};
  return &value.get_object();
}

}  // namespace

json::object write_event(const ReceiptEvent& event) {
  json::object object{{"kind", kind_name(event.kind)},   {"act", event.act.text()},
                      {"sha256", hex(event.act_digest)}, {"from", event.from.text()},
                      {"to", event.to.text()},           {"at", format_time(event.at)}};
  if (event.kind == ReceiptKind::non_delivery) {
    object["code"] = event.code;
    object["reason"] = event.reason;
  }
  return object;
}

Result<ReceiptEvent> read_event(const json::object& object) {
  ObjectReader in(object, "receipt event");
  ReceiptEvent event;
  HD_TRY(const std::string kind, in.text("kind", 20));
  if (kind != "delivery" && kind != "non-delivery") {
    return Error{Code::bad_value, fmt::format("receipt: '{}' is not a kind of receipt", kind)};
  }
  event.kind = kind == "delivery" ? ReceiptKind::delivery : ReceiptKind::non_delivery;
  HD_TRY(const std::string act, in.text("act", 32));
  HD_TRY(event.act, ActId::parse(act));
  HD_TRY(const std::string digest, in.text("sha256", 64));
  HD_TRY(event.act_digest, parse_digest(digest));
  HD_TRY(const std::string from, in.text("from", 8));
  HD_TRY(event.from, PartyCode::parse(from));
  HD_TRY(const std::string to, in.text("to", 8));
  HD_TRY(event.to, PartyCode::parse(to));
  HD_TRY(event.at, in.time("at"));
  if (event.kind == ReceiptKind::non_delivery) {
    HD_TRY(event.code, in.text("code", 16));
    HD_TRY(event.reason, in.text("reason", 2000));
  }
  HD_TRY_VOID(in.finish());
  return event;
}

std::string write_receipt(const Receipt& receipt) {
  return canonical(json::object{{"haidang_receipt", receipt_version},
                                {"event", write_event(receipt.event)},
                                {"salt", hex(receipt.salt)},
                                {"proof", journal::write_proof(receipt.proof)}});
}

Result<Receipt> parse_receipt(std::string_view text) {
  HD_TRY(const json::object object,
         parse_json_object(text, {.bytes_max = 64 * 1024, .depth_max = 4}));
  ObjectReader in(object, "receipt");
  HD_TRY(const std::int64_t version, in.integer("haidang_receipt", 0, 1000));
  if (version != receipt_version) {
    return Error{Code::unsupported_version, "the receipt is of a version this node does not read"};
  }
  Receipt receipt;
  HD_TRY(const json::object* const event, in.object_in_place("event"));
  HD_TRY(receipt.event, read_event(*event));
  HD_TRY(const std::string salt, in.text("salt", 32));
  HD_TRY(receipt.salt, parse_salt(salt));
  HD_TRY(const std::string proof, in.text("proof", 32 * 1024));
  HD_TRY(receipt.proof, journal::parse_proof(proof));
  HD_TRY_VOID(in.finish());
  return receipt;
}

std::string write_answer(const Answer& answer) {
  std::vector<std::string> heads;
  json::array receipts;
  for (const Receipt& receipt : answer.receipts) {
    const auto known = std::find(heads.begin(), heads.end(), receipt.proof.checkpoint);
    const std::int64_t head = known - heads.begin();
    if (known == heads.end()) heads.push_back(receipt.proof.checkpoint);
    receipts.push_back(json::object{{"event", write_event(receipt.event)},
                                    {"salt", hex(receipt.salt)},
                                    {"index", receipt.proof.index.value},
                                    {"path", write_path(receipt.proof.path)},
                                    {"head", head}});
  }
  json::array again;
  for (const TryAgain& row : answer.try_again) {
    again.push_back(
        json::object{{"sha256", hex(row.act_digest)}, {"code", row.code}, {"reason", row.reason}});
  }
  json::array head_list(heads.begin(), heads.end());
  return canonical(json::object{{"haidang_answer", answer_version},
                                {"heads", std::move(head_list)},
                                {"receipts", std::move(receipts)},
                                {"try_again", std::move(again)}});
}

Result<Answer> parse_answer(std::string_view text) {
  HD_TRY(const json::object object,
         parse_json_object(text, {.bytes_max = answer_bytes_max, .depth_max = 6}));
  ObjectReader in(object, "answer");
  HD_TRY(const std::int64_t version, in.integer("haidang_answer", 0, 1000));
  if (version != answer_version) {
    return Error{Code::unsupported_version, "the answer is of a version this node does not read"};
  }
  HD_TRY(const json::array* const head_list, in.array_in_place("heads", DeliveryLimits::acts));
  HD_TRY(const json::array* const receipts, in.array_in_place("receipts", DeliveryLimits::acts));
  HD_TRY(const json::array* const again, in.array_in_place("try_again", DeliveryLimits::acts));
  HD_TRY_VOID(in.finish());

  std::vector<std::string> heads;
  for (const json::value& head : *head_list) {
    if (!head.is_string()) return Error{Code::bad_value, "answer: a head is not text"};
    heads.emplace_back(head.get_string());
  }
  Answer answer;
  answer.receipts.reserve(receipts->size());
  for (const json::value& row : *receipts) {
    HD_TRY(const json::object* const element, element_object(row));
    HD_TRY(Receipt receipt, read_grouped(*element, heads));
    answer.receipts.push_back(std::move(receipt));
  }
  for (const json::value& row : *again) {
    HD_TRY(const json::object* const element, element_object(row));
    HD_TRY(TryAgain entry, read_try_again(*element));
    answer.try_again.push_back(std::move(entry));
  }
  return answer;
}

Result<void> verify_receipt(const Receipt& receipt, const journal::NoteVerifier& issuer,
                            std::vector<std::string>& known_heads) {
  const Bytes entry =
      journal::leaf_entry(receipt.salt, as_bytes(canonical(write_event(receipt.event))));
  const std::string& note = receipt.proof.checkpoint;
  if (std::find(known_heads.begin(), known_heads.end(), note) == known_heads.end()) {
    HD_TRY(const journal::Checkpoint checked, journal::verify_proof(receipt.proof, entry, issuer));
    (void)checked;
    known_heads.push_back(note);
    return {};
  }
  HD_TRY(const journal::Note parsed, journal::parse_note(note));
  HD_TRY(const journal::Checkpoint head, journal::parse_checkpoint_text(parsed.text));
  if (!journal::verify_inclusion(journal::hash_leaf(entry), receipt.proof.index, head.size,
                                 receipt.proof.path, head.root)) {
    return Error{Code::bad_receipt, "the receipt is not in the journal head that it names"};
  }
  return {};
}

}  // namespace haidang::exchange
