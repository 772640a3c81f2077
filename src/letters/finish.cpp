#include "letters/finish.hpp"

#include <qpdf/qpdf-c.h>

#include <memory>
#include <type_traits>

namespace haidang::letters {
namespace {

struct Cleanup {
  void operator()(qpdf_data data) const { qpdf_cleanup(&data); }
};
using Document = std::unique_ptr<std::remove_pointer_t<qpdf_data>, Cleanup>;

Error failure(const Document& document) {
  Error error{Code::internal, "the letter could not be finished"};
  if (qpdf_has_error(document.get()) != 0) {
    error.why = qpdf_get_error_full_text(document.get(), qpdf_get_error(document.get()));
  }
  return error;
}

void describe(qpdf_data document, const std::string& language) {
  const qpdf_oh root = qpdf_get_root(document);
  qpdf_oh_replace_key(document, root, "/Lang",
                      qpdf_oh_new_unicode_string(document, language.c_str()));
  const qpdf_oh view = qpdf_oh_new_dictionary(document);
  qpdf_oh_replace_key(document, view, "/DisplayDocTitle", qpdf_oh_new_bool(document, QPDF_TRUE));
  qpdf_oh_replace_key(document, root, "/ViewerPreferences", view);  // ISO 32000-1, 12.2
}

}  // namespace

Result<Bytes> finish_pdf(const Bytes& pdf, const std::string& language) {
  const Document document(qpdf_init());
  qpdf_silence_errors(document.get());
  qpdf_set_suppress_warnings(document.get(), QPDF_TRUE);
  const std::string_view text = as_text(pdf);
  const QPDF_ERROR_CODE read =
      qpdf_read_memory(document.get(), "letter", text.data(), text.size(), nullptr);
  if ((read & QPDF_ERRORS) != 0) return failure(document);
  describe(document.get(), language);
  if ((qpdf_init_write_memory(document.get()) & QPDF_ERRORS) != 0) return failure(document);
  qpdf_set_deterministic_ID(document.get(), QPDF_TRUE);
  qpdf_set_object_stream_mode(document.get(), qpdf_o_generate);
  if ((qpdf_write(document.get()) & QPDF_ERRORS) != 0) return failure(document);
  const unsigned char* bytes = qpdf_get_buffer(document.get());
  return to_bytes(ByteView(bytes, qpdf_get_buffer_length(document.get())));
}

}  // namespace haidang::letters
