#include "http/officer_api.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "http/problem.hpp"
#include "http/statement.hpp"
#include "words/spoken.hpp"
#include "words/words.hpp"

namespace haidang::http::officer_api {
namespace {

using haidang::json::object;
using haidang::json::value;

constexpr std::string_view cms_type = "application/pkcs7-mime";

node::Node::SubmitReply created(const Call& call) {
  return [reply = call.reply](const Result<node::Submitted>& done) {
    if (!done.ok()) return reply(Response::problem(done.error()));
    reply(Response::json(201, describe(*done)));
  };
}

// The facts of an item that was ingested: a manifest item without the recipient's wrapped key.
Result<node::NewItem> read_item(node::Node& node, const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "evidence");
  HD_TRY(object item, in.object("item"));
  HD_TRY(const std::string key_text, in.text("key", 64));
  HD_TRY_VOID(in.finish());
  HD_TRY(const Bytes key, parse_base64(key_text));
  node::NewItem row;
  if (key.size() != row.key.size()) return Error{Code::bad_value, "the item key is not 32 bytes"};
  std::copy(key.begin(), key.end(), row.key.begin());
  item["wrapped_key"] = "";
  HD_TRY(DeliverBody manifest, read_deliver(object{{"items", {item}}, {"note", ""}}));
  row.facts = std::move(manifest.items.at(0));
  row.facts.audience.clear();  // who gets it is said when it is delivered
  HD_TRY(row.request, node.resolve(call.param("request")));
  return row;
}

// For what a package is made; nothing said: for the proceeding in which it was asked.
Result<casework::IntendedUse> read_use(const Call& call) {
  casework::IntendedUse intended;
  if (call.request.body.empty()) return intended;
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "package");
  HD_TRY(const auto use, in.optional_text("use", 60));
  HD_TRY(const auto recipient, in.optional_text("recipient_code", 60));
  HD_TRY_VOID(in.finish());
  if (use) {
    HD_TRY(intended.use, casework::parse_use(*use));
  }
  intended.recipient = recipient.value_or("");
  if (intended.recipient.empty() != (intended.use == casework::Use::onward)) return intended;
  return Error{Code::bad_value, "a recipient belongs to an onward transfer, and to nothing else",
               "", "Name the recipient's code with use 'onward'."};
}

constexpr std::size_t items_named_max = 1000;

// The values of a list of texts, each read by `parse`; absent: none.
template <class T, class Parse>
Result<std::vector<T>> read_list(ObjectReader& in, std::string_view name, std::size_t max,
                                 Parse parse) {
  std::vector<T> out;
  HD_TRY(const auto list, in.optional_array(name, max));
  if (!list) return out;
  for (const value& one : *list) {
    if (!one.is_string()) {
      return Error{Code::bad_value, fmt::format("delivery: '{}' is a list of texts", name)};
    }
    HD_TRY(out.emplace_back(), parse(std::string_view(one.get_string())));
  }
  return out;
}

// Which items that wait, to whom, and what is said of them.
Result<node::DeliveryTerms> read_delivery_terms(const object& body) {
  ObjectReader in(body, "delivery");
  node::DeliveryTerms terms;
  HD_TRY(const auto note, in.optional_text("note"));
  HD_TRY(const auto more, in.optional_boolean("more_follows"));
  HD_TRY(const auto conditions, in.optional_array("conditions", 50));
  HD_TRY(const auto draft, in.optional_boolean("draft"));
  HD_TRY(terms.items, read_list<ItemId>(in, "items", items_named_max, ItemId::parse));
  HD_TRY(terms.audience, read_list<PartyCode>(in, "audience", ActLimits::also, PartyCode::parse));
  HD_TRY_VOID(in.finish());
  if (draft.value_or(false)) terms.saying = node::Saying::as_a_draft;
  terms.note = note.value_or("");
  terms.more_follows = more.value_or(false);
  if (!conditions) return terms;
  // Read as an answer's, so that conditions have one reader.
  HD_TRY(const AnswerBody read,
         read_answer({{"text", ""}, {"fields", object{}}, {"conditions", *conditions}}));
  terms.conditions = read.conditions;
  return terms;
}

void answer_bytes(const Reply& reply, const Result<Bytes>& bytes, std::string_view type) {
  if (!bytes.ok()) return reply(Response::problem(bytes.error()));
  reply(Response::text(200, type, as_text(*bytes)));
}

