// Result<T>: a value, or the Error that says why there is none.
#pragma once
#include <optional>
#include <utility>
#include <variant>

#include "base/check.hpp"
#include "base/error.hpp"

namespace haidang {

template <class T>
class [[nodiscard]] Result {
 public:
  // A function returns a value or an Error as it is: the one place where converting is the point.
  // NOLINTBEGIN(google-explicit-constructor)
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  [[nodiscard]] const T& value() const& {
    HD_CHECK(ok());
    return std::get<0>(state_);
  }
  [[nodiscard]] T& value() & {
    HD_CHECK(ok());
    return std::get<0>(state_);
  }
  [[nodiscard]] T&& value() && {
    HD_CHECK(ok());
    return std::get<0>(std::move(state_));
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  [[nodiscard]] const Error& error() const {
    HD_CHECK(!ok());
    return std::get<1>(state_);
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] const Error& error() const {
    HD_CHECK(!ok());
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

}  // namespace haidang

#define HD_CONCAT_(a, b) a##b
#define HD_CONCAT(a, b) HD_CONCAT_(a, b)
#define HD_TRY_(holder, target, expression) \
  auto holder = (expression);               \
  if (!holder.ok()) return holder.error();  \
  target = *std::move(holder)

// HD_TRY(auto act, parse(bytes)): the value, or return the error to our caller.
#define HD_TRY(target, expression) HD_TRY_(HD_CONCAT(hd_try_, __LINE__), target, expression)
// HD_TRY_VOID(store.append(...)): go on, or return the error to our caller.
#define HD_TRY_VOID(expression)                                                   \
  do {                                                                            \
    if (auto hd_result = (expression); !hd_result.ok()) return hd_result.error(); \
  } while (false)
