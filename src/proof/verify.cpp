#include "proof/verify.hpp"

#include "proof/examination.hpp"

namespace haidang::proof {

Report verify_package(const std::filesystem::path& place, const TrustAnchors& anchors) {
  Examination exam;
  exam.place = place;
  if (examine_folder(exam) == Standing::examinable) {
    if (examine_index(exam) == Standing::examinable) {
      examine_parties(exam, anchors);
      examine_seal(exam);
      examine_acts(exam);
      examine_receipts(exam);
      examine_journal(exam);
      examine_repetitions(exam);
    } else {
      exam.cannot_tell(names::index, "without it the acts and the seal cannot be judged");
    }
    examine_evidence(exam);
  }
  return std::move(exam.report);
}

}  // namespace haidang::proof
