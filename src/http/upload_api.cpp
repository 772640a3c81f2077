#include "http/upload_api.hpp"

#include <fmt/format.h>

#include <array>

#include "vault/vault.hpp"

namespace haidang::http::upload_api {
namespace {

using haidang::json::array;
using haidang::json::object;

constexpr int checksum_mismatch = 460;  // tus 1.0, checksum
constexpr int precondition_failed = 412;
constexpr int unsupported_media_type = 415;
constexpr std::string_view version = "1.0.0";
constexpr std::string_view extensions = "creation,expiration,checksum,termination";
constexpr std::string_view piece_type = "application/offset+octet-stream";

object describe(const vault::StagedFile& file) {
  object out = file.about;
  out["id"] = file.id;
  out["size"] = file.size;
  out["offset"] = file.offset;
  out["expires"] = format_time(file.expires);
  return out;
}

// As in HTTP (RFC 9110 section 5.6.7): always English, always GMT.
std::string expiry_text(Time time) {
  constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed",
                                                     "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  return fmt::format(
      "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
      weekdays.at(std::chrono::weekday(day).c_encoding()), static_cast<unsigned>(date.day()),
      months.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()),
      clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

void answer_state(const Reply& reply, const vault::StagedFile& file, int status) {
  Response response = status == 204 ? Response{} : Response::json(status, describe(file));
  response.status = status;
  response.headers["tus-resumable"] = version;
  response.headers["upload-expires"] = expiry_text(file.expires);
  response.headers["upload-offset"] = std::to_string(file.offset);
  response.headers["upload-length"] = std::to_string(file.size);
  if (status == 201) response.headers["location"] = "/api/v1/uploads/" + file.id;
  reply(std::move(response));
}

void refuse(const Reply& reply, const Error& error) {
  if (error.code == Code::chunk_mismatch) {
    return reply(Response::problem(error, checksum_mismatch));
  }
  reply(Response::problem(error));
}

Result<std::uint64_t> number_header(const Request& request, std::string_view name) {
  const auto number = parse_number(request.header(name).value_or(""));
  if (number.ok()) return *number;
  return Error{Code::bad_value, std::string(name) + " is not a number"};
}

// "sha256 <base64>", or nothing.
Result<std::optional<Digest>> checksum(const Request& request) {
  const auto header = request.header("upload-checksum");
  if (!header) return std::optional<Digest>{};
  constexpr std::string_view algorithm = "sha256 ";
  const Error wrong{Code::bad_value, "Upload-Checksum is not sha256 and 32 bytes in base64"};
  if (!header->starts_with(algorithm)) return wrong;
  HD_TRY(const Bytes bytes, parse_base64(header->substr(algorithm.size())));
  Digest digest{};
  if (bytes.size() != digest.size()) return wrong;
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return std::optional(digest);
}

// Whoever speaks another version of tus is told which we speak, and nothing is done.
bool refuse_version(const Call& call) {
  const std::string spoken = call.request.header("tus-resumable").value_or(std::string(version));
  if (spoken == version) return false;
  Response response = Response::problem(
      {Code::unsupported_version, "this node speaks tus 1.0.0", "the request names " + spoken},
      precondition_failed);
  response.headers["tus-version"] = version;
  call.reply(std::move(response));
  return true;
}

// "filename aW1hZ2U=,sha256 …": each value in base64 (tus 1.0, creation).
Result<std::map<std::string, std::string>> read_metadata(std::string_view text) {
  std::map<std::string, std::string> out;
  while (!text.empty()) {
    std::string_view pair = text.substr(0, text.find(','));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    while (pair.starts_with(' '))
      pair.remove_prefix(1);
    const std::size_t space = std::min(pair.find(' '), pair.size());
    const std::string_view value = pair.substr(std::min(space + 1, pair.size()));
    HD_TRY(const Bytes bytes, parse_base64(value));
    out[std::string(pair.substr(0, space))] = to_text(bytes);
  }
  return out;
}

struct Announced {
  std::string name;
  std::uint64_t size = 0;
  std::string sha256;
};

Result<Announced> read_announced(const Call& call) {
  Announced file;
  if (const auto metadata = call.request.header("upload-metadata")) {
    HD_TRY(file.size, number_header(call.request, "upload-length"));
    HD_TRY(const auto given, read_metadata(*metadata));
    if (!given.contains("filename") || !given.contains("sha256")) {
      return Error{Code::bad_value, "Upload-Metadata names no filename, or no sha256", "",
                   "Take the SHA-256 of the whole file first, in hex, and send it in base64."};
    }
    file.name = given.at("filename");
    file.sha256 = given.at("sha256");
    return file;
  }
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "upload");
  HD_TRY(file.name, in.text("name", 400));
  HD_TRY(const std::int64_t size, in.integer("size", 0, std::int64_t{1} << 52));
  HD_TRY(file.sha256, in.text("sha256", 64));
  HD_TRY_VOID(in.finish());
  file.size = static_cast<std::uint64_t>(size);
  return file;
}

// Whose it is stays on this node: only they go on with it, or end it.
Result<vault::StagedFile> own(UploadDesk& desk, const Call& call) {
  HD_TRY(vault::StagedFile file, desk.staging.find(call.param("upload")));
  if (file.about.at("officer").as_string() == call.actor.officer) return file;
  return Error{Code::not_found, "there is no such unfinished file of yours"};
}

Result<vault::StagedFile> started(UploadDesk& desk, const Call& call) {
  HD_TRY(const ActId request, desk.node.resolve(call.param("request")));
  HD_TRY(const Announced file, read_announced(call));
  HD_TRY_VOID(check_file_name(file.name));
  HD_TRY(const Digest digest, parse_digest(file.sha256));
  return desk.staging.create(file.size, {{"officer", call.actor.officer},
                                         {"request", request.text()},
                                         {"name", file.name},
                                         {"sha256", hex(digest)}});
}

struct Facts {
  std::string acquired_at, acquired_by, acquisition_tool, source, note;
};

Result<Facts> read_facts(const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "evidence");
  Facts facts;
  HD_TRY(facts.acquired_at, in.text("acquired_at", 40));
  HD_TRY(facts.acquired_by, in.text("acquired_by", 400));
  HD_TRY(facts.acquisition_tool, in.text("acquisition_tool", 400));
  HD_TRY(facts.source, in.text("source", 400));
  HD_TRY(facts.note, in.text("note", std::size_t{16} * 1024));
  HD_TRY_VOID(in.finish());
  return facts;
}

