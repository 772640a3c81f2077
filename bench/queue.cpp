// The first page of a long queue, as an officer's browser asks for it.
#include <fmt/format.h>

#include <algorithm>

#include "fill.hpp"
#include "machine.hpp"
#include "measurements.hpp"
#include "store/database.hpp"
#include "two_nodes.hpp"

namespace haidang::bench {
namespace {

constexpr int page_rows = 50;
constexpr std::string_view measured_passphrase = "a passphrase for measuring";
constexpr JsonLimits answer_limits{.bytes_max = 16U << 20U, .depth_max = 24};

double median_ms(std::vector<double> ms) {
  std::sort(ms.begin(), ms.end());
  return ms[ms.size() / 2];
}

// Milliseconds from the request to the last byte of the answer, on a connection that is open.
// `list` is the member of the answer that has `rows` entries.
Result<double> asked_ms(const State& state, const std::string& target, std::string_view list,
                        std::size_t rows, int rounds) {
  HD_TRY(http::Client client, state.connect());
  std::vector<double> ms;
  for (int i = 0; i < rounds; ++i) {
    const Stopwatch watch;
    HD_TRY(const http::Response response, client.send(state.request(http::Method::get, target)));
    ms.push_back(watch.seconds() * 1000);
    HD_TRY(const json::object page, parse_json_object(as_text(response.body), answer_limits));
    const json::value* entries = page.if_contains(list);
    if (entries == nullptr || entries->as_array().size() != rows)
      return Error{Code::internal, "the page has not as many rows as there are"};
  }
  return median_ms(std::move(ms));
}

// As many rows of the same database in the same order, by SQLite alone.
Result<double> bare_ms(const std::filesystem::path& database, int rounds) {
  HD_TRY(store::Database opened, store::Database::open(database));
  std::vector<double> ms;
  for (int i = 0; i < rounds; ++i) {
    const Stopwatch watch;
    auto row = opened.prepare(
        "SELECT id, case_id, measure, requesting, requested, status, waits_for, due, requested_at,"
        " last_act_at, line FROM request"
        " ORDER BY rank, requested_at, id LIMIT ?1");
    row.bind(1, std::int64_t{page_rows});
    int count = 0;
    for (;;) {
      HD_TRY(const bool found, row.step());
      if (!found) break;
      if (!row.text(10).empty()) ++count;
    }
    ms.push_back(watch.seconds() * 1000);
    if (count != page_rows) return Error{Code::internal, "the database has fewer rows"};
  }
  return median_ms(std::move(ms));
}

// The node stops while it is filled, by `fill`, and an officer signs in again.
template <class Fill>
auto filled(const State& state, Fill fill) -> decltype(fill(node::Layout{})) {
  state.process().stop();
  auto made = fill(node::Layout{state.data()});
  if (!made.ok()) return made.error();
  HD_TRY_VOID(state.process().start());
  HD_TRY_VOID(state.sign_in());
  return made;
}

Result<void> measure_case(const State& state, std::size_t acts, int rounds, Report& report) {
  HD_TRY(const ActId request, filled(state, [acts](const node::Layout& layout) {
           return fill_case(layout, measured_passphrase, acts);
         }));
  HD_TRY(const double opened,
         asked_ms(state, "/api/v1/requests/" + request.text(), "timeline", acts, rounds));
  report.add({"case.open", "ms", opened, Target{50, Better::less},
              fmt::format("median of {}; a case of {} acts, over TLS", rounds, acts)});
  return {};
}

}  // namespace

Result<void> measure_queue(const Plan& plan, Report& report) {
  const auto few = plan.choose<std::size_t>(1'000, 100);
  const auto count = plan.choose<std::size_t>(100'000, 200);
  const int rounds = plan.choose(25, 3);
  const std::string page = "/api/v1/requests?show=open&limit=50";
  HD_TRY(const std::unique_ptr<State> state, State::found(plan.folder, "XA", "Aurelia"));
  HD_TRY(std::unique_ptr<State> other, State::found(plan.folder, "XB", "Borealia"));
  HD_TRY_VOID(state->trust(*other));
  other.reset();  // its node is down all the while
  const auto fill = [&state](std::size_t requests) {
    return filled(*state, [requests](const node::Layout& layout) {
      return fill_queue(layout, measured_passphrase, requests);
    });
  };
  HD_TRY_VOID(fill(few));
  HD_TRY(const double of_few, asked_ms(*state, page, "requests", page_rows, rounds));
  const Stopwatch filling;
  HD_TRY_VOID(fill(count - few));
  const double filled_s = filling.seconds();
  HD_TRY(const double bare, bare_ms(node::Layout{state->data()}.database(), rounds));
  HD_TRY(const double first, asked_ms(*state, page, "requests", page_rows, rounds));
  HD_TRY(const double last, asked_ms(*state, "/api/v1/requests?show=all&before=end&limit=50",
                                     "requests", page_rows, rounds));
  HD_TRY(const double search, asked_ms(*state, "/api/v1/requests?show=all&limit=50&q=withdrawn",
                                       "requests", std::min<std::size_t>(count / 10, 50), rounds));
  const std::string note =
      fmt::format("median of {}; {} cases, made in {:.0f} s", rounds, count, filled_s);
  report.add({"queue.page", "ms", first, Target{50, Better::less}, note});
  report.add({"queue.page_of_few",
              "ms",
              of_few,
              {},
              fmt::format("of {} cases; {} times as many take {:.1f} times as long", few,
                          count / few, first / of_few)});
  report.add({"queue.bare_sqlite", "ms", bare, {}, fmt::format("{} rows, no count", page_rows)});
  report.add({"queue.last_page", "ms", last, {}, "over TLS like queue.page"});
  report.add({"queue.search", "ms", search, {}, "one word, all rows looked at"});
  return measure_case(*state, plan.choose<std::size_t>(1'000, 50), rounds, report);
}

}  // namespace haidang::bench
