// Receipted acts: an officer's command at one node until the other's receipt is verified, both
// durable.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <numeric>
#include <unordered_map>

#include "bare.hpp"
#include "machine.hpp"
#include "measurements.hpp"
#include "two_nodes.hpp"

namespace haidang::bench {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr std::size_t act_bytes = 2048;  // signed
constexpr std::size_t delivery_acts = 256;
constexpr std::size_t text_bytes = 700;  // with the signature and its certificate about act_bytes
constexpr std::size_t connections = 64;
constexpr std::size_t connections_quick = 4;
constexpr std::chrono::seconds patience{60};

// When the receipt of each act came.
class Receipts {
 public:
  void take(std::string_view event, const json::object& data) {
    if (event != "receipt") return;
    const std::lock_guard lock(mutex_);
    times_.emplace(std::string(data.at("act").as_string()), std::chrono::steady_clock::now());
    came_.notify_all();
  }
  Result<void> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    std::size_t seen = times_.size();
    while (times_.size() < count) {
      const bool more = came_.wait_for(lock, patience, [&] { return times_.size() > seen; });
      if (!more) {
        return Error{Code::unavailable,
                     fmt::format("only {} of {} receipts came", times_.size(), count)};
      }
      seen = times_.size();
    }
    return {};
  }
  [[nodiscard]] std::size_t count() {
    const std::lock_guard lock(mutex_);
    return times_.size();
  }
  [[nodiscard]] std::optional<SteadyTime> time_of(const std::string& act) {
    const std::lock_guard lock(mutex_);
    const auto found = times_.find(act);
    return found == times_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::unordered_map<std::string, SteadyTime> times_;
};

struct Sent {
  std::string act;
  SteadyTime due;  // when it should have been sent: waiting for a free connection counts
};

// Posts `count` acts over `connections`; act n not before start + n * pace.
class Driver {
 public:
  using MakePost = std::function<std::pair<std::string, json::object>(std::size_t number)>;
  Driver(const State& state, MakePost make_post)
      : state_(state), make_post_(std::move(make_post)) {}

  Result<std::vector<Sent>> run(std::size_t count, std::size_t connections_max,
                                std::chrono::nanoseconds pace) {
    count_ = count;
    pace_ = pace;
    sent_.assign(count, {});
    next_ = 0;
    start_ = {};
    const std::size_t threads_count = std::min(count, connections_max);
    std::latch connected(static_cast<std::ptrdiff_t>(threads_count));
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < threads_count; ++i) {
        threads.emplace_back([this, &connected] {
          const Result<void> done = work(connected);
          const std::lock_guard lock(mutex_);
          if (!done.ok()) failure_ = done.error();
        });
      }
    }
    if (failure_) return *failure_;
    return std::move(sent_);
  }

 private:
  // Connections are kept alive: opening them is not part of an act.
  [[nodiscard]] Result<http::Client> connection() const {
    HD_TRY(http::Client client, state_.connect());
    HD_TRY(const http::Response answer,
           client.send(state_.request(http::Method::get, "/api/v1/parties")));
    if (answer.status >= 400) return Error{Code::unavailable, "the node refuses the session"};
    return client;
  }

  Result<void> work(std::latch& connected) {
    auto made = connection();
    connected.arrive_and_wait();
    HD_TRY(http::Client client, std::move(made));
    {
      const std::lock_guard lock(mutex_);
      if (start_ == SteadyTime{}) start_ = std::chrono::steady_clock::now();
    }
    http::ClientRequest request = state_.request(http::Method::post, "");
    for (std::size_t number = next_++; number < count_; number = next_++) {
      const SteadyTime due = start_ + pace_ * number;
      auto [target, body] = make_post_(number);
      request.target = std::move(target);
      std::this_thread::sleep_until(due);
      HD_TRY(const json::object answer, post(client, request, body));
      sent_[number] = {std::string(answer.at("act").as_string()), due};
    }
    return {};
  }

  const State& state_;
  MakePost make_post_;
  std::size_t count_ = 0;
  std::chrono::nanoseconds pace_{};
  SteadyTime start_;
  std::atomic<std::size_t> next_{0};
  std::vector<Sent> sent_;
  std::mutex mutex_;
  std::optional<Error> failure_;
};

struct Bench {
  TwoNodes nodes;
  Receipts receipts;
  std::vector<std::string> requests;  // targets for acts about them
  json::object request;
  std::unique_ptr<Watcher> watcher;
};

Result<void> open_cases(Bench& bench, std::size_t count) {
  Driver driver(*bench.nodes.aurelia, [&](std::size_t) {
    return std::pair{std::string("/api/v1/requests"), bench.request};
  });
  HD_TRY(const std::vector<Sent> sent, driver.run(count, 8, {}));
  HD_TRY_VOID(bench.receipts.wait_for(count));
  for (const Sent& one : sent)
    bench.requests.push_back("/api/v1/requests/" + one.act + "/acts");
  return {};
}

Result<std::unique_ptr<Bench>> prepare(const Plan& plan) {
  auto bench = std::make_unique<Bench>();
  HD_TRY(bench->nodes, TwoNodes::found(plan.folder));
  HD_TRY(bench->request, complete_request(*bench->nodes.aurelia, "preservation"));
  HD_TRY(bench->watcher,
         Watcher::start(*bench->nodes.aurelia,
                        [at = bench.get()](std::string_view event, const json::object& data) {
                          at->receipts.take(event, data);
                        }));
  HD_TRY_VOID(open_cases(*bench, plan.choose<std::size_t>(200, 4)));
  return bench;
}