// The examiner's words take the same checks as those of a delivered manifest.
Result<ManifestItem> manifest_item(const vault::StagedFile& file, const vault::Ingested& ingested,
                                   const Facts& facts) {
  const object item{{"id", ingested.geometry.item.text()},
                    {"name", file.about.at("name")},
                    {"size", static_cast<std::int64_t>(ingested.geometry.size)},
                    {"sha256", hex(ingested.sha256)},
                    {"chunk_size", static_cast<std::int64_t>(ingested.geometry.chunk_size)},
                    {"chunk_count", static_cast<std::int64_t>(ingested.geometry.chunk_count())},
                    {"chunk_root", hex(ingested.chunk_root)},
                    {"wrapped_key", ""},
                    {"acquired_at", facts.acquired_at},
                    {"acquired_by", facts.acquired_by},
                    {"acquisition_tool", facts.acquisition_tool},
                    {"source", facts.source},
                    {"note", facts.note}};
  HD_TRY(DeliverBody manifest, read_deliver(object{{"items", {item}}, {"note", ""}}));
  return std::move(manifest.items.at(0));
}

Result<object> ingested_item(UploadDesk& desk, const Call& call) {
  HD_TRY(const vault::StagedFile file, own(desk, call));
  HD_TRY(const Facts facts, read_facts(call));
  if (!file.is_whole()) return Error{Code::gap, "the file is not whole yet"};
  HD_TRY(const ActId request, ActId::parse(file.about.at("request").as_string()));
  HD_TRY(const vault::Ingested ingested,
         vault::ingest(desk.staging.path(file.id), desk.node.evidence_folder(),
                       ItemId::random(desk.random), desk.random, {}, {}));
  const auto taken = [&]() -> Result<object> {
    if (hex(ingested.sha256) != file.about.at("sha256").as_string()) {
      return Error{Code::chunk_mismatch, "the file that arrived is not the one that was chosen",
                   "its SHA-256 is another", "Choose the file again; it may have changed."};
    }
    HD_TRY(ManifestItem item, manifest_item(file, ingested, facts));
    return desk.node.add_item({request, std::move(item), ingested.key}, call.actor);
  }();
  if (!taken.ok()) {  // nothing that is in no journal stays in the evidence folder
    std::error_code ec;
    std::filesystem::remove_all(desk.node.evidence_folder() / ingested.geometry.item.text(), ec);
    if (taken.error().code == Code::chunk_mismatch) desk.staging.remove(file.id);
    return taken;
  }
  desk.staging.remove(file.id);
  return taken;
}

}  // namespace

