// Result<T>: a value, or the Error that says why there is none. The error lies apart, shared by
// copies: what goes well carries a null pointer, and compiles to little.
#pragma once
#include <memory>
#include <optional>
#include <utility>

#include "base/check.hpp"
#include "base/error.hpp"

namespace haidang {

template <class T>
class [[nodiscard]] Result {
 public:
  // A function returns a value or an Error as it is: the one place where converting is the point.
  // NOLINTBEGIN(google-explicit-constructor)
  Result(T value) : value_(std::move(value)) {}
  Result(Error error) : error_(std::make_shared<const Error>(std::move(error))) {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }

  [[nodiscard]] const T& value() const& {
    HD_CHECK(ok());
    return *value_;
  }
  [[nodiscard]] T& value() & {
    HD_CHECK(ok());
    return *value_;
  }
  [[nodiscard]] T&& value() && {
    HD_CHECK(ok());
    return *std::move(value_);
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  [[nodiscard]] const Error& error() const {
    HD_CHECK(!ok());
    return *error_;
  }

 private:
  std::optional<T> value_;
  std::shared_ptr<const Error> error_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Error error) : error_(std::make_shared<const Error>(std::move(error))) {}

  [[nodiscard]] bool ok() const { return error_ == nullptr; }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] const Error& error() const {
    HD_CHECK(!ok());
    return *error_;
  }

 private:
  std::shared_ptr<const Error> error_;
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