// "fr,ar"; absent: the node chooses.
Result<std::vector<wording::Language>> read_languages(const Request& request) {
  std::vector<wording::Language> languages;
  const auto given = request.query.find("languages");
  if (given == request.query.end()) return languages;
  std::string_view rest = given->second;
  while (!rest.empty()) {
    const std::size_t end = rest.find(',');
    const auto language = wording::Language::find(rest.substr(0, end));
    if (!language || std::find(languages.begin(), languages.end(), *language) != languages.end()) {
      return Error{Code::bad_value, "'languages' names a language twice, or one that is not spoken",
                   "", "Choose among ar en es fr pt ru vi zh, e.g. languages=fr,ar"};
    }
    languages.push_back(*language);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return languages;
}

// What may be done next, said in the reader's language.
void translate_hints(object& view, wording::Language language) {
  for (haidang::json::value& request : view.at("requests").as_array()) {
    for (haidang::json::value& step : request.at("next_steps").as_array()) {
      haidang::json::string& hint = step.at("hint").as_string();
      hint = wording::translated(language, "hint.", hint);
    }
  }
}

// What is wrong, and what to type.
void translate_findings(object& status, wording::Language language) {
  for (haidang::json::value& finding : status.at("findings").as_array()) {
    for (const char* name : {"text", "next"}) {
      haidang::json::string& said = finding.at(name).as_string();
      said = wording::spoken(language, std::string_view(said));
    }
  }
}

// "limit=50&after=...&show=open&q=...": all may be left out.
Result<node::QueuePage> read_page(const Request& request) {
  node::QueuePage page;
  const auto given = [&](const std::string& name) -> const std::string* {
    const auto found = request.query.find(name);
    return found == request.query.end() ? nullptr : &found->second;
  };
  if (const auto* limit = given("limit"); limit != nullptr) {
    HD_TRY(page.limit, parse_number(*limit));
  }
  if (const auto* since = given("since"); since != nullptr) {
    HD_TRY(page.since, parse_time(*since));
  }
  page.language = language_of(request);
  if (const auto* after = given("after"); after != nullptr) page.after = *after;
  if (const auto* before = given("before"); before != nullptr) page.before = *before;
  if (const auto* view = given("show"); view != nullptr) page.view = *view;
  if (const auto* search = given("q"); search != nullptr) page.search = *search;
  return page;
}

Result<object> wrap(std::string_view name, Result<haidang::json::array> list) {
  HD_TRY(haidang::json::array rows, std::move(list));
  return object{{name, std::move(rows)}};
}

}  // namespace

void status(node::Node& node, Call call) {
  auto status = node.status();
  if (status.ok()) translate_findings(*status, language_of(call.request));
  answer(call.reply, status);
}

void list_requests(node::Node& node, Call call) {
  auto page = read_page(call.request);
  if (!page.ok()) return call.reply(Response::problem(page.error()));
  page->officer = call.actor.officer;
  answer(call.reply, node.requests(*page));
}

void new_request(node::Node& node, Call call) {
  auto statement = read_request_statement(call);
  if (!statement.ok()) return call.reply(Response::problem(statement.error()));
  node.submit(*std::move(statement), created(call));
}

void check_request(node::Node& node, Call call) {
  const auto checked = [&]() -> Result<object> {
    HD_TRY(const object body, call.json_body());
    const auto to = call.request.query.find("to");
    if (to == call.request.query.end()) return node.check_request(body, {});
    HD_TRY(const Address address, parse_address(to->second));
    return node.check_request(body, address);
  }();
  answer(call.reply, checked);
}

void show_request(node::Node& node, Call call) {
  auto view = node.request(call.param("request"));
  if (view.ok()) translate_hints(*view, language_of(call.request));
  answer(call.reply, view);
}

void new_act(node::Node& node, Call call) {
  auto statement = read_act_statement(call);
  if (!statement.ok()) return call.reply(Response::problem(statement.error()));
  node.submit(*std::move(statement), created(call));
}

void custodian_copy(node::Node& node, Call call) {
  answer(call.reply, node.custodian_copy(call.param("request"), call.actor), 201);
}

void list_evidence(node::Node& node, Call call) {
  const auto request = node.resolve(call.param("request"));
  if (!request.ok()) return call.reply(Response::problem(request.error()));
  answer(call.reply, wrap("items", node.items(*request)));
}