void offer(UploadDesk&, Call call) {
  Response response;
  response.status = 204;
  response.headers["tus-resumable"] = version;
  response.headers["tus-version"] = version;
  response.headers["tus-extension"] = extensions;
  response.headers["tus-checksum-algorithm"] = "sha256";
  response.headers["tus-max-size"] = std::to_string(vault::StagingLimits{}.bytes_max);
  call.reply(std::move(response));
}

void create(UploadDesk& desk, Call call) {
  if (refuse_version(call)) return;
  const auto file = started(desk, call);
  if (!file.ok()) return refuse(call.reply, file.error());
  answer_state(call.reply, *file, 201);
}

void list(UploadDesk& desk, Call call) {
  array rows;
  for (const vault::StagedFile& file : desk.staging.list()) {
    if (file.about.at("officer").as_string() == call.actor.officer) rows.push_back(describe(file));
  }
  call.reply(Response::json(200, object{{"uploads", std::move(rows)}}));
}

void show(UploadDesk& desk, Call call) {
  if (refuse_version(call)) return;
  const auto file = own(desk, call);
  if (!file.ok()) return refuse(call.reply, file.error());
  answer_state(call.reply, *file, 200);
}

void append(UploadDesk& desk, Call call) {
  if (refuse_version(call)) return;
  if (call.request.header("content-type").value_or(std::string(piece_type)) != piece_type) {
    const Error other{Code::bad_value, "a piece has the type " + std::string(piece_type)};
    return call.reply(Response::problem(other, unsupported_media_type));
  }
  const auto file = [&]() -> Result<vault::StagedFile> {
    HD_TRY(const vault::StagedFile mine, own(desk, call));
    HD_TRY(const std::uint64_t offset, number_header(call.request, "upload-offset"));
    HD_TRY(const auto digest, checksum(call.request));
    return desk.staging.append(mine.id, offset, call.request.body, digest);
  }();
  if (!file.ok()) return refuse(call.reply, file.error());
  answer_state(call.reply, *file, 204);
}

void remove(UploadDesk& desk, Call call) {
  if (refuse_version(call)) return;
  const auto file = own(desk, call);
  if (!file.ok()) return refuse(call.reply, file.error());
  desk.staging.remove(file->id);
  Response response;
  response.status = 204;
  call.reply(std::move(response));
}

void finish(UploadDesk& desk, Call call) {
  const auto item = ingested_item(desk, call);
  if (!item.ok()) return call.reply(Response::problem(item.error()));
  call.reply(Response::json(201, *item));
}

}  // namespace haidang::http::upload_api
