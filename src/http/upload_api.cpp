#include "http/upload_api.hpp"

#include <charconv>

#include "vault/vault.hpp"

namespace haidang::http::upload_api {
namespace {

using haidang::json::array;
using haidang::json::object;

constexpr int checksum_mismatch = 460;  // tus 1.0, checksum
constexpr std::string_view version = "1.0.0";

object describe(const vault::StagedFile& file) {
  object out = file.about;
  out["id"] = file.id;
  out["size"] = file.size;
  out["offset"] = file.offset;
  out["expires"] = format_time(file.expires);
  return out;
}

void answer_state(const Reply& reply, const vault::StagedFile& file, int status) {
  Response response = status == 204 ? Response{} : Response::json(status, describe(file));
  response.status = status;
  response.headers["tus-resumable"] = version;
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
  const std::string text = request.header(name).value_or("");
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size() && !text.empty()) return number;
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

// Whose it is stays on this node: only they go on with it, or end it.
Result<vault::StagedFile> own(UploadDesk& desk, const Call& call) {
  HD_TRY(vault::StagedFile file, desk.staging.find(call.param("upload")));
  if (file.about.at("officer").as_string() == call.actor.officer) return file;
  return Error{Code::not_found, "there is no such unfinished file of yours"};
}

Result<vault::StagedFile> started(UploadDesk& desk, const Call& call) {
  HD_TRY(const ActId request, desk.node.resolve(call.param("request")));
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "upload");
  HD_TRY(const std::string name, in.text("name", 400));
  HD_TRY(const std::int64_t size, in.integer("size", 0, std::int64_t{1} << 52));
  HD_TRY(const std::string sha256, in.text("sha256", 64));
  HD_TRY_VOID(in.finish());
  HD_TRY_VOID(check_file_name(name));
  HD_TRY(const Digest digest, parse_digest(sha256));
  return desk.staging.create(static_cast<std::uint64_t>(size), {{"officer", call.actor.officer},
                                                                {"request", request.text()},
                                                                {"name", name},
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

void create(UploadDesk& desk, Call call) {
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
  const auto file = own(desk, call);
  if (!file.ok()) return refuse(call.reply, file.error());
  answer_state(call.reply, *file, 200);
}

void append(UploadDesk& desk, Call call) {
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
