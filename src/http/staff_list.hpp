// The accounts and the roster, as the node asks for them before it tells somebody something.
#pragma once
#include "http/duty_book.hpp"
#include "http/sessions.hpp"
#include "node/staff.hpp"

namespace haidang::http {

class StaffList final : public node::Staff {
 public:
  StaffList(Sessions& sessions, DutyBook& duty) : sessions_(sessions), duty_(duty) {}

  Result<std::vector<std::string>> officers_at(const std::string& authority) override;
  Result<std::vector<std::string>> on_duty(const std::string& authority, Time now) override;
  Result<std::vector<std::string>> deputies(const std::string& authority, Time now) override;

 private:
  Sessions& sessions_;
  DutyBook& duty_;
};

}  // namespace haidang::http
