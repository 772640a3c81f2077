#include "letters/qr.hpp"

#include <qrencode.h>

#include <memory>

namespace haidang::letters {
namespace {

constexpr std::size_t text_bytes_max = 300;

struct Free {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

}  // namespace

Result<QrCode> qr_code(const std::string& text) {
  if (text.empty() || text.size() > text_bytes_max) {
    return Error{Code::bad_value, "a QR code takes 1 to 300 bytes"};
  }
  const std::unique_ptr<QRcode, Free> made(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_Q));
  if (!made) return Error{Code::bad_value, "the text does not fit into a QR code"};
  QrCode code;
  code.side = static_cast<std::size_t>(made->width);
  code.dark.resize(code.side * code.side);
  for (std::size_t i = 0; i < code.dark.size(); ++i)
    code.dark[i] = (made->data[i] & 1U) != 0;
  return code;
}

}  // namespace haidang::letters
