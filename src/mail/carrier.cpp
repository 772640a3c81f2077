// The one place that calls libcurl.
#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <mutex>

#include "base/check.hpp"
#include "mail/relay.hpp"

namespace haidang::mail {
namespace {

constexpr long connect_seconds = 15;
constexpr long whole_seconds = 60;
constexpr std::size_t reason_bytes_max = 200;

struct Freed {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct Reading {
  std::string_view rest;
};

std::size_t read_more(char* out, std::size_t size, std::size_t count, void* given) {
  auto& reading = *static_cast<Reading*>(given);
  const std::size_t bytes = std::min(size * count, reading.rest.size());
  std::memcpy(out, reading.rest.data(), bytes);
  reading.rest.remove_prefix(bytes);
  return bytes;
}

// The last line that the relay said, "535 5.7.8 Authentication failed".
std::size_t keep_reply(char* line, std::size_t size, std::size_t count, void* given) {
  const std::size_t bytes = size * count;
  auto& last = *static_cast<std::string*>(given);
  last.assign(line, std::min(bytes, reason_bytes_max));
  while (!last.empty() && static_cast<unsigned char>(last.back()) <= 0x20U)
    last.pop_back();
  return bytes;
}

int stop_asked(void* given, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::stop_token*>(given)->stop_requested() ? 1 : 0;
}

template <class Value>
void set(CURL* handle, CURLoption option, Value value) {
  HD_CHECK(curl_easy_setopt(handle, option, value) == CURLE_OK);
}

void set_security(CURL* handle, const Relay& relay) {
  set(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(handle, CURLOPT_USE_SSL,
      static_cast<long>(relay.security == Security::starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  if (relay.authority.empty()) return;
  curl_blob authority{};
  authority.data = const_cast<char*>(relay.authority.data());  // NOLINT(*-const-cast): copied
  authority.len = relay.authority.size();
  authority.flags = CURL_BLOB_COPY;
  HD_CHECK(curl_easy_setopt(handle, CURLOPT_CAINFO_BLOB, &authority) == CURLE_OK);
  set(handle, CURLOPT_CAPATH, static_cast<char*>(nullptr));
}

// Nothing of this process's surroundings decides where a message goes.
void set_surroundings(CURL* handle) {
  set(handle, CURLOPT_NOSIGNAL, 1L);
  set(handle, CURLOPT_PROXY, "");
  set(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(handle, CURLOPT_FOLLOWLOCATION, 0L);
  set(handle, CURLOPT_CONNECTTIMEOUT, connect_seconds);
  set(handle, CURLOPT_TIMEOUT, whole_seconds);
}

void set_streams(CURL* handle, Reading& message, std::string& last_reply) {
  set(handle, CURLOPT_UPLOAD, 1L);
  set(handle, CURLOPT_READFUNCTION, &read_more);
  set(handle, CURLOPT_READDATA, static_cast<void*>(&message));
  set(handle, CURLOPT_HEADERFUNCTION, &keep_reply);
  set(handle, CURLOPT_HEADERDATA, static_cast<void*>(&last_reply));
}

// Whether it answered at all, or answered and said no.
Code code_of(CURLcode failed) {
  const bool refused = failed == CURLE_LOGIN_DENIED || failed == CURLE_WEIRD_SERVER_REPLY ||
                       failed == CURLE_UPLOAD_FAILED || failed == CURLE_SEND_ERROR ||
                       failed == CURLE_RECV_ERROR;
  return refused ? Code::peer_refused : Code::peer_unreachable;
}

class SmtpCarrier final : public Carrier {
 public:
  SmtpCarrier() {
    static std::once_flag once;
    std::call_once(once, [] { HD_CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
  }

  Result<void> carry(const Relay& relay, const std::string& to, const std::string& message,
                     const std::stop_token& stop) override {
    HD_TRY_VOID(check_relay(relay));
    const std::unique_ptr<CURL, Freed> handle(curl_easy_init());
    HD_CHECK(handle != nullptr);
    std::array<char, CURL_ERROR_SIZE> why{};
    std::string last_reply;
    Reading reading{message};
    // RFC 5321 section 4.1.1.1: who says hello; the domain of the sender, not this machine's name.
    const std::string hello = relay.from.substr(relay.from.find('@') + 1);
    set(handle.get(), CURLOPT_URL, fmt::format("{}/{}", relay_text(relay), hello).c_str());
    set_surroundings(handle.get());
    set_security(handle.get(), relay);
    if (!relay.user.empty()) {
      set(handle.get(), CURLOPT_USERNAME, relay.user.c_str());
      set(handle.get(), CURLOPT_PASSWORD, relay.password.c_str());
    }
    const std::unique_ptr<curl_slist, Freed> recipients(
        curl_slist_append(nullptr, fmt::format("<{}>", to).c_str()));
    set(handle.get(), CURLOPT_MAIL_FROM, fmt::format("<{}>", relay.from).c_str());
    set(handle.get(), CURLOPT_MAIL_RCPT, recipients.get());
    set_streams(handle.get(), reading, last_reply);
    set(handle.get(), CURLOPT_ERRORBUFFER, why.data());
    set(handle.get(), CURLOPT_XFERINFOFUNCTION, &stop_asked);
    set(handle.get(), CURLOPT_XFERINFODATA,
        const_cast<std::stop_token*>(&stop));  // NOLINT(*-const-cast): read only
    set(handle.get(), CURLOPT_NOPROGRESS, 0L);
    const CURLcode done = curl_easy_perform(handle.get());
    if (done == CURLE_OK) return {};
    const std::string reason = why.front() != '\0' ? why.data() : curl_easy_strerror(done);
    return Error{code_of(done), fmt::format("{} did not take the mail", relay_text(relay)),
                 last_reply.empty() ? reason : fmt::format("{} ({})", reason, last_reply),
                 "haidang mail show; haidang mail trial ADDRESS"};
  }
};

}  // namespace

std::unique_ptr<Carrier> smtp_carrier() {
  return std::make_unique<SmtpCarrier>();
}

}  // namespace haidang::mail
