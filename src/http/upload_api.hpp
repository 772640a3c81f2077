// Evidence sent by a browser: tus 1.0 (creation, checksum with SHA-256, expiration, termination)
// into the vault's staging, then the vault's own `ingest`. Shapes: api/openapi.yaml.
#pragma once
#include "http/call.hpp"
#include "node/node.hpp"
#include "vault/staging.hpp"

namespace haidang::http {

struct UploadDesk {
  node::Node& node;
  vault::Staging& staging;
  Random& random;
};

namespace upload_api {

void offer(UploadDesk& desk, Call call);   // OPTIONS: version, extensions, limits
void create(UploadDesk& desk, Call call);  // our JSON, or Upload-Length and Upload-Metadata
void list(UploadDesk& desk, Call call);
void show(UploadDesk& desk, Call call);  // HEAD: where to go on
void append(UploadDesk& desk, Call call);
void remove(UploadDesk& desk, Call call);
// The whole file becomes an item of evidence: read once more by the node, hashed, encrypted.
void finish(UploadDesk& desk, Call call);

}  // namespace upload_api
}  // namespace haidang::http
