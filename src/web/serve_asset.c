#include "web/serve_asset.h"

#include <string.h>

#include "base/text.h"
#include "web/assets.h"
#include "web/negotiate.h"

static const char folder[] = "/assets/";

static const struct asset *asset_find(const char *path)
{
	for (size_t i = 0; i < asset_count; i++)
		if (strcmp(assets[i].path, path) == 0)
			return &assets[i];
	return NULL;
}

static bool is_read(const struct http_request *http)
{
	return hk_equal(http_method(http), "GET") || hk_equal(http_method(http), "HEAD");
}

bool asset_answer(struct http_request *http, bool is_https)
{
	if (!hk_starts(http_target(http), folder) || !is_read(http))
		return false;

	const struct asset *asset = asset_find(http_target(http));

	if (!asset)
		return false;

	bool is_known = etag_is_known(http_header(http, "If-None-Match"), asset->etag);
	bool is_packed = asset->gzip && accepts_gzip(http_header(http, "Accept-Encoding"));

	http_answer_constant(http, is_known ? 304 : 200, is_packed ? asset->gzip : asset->bytes,
			     is_packed ? asset->gzip_length : asset->length);
	if (is_packed)
		http_answer_header(http, "Content-Encoding", "gzip");
	if (asset->gzip)
		http_answer_header(http, "Vary", "Accept-Encoding");
	http_answer_header(http, "Content-Type", asset->type);
	http_answer_header(http, "ETag", asset->etag);
	http_answer_header(http, "Cache-Control",
			   asset->is_hashed ? "public, max-age=31536000, immutable"
					    : "public, max-age=3600");
	http_answer_header(http, "X-Content-Type-Options", "nosniff");
	http_answer_header(http, "Cross-Origin-Resource-Policy", "same-origin");
	http_answer_header(http, "Content-Security-Policy", "default-src 'none'");
	if (is_https)
		http_answer_header(http, "Strict-Transport-Security", "max-age=63072000");
	return true;
}
