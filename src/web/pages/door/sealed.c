#include "web/pages/door/sealed.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

/* A key of its own for each purpose and organisation. */
static void key_of(struct ctx *cx, const char *purpose, unsigned char ret[HK_KEY])
{
	const char *name = hk_format(cx->arena, "sealed %" PRId64 " %s", cx->org_id, purpose);

	hk_hmac(cx->house->key, name, strlen(name), ret);
}

const char *sealed_put(struct ctx *cx, const char *purpose, int64_t good_ms, const char *text)
{
	unsigned char key[HK_KEY];
	const char *whole = hk_format(cx->arena, "%" PRId64 "\n%s", cx->now + good_ms, text);
	void *box;
	size_t length;

	key_of(cx, purpose, key);
	hk_seal(cx->arena, key, whole, strlen(whole), &box, &length);
	return hk_base64url(cx->arena, box, length);
}

enum hk_result sealed_take(struct ctx *cx, const char *purpose, const char *sealed,
			   const char **ret)
{
	unsigned char key[HK_KEY];
	size_t length = strlen(sealed) / 4 * 3 + (strlen(sealed) % 4 ? strlen(sealed) % 4 - 1 : 0);
	char *box = hk_alloc(cx->arena, length + 1, 1);
	void *bytes;
	size_t size;
	int64_t good_until;

	key_of(cx, purpose, key);
	if (length == 0 || !hk_base64url_read(sealed, box, length) ||
	    hk_unseal(cx->arena, key, box, length, &bytes, &size) != HK_OK)
		return HK_INVALID;

	const char *whole = hk_copy(cx->arena, bytes, size);
	size_t first = strcspn(whole, "\n");

	if (!whole[first] || !hk_number(hk_copy(cx->arena, whole, first), &good_until) ||
	    good_until < cx->now)
		return HK_INVALID;
	*ret = whole + first + 1;
	return HK_OK;
}
