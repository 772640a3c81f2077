#include "bare.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "crypto/aead.hpp"
#include "crypto/cms.hpp"
#include "crypto/digest.hpp"
#include "machine.hpp"

namespace haidang::bench {
namespace {

constexpr std::size_t pass_bytes = 4U << 20U;

struct Identity {
  crypto::PrivateKey key;
  crypto::Certificate certificate;
};

Identity make_identity(const crypto::Certificate& root, const crypto::PrivateKey& root_key,
                       crypto::CertificateRequest request, crypto::CertificateUse use) {
  request.use = use;
  crypto::PrivateKey key = crypto::PrivateKey::generate(crypto::KeyKind::p256);
  const crypto::Certificate certificate = crypto::issue(root, root_key, key.public_key(), request);
  return {std::move(key), certificate};
}

}  // namespace

Result<double> bare_pass(const std::filesystem::path& file) {
  const Stopwatch watch;
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Error{Code::not_found, "there is no file " + file.string()};
  Bytes plain(pass_bytes);
  Bytes sealed(plain.size() + crypto::aead_tag_bytes);
  crypto::Sha256 digest;
  crypto::Aead aead({});
  crypto::AeadNonce nonce{};
  ssize_t n = 0;
  while ((n = ::read(fd, plain.data(), plain.size())) > 0) {
    const ByteView chunk = ByteView(plain).first(static_cast<std::size_t>(n));
    digest.update(chunk);
    ++nonce[0];
    aead.seal(nonce, {}, chunk, std::span(sealed).first(chunk.size() + crypto::aead_tag_bytes));
  }
  ::close(fd);
  if (n < 0) return Error{Code::storage_failed, "could not read " + file.string()};
  return watch.seconds();
}

Result<std::vector<double>> bare_syncs(const std::filesystem::path& folder, int rounds) {
  const std::filesystem::path path = folder / "syncs";
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const Bytes page(4096);
  std::vector<double> ms;
  for (int i = 0; fd >= 0 && i < rounds; ++i) {
    const Stopwatch watch;
    if (::write(fd, page.data(), page.size()) != 4096 || ::fdatasync(fd) != 0) break;
    ms.push_back(watch.seconds() * 1000);
  }
  ::close(fd);
  std::filesystem::remove(path);
  if (ms.empty()) return Error{Code::storage_failed, "nothing could be made durable"};
  std::sort(ms.begin(), ms.end());
  return ms;
}

Result<BareAct> bare_act(std::size_t bytes, std::size_t delivery_acts, int rounds) {
  const Time now = SystemClock{}.now();
  const crypto::PrivateKey root_key = crypto::PrivateKey::generate(crypto::KeyKind::p256);
  const crypto::CertificateRequest plan{.use = crypto::CertificateUse::root,
                                        .common_name = "XA",
                                        .country = "XA",
                                        .hosts = {},
                                        .not_before = now - Days(1),
                                        .not_after = now + Days(1)};
  const crypto::Certificate root = crypto::make_root(root_key, plan);
  const Identity signer = make_identity(root, root_key, plan, crypto::CertificateUse::signing);
  const Identity sealer = make_identity(root, root_key, plan, crypto::CertificateUse::sealing);
  const Bytes act(bytes, 'a');
  const Bytes delivery(bytes * delivery_acts, 'd');
  BareAct out;
  HD_TRY(Bytes signed_act, crypto::sign(act, signer.certificate, signer.key, now));
  const Stopwatch signing;
  for (int i = 0; i < rounds; ++i) {
    HD_TRY(signed_act, crypto::sign(act, signer.certificate, signer.key, now));
  }
  out.sign_us = signing.seconds() * 1e6 / rounds;
  const Stopwatch verifying;
  for (int i = 0; i < rounds; ++i) {
    HD_TRY(const crypto::Signed opened, crypto::open_signed(signed_act, bytes * 4));
  }
  out.verify_us = verifying.seconds() * 1e6 / rounds;
  const int seals = std::max(4, rounds / 20);
  const Stopwatch sealing;
  for (int i = 0; i < seals; ++i) {
    HD_TRY(const Bytes sealed, crypto::seal(delivery, sealer.certificate));
    HD_TRY(const Bytes opened,
           crypto::open_sealed(sealed, sealer.certificate, sealer.key, sealed.size()));
  }
  out.seal_us = sealing.seconds() * 1e6 / seals / static_cast<double>(delivery_acts);
  return out;
}

}  // namespace haidang::bench
