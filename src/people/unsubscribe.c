#include "people/unsubscribe.h"

#include <inttypes.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "people/customer.h"
#include "people/reached.h"

const char *unsubscribe_token(struct ctx *cx, int64_t customer_id)
{
	const char *name =
		hk_format(cx->arena, "unsubscribe %" PRId64 " %" PRId64, cx->org_id, customer_id);
	unsigned char digest[HK_DIGEST];

	hk_hmac(cx->house->key, name, strlen(name), digest);
	return hk_format(cx->arena, "%" PRId64 ".%s", customer_id,
			 hk_base64url(cx->arena, digest, HK_TOKEN));
}

static enum hk_result customer_of(struct ctx *cx, const char *token, int64_t *ret_id)
{
	size_t length = strcspn(token, ".");
	struct customer customer;
	const char *good;
	int64_t id;

	if (!hk_number(hk_copy(cx->arena, token, length), &id))
		return HK_NOT_FOUND;
	good = unsubscribe_token(cx, id);
	if (strlen(token) != strlen(good) || !hk_digest_equal(token, good, strlen(good)))
		return HK_NOT_FOUND;
	HK_TRY(customer_find(cx, id, &customer));
	*ret_id = id;
	return HK_OK;
}

enum hk_result unsubscribe_find(struct ctx *cx, const char *token, bool *ret_is_done)
{
	bool wants;
	int64_t id;

	HK_TRY(customer_of(cx, token, &id));
	HK_TRY(contact_news_find(cx, id, &wants));
	*ret_is_done = !wants;
	return HK_OK;
}

enum hk_result unsubscribe_do(struct ctx *cx, const char *token)
{
	int64_t id;

	HK_TRY(customer_of(cx, token, &id));
	return contact_news_put(cx, id, false);
}
