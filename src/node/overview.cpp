#include "node/overview.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "store/database.hpp"

namespace haidang::node {
namespace {

constexpr std::array<std::string_view, 4> over{"closed", "withdrawn", "refused", "released"};

bool is_open(std::string_view status) {
  return std::find(over.begin(), over.end(), status) == over.end();
}

struct Sentence {
  std::string_view name;
  std::string_view text;
};
constexpr std::array method{
    Sentence{"counted",
             "Requests whose own act was issued in the period, each once, whatever became of it "
             "later. Open is what is neither closed, withdrawn, refused nor released now."},
    Sentence{"acknowledged",
             "Acknowledged: from the request to the first act of the requested State about it, "
             "whatever kind of act that is."},
    Sentence{"answered",
             "Answered: from the request to the first act that fulfils the measure, as the data "
             "of the law name it, or refuses it. What has no such act yet is not in the median."},
    Sentence{"line",
             "Receipted: from our act to the moment at which the other node recorded it, of the "
             "acts that we issued in the period."},
    Sentence{"clock",
             "Times are those that the acts and receipts state: each by the clock of the State "
             "that said it. Where two clocks disagree, a negative time counts as zero."},
    Sentence{"percentile",
             "Median and 90th percentile by nearest rank: each is a time that occurred."},
};

json::object describe_pace(const RequestPace& pace) {
  return {{"count", pace.count},
          {"open", pace.open},
          {"acknowledge", pace.acknowledge.describe()},
          {"answer", pace.answer.describe()}};
}

// What is told of one request while its acts go by, in the order of their chain.
struct Telling {
  std::string id;
  RequestPace* pace = nullptr;
  Time requested_at;
  const treaty::Measure* measure = nullptr;
  bool is_acknowledged = false;
  bool is_answered = false;

  void hear(const std::string& kind, Time at) {
    if (!is_acknowledged) pace->acknowledge.add(at - requested_at);
    is_acknowledged = true;
    if (is_answered || !fulfils(kind)) return;
    pace->answer.add(at - requested_at);
    is_answered = true;
  }
  [[nodiscard]] bool fulfils(const std::string& kind) const {
    if (kind == "refuse") return true;
    if (measure == nullptr) return false;
    return std::find(measure->results.begin(), measure->results.end(), kind) !=
           measure->results.end();
  }
};

Result<void> count_requests(store::Database& database, const PartyCode& self,
                            const treaty::Treaty& law, const Period& period, Counted& counted) {
  auto row = database.prepare(
      "SELECT request.id, request.measure, request.requesting, request.status,"
      " request.requested_at, act.content ->> '$.kind', act.content ->> '$.issued_at'"
      " FROM request LEFT JOIN act ON act.case_id = request.case_id"
      " AND act.party = request.requested AND act.content ->> '$.request' = request.id"
      " WHERE request.requested_at >= ?1 AND request.requested_at < ?2"
      " ORDER BY request.id, act.seq");
  row.bind(1, period.from);
  row.bind(2, period.until);
  Telling request;
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return {};
    if (row.text(0) != request.id) {
      const std::string measure = row.text(1);
      MeasurePace& both = counted.measures[measure];
      RequestPace& pace = row.text(2) == self.text() ? both.sent : both.received;
      const auto rules = law.measure(measure);
      request = {row.text(0), &pace, row.time_at(4), rules.ok() ? *rules : nullptr};
      ++pace.count;
      if (is_open(row.text(3))) ++pace.open;
    }
    if (row.is_null(5)) continue;
    HD_TRY(const Time at, parse_time(row.text(6)));
    request.hear(row.text(5), at);
  }
}

Result<void> count_line(const store::Statement& row, const PartyCode& self, Time at,
                        Counted& counted) {
  HD_TRY(const PartyCode author, PartyCode::parse(row.text(0)));
  if (author != self) {
    LinePace& line = counted.lines[author];
    ++line.acts_received;
    line.last_received_at = std::max(line.last_received_at.value_or(at), at);
    return {};
  }
  HD_TRY(const PartyCode to, PartyCode::parse(row.text(1)));
  LinePace& line = counted.lines[to];
  ++line.acts_sent;
  if (row.is_null(3)) return {};
  if (row.text(4) != "delivery") {
    ++line.refused;
    return {};
  }
  HD_TRY(const Time recorded, parse_time(row.text(3)));
  ++line.receipted;
  line.receipt.add(recorded - at);
  return {};
}

// Of an act that goes to several Parties (art. 48) the line to the one addressed is counted.
Result<void> count_lines(store::Database& database, const PartyCode& self, const Period& period,
                         Counted& counted) {
  auto row = database.prepare(
      "SELECT act.party, act.content ->> '$.to.party', act.content ->> '$.issued_at',"
      " receipt.receipt ->> '$.event.at', receipt.receipt ->> '$.event.kind'"
      " FROM act LEFT JOIN receipt ON receipt.act = act.id"
      " AND receipt.party = act.content ->> '$.to.party'");
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return {};
    HD_TRY(const Time at, parse_time(row.text(2)));
    if (period.holds(at)) HD_TRY_VOID(count_line(row, self, at, counted));
  }
}

}  // namespace

void Spread::add(Millis duration) {
  millis_.push_back(std::max<std::int64_t>(0, duration.count()));
}

json::object Spread::describe() const {
  json::object out{{"count", millis_.size()}, {"median_s", nullptr}, {"p90_s", nullptr}};
  if (millis_.empty()) return out;
  std::vector<std::int64_t> sorted = millis_;
  std::sort(sorted.begin(), sorted.end());
  const auto rank = [&](std::size_t percent) {  // the smallest that so many do not exceed
    return sorted[(sorted.size() * percent + 99) / 100 - 1] / 1000;
  };
  out["median_s"] = rank(50);
  out["p90_s"] = rank(90);
  return out;
}

Result<Counted> count_acts(const std::filesystem::path& path, const PartyCode& self,
                           const treaty::Treaty& law, const Period& period) {
  HD_TRY(store::Database database, store::Database::open(path));
  HD_TRY_VOID(database.execute("PRAGMA query_only=ON; PRAGMA cache_size=-2048; BEGIN"));
  Counted counted;
  HD_TRY_VOID(count_requests(database, self, law, period, counted));
  HD_TRY_VOID(count_lines(database, self, period, counted));
  HD_TRY_VOID(database.execute("COMMIT"));
  return counted;
}

json::array overview_method() {
  json::array sentences;
  for (const Sentence& row : method)
    sentences.push_back(json::object{{"name", row.name}, {"text", row.text}});
  return sentences;
}

json::array describe_measures(const Counted& counted, const treaty::Treaty& law) {
  json::array list;
  for (const auto& [id, pace] : counted.measures) {
    const auto rules = law.measure(id);
    list.push_back(json::object{{"measure", id},
                                {"title", rules.ok() ? (*rules)->title : id},
                                {"received", describe_pace(pace.received)},
                                {"sent", describe_pace(pace.sent)}});
  }
  return list;
}

}  // namespace haidang::node
