// The queue of a node as its officers page through it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "node/node_state.hpp"
#include "words/order.hpp"
#include "words/words.hpp"

namespace haidang::node {
namespace {

// The projection was made when the last act came; a clock may have passed since.
Result<void> add_line(json::object& out, const RequestRow& row, Time now) {
  HD_TRY(json::object line, parse_json_object(row.line));
  for (auto& member : line)
    out[member.key()] = std::move(member.value());
  if (row.due && *row.due <= now && out.at("clock").is_object()) {
    out.at("clock").get_object()["state"] = "passed";
  }
  return {};
}

Result<json::object> describe(const RequestRow& row, Time now) {
  json::object out{{"id", row.id.text()},
                   {"case", row.case_id.text()},
                   {"measure", row.measure},
                   {"requesting", row.requesting.text()},
                   {"requested", row.requested.text()},
                   {"status", row.status},
                   {"waits_for", nullptr},
                   {"due", nullptr},
                   {"owner", nullptr},
                   {"requested_at", format_time(row.requested_at)},
                   {"last_act_at", format_time(row.last_act_at)}};
  if (!row.waits_for.empty()) out["waits_for"] = row.waits_for;
  if (row.due) out["due"] = format_time(*row.due);
  if (!row.owner.empty()) out["owner"] = row.owner;
  HD_TRY_VOID(add_line(out, row, now));
  return out;
}

// "RANK.REQUESTED.ID", two numbers: for this node's own reading alone.
std::string write_place(const QueuePlace& place) {
  return fmt::format("{}.{}.{}", place.rank, place.requested_ms, place.id);
}

Error no_place(const std::string& text) {
  return {Code::bad_value, fmt::format("'{}' is no place in the queue", text),
          "'after' and 'before' are the 'next' or 'previous' of another page, as it was given",
          "Leave both out to begin at the beginning."};
}

std::optional<std::int64_t> read_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<QueuePlace> read_place(const std::string& text) {
  const std::size_t first = text.find('.');
  const std::size_t second = first == std::string::npos ? first : text.find('.', first + 1);
  if (second == std::string::npos) return no_place(text);
  const std::string_view whole(text);
  const auto rank = read_number(whole.substr(0, first));
  const auto requested = read_number(whole.substr(first + 1, second - first - 1));
  const auto id = ActId::parse(whole.substr(second + 1));
  if (!rank || !requested || !id.ok()) return no_place(text);
  return QueuePlace{*rank, *requested, id->text()};
}

struct Start {
  QueuePlace place;
  QueueReader::Side side = QueueReader::Side::after;
};

Result<Start> read_start(const QueuePage& page) {
  if (!page.after.empty() && !page.before.empty()) {
    return Error{Code::bad_value, "a page is after a place or before one, not both"};
  }
  if (page.before == "end") return Start{QueuePlace::end(), QueueReader::Side::before};
  if (!page.before.empty()) {
    HD_TRY(QueuePlace place, read_place(page.before));
    return Start{std::move(place), QueueReader::Side::before};
  }
  if (page.after.empty()) return Start{QueuePlace::begin(), QueueReader::Side::after};
  HD_TRY(QueuePlace place, read_place(page.after));
  return Start{std::move(place), QueueReader::Side::after};
}

constexpr std::array<std::string_view, 6> views{"all",    "open", "ours",
                                                "theirs", "mine", "finished"};

Result<void> check_page(const QueuePage& page) {
  if (page.limit == 0 || page.limit > QueuePage::limit_max) {
    return Error{Code::bad_value, fmt::format("a page of {} requests is not given", page.limit),
                 fmt::format("a page has 1 to {}", QueuePage::limit_max), "Ask for fewer at once."};
  }
  if (std::find(views.begin(), views.end(), page.view) == views.end()) {
    return Error{Code::bad_value, fmt::format("the queue has no view '{}'", page.view), "",
                 "One of all, open, ours, theirs, mine, finished."};
  }
  if (page.search.size() <= QueuePage::search_bytes_max) return {};
  return Error{Code::bad_value,
               fmt::format("a search has at most {} bytes", QueuePage::search_bytes_max)};
}

// In which text, in English or the reader's language, is the word a part of what `key` says?
bool says(const wording::Finder& word, wording::Language language, std::string_view key,
          std::string_view code) {
  return word.is_in(code) || word.is_in(wording::text_or(language, key, "")) ||
         word.is_in(wording::text_or({}, key, ""));
}

struct Vocabulary {
  const treaty::Treaty& law;
  wording::Language language;
  std::vector<std::pair<std::string, std::string>> parties;  // code, name; without ourselves
};

QueueWord meaning_of(std::string_view word, const Vocabulary& known) {
  QueueWord meaning{std::string(word), {}};
  for (char& c : meaning.of_id)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const wording::Finder finder(word);
  for (const treaty::Measure& measure : known.law.measures()) {
    if (says(finder, known.language, "measure." + measure.id, measure.id))
      meaning.names.push_back(measure.id);
  }
  for (const casework::Status status : casework::all_statuses()) {
    const std::string name(casework::status_name(status));
    if (says(finder, known.language, "status." + name, name)) meaning.names.push_back(name);
  }
  for (const auto& [code, name] : known.parties) {
    if (finder.is_in(code) || finder.is_in(name)) meaning.names.push_back(code);
  }
  return meaning;
}

Result<std::vector<QueueWord>> read_words(std::string_view search, const Vocabulary& known) {
  std::vector<QueueWord> words;
  while (!search.empty()) {
    const std::size_t end = std::min(search.find(' '), search.size());
    if (end > 0) {
      if (words.size() == QueueFilter::words_max) {
        return Error{Code::bad_value,
                     fmt::format("a search has at most {} words", QueueFilter::words_max), "",
                     "Leave out those that say least."};
      }
      words.push_back(meaning_of(search.substr(0, end), known));
    }
    search.remove_prefix(std::min(end + 1, search.size()));
  }
  return words;
}

}  // namespace

Result<json::object> Node::requests(const QueuePage& page) {
  HD_TRY_VOID(check_page(page));
  HD_TRY(const Start start, read_start(page));
  Vocabulary known{state_->own_law.law, page.language, {}};
  {
    const std::lock_guard lock(state_->parties_mutex);
    for (const KnownParty& party : state_->known_parties)
      known.parties.emplace_back(party.party.text(), party.name);
  }
  QueueFilter filter{page.view, state_->parts.config.self.party, page.since};
  filter.officer = page.officer;
  HD_TRY(filter.words, read_words(page.search, known));
  HD_TRY(const QueueRows found, state_->queue->read(filter, start.place, start.side, page.limit));
  const Time now = state_->parts.clock.now();
  json::array list;
  for (const RequestRow& row : found.rows) {
    HD_TRY(json::object described, describe(row, now));
    list.push_back(std::move(described));
  }
  json::object out{{"requests", std::move(list)},
                   {"total", found.total},
                   {"offset", found.offset},
                   {"next", nullptr},
                   {"previous", nullptr}};
  if (found.rows.empty()) return out;
  if (found.offset + found.rows.size() < found.total)
    out["next"] = write_place(place_of(found.rows.back()));
  if (found.offset > 0) out["previous"] = write_place(place_of(found.rows.front()));
  return out;
}

}  // namespace haidang::node
