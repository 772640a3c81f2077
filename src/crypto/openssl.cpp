#include "crypto/openssl.hpp"

#include <climits>

namespace haidang::crypto {

std::string take_reason() {
  const unsigned long code = ERR_get_error();
  const char* text = code == 0 ? nullptr : ERR_reason_error_string(code);
  std::string reason = text == nullptr ? "" : text;
  ERR_clear_error();
  return reason;
}

Error openssl_error(Code code, std::string what) {
  return {code, std::move(what), take_reason()};
}

const EVP_MD* sha256_method() {
  static const DigestMethod method(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  HD_CHECK(method != nullptr);
  return method.get();
}

const EVP_CIPHER* aes_256_gcm_method() {
  static const CipherMethod method(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
  HD_CHECK(method != nullptr);
  return method.get();
}

Bio bio_reading(ByteView bytes) {
  HD_CHECK(bytes.size() <= INT_MAX);
  // OpenSSL takes a null pointer for an error, an empty view may well have one.
  const void* data = bytes.empty() ? "" : static_cast<const void*>(bytes.data());
  Bio bio(BIO_new_mem_buf(data, static_cast<int>(bytes.size())));
  HD_CHECK(bio != nullptr);
  return bio;
}

Bio bio_writing() {
  Bio bio(BIO_new(BIO_s_mem()));
  HD_CHECK(bio != nullptr);
  return bio;
}

ByteView bio_bytes(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  if (size <= 0) return {};
  return as_bytes({data, static_cast<std::size_t>(size)});
}

AsnTime asn_time(Time time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  AsnTime made(ASN1_TIME_set(nullptr, seconds.time_since_epoch().count()));
  HD_CHECK(made != nullptr);
  return made;
}

std::optional<Time> time_of(const ASN1_TIME* time) {
  using namespace std::chrono;
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  const year_month_day date{year{parts.tm_year + 1900},
                            month{static_cast<unsigned>(parts.tm_mon + 1)},
                            day{static_cast<unsigned>(parts.tm_mday)}};
  if (!date.ok()) return std::nullopt;
  return sys_days{date} + hours{parts.tm_hour} + minutes{parts.tm_min} + seconds{parts.tm_sec};
}

}  // namespace haidang::crypto
