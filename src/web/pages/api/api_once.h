/* The header Idempotency-Key: a request that is sent again, because its answer was lost, is done
 * once. A key belongs to the person of the token and is kept for a week. */
#pragma once

#include "web/web.h"

struct api_once {
	int64_t staff_id;
	const char *name; /* "" without the header: each request is another one */
	struct db_blob digest;
	int64_t number; /* out, when it was done already: what api_once_keep() noted */
};

/* scope: what the request is about when its body does not say it. HK_INVALID with a sentence. */
enum hk_result api_once_read(struct web_request *req, const char *scope, struct api_once *ret);
/* In the transaction that does it, first of all. ret_is_again: it was done already. HK_INVALID: the
 * key was another request's. */
enum hk_result api_once_take(struct ctx *cx, struct api_once *once, bool *ret_is_again);
/* What came of it, for whoever asks again. */
enum hk_result api_once_keep(struct ctx *cx, const struct api_once *once, int64_t number);