void add_evidence(node::Node& node, Call call) {
  const auto item = read_item(node, call);
  if (!item.ok()) return call.reply(Response::problem(item.error()));
  answer(call.reply, node.add_item(*item, call.actor), 201);
}

void deliver(node::Node& node, Call call) {
  const auto done = [&]() -> Result<object> {
    HD_TRY(const ActId request, node.resolve(call.param("request")));
    HD_TRY(const object body, call.json_body());
    HD_TRY(const node::DeliveryTerms terms, read_delivery_terms(body));
    if (terms.saying == node::Saying::as_a_draft) {
      return node.draft_delivery(request, terms, call.actor);
    }
    HD_TRY(const node::Submitted submitted, node.deliver(request, terms, call.actor));
    return describe(submitted);
  }();
  answer(call.reply, done, 201);
}

void show_case(node::Node& node, Call call) {
  const auto id = CaseId::parse(call.param("case"));
  if (!id.ok()) return call.reply(Response::problem(id.error()));
  answer(call.reply, node.case_view(*id));
}

void make_package(node::Node& node, Call call) {
  const auto made = [&]() -> Result<object> {
    HD_TRY(const CaseId id, CaseId::parse(call.param("case")));
    HD_TRY(const casework::IntendedUse use, read_use(call));
    return node.make_package(id, use, call.actor.officer);
  }();
  answer(call.reply, made, 201);
}

void show_act(node::Node& node, Call call) {
  const auto id = ActId::parse(call.param("act"));
  if (!id.ok()) return call.reply(Response::problem(id.error()));
  answer_bytes(call.reply, node.signed_act(*id), cms_type);
}

void show_letter(node::Node& node, Call call) {
  const auto id = ActId::parse(call.param("act"));
  if (!id.ok()) return call.reply(Response::problem(id.error()));
  const auto languages = read_languages(call.request);
  if (!languages.ok()) return call.reply(Response::problem(languages.error()));
  answer_bytes(call.reply, node.letter(*id, *languages), "application/pdf");
}

// Of which of the Parties that the act went to; none named: the only one.
Result<std::optional<PartyCode>> read_party(const Request& request) {
  const auto named = request.query.find("party");
  if (named == request.query.end()) return std::optional<PartyCode>{};
  HD_TRY(PartyCode party, PartyCode::parse(named->second));
  return std::optional(std::move(party));
}

void show_receipt(node::Node& node, Call call) {
  const auto id = ActId::parse(call.param("act"));
  if (!id.ok()) return call.reply(Response::problem(id.error()));
  const auto party = read_party(call.request);
  if (!party.ok()) return call.reply(Response::problem(party.error()));
  const auto receipt = node.receipt(*id, *party);
  if (!receipt.ok()) return call.reply(Response::problem(receipt.error()));
  call.reply(Response::text(200, "application/json", *receipt));
}

void list_parties(node::Node& node, Call call) {
  answer(call.reply, wrap("parties", node.parties()));
}

void trust_party(node::Node& node, Call call) {
  const auto trusted = [&]() -> Result<object> {
    HD_TRY(const object body, call.json_body());
    ObjectReader in(body, "party");
    HD_TRY(const std::string text, in.text("profile", 512 * 1024));
    HD_TRY(const auto fingerprint, in.optional_text("fingerprint", 200));
    HD_TRY_VOID(in.finish());
    HD_TRY(const Bytes profile, parse_base64(text));
    return node.trust(profile, fingerprint, call.actor.officer);
  }();
  answer(call.reply, trusted);
}

void own_profile(node::Node& node, Call call) {
  answer_bytes(call.reply, node.own_profile(), cms_type);
}

void rebuild(node::Node& node, Call call) {
  const auto cases = node.rebuild();
  if (!cases.ok()) return call.reply(Response::problem(cases.error()));
  call.reply(Response::json(200, object{{"cases", *cases}}));
}

// Each open stream listens to the node until its reader is gone.
void events(node::Node& node, Call call) {
  Response response;
  response.content_type = "text/event-stream";
  response.stream = [&node](std::shared_ptr<EventStream> stream) {
    stream->send("hello", "", "{}");
    node.listen([stream = std::move(stream)](const node::Event& event) {
      stream->send(event.name, "", haidang::json::serialize(event.data));
      return stream->closed() ? node::Listening::ends : node::Listening::goes_on;
    });
  };
  call.reply(std::move(response));
}

}  // namespace haidang::http::officer_api
