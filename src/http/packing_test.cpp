#include "http/packing.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

using namespace haidang;
using namespace haidang::http;

namespace {

std::string unpacked(const Bytes& packed) {
  std::string plain(1 << 20, '\0');
  z_stream stream{};
  REQUIRE(::inflateInit2(&stream, 15 + 16) == Z_OK);
  Bytes in = packed;
  stream.next_in = in.data();
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  REQUIRE(::inflate(&stream, Z_FINISH) == Z_STREAM_END);
  plain.resize(stream.total_out);
  ::inflateEnd(&stream);
  return plain;
}

Request asking(const std::string& accepted) {
  Request request;
  if (!accepted.empty()) request.headers["accept-encoding"] = accepted;
  return request;
}

Response long_answer() {
  return Response::text(200, "application/json", std::string(5000, 'x'));
}

}  // namespace

TEST_CASE("a long answer is packed for who accepts it, and says so") {
  Response response = long_answer();
  pack(asking("br, gzip;q=0.5"), response);
  CHECK(response.headers.at("content-encoding") == "gzip");
  CHECK(response.headers.at("vary") == "accept-encoding");
  CHECK(response.body.size() < 200);
  CHECK(unpacked(response.body) == std::string(5000, 'x'));
}

TEST_CASE("whoever does not accept it gets the plain bytes") {
  for (const char* accepted : {"", "br", "gzip;q=0", "identity"}) {
    CAPTURE(accepted);
    Response response = long_answer();
    pack(asking(accepted), response);
    CHECK(response.body == long_answer().body);
    CHECK(!response.headers.contains("content-encoding"));
    CHECK(response.headers.at("vary") == "accept-encoding");
  }
}

TEST_CASE("what is short, a problem, a stream or no JSON stays as it is") {
  Response at_the_edge = Response::text(200, "application/json", std::string(1024, 'x'));
  pack(asking("gzip"), at_the_edge);
  CHECK(at_the_edge.headers.contains("content-encoding"));

  std::vector<Response> left{Response::text(200, "application/json", std::string(1023, 'x')),
                             Response::text(200, "application/pdf", std::string(5000, 'x')),
                             Response::problem({Code::not_found, std::string(5000, 'x')}),
                             long_answer(), long_answer()};
  left.at(3).stream = [](const std::shared_ptr<EventStream>&) {};
  left.at(4).headers["content-encoding"] = "br";
  for (Response& response : left) {
    const Bytes before = response.body;
    pack(asking("gzip"), response);
    CHECK(response.body == before);
    CHECK(response.headers["content-encoding"] != "gzip");
  }
}
