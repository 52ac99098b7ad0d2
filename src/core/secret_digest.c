#include "core/secret_digest.h"

#include <string.h>

struct db_blob secret_digest(struct ctx *cx, const char *secret)
{
	unsigned char *digest = hk_alloc(cx->arena, HK_DIGEST, 1);

	hk_sha256(secret, strlen(secret), digest);
	return (struct db_blob){ digest, HK_DIGEST };
}
