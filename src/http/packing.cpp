#include "http/packing.hpp"

#include <zlib.h>

#include "base/check.hpp"
#include "http/web.hpp"

namespace haidang::http {
namespace {

constexpr int level = 6;
constexpr int gzip_window_bits = 15 + 16;  // of zlib: a gzip head instead of its own
constexpr int memory_level = 8;

bool accepts_gzip(const Request& request) {
  return accepts_encoding(request.header("accept-encoding").value_or(""), "gzip");
}

bool is_fit(const Response& response) {
  return response.status == 200 && !response.stream && response.body.size() >= packed_from_bytes &&
         response.content_type == "application/json" &&
         !response.headers.contains("content-encoding");
}

Bytes gzip(ByteView plain) {
  z_stream stream{};
  const int begun = ::deflateInit2(&stream, level, Z_DEFLATED, gzip_window_bits, memory_level,
                                   Z_DEFAULT_STRATEGY);
  HD_CHECK(begun == Z_OK);
  Bytes packed(::deflateBound(&stream, static_cast<uLong>(plain.size())));
  stream.next_in = const_cast<Bytef*>(plain.data());  // zlib reads it and no more
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = packed.data();
  stream.avail_out = static_cast<uInt>(packed.size());
  const int ended = ::deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  ::deflateEnd(&stream);
  HD_CHECK(ended == Z_STREAM_END);
  return packed;
}

void pack_if(bool is_accepted, Response& response) {
  if (!is_fit(response)) return;
  response.headers["vary"] = "accept-encoding";
  if (!is_accepted) return;
  response.body = gzip(response.body);
  response.headers["content-encoding"] = "gzip";
}

}  // namespace

void pack(const Request& request, Response& response) {
  pack_if(accepts_gzip(request), response);
}

Reply packing(const Request& request, Reply reply) {
  return [reply = std::move(reply), accepted = accepts_gzip(request)](Response response) {
    pack_if(accepted, response);
    reply(std::move(response));
  };
}

}  // namespace haidang::http
