// A profile as a stranger may hand it over: signed bytes, or the text inside them.
#include "directory/journal_vkey.hpp"
#include "directory/profile.hpp"

using namespace haidang;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Time now = parse_time("2026-06-01T12:00:00Z").value();
  static const PartyCode party = PartyCode::parse("XA").value();
  const std::string_view text = as_text({data, size});
  const auto opened = directory::open_profile({data, size}, now);
  if (opened.ok()) HD_CHECK(directory::parse_profile(directory::write_profile(*opened)).ok());
  (void)directory::reopen_profile({data, size});
  const auto parsed = directory::parse_profile(text);
  if (parsed.ok()) HD_CHECK(directory::write_profile(*parsed) == text);
  (void)directory::check_journal_vkey(party, text);
  return 0;
}
