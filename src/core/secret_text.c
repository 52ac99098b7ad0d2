#include "core/secret_text.h"

#include <string.h>

struct db_blob secret_seal(struct ctx *cx, const char *text)
{
	struct db_blob sealed = { NULL, 0 };
	void *box;

	if (!*text)
		return sealed;
	hk_seal(cx->arena, cx->house->key, text, strlen(text), &box, &sealed.length);
	sealed.bytes = box;
	return sealed;
}

enum hk_result secret_unseal(struct ctx *cx, struct db_blob sealed, const char **ret)
{
	void *text;
	size_t length;

	*ret = "";
	if (!sealed.bytes)
		return HK_OK;
	HK_TRY(hk_unseal(cx->arena, cx->house->key, sealed.bytes, sealed.length, &text, &length));
	*ret = text;
	return HK_OK;
}
