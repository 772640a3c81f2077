// What a Party's own keys can be made to do, for tests that send a node what it must not take: the
// program beside this file writes the texts, this one signs and seals them. Reads commands from its
// standard input, one a line, words separated by tabs, and answers each with a line.
//
//   forge DATA PASSPHRASE-FILE
//   export OUT                 the transport certificate and its key, PEM
//   sign TEXT OUT              SignedData by the signing key
//   seal PROFILE TEXT OUT      sealed to the Party of that profile
//   expired OUT                our profile as its root would have signed it, with keys of long ago
#include <fmt/format.h>

#include <cstdio>
#include <iostream>

#include "base/durable_file.hpp"
#include "crypto/key_file.hpp"
#include "node/keyring.hpp"

namespace haidang {
namespace {

constexpr std::size_t file_bytes_max = std::size_t{64} << 20U;
using Words = std::vector<std::string>;

struct Forge {
  node::Keyring keyring;
  directory::Profile own;
  Time now;
};

std::string pem(const crypto::PrivateKey& key) {
  return fmt::format("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
                     base64(crypto::to_pkcs8(key)));
}

Result<void> export_transport(const Forge& forge, const Words& words) {
  const std::string text = forge.own.keys.transport.pem() + pem(forge.keyring.keys.transport);
  return write_durable(words.at(1), as_bytes(text), FileMode::private_to_owner);
}

Result<void> sign(const Forge& forge, const Words& words) {
  HD_TRY(const Bytes text, read_file(words.at(1), file_bytes_max));
  HD_TRY(const Bytes signed_bytes,
         crypto::sign(text, forge.own.keys.signing, forge.keyring.keys.signing, forge.now));
  return write_durable(words.at(2), signed_bytes);
}

Result<void> seal(const Forge&, const Words& words) {
  HD_TRY(const Bytes file, read_file(words.at(1), file_bytes_max));
  HD_TRY(const directory::Profile profile, directory::reopen_profile(file));
  HD_TRY(const Bytes text, read_file(words.at(2), file_bytes_max));
  HD_TRY(const Bytes sealed, crypto::seal(text, profile.keys.sealing));
  return write_durable(words.at(3), sealed);
}

// sign_profile refuses what open_profile would; the root's owner is not bound by that.
Result<void> expired(const Forge& forge, const Words& words) {
  directory::Profile profile = forge.own;
  profile.version += 1;
  const auto reissue = [&](crypto::Certificate& certificate, crypto::CertificateUse use) {
    crypto::CertificateRequest request;
    request.use = use;
    request.common_name = certificate.subject();
    request.country = certificate.country();
    if (use == crypto::CertificateUse::transport) request.hosts = {"127.0.0.1"};
    request.not_before = forge.now - Days(30);
    request.not_after = forge.now - Days(10);
    certificate =
        crypto::issue(profile.root, forge.keyring.keys.root, certificate.public_key(), request);
  };
  reissue(profile.keys.signing, crypto::CertificateUse::signing);
  reissue(profile.keys.sealing, crypto::CertificateUse::sealing);
  reissue(profile.keys.transport, crypto::CertificateUse::transport);
  HD_TRY(const Bytes signed_bytes, crypto::sign(as_bytes(directory::write_profile(profile)),
                                                profile.root, forge.keyring.keys.root, forge.now));
  return write_durable(words.at(1), signed_bytes);
}

Result<Forge> open(const std::string& data, const std::string& passphrase_file) {
  const node::Layout layout{data};
  HD_TRY(const Bytes passphrase, read_file(passphrase_file, 4096));
  HD_TRY(node::Keyring keyring, node::open_keyring(layout, as_text(passphrase)));
  HD_TRY(const Bytes signed_profile, node::own_signed_profile(layout));
  HD_TRY(directory::Profile own, directory::reopen_profile(signed_profile));
  return Forge{std::move(keyring), std::move(own), SystemClock{}.now()};
}

Words split(const std::string& line) {
  Words words;
  std::size_t from = 0;
  while (from <= line.size()) {
    const std::size_t end = std::min(line.find('\t', from), line.size());
    words.push_back(line.substr(from, end - from));
    from = end + 1;
  }
  return words;
}

Result<void> obey(const Forge& forge, const Words& words) {
  const std::string& verb = words.at(0);
  if (verb == "export") return export_transport(forge, words);
  if (verb == "sign") return sign(forge, words);
  if (verb == "seal") return seal(forge, words);
  if (verb == "expired") return expired(forge, words);
  return Error{Code::usage, "unknown command " + verb};
}

}  // namespace
}  // namespace haidang

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto forge = haidang::open(argv[1], argv[2]);
  if (!forge.ok()) {
    std::fputs((forge.error().text() + "\n").c_str(), stderr);
    return 1;
  }
  for (std::string line; std::getline(std::cin, line);) {
    const auto done = haidang::obey(*forge, haidang::split(line));
    std::puts(done.ok() ? "ok" : done.error().what.c_str());
    std::fflush(stdout);
  }
}
