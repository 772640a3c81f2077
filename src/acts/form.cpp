#include "acts/form.hpp"

#include <algorithm>
#include <array>

#include "base/check.hpp"

namespace haidang {
namespace {

constexpr std::array text_may{Field{"text"}};
constexpr std::array text_must{Field{"text", Shape::prose, Presence::must}};
constexpr std::array text_about{Field{"text", Shape::prose, Presence::must},
                                Field{"about", Shape::code, Presence::optional}};
constexpr std::array notice{Field{"text", Shape::prose, Presence::must},
                            Field{"about", Shape::code, Presence::optional},
                            Field{"until", Shape::time, Presence::optional}};
constexpr std::array accept{Field{"text"},
                            Field{"conditions", Shape::prose_list, Presence::optional}};
constexpr std::array refuse{Field{"grounds", Shape::grounds, Presence::must},
                            Field{"reasons", Shape::prose, Presence::must}};
constexpr std::array postpone{Field{"review_at", Shape::time, Presence::must},
                              Field{"reasons", Shape::prose, Presence::must}};
constexpr std::array preserved{Field{"until", Shape::time, Presence::must}, Field{"note"}};
constexpr std::array extend{Field{"until", Shape::time, Presence::must},
                            Field{"reasons", Shape::prose, Presence::must}};
constexpr std::array answer{Field{"text", Shape::prose, Presence::must},
                            Field{"fields", Shape::texts, Presence::may},
                            Field{"conditions", Shape::use_conditions, Presence::optional},
                            Field{"more_follows", Shape::flag, Presence::optional}};
constexpr std::array consent{Field{"items", Shape::digests, Presence::may},
                             Field{"conditions", Shape::use_conditions, Presence::optional},
                             Field{"text"}};
constexpr std::array executed{Field{"what", Shape::code, Presence::must},
                              Field{"at", Shape::time, Presence::must},
                              Field{"particulars", Shape::prose, Presence::must}};
constexpr std::array confirm{Field{"contents", Shape::texts, Presence::may}, Field{"text"}};
constexpr std::array announce{Field{"hear_until", Shape::time, Presence::must},
                              Field{"reasons", Shape::prose, Presence::must}};
constexpr std::array lift_restriction{Field{"codes", Shape::codes, Presence::may}, Field{"text"}};
constexpr std::array exculpatory{Field{"items", Shape::items, Presence::may},
                                 Field{"disclosure_at", Shape::time, Presence::must},
                                 Field{"text", Shape::prose, Presence::must},
                                 Field{"why_no_advance", Shape::prose, Presence::optional}};

// Arts 24, 35(3), 2(h), 2(o), 40(3): which measure owes which is in its data.
constexpr std::string_view authorised = "duty:state-authorisation";
constexpr std::string_view judged = "duty:state-dual-criminality";
constexpr std::array inform{
    Field{"statute", Shape::prose, Presence::must, "penalty"},
    Field{"assistance_type", Shape::assistance_type, Presence::must, "assistance-types"},
    Field{"recipient_code", Shape::code, Presence::must, "content:recipient"},
    Field{"emergency_risk", Shape::choice, Presence::must, "emergency", "life safety"},
    Field{"emergency_facts", Shape::prose, Presence::must, "emergency"},
    Field{"necessity", Shape::prose, Presence::must, "duty:state-necessity"},
    Field{"authorisation.body", Shape::line, Presence::must, authorised},
    Field{"authorisation.reference", Shape::line, Presence::must, authorised},
    Field{"authorisation.grounds", Shape::prose, Presence::must, authorised},
    Field{"authorisation.scope", Shape::prose, Presence::must, authorised},
    Field{"authorisation.duration", Shape::line, Presence::must, authorised},
    Field{"dual_criminality.conduct", Shape::prose, Presence::must, judged},
    Field{"dual_criminality.result", Shape::choice, Presence::must, judged,
          "met not-met not-assessed"},
    Field{"dual_criminality.requested_state_offence", Shape::prose, Presence::may, judged},
    Field{"dual_criminality.required", Shape::flag, Presence::may, judged},
    Field{"about_items", Shape::digests, Presence::optional, "results:consent"},
    Field{"special_procedure", Shape::prose, Presence::optional},
    Field{"permitted_use", Shape::prose, Presence::optional},
    Field{"restrictions", Shape::use_conditions, Presence::must, "duty:not-evidence",
          "not-evidence"},
};
// Restrictions are put on what is given without being asked, 40(5), 47; a request says instead what
// the data will be used for.
constexpr auto request = std::span(inform).first(inform.size() - 1);

struct Form {
  std::string_view kind;
  std::span<const Field> fields;
};

constexpr std::array forms{
    Form{"request", request},
    Form{"inform", inform},
    Form{"acknowledge", text_may},
    Form{"ask", text_must},
    Form{"supply", text_must},
    Form{"consult", text_must},
    Form{"accept", accept},
    Form{"refuse", refuse},
    Form{"postpone", postpone},
    Form{"status", text_must},
    Form{"preserved", preserved},
    Form{"extend", extend},
    Form{"release", text_may},
    Form{"withdraw", text_may},
    Form{"close", text_may},
    Form{"notify", notice},
    Form{"answer", answer},
    Form{"consent", consent},
    Form{"executed", executed},
    Form{"agree", text_may},
    Form{"decline", text_must},
    Form{"caution", text_about},
    Form{"proceed", text_may},
    Form{"confirm", confirm},
    Form{"inquire", text_may},
    Form{"announce-lifting", announce},
    Form{"represent", text_must},
    Form{"lift", text_may},
    Form{"lift-restriction", lift_restriction},
    Form{"exculpatory", exculpatory},
};

constexpr std::array<std::string_view, 14> shape_names{
    "prose", "line",  "code",  "time",    "grounds", "prose-list", "use-conditions",
    "texts", "codes", "items", "digests", "flag",    "choice",     "assistance-type"};
constexpr std::array<std::string_view, 3> presence_names{"must", "may", "optional"};

}  // namespace

std::string_view shape_name(Shape shape) {
  return shape_names.at(static_cast<std::size_t>(shape));
}

std::string_view presence_name(Presence presence) {
  return presence_names.at(static_cast<std::size_t>(presence));
}

std::span<const Field> form_of(std::string_view kind) {
  const auto found =
      std::find_if(forms.begin(), forms.end(), [&](const Form& row) { return row.kind == kind; });
  if (found == forms.end()) return {};
  return found->fields;
}

}  // namespace haidang