Driver notices(Bench& bench) {
  const json::object body{{"kind", "notify"}, {"body", {{"text", std::string(text_bytes, 'n')}}}};
  return {*bench.nodes.aurelia, [&bench, body](std::size_t number) {
            return std::pair{bench.requests[number % bench.requests.size()], body};
          }};
}

// The same, each act opening a case of its own.
Driver new_cases(Bench& bench) {
  return {*bench.nodes.aurelia, [&bench](std::size_t) {
            return std::pair{std::string("/api/v1/requests"), bench.request};
          }};
}

Result<double> rate_of(Bench& bench, const Plan& plan, Driver driver, std::size_t count) {
  const std::size_t before = bench.receipts.count();
  const Stopwatch watch;
  HD_TRY(const std::vector<Sent> sent,
         driver.run(count, plan.choose(connections, connections_quick), {}));
  HD_TRY_VOID(bench.receipts.wait_for(before + count));
  SteadyTime last{};
  SteadyTime first = SteadyTime::max();
  for (const Sent& one : sent) {
    first = std::min(first, one.due);
    last = std::max(last, bench.receipts.time_of(one.act).value_or(SteadyTime{}));
  }
  return static_cast<double>(count) / std::chrono::duration<double>(last - first).count();
}

double cpu_of(const TwoNodes& nodes) {
  return cpu_seconds(nodes.aurelia->process().pid()) + cpu_seconds(nodes.borealia->process().pid());
}

double at(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

// Each receipt waits for several of these, one after the other.
Result<void> measure_disk(const Plan& plan, Report& report) {
  HD_TRY(const std::vector<double> ms, bare_syncs(plan.folder, plan.choose(300, 10)));
  report.add({"disk.sync_p50", "ms", at(ms, 0.50), {}, "4 KiB appended and fdatasync"});
  report.add({"disk.sync_p99", "ms", at(ms, 0.99), {}, ""});
  return {};
}

Result<void> measure_latency(Bench& bench, const Plan& plan, Report& report) {
  const std::size_t per_second = plan.choose<std::size_t>(500, 50);
  const std::size_t count = per_second * plan.choose<std::size_t>(10, 1);
  const std::size_t before = bench.receipts.count();
  HD_TRY(const std::vector<Sent> sent,
         notices(bench).run(count, plan.choose(connections, connections_quick),
                            std::chrono::nanoseconds(1'000'000'000) / per_second));
  HD_TRY_VOID(bench.receipts.wait_for(before + count));
  std::vector<double> ms;
  for (const Sent& one : sent) {
    const auto came = bench.receipts.time_of(one.act);
    if (came) ms.push_back(std::chrono::duration<double, std::milli>(*came - one.due).count());
  }
  std::sort(ms.begin(), ms.end());
  const std::string arrivals = fmt::format("{} arrivals/s, open loop, {} acts", per_second, count);
  report.add({"acts.receipt_latency_p50", "ms", at(ms, 0.50), {}, arrivals});
  report.add({"acts.receipt_latency_p99", "ms", at(ms, 0.99), Target{50, Better::less}, arrivals});
  return {};
}

}  // namespace

Result<void> measure_acts(const Plan& plan, Report& report) {
  HD_TRY(const BareAct bare, bare_act(act_bytes, delivery_acts, plan.choose(2000, 20)));
  report.add({"acts.bare_openssl",
              "acts/s",
              bare.acts_per_second(),
              {},
              fmt::format("one thread: sign {:.0f} us, verify {:.0f} us, 1/{} seal {:.1f} us",
                          bare.sign_us, bare.verify_us, delivery_acts, bare.seal_us)});
  HD_TRY(const std::unique_ptr<Bench> bench, prepare(plan));
  HD_TRY_VOID(measure_disk(plan, report));
  const std::size_t count = plan.choose<std::size_t>(10'000, 40);
  std::vector<double> rates;
  const double cpu_before = cpu_of(bench->nodes);
  for (int i = 0; i < plan.choose(3, 1); ++i) {
    HD_TRY(const double rate, rate_of(*bench, plan, notices(*bench), count));
    rates.push_back(rate);
  }
  const double cpu_us = (cpu_of(bench->nodes) - cpu_before) * 1e6;
  const double rate = *std::max_element(rates.begin(), rates.end());
  report.add({"acts.rate", "acts/s", rate, Target{2000, Better::more},
              fmt::format("{} acts in {} cases, {} connections, receipts verified; best of {:.0f}",
                          count, bench->requests.size(),
                          plan.choose(connections, connections_quick), fmt::join(rates, ", "))});
  report.add(
      {"acts.rate_to_bare", "ratio", rate / bare.acts_per_second(), Target{0.4, Better::more}, ""});
  report.add({"acts.cpu",
              "us",
              cpu_us / static_cast<double>(count * rates.size()),
              {},
              "of both nodes together, for each act; the driver not counted"});
  HD_TRY_VOID(measure_latency(*bench, plan, report));
  const std::size_t cases = plan.choose<std::size_t>(4'000, 40);
  HD_TRY(const double opened, rate_of(*bench, plan, new_cases(*bench), cases));
  report.add({"acts.rate_of_new_cases",
              "acts/s",
              opened,
              {},
              fmt::format("{} requests, each a case of its own", cases)});
  return {};
}

}  // namespace haidang::bench
