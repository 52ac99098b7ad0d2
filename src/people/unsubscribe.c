#include "people/unsubscribe.h"

#include <inttypes.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "people/customer.h"
#include "people/reached.h"

/* Sealed, so that nobody reads in an address whose it is, and two of one person look like those of
 * two. */
struct sealed {
	int64_t org_id, customer_id;
};

enum {
	SEAL_MORE = 40, /* what hk_seal() puts around it */
	SEALED = SEAL_MORE + sizeof(struct sealed),
};

/* Of this room alone: what else the house seals is no such address. */
static void key_of(const struct ctx *cx, unsigned char ret[HK_KEY])
{
	static const char name[] = "unsubscribe";

	_Static_assert(HK_KEY == HK_DIGEST, "a digest is a key");
	hk_hmac(cx->house->key, name, strlen(name), ret);
}

const char *unsubscribe_token(struct ctx *cx, int64_t customer_id)
{
	const struct sealed whose = { cx->org_id, customer_id };
	unsigned char key[HK_KEY];
	size_t length;
	void *bytes;

	key_of(cx, key);
	hk_seal(cx->arena, key, &whose, sizeof(whose), &bytes, &length);
	return hk_base64url(cx->arena, bytes, length);
}

static bool is_sealed_for(struct ctx *cx, const char *token, int64_t *ret_id)
{
	unsigned char bytes[SEALED], key[HK_KEY];
	struct sealed whose;
	size_t length;
	void *opened;

	if (!hk_base64url_read(token, bytes, sizeof(bytes)))
		return false;
	key_of(cx, key);
	if (hk_unseal(cx->arena, key, bytes, sizeof(bytes), &opened, &length) != HK_OK ||
	    length != sizeof(whose))
		return false;
	memcpy(&whose, opened, sizeof(whose));
	*ret_id = whose.customer_id;
	return whose.org_id == cx->org_id;
}

/* As mails of earlier versions have it: "17." and its digest. */
static bool is_signed_for(struct ctx *cx, const char *token, int64_t *ret_id)
{
	size_t length = strcspn(token, ".");
	unsigned char digest[HK_DIGEST];
	const char *name, *good;

	if (!hk_number(hk_copy(cx->arena, token, length), ret_id))
		return false;
	name = hk_format(cx->arena, "unsubscribe %" PRId64 " %" PRId64, cx->org_id, *ret_id);
	hk_hmac(cx->house->key, name, strlen(name), digest);
	good = hk_format(cx->arena, "%" PRId64 ".%s", *ret_id,
			 hk_base64url(cx->arena, digest, HK_TOKEN));
	return strlen(token) == strlen(good) && hk_digest_equal(token, good, strlen(good));
}

static enum hk_result customer_of(struct ctx *cx, const char *token, int64_t *ret_id)
{
	struct customer customer;
	int64_t id;

	if (!is_sealed_for(cx, token, &id) && !is_signed_for(cx, token, &id))
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
